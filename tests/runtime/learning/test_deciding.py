"""What people answered often enough is answered alone: without a card, with its source, told in the story."""

from collections.abc import Iterator

import pytest

from earpiece.domain.events import AgentSaid, ConsultAnswered, ConsultAsked
from earpiece.domain.learning import DecidedAlone, DecisionJudged, OutcomeLearned
from earpiece.domain.ports import Write
from tests.support.learning import DAMAGES, LEARN, WARRANTY, Learners


@pytest.fixture(scope="module")
def told() -> Iterator[Learners]:
    """Customers were answered by Dan until one, Maya, was answered alone."""
    with Learners() as stage:
        stage.learns(customer="maya")
        yield stage


def test_a_question_that_people_answered_often_is_answered_alone(told: Learners) -> None:
    """The playbook goes on at once; no card, no timer, nobody's answer."""
    assert "the warranty does not cover it" in told.said
    assert told.open_cards() == []
    (alone,) = told.journal(DecidedAlone)
    assert (alone.answer.choice, alone.by) == ("paid", f"judgement {WARRANTY}")
    assert [*told.journal(ConsultAsked), *told.journal(ConsultAnswered)] == []
    assert told.run(told.disk.read(f"card/{alone.consult}"), wait=0) == []


def test_the_words_name_what_they_go_by_and_bring_the_answer(told: Learners) -> None:
    """As they name a tool or a page."""
    (alone,) = told.journal(DecidedAlone)
    (said,) = [event for event in told.journal(AgentSaid) if event.releases]
    assert said.sources[-1] == f"judgement {WARRANTY}"
    assert said.releases == (alone.consult,)
    assert told.state().consults[alone.consult].released


def test_the_story_says_why_in_plain_words(told: Learners) -> None:
    """How often people chose it, how likely it is wrong, how much may be."""
    story = told.told()
    assert f"Does the warranty cover “{DAMAGES[told.taught % 5]}”? Answer: “The customer pays”" in story
    assert f"people chose “The customer pays” {told.taught} times in {told.taught} answers" in story
    assert "under the 20% budget" in story


def test_the_class_has_it_in_its_stream_without_any_word_of_the_customer(told: Learners) -> None:
    """What was judged, from which position, and what was right of those that were asked."""
    judged = told.class_events(DecisionJudged)
    assert [event.alone for event in judged] == [*[False] * told.taught, True]  # type: ignore[attr-defined]
    assert judged[-1].version == 2 * told.taught  # type: ignore[attr-defined]
    assert len(told.class_events(OutcomeLearned)) == told.taught
    kept = " ".join(event.model_dump_json() for event in (item.event for item in told.class_stream()))
    assert not [word for damage in DAMAGES for word in (damage, "cat", "table") if word in kept]


def test_what_is_asked_says_why_it_is_asked() -> None:
    """On the card and in the story; the first ones since too few answers are known."""
    with Learners() as stage:
        stage.asks()
        assert stage.card("dan").why_asked == "nobody has answered this question yet"
        stage.answers("dan", choice="paid")
        stage.asks()
        (asked,) = stage.journal(ConsultAsked)
        assert asked.estimate is not None
        assert stage.card("dan").why_asked == asked.estimate.why
        assert "answered this once, and 5 answers are needed first" in asked.estimate.why
        assert f"asked since {asked.estimate.why}" in stage.told()


@pytest.mark.parametrize("learn", ["", "learn: false"])
def test_nothing_is_learned_where_the_company_does_not_say_so(learn: str) -> None:
    """No class, no word of it on the card."""
    with Learners(learn) as stage:
        stage.asks()
        assert stage.card("dan").why_asked == ""
        assert stage.class_stream() == []


def test_an_unusual_case_and_people_who_differ_are_asked_about() -> None:
    """The budget decides, not the number of answers."""
    with Learners() as stage:
        for number in range(10):
            stage.asks(DAMAGES[0])
            stage.answers("dan", choice=("paid", "covered")[number % 2])
        stage.asks(DAMAGES[0])
        assert "the risk that a person would answer otherwise" in stage.card("dan").why_asked


def test_a_stated_harm_makes_it_ask_though_it_is_sure() -> None:
    """Where a wrong answer costs a thousand, a question is cheap; the card says both sums."""
    learn = "learn: {budget: 0.2, least: 5, harm: 1000}\n  expected: {half: 20s, most: 60s}"
    with Learners(learn, costs="{person_hour: 36}") as stage:
        for _ in range(12):
            stage.asks()
            if "worth" in stage.card("dan").why_asked:
                break
            stage.answers("dan", choice="paid")
        why = stage.card("dan").why_asked
        assert "asking £0." in why
        assert why.endswith("so asking is worth it")


def test_what_can_be_decided_alone_is_not_asked_early_and_decided_at_its_turn() -> None:
    """A question that needs nothing the customer has still to say is asked as soon as the playbook begins."""
    learn = f"{LEARN}\n  question: Is the warranty still on?"
    with Learners(learn) as stage:
        stage.opens()
        stage.says("does the warranty pay")
        assert stage.journal(ConsultAsked)[0].early
        stage.answers("dan", choice="paid")
        stage.learns()
        assert stage.journal(ConsultAsked) == []
        (alone,) = stage.journal(DecidedAlone)
        assert alone.question.text == "Is the warranty still on?"
        assert [event.decision for event in stage.class_events(DecisionJudged)][-1] == alone.consult  # type: ignore[attr-defined]


def test_one_answer_for_many_is_one_lesson() -> None:
    """However many asked the same: else a single answer to a crowd would do for all the answers that are needed."""
    with Learners() as stage:
        for customer in ("maya", "liu", None):
            stage.asks(customer=customer)
        card = stage.open_cards()[0]
        assert card.waiting == 3
        stage.answers("dan", card=card, choice="paid")
        stage.passes(1.0)
        assert stage.open_cards() == []
        assert len(stage.class_events(DecisionJudged)) == 3
        assert len(stage.class_events(OutcomeLearned)) == 1


def test_an_answer_given_twice_teaches_once() -> None:
    """Whatever else says what was right, the first word counts."""
    with Learners() as stage:
        stage.teaches(1)
        before = stage.account().counts.copy()
        (outcome,) = stage.class_stream()[1:]
        again = Write(f"class/{WARRANTY}", (outcome.event,), stage.run(stage.now(), wait=0))
        stage.run(stage.disk.append(again))
        assert stage.account().position == 3
        assert stage.account().counts == before

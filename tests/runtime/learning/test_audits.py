"""A look at an own decision: one key, behind everything else, and nothing but learning comes of it, or a correction."""

from collections.abc import Iterator

import pytest

from earpiece.domain.errors import Conflict
from earpiece.domain.learning import AuditAnswered, AuditClosed, DecisionJudged, FoundWrong, OutcomeLearned, drawn
from earpiece.runtime.erasing import end_conversations
from earpiece.runtime.learning import deciding
from earpiece.runtime.learning.alone import LOOKED_WITHIN
from earpiece.runtime.views import CardView, OpinionRequest
from tests.support.learning import Learners


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Learners]:
    """Maya was answered alone, and somebody is to look at it."""
    monkeypatch.setattr(deciding, "drawn", lambda decision, what: 0.0)
    with Learners() as stage:
        stage.learns(customer="maya")
        yield stage


def look(stage: Learners, expert: str = "dan") -> CardView:
    (card,) = [card for card in stage.open_cards(expert) if card.audit]
    return stage.run(stage.engine.desk.card(stage.person(expert), card.id), wait=0)


def test_the_card_asks_whether_it_was_right_with_one_key_for_each_answer(looked: Learners) -> None:
    """Y, N with a word, or what would have been right."""
    card = look(looked)
    assert card.question.startswith("Was this right? Does the warranty cover")
    assert "The assistant answered alone: “The customer pays”." in card.question
    assert [(each.key, each.label) for each in card.suggestions] == [
        ("y", "It was right"), ("n", "It was not"), ("1", "No: It is covered"), ("2", "No: Ask for more details"),
    ]  # fmt: skip
    assert "people chose “The customer pays”" in card.why


def test_it_stands_behind_everything_that_somebody_waits_for(looked: Learners) -> None:
    """And in no list of those who wait."""
    looked.says("a person please")
    cards = looked.open_cards("cleo")
    assert [card.audit for card in cards] == [False, True]
    assert [row.id for row in looked.run(looked.disk.rows("cards", "open"), wait=0)] == [cards[0].id]


def test_a_yes_is_learned_and_nothing_else_comes_of_it(looked: Learners) -> None:
    """The customer's conversation does not move."""
    before = looked.state().position
    looked.answers("dan", card=look(looked), decision="yes")
    (outcome,) = [event for event in looked.class_events(OutcomeLearned) if event.how == "audited"]  # type: ignore[attr-defined]
    assert (outcome.choice, outcome.by) == ("paid", "dan")  # type: ignore[attr-defined]
    assert looked.state().position == before
    account = looked.account()
    assert (account.counts["audited"], account.own.looked, account.own.estimate) == (1, 1, 0.0)
    assert looked.open_cards() == []


def test_what_was_wrong_is_set_right_while_the_customer_is_there(looked: Learners) -> None:
    """The agent says that it was wrong, a person says what is right, the story has it all."""
    looked.heard()
    looked.answers("dan", card=look(looked), choice="covered")
    assert "not right" in looked.heard() or "wrong" in looked.state().lines[-2].event.text
    (wrong,) = looked.journal(FoundWrong)
    assert (wrong.by, wrong.right) == ("dan", "It is covered")
    asked = looked.card("dan")
    assert (asked.name, "the warranty does not cover it" in asked.question) == ("set-right", True)
    assert asked.why == "A colleague looked afterwards: It is covered."
    looked.answers("dan", text="We checked again: the warranty covers it.")
    assert "the warranty covers it" in looked.heard()
    assert "looked afterwards and found it wrong" in looked.told()
    assert looked.account().own.estimate == 1.0
    assert looked.account().chosen["covered"] == 1


def test_after_the_customer_has_left_it_is_learned_and_told_and_nobody_is_bothered(looked: Learners) -> None:
    """The conversation stays closed."""
    looked.says("no")
    looked.says("bye")
    assert looked.state().outcome is not None
    looked.answers("dan", card=look(looked), decision="no", reason="That was too harsh.")
    assert looked.state().outcome is not None
    assert looked.journal(FoundWrong)[0].right == "That was too harsh."
    assert looked.open_cards("cleo") == []
    (outcome,) = looked.class_events(OutcomeLearned)[-1:]
    assert (outcome.choice, looked.account().own.estimate) == (None, 1.0)  # type: ignore[attr-defined]


def test_nobody_is_kept_by_it(looked: Learners) -> None:
    """It cannot be passed on, asked back about or put to several, and it ends by itself after a day."""
    card = look(looked)
    for act in (
        looked.engine.desk.pass_on(looked.person("dan"), card.id, "orders", "not ours", None),
        looked.engine.desk.ask_back(looked.person("dan"), card.id, "What happened?", None),
        looked.engine.desk.second_opinion(
            looked.person("dan"), card.id,
            OpinionRequest.model_validate({"answer": {"decision": "yes"}, "revision": 1, "key": "k", "reason": "?"}),
        ),
    ):  # fmt: skip
        with pytest.raises(Conflict, match="nobody waits"):
            looked.run(act)
    looked.passes(LOOKED_WITHIN + 10)
    assert looked.journal(AuditClosed, f"card/{card.id}")[0].reason == "expired"
    assert looked.open_cards() == []
    assert looked.account().counts["audited"] == 0


def test_two_who_look_at_once_teach_once(looked: Learners) -> None:
    """The first counts, the second is told."""
    card = look(looked)
    looked.answers("dan", card=card, decision="yes")
    with pytest.raises(Conflict, match="answered first: It was right"):
        looked.answers("cleo", card=card, choice="covered")
    assert len(looked.journal(AuditAnswered, f"card/{card.id}")) == 1
    assert looked.account().counts["audited"] == 1


def test_erasing_the_customer_ends_it(looked: Learners) -> None:
    """With all that is going on with them."""
    card = look(looked)
    looked.run(end_conversations(looked.disk, "maya", looked.run(looked.now(), wait=0)))
    assert looked.journal(AuditClosed, f"card/{card.id}")[0].reason == "erased"


def test_the_draw_is_by_the_decision_alone() -> None:
    """So that a simulated day, and every node, draws the same; about as many as the share says."""
    draws = [drawn(f"c{number}.ask9", "audit") for number in range(2000)]
    assert all(0.0 <= each < 1.0 for each in draws)
    assert 20 < sum(each < 0.02 for each in draws) < 62
    assert drawn("c1.ask9", "audit") == draws[1]
    with Learners() as stage:
        stage.learns()
        (event,) = [event for event in stage.class_events(DecisionJudged) if event.alone]  # type: ignore[attr-defined]
        assert event.audited == (drawn(event.decision, "audit") < event.audit)  # type: ignore[attr-defined]

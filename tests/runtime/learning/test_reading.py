"""Which request a message is: by the examples as far as they hold, by what people said, and asked about otherwise."""

import pytest

from earpiece.domain import commands as c
from earpiece.domain.events import MessageUnderstood
from earpiece.domain.learning import REQUESTS, DecisionJudged, OutcomeLearned
from earpiece.runtime.learning import account, reading
from earpiece.sim.proof.understanding import Meaning
from tests.support.learning import Learners

EXAMPLES = "{}"
ASKING = "{start: asking, budget: 0.2}"
RETURNS = "page/returns"
WORDS = (
    "can I bring it back",
    "may I bring the lamp back",
    "do you take it back",
    "bringing a lamp back",
    "I bring it",
)
SCRIPT: dict[str, Meaning] = {
    "money back or parcel": c.Between(targets=("playbook/refund", "playbook/late"), score=0.85),
    "the parcel one": c.Start(target="playbook/late"),
    "refund, and boats?": [
        c.Start(target="playbook/refund", text="refund", score=0.9), c.Unknown(text="boats?", nearest=(RETURNS,)),
    ],
    "not that, the parcel": [c.NotThat(), c.Start(target="playbook/late", text="the parcel", score=0.9)],
    **{text: c.Start(target=RETURNS, score=0.8, text=text) for text in WORDS},
}  # fmt: skip


def judged(stage: Learners) -> list[DecisionJudged]:
    return stage.class_events(DecisionJudged, REQUESTS)  # type: ignore[return-value]


def outcomes(stage: Learners) -> list[tuple[str | None, str]]:
    found = stage.class_events(OutcomeLearned, REQUESTS)
    return [(event.choice, event.how) for event in found]  # type: ignore[attr-defined]


def test_without_a_word_of_the_company_nothing_is_judged() -> None:
    """As before."""
    with Learners() as stage:
        stage.opens("maya")
        stage.says("can I send it back")
        assert judged(stage) == []
        assert stage.journal(MessageUnderstood)[0].judged == ()


def test_the_examples_hold_from_the_start_and_each_reading_is_counted() -> None:
    """With its probability as the risk; where in the message its words stand is known, the words are not."""
    with Learners(judgement=EXAMPLES, script=SCRIPT) as stage:
        stage.opens("maya")
        stage.says("refund, and boats?")
        alone, asked = judged(stage)
        assert (alone.alone, alone.choice) == (True, "playbook/refund")
        assert alone.risk == pytest.approx(0.1)
        assert (asked.alone, asked.choice) == (False, None)
        (understood,) = stage.journal(MessageUnderstood)
        assert [(read.index, read.begins, read.ends) for read in understood.judged] == [(0, 0, 6), (1, 12, 18)]
        assert "too few (0 of 20)" in stage.told()
        assert "boats" not in str(stage.class_stream(REQUESTS))


def test_an_experts_answer_to_what_nobody_knew_says_what_it_was() -> None:
    """A request the company knows, or none of them."""
    with Learners(judgement=EXAMPLES) as stage:
        for number, answer in enumerate((RETURNS, "unknown")):
            stage.opens()
            stage.says("do you sell boats")
            if answer == RETURNS:
                stage.answers("cleo", choice=answer)
            else:
                stage.answers("cleo", text="We sell no boats.")
            assert outcomes(stage)[number] == (answer, "asked")
        assert [lesson.choice for lesson in stage.account(REQUESTS).lessons] == [RETURNS, "unknown"]
        assert stage.account(REQUESTS).lessons[0].case.words == (("said", "do you sell boats"),)


def test_what_the_customer_says_next_says_what_it_was() -> None:
    """Which of those offered was meant, that it was something else, and what."""
    with Learners(judgement=EXAMPLES, script=SCRIPT) as stage:
        stage.opens("maya")
        stage.says("money back or parcel", "the parcel one")
        assert outcomes(stage) == [("playbook/late", "corrected")]
        assert len(judged(stage)) == 1  # a choice among what was offered is nothing to judge
        stage.opens("maya")
        stage.says("can I send it back", "not that")
        stage.opens("maya")
        stage.says("can I send it back", "not that, the parcel")
        assert outcomes(stage)[1:] == [(None, "corrected"), ("playbook/late", "corrected")]
        assert stage.account(REQUESTS).own.noticed == pytest.approx(2, abs=0.01)


def test_readings_that_turn_out_wrong_too_often_are_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """The budget is overdrawn: what the examples make less than sure is put to a person."""
    monkeypatch.setattr(account, "TELLING", 5)
    with Learners(judgement="{budget: 0.05}", script=SCRIPT) as stage:
        for _ in range(6):
            stage.opens("maya")
            stage.says(WORDS[0], "not that")
        stage.opens("maya")
        stage.says(WORDS[0])
        assert "What should we answer?" in stage.card("cleo").question
        (last,) = judged(stage)[-1:]
        assert (last.alone, last.choice) == (False, RETURNS)
        assert "late readings were found wrong" in stage.told()
        assert f"choice {RETURNS}" not in stage.told()
        stage.answers("cleo", choice=RETURNS)
        assert outcomes(stage)[-1] == (RETURNS, "asked")


def test_who_begins_with_asking_is_asked_until_people_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """However sure the examples are; then it begins alone what people always said."""
    monkeypatch.setattr(reading, "LEAST", 6)
    with Learners(judgement=ASKING, script=SCRIPT) as stage:
        for number in range(40):
            stage.opens()
            stage.says(WORDS[number % len(WORDS)])
            if not [card for card in stage.open_cards("cleo") if not card.audit]:
                break
            assert stage.card("cleo").suggestions[0].answer == {"choice": RETURNS}
            stage.answers("cleo", choice=RETURNS)
        assert number >= 6
        assert judged(stage)[-1].alone
        (understood,) = stage.journal(MessageUnderstood)
        assert [command.target for command in understood.commands if isinstance(command, c.Start)] == [RETURNS]
        assert understood.judged[0].why.startswith("people said")


def test_what_people_said_makes_sure_what_the_examples_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same question that an expert answered again and again is no longer asked."""
    monkeypatch.setattr(reading, "LEAST", 6)
    with Learners(judgement="{budget: 0.2}") as stage:
        asked = 0
        while asked < 40:
            stage.opens()
            stage.says("do you sell boats")
            if not [card for card in stage.open_cards("cleo") if not card.audit]:
                break
            stage.answers("cleo", choice=RETURNS)
            asked += 1
        assert 6 <= asked < 40
        assert judged(stage)[-1].alone


def test_a_reading_is_looked_at_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """One key says that it was right, another which request it was."""
    monkeypatch.setattr(reading, "drawn", lambda decision, what: 0.0)
    with Learners(judgement=EXAMPLES) as stage:
        stage.opens("maya")
        stage.says("can I send it back")
        (card,) = stage.open_cards("cleo")
        assert card.audit
        assert card.question == (
            "Was this right? The customer wrote “can I send it back”. The assistant took it as “Returns”."
        )
        stage.answers("cleo", card=card, text="They want a refund.")
        assert outcomes(stage) == [("unknown", "audited")]
        assert stage.card("cleo").name == "set-right"

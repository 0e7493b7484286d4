"""Cases of conversations that the real engine led, in virtual time."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earpiece.domain.errors import EarpieceError
from earpiece.domain.interventions import TakenOver
from earpiece.domain.ports import Recorded
from earpiece.domain.seeds import seeded
from earpiece.insight.cases import Case, Span
from earpiece.insight.figures import figures
from earpiece.insight.keeping import Cases
from earpiece.insight.reading import conversation_of, read_case, read_cases
from tests.support.fixtures import maya, stage
from tests.support.overseer import Overseer
from tests.support.stage import Stage

__all__ = ["maya", "stage"]

BLINKS = 0.2
"""Seconds that a story's blinks may add up to."""


def _cases(stage: Stage, **when: float) -> list[Case]:
    return stage.run(read_cases(stage.disk, **when))


def _recorded(stage: Stage) -> tuple[list[Recorded], list[Recorded]]:
    """The conversation's events, and those of its cards."""
    every = stage.run(stage.disk.read_all(limit=100_000))
    return (
        [item for item in every if item.stream == f"conversation/{stage.chat}"],
        [item for item in every if item.stream.startswith(f"card/{stage.chat}.ask")],
    )


# ── one conversation, known to the second ─────────────────────────────────────────────────────────────────────────────


def test_a_refund_that_is_asked_early(maya: Stage) -> None:
    """Asked when the amount is known; 20 s until the customer says the rest, 10 more until Ann takes it, 5 s of hers,
    2 s in which she could undo it: the customer waited 17 s."""
    maya.says("refund please", "the lamp", "60")
    maya.passes(20)
    maya.says("broken")
    maya.passes(10)
    maya.claims("ann")
    maya.passes(5)
    maya.answers("ann", decision="yes")
    maya.passes(30)
    maya.says("bye")
    (case,) = _cases(maya)
    (consult,) = case.consults
    assert (consult.early, consult.ended, consult.by, consult.rungs) == (True, "answered", "ann", ("widen",))
    assert consult.needed_at == pytest.approx(consult.asked_at + 20, abs=BLINKS)
    assert consult.picked_up == pytest.approx(10, abs=BLINKS)
    assert case.human_seconds == pytest.approx(5, abs=BLINKS)
    assert case.waited == pytest.approx(17, abs=BLINKS)
    assert case.seconds_from_gap == pytest.approx(47, abs=BLINKS)
    assert (case.outcome, case.requests, case.turns, case.left_waiting) == ("resolved", ("refund",), 5, False)
    found = figures([case], pickup_s=20)
    assert (found["service_level"], found["resolved"], found["consulted"]) == (1, 1, 1)


def test_one_answer_for_three_customers(stage: Stage) -> None:
    """Cleo takes 6 s for all of them; the two others cost nobody anything."""
    for _ in range(3):
        stage.opens()
        stage.says("do you sell boats")
        stage.passes(10)
    lead = stage.cards()[0]
    stage.run(stage.engine.desk.claim(stage.person("cleo"), lead.id))
    stage.passes(6)
    stage.answers(
        "cleo", card=stage.run(stage.engine.desk.card(stage.person("cleo"), lead.id)), text="Not before spring."
    )
    stage.passes(1)
    cases = _cases(stage)
    consults = [consult for case in cases for consult in case.consults]
    assert [consult.ended for consult in consults] == ["answered"] * 3
    assert sum(consult.via is not None for consult in consults) == 2
    assert sum(case.human_seconds for case in cases) == pytest.approx(6, abs=BLINKS)
    assert len({consult.topic for consult in consults}) == 1
    assert consults[0].topic is not None


def test_a_supervisor_who_takes_over(maya: Stage) -> None:
    """Waited 10 s for the answer and 4 s for her first word; she led for 24 s."""
    maya.says("refund please", "the lamp", "60", "broken")
    maya.passes(10)
    cleo = Overseer(maya)
    cleo.does("take_over")
    maya.passes(4)
    cleo.writes("Hello, this is Cleo.")
    maya.passes(20)
    cleo.does("close", "resolved")
    (case,) = _cases(maya)
    assert case.led[0].seconds == pytest.approx(24, abs=BLINKS)
    assert case.waited == pytest.approx(14, abs=BLINKS)
    assert (case.served_by, case.left_waiting, case.led[0].unasked) == ("handed over", False, True)


def test_a_supervisor_who_leads_two_at_once(stage: Stage) -> None:
    """From 0 to 30 and from 10 to 30: 10 + 10 and 10 s."""
    chats = []
    for _ in range(2):
        stage.opens()
        chats.append(stage.chat)
        stage.run(stage.engine.turns.take(stage.chat, TakenOver(by="cleo", name="Cleo")))
        stage.passes(10)
    stage.passes(10)
    for chat in chats:
        stage.chat = chat
        Overseer(stage).does("give_back")
    cases = _cases(stage)
    assert [case.human_seconds for case in cases] == pytest.approx([20, 10], abs=BLINKS)


# ── many ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_conversations_of_a_time(stage: Stage) -> None:
    """By their opening, from `since` until before `until`; practice is never among them."""
    opened = []
    for _ in range(3):
        opened.append(stage.run(stage.now(), wait=0))
        stage.opens()
        stage.passes(100)
    stage.run(stage.engine.chats.open(channel="practice"))
    assert [case.opened_at for case in _cases(stage)] == pytest.approx(opened, abs=BLINKS)
    assert len(_cases(stage, since=opened[1], until=opened[2])) == 1
    assert _cases(stage, since=opened[2] + 500) == []


def test_cases_are_kept_up_to_date(maya: Stage) -> None:
    """Whatever happens, they are what the journal says; what has not moved is not read again."""
    kept = Cases(maya.disk)
    reads = 0
    read = maya.disk.read

    async def counted(stream: str, after: int = 0) -> list[Recorded]:
        nonlocal reads
        reads += stream.startswith("conversation/")
        return await read(stream, after)

    def look(since: float = 0.0) -> list[Case]:
        return maya.run(kept.look(since, maya.run(maya.now())))

    assert look() == _cases(maya)
    maya.says("refund please", "the lamp", "60", "broken")
    first = maya.chat
    assert look() == _cases(maya)
    maya.claims("ann")
    maya.passes(8)
    maya.opens("ned")
    assert look() == _cases(maya)
    maya.disk.read = counted  # type: ignore[method-assign]
    look()
    assert reads == 0
    maya.run(maya.engine.chats.open(channel="practice"))
    assert look() == _cases(maya)
    reads = 0
    maya.chat, second = first, maya.chat
    card = maya.answers("ann", decision="yes", card=maya.run(maya.engine.desk.card(maya.person("ann"), maya.card().id)))
    maya.run(maya.engine.oversight.overturn(maya.person("cleo"), card.id, "No."))
    reads = 0
    cases = look()
    assert reads == 1
    assert cases == _cases(maya)
    assert cases[0].consults[0].overturned
    maya.chat = second
    late = look(since=cases[1].opened_at)
    assert [case.conversation for case in late] == [second]
    kept.close()


def test_which_conversation_moves_with_a_stream() -> None:
    """That of a card too; seeded cards and people move none."""
    streams = ("conversation/c1", "card/c1.ask7", "expert/ann", "company")
    assert [conversation_of(stream) for stream in streams] == ["c1", "c1", None, None]
    assert conversation_of(f"card/{seeded('c1.ask7', 'ann')}") is None


# ── whatever happens ──────────────────────────────────────────────────────────────────────────────────────────────────

STARTS = ("refund please", "the lamp", "60", "broken", "I want to complain", "do you sell boats", "where is my parcel")
ACTS = st.one_of(
    st.tuples(st.just("says"), st.sampled_from((*STARTS, "make it 70", "forget it", "a person please", "no", "bye"))),
    st.tuples(st.just("passes"), st.sampled_from([7, 40, 130, 700])),
    st.tuples(st.just("desk"), st.sampled_from(["claims", "answers", "answers", "answers", "asks back", "passes on"])),
    st.tuples(st.just("leads"), st.sampled_from(["pause", "resume", "take_over", "writes", "give_back"])),
)  # fmt: skip
OPENINGS = st.sampled_from(
    [["refund please", "the lamp", "60"], ["refund please", "the lamp", "60", "broken"], ["I want to complain"], []]
)


def _act(stage: Stage, what: str, how: Any) -> None:
    match what, how:
        case "says", _:
            stage.says(how)
        case "passes", _:
            stage.passes(how)
        case "desk", "claims":
            stage.claims("cleo")
        case "desk", "asks back":
            stage.asks_back("cleo", "Which?")
        case "desk", "passes on":
            stage.run(stage.engine.desk.pass_on(stage.person("cleo"), stage.card().id, "general", "", None))
        case "desk", _:
            stage.passes(3)
            stage.answers("cleo", **stage.card().suggestions[0].answer)
        case _, "writes":
            stage._messages += 1
            Overseer(stage).does("say", f"p{stage._messages}", "Hello.")
        case _:
            Overseer(stage).does(how)


def _until(recorded: list[Recorded], at: float) -> list[Recorded]:
    return [item for item in recorded if item.at <= at]


def _cut(spans: tuple[Span, ...], at: float) -> list[Span]:
    return [Span(span.since, min(span.until, at)) for span in spans if span.since < at]


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(opening=OPENINGS, acts=st.lists(ACTS, min_size=4, max_size=14))
def test_every_prefix_of_a_journal_is_a_truthful_case(opening: list[str], acts: list[tuple[str, Any]]) -> None:
    """What was known at a moment is what the whole journal says of the time until then: later events add, and change
    only what was still open. And events that come twice count once."""
    with Stage() as stage:
        stage.opens("maya")
        for words in opening:
            stage.says(words)
        for what, how in acts:
            try:
                _act(stage, what, how)
            except (EarpieceError, ValueError, AssertionError):
                continue  # there was no card to answer, or to hold; nobody led
        conversation, cards = _recorded(stage)
    whole = read_case(conversation, cards)
    assert read_case([*conversation, *conversation], [*cards, *cards]) == whole
    assert all(one.until <= other.since for one, other in zip(whole.waits, whole.waits[1:], strict=False))
    for at in sorted({item.at for item in conversation}):
        case = read_case(_until(conversation, at), _until(cards, at))
        _check(case, whole, at)


def _sum(spans: Iterable[Span]) -> float:
    return round(sum(span.seconds for span in spans), 6)


def _check(case: Case, whole: Case, at: float) -> None:
    if all(led.seconds == led.until - led.since for led in whole.led):  # nobody who led fell silent
        if whole.closed_at is None and not whole.away:
            assert list(case.waits) == _cut(whole.waits, at)
        assert _sum(case.waits) >= _sum(_cut(whole.waits, at))  # who left in silence waited less than it seemed
        assert case.human_seconds <= whole.human_seconds + 1e-6
    assert (case.closed_at is None) == (case.outcome is None)
    assert case.turns <= whole.turns
    for consult, last in zip(case.consults, whole.consults, strict=False):
        assert consult.needed_at in (None, last.needed_at)
        assert consult.taken_at in (None, last.taken_at)
        if consult.ended != "open":
            assert (consult.ended_at, consult.seconds, consult.via) == (last.ended_at, last.seconds, last.via)
            assert last.ended in (consult.ended, "unneeded", "answered")

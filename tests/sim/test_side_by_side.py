"""What /demo/compare shows is what the engine did: the right side is the journal's, and plays the same again."""

import asyncio

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain import events as e
from earpiece.domain.desk_events import CardAnswered, CardDecided, CardOpened
from earpiece.domain.errors import Invalid, NotFound
from earpiece.domain.ports import Understanding
from earpiece.insight.day import Channel, Day, read_day
from earpiece.insight.reading import read_case
from earpiece.insight.side_by_side import consulted
from earpiece.insight.sides import SideBySide, Spans, Wanted
from earpiece.sim.loop import run_virtual
from earpiece.sim.script import read_rehearsals
from earpiece.sim.side_by_side import Part, SideBySides, offered_of, play
from earpiece.sim.world import World
from tests.sim.conftest import HUDSON

CREDIT, POLICY, EARLY = "1", "2", "3"


@pytest.fixture(scope="module")
def day() -> Day:
    return read_day("ordinary")


@pytest.fixture(scope="module")
def made(hudson: Shelf, understanding: Understanding, day: Day) -> SideBySides:
    """The sample bank's conversations."""
    return SideBySides(hudson, understanding, offered_of(read_rehearsals(HUDSON)), day)


def ask(made: SideBySides, wanted: Wanted) -> SideBySide:
    return asyncio.run(made.side_by_side(wanted))


@pytest.mark.parametrize("case", [CREDIT, POLICY, EARLY])
def test_the_right_side_is_what_the_journal_says(
    hudson: Shelf, understanding: Understanding, day: Day, case: str
) -> None:
    """Every line with its second, the card's times, the person's seconds, the wait, the end."""
    rehearsal = offered_of(read_rehearsals(HUDSON))[case]

    async def main() -> None:
        with World(hudson, understanding) as world:
            await world.start()
            began = world.clock.now()
            played, thought = await play(world, rehearsal, day, Part(case, 0, "voice", 20.0, None, None))
            (card,) = await world.journal.rows("cards")
            state = await world.engine.states.card(card.id)
            said = await world.journal.read(f"conversation/{state.conversation}")
            desk = await world.journal.read(f"card/{card.id}")
            await world.close()
        spoken = [item for item in said if isinstance(item.event, e.CustomerSaid | e.AgentSaid)]
        assert [line.text for line in played.lines] == [getattr(item.event, "text", "") for item in spoken]
        assert [line.at for line in played.lines] == pytest.approx([item.at - began for item in spoken], abs=0.01)
        times = {type(item.event): item.at - began for item in desk}
        assert played.card.opened == pytest.approx(times[CardOpened], abs=0.01)
        assert played.card.decided == pytest.approx(times.get(CardDecided, times[CardAnswered]), abs=0.01)
        assert played.card.counted == pytest.approx(times[CardAnswered], abs=0.01)
        answered = next(item.event for item in desk if isinstance(item.event, CardAnswered))
        assert played.people_s == pytest.approx(answered.seconds, abs=0.01)
        assert played.people_s == day.consult.switch_s + day.consult.read_s + thought
        assert played.closed == pytest.approx(said[-1].at - began, abs=0.01)
        assert isinstance(said[-1].event, e.ConversationClosed)
        shown = consulted(played, day, Spans(20.0, 20.0, thought))
        measured = read_case(said, desk)
        assert shown.waited_s == pytest.approx(measured.waited, abs=0.06)
        assert shown.people_s == pytest.approx(measured.human_seconds, abs=0.06)

    run_virtual(main())


@pytest.mark.parametrize("channel", ["chat", "voice"])
@pytest.mark.parametrize("case", [CREDIT, POLICY, EARLY])
def test_each_case_takes_less_of_a_person_than_a_transfer(made: SideBySides, case: str, channel: Channel) -> None:
    """Both sides end, on either channel; who is asked about early hardly waits, and on chat not at all."""
    pair = ask(made, Wanted(case=case, channel=channel))
    assert pair.consult.people_s < pair.transfer.people_s
    assert pair.consult.from_gap_s < pair.transfer.from_gap_s
    assert (pair.consult.waited_s < 15) == (case == EARLY)
    assert (pair.consult.waited_s == 0) == (case == EARLY and channel == "chat")
    assert pair.transfer.moments[-1].text == pair.consult.moments[-1].text


def test_the_same_again_is_the_same(hudson: Shelf, understanding: Understanding, day: Day) -> None:
    """Two that remember nothing of each other give the same; another seed draws other seconds."""
    offered = offered_of(read_rehearsals(HUDSON))
    first, second = (SideBySides(hudson, understanding, offered, day) for _ in range(2))
    assert ask(first, Wanted(seed=3)) == ask(second, Wanted(seed=3))
    assert ask(first, Wanted(seed=3)).decision_s != ask(first, Wanted(seed=4)).decision_s
    assert ask(first, Wanted()).decision_s == day.decisions["approval"].mean_s


@pytest.mark.parametrize("case", [CREDIT, POLICY, EARLY])
def test_up_to_the_visitors_answer_it_went_as_if_nobody_answered(made: SideBySides, case: str) -> None:
    """So a page may show the beginning before it knows how long the visitor takes."""
    waiting, answered = ask(made, Wanted(case=case, own_s=600)), ask(made, Wanted(case=case, own_s=48.3))
    until = answered.card.counted

    def before(pair: SideBySide) -> list[tuple[float, str]]:
        return [(line.at, line.text) for line in pair.consult.moments if line.at < until]

    assert waiting.card.opened == answered.card.opened
    assert before(waiting) == before(answered)
    assert answered.card.decided - answered.card.opened == pytest.approx(48.3, abs=0.01)
    assert answered.consult.people_s == 48.3


def test_a_visitors_no_is_a_no(made: SideBySides) -> None:
    """The agent says so, and so does the person on the left."""
    pair = ask(made, Wanted(case=CREDIT, own_s=5, answer="n"))
    for side in (pair.consult, pair.transfer):
        assert any("annot credit" in line.text for line in side.moments)
        assert not any("£370.00 is back" in line.text or "I have credited" in line.text for line in side.moments)


def test_what_is_not_there_is_said(made: SideBySides) -> None:
    """A case nobody offers, an answer the card has not, a company that offers nothing."""
    with pytest.raises(NotFound, match="no such case"):
        ask(made, Wanted(case="9"))
    with pytest.raises(Invalid, match="no choice 'x'"):
        ask(made, Wanted(case=CREDIT, answer="x"))
    with pytest.raises(Invalid, match="give one a title"):
        offered_of({})

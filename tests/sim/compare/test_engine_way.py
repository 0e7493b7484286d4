"""Days on the real engine: what must hold for every one of them, and what each feature changes."""

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.desk_events import CardAnswered, CardClaimed, CardClosed, CardDecided, CardReturned
from earpiece.domain.ports import Understanding
from earpiece.insight.cases import Case
from earpiece.sim.audit import Audit, audit
from earpiece.sim.casting import bare_tools, load_stage
from earpiece.sim.compare.engine_way import Floor, play, play_and
from earpiece.sim.compare.guests import Draws, Guest
from earpiece.sim.compare.timeline import serve_one
from earpiece.sim.compare.ways import Features, Served, Setting, Worker
from tests.sim.compare.days import CERTAIN, everybody, guests_of, setting_of, small_day
from tests.sim.conftest import HUDSON

ALL = Features(fan_in=True, early=True, meanwhile=True, deadlines=True, suggestions=True)
OUTAGE = {"at": "08:05", "minutes": 10, "extra": 2.0, "common": 1.0, "bulletin_after_s": 300}


@pytest.fixture(scope="module")
def busy(hudson: Shelf, understanding: Understanding) -> Setting:
    """Half an hour with more need of people than two of them can meet."""
    day = small_day((26.0,), needs={"helped": 0.8, "taken_over": 0.1})
    return setting_of(hudson, understanding, day, everybody(hudson, 2))


def _needing(setting: Setting, kind: str | None = None) -> Guest:
    """A guest who needs a person exactly once, for a consult of this kind."""
    return next(
        guest for guest in setting.guests if len(guest.gaps) == 1 and kind in (None, guest.gaps[0].kind)
    )  # fmt: skip


def _alone(setting: Setting, guest: Guest) -> Setting:
    return replace(setting, guests=[replace(guest, arrives=0.0)])


# ── every day ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("features", [Features(), ALL], ids=["plain", "all"])
def test_every_day_adds_up(busy: Setting, features: Features) -> None:
    """Who came has ended or not; nobody works longer than they are there, or holds two cards; no word is lost or said
    twice, and the books are as the experts decided. Again it is the same day."""

    async def look(floor: Floor, served: Served) -> tuple[Served, list[Audit], dict[str, list[tuple[float, float]]]]:
        return served, await _audits(floor), await _held(floor)

    served, audits, held = play_and(busy, features, look)
    assert sorted(case.guest or 0 for case in served.cases) == [guest.number for guest in busy.guests]
    ended = [case for case in served.cases if case.closed_at is not None]
    assert len(ended) + sum(case.outcome is None for case in served.cases) == len(busy.guests)
    assert all(0 < served.busy[each] <= served.paid[each] + 1e-6 for each in served.busy)
    assert sum(case.human_seconds for case in served.cases) <= sum(served.busy.values()) + 1e-6
    for spans in held.values():
        assert all(one[1] <= two[0] for one, two in pairwise(spans))
    stayed = [found for found in audits if not found.gave_up]  # who has left does not see what comes later
    assert [found.lost + found.repeated for found in stayed] == [[] for _ in stayed]
    assert [found.effects for found in stayed if not found.effects_right] == []
    assert play(busy, features) == served


async def _audits(floor: Floor) -> list[Audit]:
    """Every conversation that the agent led, held against the journal and the bank's books."""
    world = floor.world
    stage = load_stage(HUDSON, bare_tools(world.shelf, world.data, world.clock.now))
    company, found = world.shelf.current(), []
    for one in floor.visits:
        recorded = await world.journal.read(f"conversation/{one.record.conversation}")
        if not any(item.event.__class__.__name__ == "TakenOver" for item in recorded):
            found.append(audit(one.guest.wish, one.record, [], True, recorded, stage, company))
    return found


async def _held(floor: Floor) -> dict[str, list[tuple[float, float]]]:
    """When each person had a card in hand, in order."""
    since: dict[str, tuple[str, float]] = {}
    held: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for item in await floor.world.journal.read_all(limit=100_000):
        if isinstance(item.event, CardClaimed) and item.stream not in since:
            since[item.stream] = item.event.expert, item.at
        elif isinstance(item.event, CardDecided | CardAnswered | CardReturned | CardClosed) and item.stream in since:
            person, at = since.pop(item.stream)
            held[person].append((at, item.at))
    return {person: sorted(spans) for person, spans in held.items()}


def test_the_agent_asks_where_a_person_was_needed(busy: Setting) -> None:
    """What was found by playing each conversation once is what is asked on the day, and nothing else went wrong."""
    day = busy.day.model_copy(update=_certain())
    served = play(replace(busy, day=day, people=everybody(busy.shelf)), Features())
    assert served.notes == ()
    assert [case.guest for case in served.cases if case.missed] == []
    found = {guest.number: Counter(gap.name for gap in guest.gaps) for guest in busy.guests}
    asked = {case.guest: Counter(consult.name for consult in case.consults) for case in served.cases}
    assert [number for number in found if asked[number] != found[number] and not _led(served, number)] == []


def _led(served: Served, number: int) -> bool:
    return any(case.guest == number and case.led for case in served.cases)


def _certain() -> dict[str, object]:
    day = small_day(**CERTAIN)
    return {"talk_patience": day.talk_patience, "decisions": day.decisions}


# ── one conversation ──────────────────────────────────────────────────────────────────────────────────────────────────


def _only(served: Served) -> Case:
    (case,) = served.cases
    return case


@pytest.mark.parametrize("kind", ["clarification", "approval"])
def test_the_wait_is_what_a_person_takes(hudson: Shelf, understanding: Understanding, kind: str) -> None:
    """With somebody free and nothing left to chance: changing to it, reading, deciding, and the seconds in which an
    answer with an effect may be undone; not a second more."""
    setting = setting_of(hudson, understanding, small_day(needs={"helped": 1.0}, **CERTAIN))
    guest = _needing(setting, kind)
    told = serve_one(setting, Features(), guest)
    answer = next(moment.text for moment in told.moments if moment.what == "answers")
    undo = hudson.current().policy.undo if answer.startswith("Approve") else 0.0
    assert told.case.outcome == "resolved"
    assert told.case.waited == pytest.approx(8 + 12 + 30 + undo, abs=0.2)
    assert told.case.human_seconds == pytest.approx(8 + 12 + 30, abs=0.01)
    assert told.case.turns == guest.turns


def test_a_suggestion_that_is_taken_saves_its_share(hudson: Shelf, understanding: Understanding) -> None:
    """Of reading and of deciding; one that is refused costs a moment more."""
    taken = {"accepted": 1.0, "reading": 0.5, "deciding": dict.fromkeys(CERTAIN["decisions"], 0.5), "refused_s": 7}
    day = small_day(needs={"helped": 1.0}, suggestions=taken, **CERTAIN)
    setting = setting_of(hudson, understanding, day)
    one = _alone(setting, _needing(setting, "clarification"))
    assert _only(play(one, Features(suggestions=True))).human_seconds == pytest.approx(8 + 6 + 15, abs=0.01)
    refused = replace(one, day=small_day(needs={"helped": 1.0}, suggestions={**taken, "accepted": 0.0}, **CERTAIN))
    assert _only(play(refused, Features(suggestions=True))).human_seconds == pytest.approx(57, abs=0.01)
    assert _only(play(refused, Features())).human_seconds == pytest.approx(50, abs=0.01)


def test_a_person_who_takes_over_brings_it_to_its_end(hudson: Shelf, understanding: Understanding) -> None:
    """After thinking, in the product's own takeover, at a person's pace for each turn that is left."""
    setting = setting_of(hudson, understanding, small_day(needs={"helped": 1.0, "taken_over": 1.0}, **CERTAIN))
    guest = next(guest for guest in setting.guests if len(guest.gaps) == 1 and guest.turns - guest.gaps[0].after >= 2)
    served = play(_alone(setting, guest), Features())
    case, pace = _only(served), setting.day.pace[guest.channel]
    left = guest.turns - guest.gaps[0].after
    assert (case.outcome, case.served_by, case.missed) == ("resolved", "handed over", 0)
    assert case.led[0].seconds == pytest.approx(left * pace.person_s + (left - 1) * pace.customer_s)
    assert sum(served.busy.values()) == pytest.approx(50 + case.led[0].seconds)


def test_who_waits_for_too_long_leaves(hudson: Shelf, understanding: Understanding) -> None:
    """At the end of their patience, waiting for people: with nobody there to answer."""
    impatient: dict[str, Any] = {
        "talk_patience": {"voice": {"mean_s": 300, "shape": 50}, "chat": {"mean_s": 300, "shape": 50}}
    }
    setting = setting_of(hudson, understanding, small_day(needs={"helped": 1.0}, **impatient))
    guest = _needing(setting)
    late = [Worker("late", "Late", everybody(hudson)[0].skills, 36_000.0, 40_000.0)]
    served = play(replace(_alone(setting, guest), people=late), Features())
    case = _only(served)
    assert case.left_waiting
    assert case.closed_at is not None
    waited = case.closed_at - case.waits[0].since
    assert waited == pytest.approx(Draws(setting.day, 0).talk_patience_s(replace(guest, arrives=0.0)), abs=0.1)
    assert served.notes == ()


def test_who_is_promised_an_answer_and_has_none_in_the_end_has_left_waiting(
    hudson: Shelf, understanding: Understanding
) -> None:
    """The chat is closed over the promise; that is no conversation without waiting, and nothing was forgotten."""
    setting = setting_of(hudson, understanding, small_day(needs={"helped": 1.0}, **CERTAIN))
    late = [Worker("late", "Late", everybody(hudson)[0].skills, 36_000.0, 40_000.0)]
    case = _only(play(replace(_alone(setting, _needing(setting)), people=late), Features()))
    assert (case.outcome, case.left_waiting, case.missed) == ("promised", True, 0)
    assert case.waited == pytest.approx(hudson.current().policy.idle, abs=60.0)


def test_nobody_leads_a_conversation_whose_customer_has_left(hudson: Shelf, understanding: Understanding) -> None:
    """Who would have taken it over answers the card instead, once."""
    impatient: dict[str, Any] = {
        "talk_patience": {"voice": {"mean_s": 300, "shape": 50}, "chat": {"mean_s": 300, "shape": 50}}
    }
    setting = setting_of(hudson, understanding, small_day(needs={"helped": 1.0, "taken_over": 1.0}, **impatient))
    first = _needing(setting)
    later = replace(_needing(setting), number=first.number + 1, arrives=2000.0)
    late = [Worker("late", "Late", everybody(hudson)[0].skills, 1500.0, 40_000.0)]
    served = play(replace(setting, guests=[replace(first, arrives=0.0), later], people=late), Features())
    left = next(case for case in served.cases if case.left_waiting)
    assert left.led == ()
    assert [consult.ended for consult in left.consults] == ["answered"]
    assert served.busy["late"] < 2000.0


def test_the_channel_is_the_guests(hudson: Shelf, understanding: Understanding) -> None:
    """As it stands in the journal."""
    setting = setting_of(hudson, understanding, small_day((10.0,), needs={"helped": 0.0}))
    served = play(setting, Features())
    assert {case.guest: case.channel for case in served.cases} == {
        guest.number: guest.channel for guest in setting.guests
    }
    assert {case.channel for case in served.cases} == {"voice", "chat"}


def test_a_conversation_can_be_told(hudson: Shelf, understanding: Understanding) -> None:
    """Moment by moment, the customer's words, the question, and the person's answer among them."""
    setting = setting_of(hudson, understanding, small_day(needs={"helped": 1.0}, **CERTAIN))
    guest = _needing(setting, "clarification")
    told = serve_one(setting, Features(), guest)
    assert [moment.at for moment in told.moments] == sorted(moment.at for moment in told.moments)
    assert sum(moment.who == "customer" for moment in told.moments) == guest.turns
    asked = next(moment for moment in told.moments if moment.what == "asks a person")
    answered = next(moment for moment in told.moments if moment.what == "answers")
    assert answered.at - asked.at == pytest.approx(50, abs=0.01)
    assert asked.consult == answered.consult == guest.gaps[0].name
    assert answered.text
    assert told.moments[-1].what == "ends"


# ── features ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_answer_serves_all_with_the_outages_question(hudson: Shelf, understanding: Understanding) -> None:
    """With fan-in and a bulletin a person answers once or twice; without, once for each."""
    day = small_day((24.0,), outages=[OUTAGE], needs={"helped": 0.0}, **CERTAIN)
    setting = setting_of(hudson, understanding, day, everybody(hudson, 1))
    common = {guest.number for guest in setting.guests if guest.common is not None}
    plain = [case for case in play(setting, Features()).cases if case.guest in common]
    assert all(len(case.consults) == 1 and case.consults[0].via is None for case in plain)
    joined = [case for case in play(setting, Features(fan_in=True)).cases if case.guest in common]
    assert {case.outcome for case in joined} == {"resolved"}
    assert sum(consult.seconds > 0 for case in joined for consult in case.consults) < len(common) / 3
    assert any(consult.via is not None for case in joined for consult in case.consults)
    assert any(not case.consults for case in joined), "the bulletin answers those who come later"
    assert sum(case.waited for case in joined) < sum(case.waited for case in plain) / 3


def test_nobody_is_asked_early_unless_that_is_in_use(hudson: Shelf, understanding: Understanding) -> None:
    """A dispute's credit is asked for while the customer still answers; without the feature after that."""
    setting = setting_of(hudson, understanding, small_day(needs={"helped": 1.0}, **CERTAIN))
    guests = [guest for guest in setting.guests if guest.wish.target == "playbook/dispute-card-payment" and guest.gaps]
    few = replace(setting, guests=guests)
    asked = [consult for case in play(few, Features()).cases for consult in case.consults]
    assert not any(consult.early for consult in asked)
    early = [consult for case in play(few, Features(early=True)).cases for consult in case.consults]
    assert any(consult.early for consult in early) == bool(guests)


def test_what_is_asked_first_is_answered_first_without_the_desks_order(busy: Setting) -> None:
    """By one person alone; the desk's own order differs."""
    one = replace(busy, people=everybody(busy.shelf, 1), day=busy.day.model_copy(update=_certain()))
    plain = _taken(play(one, Features()))
    assert plain == sorted(plain)


def _taken(served: Served) -> list[float]:
    """When the questions were asked, in the order in which they were taken."""
    consults = [each for case in served.cases for each in case.consults if each.taken_at is not None]
    return [each.asked_at for each in sorted(consults, key=lambda each: each.taken_at or 0.0)]


def test_people_who_are_away_take_nothing(hudson: Shelf, understanding: Understanding) -> None:
    """Nothing is taken in a pause or after the shift; what is in hand is finished."""
    day = small_day(needs={"helped": 1.0}, **CERTAIN)
    worker = replace(everybody(hudson, 1)[0], since=60.0, until=1500.0, pause=(600.0, 1000.0))
    served = play(setting_of(hudson, understanding, day, [worker]), Features(deadlines=True))
    began = min(case.opened_at for case in served.cases) - min(
        guest.arrives for guest in guests_of(hudson, understanding, day)
    )
    taken = [each.taken_at - began for case in served.cases for each in case.consults if each.taken_at is not None]
    assert len(taken) > 5
    assert all(60.0 <= at < 600.0 or 1000.0 <= at < 1500.0 for at in taken)
    assert served.paid["w0"] == pytest.approx(1040.0, abs=2 * 50.0)
    assert served.paid["w0"] >= served.busy["w0"]

"""Serving without Earpiece: single guests counted by hand, and whole days whose sums must agree."""

import random
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from earpiece.insight.cases import Case
from earpiece.insight.day import Day, Kind, read_day
from earpiece.insight.figures import figures
from earpiece.sim.casting import Wish
from earpiece.sim.compare.guests import Draws, Gap, Guest
from earpiece.sim.compare.house import opening
from earpiece.sim.compare.people_place import paid
from earpiece.sim.compare.people_ways import approve_every_message, escalate, people_only
from earpiece.sim.compare.ways import Served, Setting, Way, Worker

WISH = cast(Wish, None)
SHELF: Any = SimpleNamespace(current=lambda: SimpleNamespace(hours=None))
"""All that these ways know of a company is in which timezone it opens."""
WAYS = (people_only, escalate, approve_every_message)
HOUR = 3600.0
CREDIT = Gap("credit", "approval", "disputes", 4)
REPAIR = Gap("repair", "task", "disputes", 7)


def day_of(**changes: Any) -> Day:
    """The ordinary day where every decision takes its mean, no message is edited, and all are patient."""
    ordinary = read_day("ordinary").model_dump()
    certain = {
        "decisions": {kind: {**each, "cv": 0.0} for kind, each in ordinary["decisions"].items()},
        "review": {**ordinary["review"], "edited": 0.0},
        "queue_patience": {"voice": {"mean_s": 1e9}, "chat": {"mean_s": 1e9}},
    }
    return Day.model_validate({**ordinary, **certain, **changes})


DAY = day_of()
OPENS = opening(SHELF.current(), DAY.opens)


def voice(number: int, arrives: float, *gaps: Gap, turns: int = 10) -> Guest:
    return Guest(number, "voice", arrives, WISH, turns, gaps)


def chat(number: int, arrives: float, *gaps: Gap, turns: int = 5) -> Guest:
    return Guest(number, "chat", arrives, WISH, turns, gaps)


def worker(id: str = "ada", *skills: str, until: float = 12 * HOUR, pause: tuple[float, float] | None = None) -> Worker:
    return Worker(id, id, skills or ("disputes", "payments"), 0.0, until, pause)


def serve(way: Way, guests: Sequence[Guest], *people: Worker, day: Day = DAY, seed: int = 0) -> Served:
    return way(Setting(Path(), SHELF, cast(Any, None), day, seed, guests, people or (worker(),)))


def waits(case: Case) -> list[tuple[float, float]]:
    """In seconds after the opening."""
    return [(round(span.since - OPENS, 6), round(span.until - OPENS, 6)) for span in case.waits]


# ── single guests ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_leads_from_the_first_word() -> None:
    """Ten turns of 29 s, 20 s and 150 s of thinking while the customer holds, 45 s of writing up."""
    served = serve(people_only, [voice(1, 100, CREDIT, REPAIR)])
    (case,) = served.cases
    assert (case.opened_at, case.closed_at) == (OPENS + 100, OPENS + 100 + 290 + 170)
    assert waits(case) == [(216, 236), (323, 473)]
    assert (case.human_seconds, served.busy) == (505, {"ada": 505})
    assert (case.guest, case.outcome, case.served_by, case.handed_off) == (1, "resolved", "handed over", False)
    assert (case.turns, case.model_turns, case.gap_at) == (10, 0, OPENS + 100)


def test_an_escalation_begins_with_what_was_said_already() -> None:
    """Four turns of 17 s with the agent; then 45 s of explaining, a quarter of four turns again, six turns of 29 s."""
    (case,) = serve(escalate, [voice(1, 100, CREDIT, REPAIR)]).cases
    assert (case.gap_at, case.closed_at) == (OPENS + 168, OPENS + 168 + 45 + 29 + 170 + 174)
    assert case.seconds_from_gap == 418
    assert waits(case) == [(242, 262), (349, 499)]
    assert case.human_seconds == 418 + 45
    assert (case.handed_off, case.served_by, case.model_turns) == (True, "handed over", 4)


def test_an_escalation_leaves_the_rest_to_the_agent() -> None:
    (case,) = serve(escalate, [voice(1, 100)]).cases
    assert (case.seconds, case.human_seconds, case.waits, case.served_by, case.helped) == (170, 0, (), "alone", False)


def test_each_message_is_looked_at() -> None:
    """Ten times 17 s and 15 s, and 170 s of deciding."""
    served = serve(approve_every_message, [voice(1, 100, CREDIT, REPAIR)])
    (case,) = served.cases
    assert (case.seconds, case.waited, case.reviewed_seconds) == pytest.approx((490, 320, 150))
    assert waits(case)[:4] == [(117, 132), (149, 164), (181, 196), (213, 248)]
    assert [(each.name, each.ended) for each in case.consults] == [("credit", "answered"), ("repair", "answered")]
    assert [each.seconds for each in case.consults] == pytest.approx([20, 150])
    assert case.gap_at == OPENS + 213
    assert (case.human_seconds, served.busy["ada"]) == pytest.approx((320, 320))


def test_some_messages_are_edited() -> None:
    day = day_of(review={"read_s": 11, "edited": 1.0, "edit_s": 20, "switch_s": 4})
    (case,) = serve(approve_every_message, [voice(1, 0)], day=day).cases
    assert case.reviewed_seconds == 10 * 35


def test_a_slower_person_takes_longer_for_their_own_words_only() -> None:
    hard = day_of(transfer={**DAY.transfer.model_dump(), "slower": 2})
    assert serve(people_only, [voice(1, 0)], day=hard).cases[0].seconds == 10 * (9 + 40)
    assert serve(escalate, [voice(1, 0)], day=hard).cases[0].seconds == 10 * 17


def test_who_waits_in_line_waits_for_people() -> None:
    first, second = serve(escalate, [voice(1, 0, CREDIT), voice(2, 10, CREDIT)]).cases
    taken = 68 + 45 + 29 + 20 + 174 + 45
    assert waits(first) == [(142, 162)]
    assert waits(second) == [(78, taken), (taken + 74, taken + 94)]
    assert second.led[0].wanted_at == OPENS + 78


def test_chats_are_served_together_by_one_person() -> None:
    """Two of 290 s at a total speed of 1.7, then 20 s each of writing up, together as well."""
    served = serve(people_only, [chat(1, 0), chat(2, 0)], worker("ada"), worker("bo"))
    assert [case.seconds for case in served.cases] == [pytest.approx(290 / 0.85)] * 2
    assert served.busy == {"ada": pytest.approx(310 / 0.85), "bo": 0}
    assert served.cases[0].human_seconds == pytest.approx(310 / 1.7)


def test_only_who_has_the_skill_is_put_through_to() -> None:
    other = Gap("limit", "approval", "payments", 2)
    people = worker("ada", "disputes"), worker("bo", "payments")
    served = serve(escalate, [voice(1, 0, other), voice(2, 0, CREDIT, other)], *people)
    assert [case.led[0].by for case in served.cases] == ["bo", "bo"]
    assert serve(people_only, [voice(1, 0)], worker("ada", "payments")).cases[0].led[0].by == "ada"


@pytest.mark.parametrize("way", [people_only, escalate])
def test_patience_ends_in_line_and_never_on_hold(way: Way) -> None:
    day = day_of(queue_patience={"voice": {"mean_s": 30}, "chat": {"mean_s": 30}})
    guests = [voice(1, 0, CREDIT, REPAIR), voice(2, 40, CREDIT)]
    patience = Draws(day, 0).queue_patience_s(guests[1])
    first, second = serve(way, guests, day=day).cases
    assert (first.outcome, second.outcome, second.left_waiting) == ("resolved", "abandoned", True)
    assert second.waited == pytest.approx(patience)
    assert (second.human_seconds, second.led, second.closed_at) == (0, (), second.waits[-1].until)


def test_who_waits_for_an_approval_may_give_up() -> None:
    day = day_of(talk_patience={"voice": {"mean_s": 60}, "chat": {"mean_s": 60}})
    served = serve(approve_every_message, [voice(1, 0, REPAIR)], day=day)
    (case,) = served.cases
    patience = Draws(day, 0).talk_patience_s(voice(1, 0))
    assert 15 < patience < 165
    assert (case.outcome, case.left_waiting, case.turns) == ("abandoned", True, 7)
    assert case.waits[-1].seconds == pytest.approx(patience)
    assert case.consults[0].ended == "withdrawn"
    assert case.consults[0].seconds == pytest.approx(patience - 15)
    assert served.busy["ada"] == pytest.approx(6 * 15 + patience)


def test_who_came_before_the_doors_close_is_served_and_paid_for() -> None:
    closes = DAY.seconds
    served = serve(escalate, [voice(1, closes - 10, CREDIT)])
    assert served.cases[0].outcome == "resolved"
    assert served.paid["ada"] == closes + 58 + 45 + 29 + 20 + 174 + 45


def test_what_is_begun_before_a_pause_is_paid_and_the_pause_is_not() -> None:
    pausing = worker(until=9000.0, pause=(100.0, 1000.0))
    served = serve(people_only, [voice(1, 0), voice(2, 900, turns=1)], pausing)
    assert [case.closed_at for case in served.cases] == [OPENS + 290, OPENS + 1029]
    assert served.paid == {"ada": 9000 - 900 + 235}
    assert paid(pausing, ()) == 8100


# ── whole days ────────────────────────────────────────────────────────────────────────────────────────────────────────


def guests_of(seed: int, count: int = 300, every_s: float = 40.0) -> list[Guest]:
    dice, guests, at = random.Random(f"guests {seed}"), [], 0.0
    kinds: list[Kind] = ["approval", "clarification", "instruction", "task"]
    for number in range(count):
        at += dice.expovariate(1 / every_s)
        turns = dice.randint(6, 18)
        wanted = dice.choices((0, 1, 2, 3), (60, 25, 11, 4))[0]
        places = sorted(dice.sample(range(1, turns + 1), wanted))
        skill = dice.choice(("disputes", "payments"))
        gaps = tuple(Gap(f"q{nth}", dice.choice(kinds), skill, after) for nth, after in enumerate(places))
        guests.append(Guest(number, dice.choice(("voice", "chat")), at, WISH, turns, gaps))
    return guests


CREW = (
    worker("ada"),
    worker("bo", "disputes", pause=(4000.0, 5000.0)),
    worker("cy", "payments"),
    worker("dee", until=7000.0),
)


@pytest.mark.parametrize("way", WAYS)
def test_the_day_adds_up(way: Way) -> None:
    """Every guest is in it once; people's time is all in the cases; nobody is paid for less than they worked."""
    guests = guests_of(1)
    served = serve(way, guests, *CREW, day=read_day("ordinary"))
    assert [case.guest for case in served.cases] == [guest.number for guest in guests]
    assert sum(case.human_seconds for case in served.cases) == pytest.approx(sum(served.busy.values()))
    assert all(served.paid[name] >= busy - 1e-6 for name, busy in served.busy.items())
    for case in served.cases:
        assert case.closed_at is not None
        spans = [edge for span in case.waits for edge in (span.since, span.until)]
        edges = [case.opened_at, *spans, case.closed_at]
        assert edges == sorted(edges)
        assert (case.outcome == "abandoned") == case.left_waiting
    assert any(case.left_waiting for case in served.cases)


@pytest.mark.parametrize("way", WAYS)
def test_the_same_setting_gives_the_same(way: Way) -> None:
    assert serve(way, guests_of(2, 100), *CREW) == serve(way, guests_of(2, 100), *CREW)


@pytest.mark.parametrize("way", WAYS)
def test_with_people_enough_nobody_waits_in_line(way: Way) -> None:
    """Then each takes as long as alone, whoever else is there (calls only: chats would share a person)."""
    guests = [Guest(each.number, "voice", each.arrives, WISH, each.turns, each.gaps) for each in guests_of(3, 40)]
    crew = [worker(f"w{number}") for number in range(40)]
    together = serve(way, guests, *crew).cases
    alone = [serve(way, [guest], *crew).cases[0] for guest in guests]
    assert [case.seconds for case in together] == pytest.approx([case.seconds for case in alone])
    assert [case.waited for case in together] == pytest.approx([case.waited for case in alone])


def test_without_gaps_an_escalation_needs_nobody() -> None:
    guests = [voice(number, 10.0 * number) for number in range(20)]
    found = figures(serve(escalate, guests).cases)
    assert (found["alone"], found["human_s_per_conversation"], found["abandoned"]) == (1, 0, 0)

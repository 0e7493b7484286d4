"""Whole days on a mixed floor: what must hold on each, and which must come out the same."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf

import pytest

from earpiece.insight.floor.engine import Floor
from earpiece.insight.floor.order import DEADLINE, FIRST_COME, HARM, Order
from earpiece.insight.floor.people import Person
from earpiece.insight.floor.work import Rung, Ticket, Work
from tests.insight.floor.counted import BOTH, SPEEDS, X, Y, play


def busy_day(seed: int = 7, times: float = 1.0, customers: int = 400, *, distinct: bool = True, patient: bool = False,
             deadline: float | None = None) -> tuple[list[Person], list[tuple[float, Work]]]:  # fmt: skip
    """A mixed floor with more work than it can do at times; all times are `times` as long."""
    dice = random.Random(f"day {seed}")
    people = [
        Person(str(number), skills, 100.0 * number * times, (9000.0 + 500.0 * number) * times,
               ((2000.0 * times, 2600.0 * times),) if number % 2 else (), SPEEDS, number == 5)
        for number, skills in enumerate((X, Y, BOTH, BOTH, X, Y))
    ]  # fmt: skip
    arrivals, at = [], 0.0
    for number in range(customers):
        at += dice.expovariate(1 / 25)
        skills, channel = dice.choice((X, Y, BOTH)), dice.choice(("voice", "chat"))
        seconds, patience = dice.expovariate(1 / 90), inf if patient else dice.expovariate(1 / 200)
        other = deadline if deadline is not None else at + 300.0 * dice.random()
        topic = f"topic {number if distinct else dice.randrange(4)}"
        rungs = (Rung(60.0 * times, "widen", BOTH),) if dice.random() < 0.3 else ()
        work = Work(
            "mixed", (seconds * times, 10.0 * times), skills, channel, 15.0 * times, patience * times,
            dice.random() < 0.3, dice.randrange(3), other * times, topic=topic, rungs=rungs,
        )  # fmt: skip
        arrivals.append((at * times, work))
    return people, arrivals


def outcome(tickets: Sequence[Ticket], times: float = 1.0) -> list[tuple[object, ...]]:
    def real(at: float | None) -> float | None:
        return None if at is None else at / times

    return [
        (
            each.state,
            each.by,
            real(each.taken),
            real(each.done),
            real(each.ended),
            real(each.freed),
            each.seconds / times,
        )
        for each in tickets
    ]


def day(
    people: Sequence[Person], arrivals: Sequence[tuple[float, Work]], order: Order = FIRST_COME, joins: bool = False
) -> list[Ticket]:
    return play(Floor(people, order, joins=joins), *arrivals)


def nobody_is_lost_and_no_second_is_counted_twice() -> None:
    for joins in (False, True):
        people, arrivals = busy_day(distinct=False)
        floor = Floor(people, joins=joins, join_s=2.0)
        floor.offers(arrivals)
        for until in (1000.0, 4000.0, inf):
            floor.run(until)
            count = Counter(each.state for each in floor.tickets)
            assert count.total() == sum(at <= until for at, _ in arrivals)
            assert floor.in_system == count["waiting"] + count["taken"]
            assert count["done"] + count["abandoned"] + floor.in_system == count.total()
        assert Counter(each.state for each in floor.tickets) > Counter(done=200, abandoned=20)
        assert sum(floor.busy.values()) == pytest.approx(sum(each.seconds for each in floor.tickets))
        for each in people:
            assert floor.busy[each.id] == pytest.approx(_union(floor.tickets, each.id))


def _union(tickets: Sequence[Ticket], by: str) -> float:
    """Seconds in which this person had something in hand, from when it was taken and when they were through with it."""
    spans = sorted((each.taken or 0.0, each.freed or each.ended or 0.0) for each in tickets if each.by == by)
    total, end = 0.0, 0.0
    for since, until in spans:
        total += max(until - max(since, end), 0.0)
        end = max(end, until)
    return total


def one_at_a_time_busy_is_the_sum_of_services() -> None:
    people, arrivals = busy_day(patient=True)
    calls = [(at, replace(work, channel="voice", held=False)) for at, work in arrivals]
    floor = Floor([replace(each, until=inf) for each in people])
    play(floor, *calls)
    assert sum(floor.busy.values()) == pytest.approx(sum(work.seconds for _, work in calls))


def all_times_grow_with_the_unit_of_time() -> None:
    assert outcome(day(*busy_day(times=4.0)), 4.0) == outcome(day(*busy_day()))


def equal_deadlines_are_first_come_first_served() -> None:
    people, arrivals = busy_day(deadline=100.0)
    assert outcome(day(people, arrivals, DEADLINE)) == outcome(day(people, arrivals))
    assert outcome(day(*busy_day(), DEADLINE)) != outcome(day(*busy_day()))


def endless_patience_hangs_up_nowhere() -> None:
    states = {each.state for each in day(*busy_day(patient=True))}
    assert states <= {"done", "waiting", "taken"}


def joining_what_is_all_different_changes_nothing() -> None:
    assert outcome(day(*busy_day(), joins=True)) == outcome(day(*busy_day()))
    assert outcome(day(*busy_day(distinct=False), joins=True)) != outcome(day(*busy_day(distinct=False)))


def the_same_day_twice_is_the_same() -> None:
    assert outcome(day(*busy_day(), HARM)) == outcome(day(*busy_day(), HARM))


def never_idle_while_work_waits_that_they_may_take() -> None:
    people, arrivals = busy_day()
    floor = Floor(people)

    def look(_: None) -> None:
        idle = [each for each in people if each.on_duty(floor.now) and not _has_in_hand(floor, each.id)]
        waiting = [each for each in floor.tickets if each.state == "waiting"]
        assert not any(each.work.skills & one.skills for each in waiting for one in idle)

    floor.offers(arrivals)
    for at in range(50, 9000, 50):
        floor.at(at + 0.1, look)
    floor.run()


def _has_in_hand(floor: Floor, name: str) -> bool:
    return any(each.by == name and each.freed is None and each.state in ("taken", "done") for each in floor.tickets)


WHOLE_DAYS: Sequence[Callable[[], None]] = (
    nobody_is_lost_and_no_second_is_counted_twice,
    one_at_a_time_busy_is_the_sum_of_services,
    all_times_grow_with_the_unit_of_time,
    equal_deadlines_are_first_come_first_served,
    endless_patience_hangs_up_nowhere,
    joining_what_is_all_different_changes_nothing,
    the_same_day_twice_is_the_same,
    never_idle_while_work_waits_that_they_may_take,
)

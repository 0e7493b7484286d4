"""The cliff is found where it is known to be."""

from functools import cache

import pytest

from earpiece.insight.day import Day, Fallback, Patience
from earpiece.insight.planning.cliff import COLLAPSED, Cliff, Fall, cliff
from earpiece.insight.planning.days import Days
from earpiece.insight.planning.load import expected
from earpiece.insight.planning.people import staffed
from earpiece.insight.planning.shifts import cover
from earpiece.insight.planning.what_if import absence, more_or_less, stress, usual_outage
from tests.insight.planning.days import plain

KNOWS = frozenset({"disputes"})


@cache
def fallen(people: int, fall: Fall) -> Cliff:
    """60 conversations in half an hour, of a minute's work each: two people are always at work."""
    day = plain(arrivals=(60.0,), talk_patience={"voice": Patience(mean_s=400)})
    return cliff(day, "consult", people, [KNOWS] * 40, range(2), fall)


@pytest.mark.slow
def test_without_a_fallback_the_floor_collapses_where_the_work_is_a_quarter_more_than_the_people() -> None:
    """Those beyond what people can do leave: 1 - people / load. So a fifth leave where there is 5 / 4 as much work as
    people; here seven people are at work in ten."""
    day = plain(arrivals=(210.0,), talk_patience={"voice": Patience(mean_s=600)})
    found = cliff(day, "consult", 10, [KNOWS] * 40, range(2), "nothing")
    assert found.collapses_at == pytest.approx(10 / 7 * 5 / 4, abs=0.15)
    assert found.safe_to is None


def test_transfers_to_the_same_people_make_the_cliff_nearer() -> None:
    """A transfer takes 4.6 times as long as the question here; promises and waiting on are no cliff."""
    calm, flood = fallen(4, "promise"), fallen(4, "transfer")
    assert calm.collapses_at is None
    assert flood.collapses_at is not None
    assert flood.collapses_at < 2
    assert flood.by_load[-1].transferred > 0.3
    assert flood.by_load[-1].occupancy > 0.9
    assert [point.hang_ups for point in flood.by_load][-1] > 3 * [point.hang_ups for point in calm.by_load][-1]


def test_up_to_where_a_flood_drains_is_people_over_the_work_of_transferring_everybody() -> None:
    day = plain(arrivals=(60.0,))
    assert fallen(4, "transfer").safe_to == pytest.approx(4 / (60 * expected(day, "escalate").seconds / 1800), rel=0.06)


def test_fewer_people_reach_the_cliff_as_well() -> None:
    flood = fallen(4, "transfer")
    assert flood.collapses_without is not None
    assert [point.people for point in flood.by_people][:2] == [4, 3]
    hang_ups = [point.hang_ups for point in flood.by_people]
    assert hang_ups == sorted(hang_ups)
    assert hang_ups[-1] >= COLLAPSED


def busy(**changes: object) -> tuple[Day, Days]:
    day = plain(arrivals=(50.0, 60.0, 60.0, 50.0), talk_patience={"voice": Patience(mean_s=400, shape=2)}, **changes)
    return day, Days(day, "consult", range(3))


def test_one_more_or_less_changes_what_it_should_in_the_right_direction() -> None:
    _, days = busy()
    changes = more_or_less(days, [4, 4, 4, 4], [KNOWS] * 10)
    assert [change.step for change in changes] == [-2, -1, 0, 1, 2]
    wholes = [change.measured.whole for change in changes]
    services = [whole.service or 0 for whole in wholes]
    waits = [whole.wait_mean_s or 0 for whole in wholes]
    occupancies = [whole.occupancy or 0 for whole in wholes]
    assert services == sorted(services)
    assert waits == sorted(waits, reverse=True)
    assert occupancies == sorted(occupancies, reverse=True)
    assert services[1] < services[2] < services[3]


def test_with_one_person_there_is_no_going_lower_twice() -> None:
    _, days = busy()
    assert [change.step for change in more_or_less(days, [2, 1, 1, 0], [KNOWS] * 10)] == [-1, 0, 1, 2]


def test_an_absence_at_the_peak_is_felt_there() -> None:
    _, days = busy()
    one = absence(days, [4, 4, 4, 4], [KNOWS] * 10, 1)
    assert (one.since, one.until) == ("08:00", "10:00")
    assert (one.one_missing.service or 0) < (one.with_all.service or 0)


def test_an_outage_is_worse_alone_than_joined() -> None:
    day, days = busy(fallback=Fallback(to="nothing"))
    (found,) = stress(days, staffed(day, "consult", [4] * len(day.arrivals), [KNOWS] * 4), 1)
    assert found.outage == usual_outage(day, 1)
    assert found.joined is not None
    assert (found.alone.service or 0) < (found.joined.service or 0) <= (found.ordinary.service or 0) + 0.05
    assert (found.alone.hang_ups or 0) > (found.joined.hang_ups or 0)


def test_a_cover_has_enough_people_in_each_interval_and_pays_for_pauses_and_absences() -> None:
    day = plain(arrivals=(10.0,) * 24)
    needed = [2] * 4 + [5] * 12 + [3] * 8
    found = cover(day, needed)
    assert all(there >= need - 1e-6 for there, need in zip(found.there, needed, strict=True))
    assert found.paid_hours >= found.needed_hours == sum(needed) / 2
    assert found.paid_hours < 1.35 * found.needed_hours
    assert all(team.absent == 0.05 for team in found.teams)
    assert found == cover(day, needed)


def test_a_day_shorter_than_any_shift_is_one_shift_and_nobody_needs_none() -> None:
    day = plain(arrivals=(10.0, 10.0))
    (team,) = cover(day, [1, 2]).teams
    assert team.shift == ("08:00", "09:00")
    assert cover(day, [0, 0]).teams == ()


def test_points_say_what_they_are_of() -> None:
    points = fallen(4, "promise").by_load
    assert all(point.people == 4 for point in points)
    assert [point.load for point in points] == sorted(point.load for point in points)

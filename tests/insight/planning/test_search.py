"""The staff that is found is enough, not more than needed, and follows the load."""

from itertools import pairwise

import pytest

from earpiece.domain.errors import Invalid
from earpiece.insight.day import Day, Fallback, Team, read_day, scaled
from earpiece.insight.erlang import staff_for
from earpiece.insight.planning.days import Days
from earpiece.insight.planning.formula import Formula
from earpiece.insight.planning.load import expected
from earpiece.insight.planning.people import on_duty, profiles, roster, staffed
from earpiece.insight.planning.search import Staffing, search
from tests.insight.planning.days import plain

SHORT = (20.0, 31.0, 28.0, 18.0)


def ordinary(**changes: object) -> Day:
    """Two hours of the ordinary day."""
    return read_day("ordinary").model_copy(update={"arrivals": SHORT, "teams": (), **changes})


def found(day: Day, days: int = 25) -> Staffing:
    return search(expected(day), Days(day, "consult", range(days)))


@pytest.mark.slow
def test_the_plan_holds_its_targets_on_days_it_has_not_seen() -> None:
    day = ordinary(arrivals=scaled(SHORT, 3))
    staffing = found(day)
    other = Days(day, "consult", range(5000, 5025)).measure(staffed(day, "consult", staffing.counts, staffing.kinds))
    targets = day.targets
    assert other.whole.service is not None
    assert other.whole.service >= targets.pickup_share - 0.01
    assert (other.whole.occupancy or 0) <= targets.occupancy
    assert all((tally.service or 1) >= targets.pickup_share - 0.06 for tally in other.intervals)


def test_one_person_fewer_misses_the_target() -> None:
    day = ordinary()
    staffing = found(day, 15)
    fewer = [count - 1 for count in staffing.counts]
    whole = Days(day, "consult", range(15)).measure(staffed(day, "consult", fewer, staffing.kinds)).whole
    assert (staffing.measured.whole.service or 0) >= 0.95 > (whole.service or 0)


@pytest.mark.slow
def test_never_fewer_than_the_work_keeps_busy_and_more_load_never_needs_fewer() -> None:
    before = (0,) * len(SHORT)
    for factor in (0.5, 1, 2, 4):
        day = ordinary(arrivals=scaled(SHORT, factor))
        load, counts = expected(day), found(day, 10).counts
        assert all(count >= load.erlangs(place) / 0.85 - 1e-9 for place, count in enumerate(counts))
        assert sum(counts) >= sum(before)
        before = counts


def test_the_formula_is_the_textbook_s_for_one_skill_and_a_sum_for_one_each() -> None:
    day = ordinary()
    load = expected(day)
    rate = load.pieces[2] / load.interval_s
    pooled = Formula(load, day.targets, profiles(day, load, 50))
    assert pooled.staff(2) == staff_for(rate, load.seconds, within_s=20, share=0.95)
    apart = day.model_copy(update={"shifts": day.shifts.model_copy(update={"each": 1})})
    kinds = profiles(apart, load, 50)
    single = Formula(load, day.targets, kinds).staff(2)
    each = [staff_for(rate * share, load.seconds, within_s=20, share=0.95) for share in load.shares.values()]
    assert single >= sum(each)
    assert single <= sum(each) + 3
    two = day.model_copy(update={"shifts": day.shifts.model_copy(update={"each": 2})})
    assert pooled.staff(2) <= Formula(load, day.targets, profiles(two, load, 50)).staff(2) <= single
    assert all(pooled.staff(2, strain) <= pooled.staff(2, strain * 1.3) for strain in (0.5, 1, 2))


def test_the_strain_is_what_makes_formula_and_measurement_agree() -> None:
    day = ordinary()
    load = expected(day)
    formula = Formula(load, day.targets, profiles(day, load, 50))
    counts = [3, 4, 4, 3]
    strain = formula.strain(counts, 0.93)
    assert formula.service(counts, strain) == pytest.approx(0.93, abs=1e-3)


def test_hang_ups_that_no_number_of_people_prevents_are_said_and_not_staffed_for() -> None:
    day = ordinary(targets=read_day("ordinary").targets.model_copy(update={"hang_ups": 0.001}))
    staffing = found(day, 10)
    assert staffing.hang_ups_at_best > 0.01
    assert max(staffing.counts) < 8


def test_no_customers_need_nobody() -> None:
    day = ordinary(arrivals=(0.0, 10.0, 0.0))
    counts = found(day, 5).counts
    assert counts[0] == 0
    assert counts[1] >= 1
    assert found(ordinary(arrivals=(0.0, 0.0)), 1).counts == (0, 0)


def test_a_skill_that_nobody_has_is_a_clear_error() -> None:
    day = ordinary(teams=(Team(count=3, skills=("disputes", "payments", "transfers"), shift=("08:00", "11:00")),))
    with pytest.raises(Invalid, match="'identity'"):
        found(day, 1)


def test_a_shift_over_midnight_is_a_clear_error() -> None:
    day = ordinary(teams=(Team(count=3, skills=("*",), shift=("20:00", "04:00")),))
    with pytest.raises(Invalid, match="split it at midnight"):
        roster(day, "consult", 1)


def test_an_occupancy_of_nought_is_a_clear_error() -> None:
    with pytest.raises(Invalid, match="occupancy"):
        found(ordinary(targets=read_day("ordinary").targets.model_copy(update={"occupancy": 0})), 1)


def test_those_absent_and_in_a_pause_are_not_on_duty() -> None:
    team = Team(count=4, skills=("*",), shift=("08:00", "12:00"), pause_minutes=30, absent=0.25)
    day = ordinary(arrivals=(10.0,) * 8, teams=(team,))
    there = on_duty(day)
    assert there[0] == pytest.approx(4 * 0.75)
    assert sum(there) == pytest.approx(4 * 0.75 * (8 - 1))
    absent = [sum(person.absent for person in roster(day, "consult", seed)) for seed in range(200)]
    assert sum(absent) / 200 == pytest.approx(1.0, abs=0.2)
    pauses = sorted(person.pauses[0] for person in roster(day, "consult", 1))
    assert all(before[1] <= after[0] for before, after in pairwise(pauses))


def test_who_is_on_duty_first_covers_every_skill() -> None:
    load = expected(ordinary())
    apart = ordinary(teams=(Team(count=9, skills=("*",), each=1, shift=("08:00", "11:00")),))
    first = profiles(apart, load, 12)
    assert frozenset().union(*first[:4]) == load.shares.keys()
    assert sum("disputes" in kind for kind in first) > sum("identity" in kind for kind in first)


@pytest.mark.slow
def test_a_fallback_that_floods_takes_more_people_than_one_that_does_not() -> None:
    day = plain(arrivals=(60.0,) * 4)
    calm = found(day, 10).counts
    flooding = found(day.model_copy(update={"fallback": Fallback(after_s=30, to="transfer")}), 10).counts
    assert sum(flooding) >= sum(calm)

"""The least number of people that meets a target, and rosters of the same mix."""

import pytest

from earpiece.insight.day import read_day
from earpiece.sim.compare.staffing import least, people, with_people


@pytest.mark.parametrize("needed", range(1, 41))
@pytest.mark.parametrize("guess", [1, 9, 40])
def test_the_least_number_is_found_wherever_one_starts(needed: int, guess: int) -> None:
    tried: list[int] = []

    def meets(count: int) -> bool:
        tried.append(count)
        return count >= needed

    assert least(meets, guess, 40, probes=12) == needed
    assert len(tried) == len(set(tried)), "nothing is tried twice"
    assert set(tried) <= set(range(1, 41))


def test_a_good_guess_needs_two_probes() -> None:
    tried: list[int] = []

    def meets(count: int) -> bool:
        tried.append(count)
        return count >= 9

    assert least(meets, 9, 40) == 9
    assert tried == [9, 8]


def test_nothing_meets() -> None:
    assert least(lambda count: False, 5, 20) is None


def test_few_probes_give_what_is_known_to_meet() -> None:
    assert least(lambda count: count >= 3, 20, 40, probes=1) == 20
    assert least(lambda count: count >= 30, 2, 40, probes=1) is None


@pytest.mark.parametrize("count", range(1, 30))
def test_a_roster_keeps_its_mix(count: int) -> None:
    """Nobody is lost in rounding, and no team is off by one or more."""
    day = read_day("ordinary")
    made = with_people(day, count)
    assert people(made) == count
    for before, after in zip(day.teams, made.teams, strict=True):
        assert abs(after.count - before.count * count / people(day)) < 1
        assert after.model_copy(update={"count": 0}) == before.model_copy(update={"count": 0})

"""Means, differences and ratios over days, against what scipy and a hand calculation say."""

import math
import random

import pytest
from scipy import stats

from earpiece.sim.compare.statistics import Estimate, difference, estimate, ratio


def test_a_mean_has_the_interval_of_the_t_distribution() -> None:
    values = [4.0, 6.0, 5.0, 9.0]
    found = estimate(values)
    low, high = stats.t.interval(0.95, 3, loc=6.0, scale=stats.sem(values))
    assert found is not None
    assert (found.mean, found.days) == (6.0, 4)
    assert [found.low, found.high] == pytest.approx([low, high])


def test_one_day_has_no_interval_and_none_has_no_mean() -> None:
    assert estimate([3.0, None]) == Estimate(3.0, None, None, 1)
    assert estimate([None]) is None


def test_pairs_take_out_how_busy_the_days_were() -> None:
    """The days differ by hundreds, the ways by ten each day: the interval is that of the difference."""
    found = difference([110.0, 511.0, 909.0], [100.0, 500.0, 900.0])
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert (found.mean, found.days) == (10.0, 3)
    assert found.high - found.low < 6


def test_a_ratio_is_the_geometric_mean_of_the_days() -> None:
    found = ratio([2.0, 8.0], [1.0, 1.0])
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert found.mean == pytest.approx(4.0)
    assert found.low * found.high == pytest.approx(16.0)


def test_a_ratio_with_nothing_below_it_is_none() -> None:
    assert ratio([1.0, 2.0], [1.0, 0.0]) is None
    assert ratio([0.0], [1.0]) is None


def test_days_without_a_value_are_left_out_in_both() -> None:
    found = ratio([2.0, None, 4.0], [1.0, 7.0, 2.0])
    assert found is not None
    assert found.days == 2
    assert found.mean == pytest.approx(2.0)


def test_above_and_below_ask_for_the_whole_interval() -> None:
    sure, unsure, alone = Estimate(3.5, 3.1, 3.9, 5), Estimate(3.5, 2.9, 4.1, 5), Estimate(3.5, None, None, 1)
    assert (sure.above(3), unsure.above(3), alone.above(3)) == (True, False, True)
    assert (sure.below(4), unsure.below(4), alone.below(4)) == (True, False, True)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """A thousand times five days with a known ratio of 2."""
    dice = random.Random(5)
    held = 0
    for _ in range(1000):
        pairs = [(math.exp(dice.gauss(math.log(2.0), 0.1)), 1.0) for _ in range(5)]
        found = ratio([one for one, _ in pairs], [other for _, other in pairs])
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 2.0 <= found.high
    assert 930 <= held <= 970

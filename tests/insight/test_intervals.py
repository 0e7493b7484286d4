"""Intervals, against published values and against what they promise."""

import random

import pytest

from earpiece.insight.calibrate import intervals


def test_a_share() -> None:
    """Wilson's interval of 8 in 10, as in Newcombe 1998."""
    found = intervals.share(8, 10)
    assert found == pytest.approx((0.8, 0.4902, 0.9433), abs=1e-4)
    assert intervals.share(0, 10).low == 0.0


def test_a_rate() -> None:
    """Garwood's interval of ten events; twice as much exposure halves it; days that differ widen it."""
    found = intervals.rate(10, 1.0)
    assert found == pytest.approx((10, 4.795, 18.390), abs=1e-3)
    assert intervals.rate(10, 2.0).high == pytest.approx(found.high / 2)
    assert intervals.rate(0, 1.0).high == pytest.approx(3.689, abs=1e-3)
    wider = intervals.rate(10, 1.0, dispersion=4.0)
    assert wider.high - wider.value == pytest.approx(2 * (found.high - found.value))


def test_those_of_one_group_count_as_fewer() -> None:
    """Twenty conversations of five equal consults each say as much as twenty consults, not as a hundred."""
    alike = intervals.grouped_share([(5, 5)] * 10 + [(0, 5)] * 10)
    assert alike == pytest.approx(intervals.share(10, 20))
    single = intervals.grouped_share([(1, 1)] * 10 + [(0, 1)] * 10)
    assert single == pytest.approx(intervals.share(10, 20))


def test_a_slope_holds_the_truth_where_one_end_spreads_more() -> None:
    """In nearly all of a hundred samples; the usual interval would not."""
    held = 0
    for seed in range(100):
        dice = random.Random(seed)
        across = [dice.choice((0, 0, 0, 1, 4)) for _ in range(150)]
        found = intervals.slope(across, [2.0 * x + dice.gauss(0, 1 + 2 * x) for x in across])
        held += found.low <= 2.0 <= found.high
    assert held >= 86


def test_a_ratio_weighs_by_size() -> None:
    """Seconds by turns: long conversations count more."""
    found = intervals.ratio([10.0, 90.0, 20.0], [1, 9, 2])
    assert found == pytest.approx((10.0, 10.0, 10.0))


def test_half_of_them() -> None:
    """The middle one, between two that were seen."""
    found = intervals.quantile(list(range(1, 101)), 0.5)
    assert found.value == 50.5
    assert (found.low, found.high) == (40, 61)

"""A value with its 95 % interval, from counts and from measured numbers."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

LEVEL = 0.95
RESAMPLES = 999


class Interval(NamedTuple):
    """An estimated value; `low` to `high` holds the true one in 95 of 100 such estimates."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> "Interval":
        return Interval(self.value * factor, self.low * factor, self.high * factor)

    def plus(self, shift: float) -> "Interval":
        return Interval(self.value + shift, self.low + shift, self.high + shift)


def share(count: int, of: int) -> Interval:
    """A share of `of` independent cases. Interval: Wilson 1927."""
    found = stats.binomtest(count, of).proportion_ci(LEVEL, "wilson")
    return Interval(count / of, float(found.low), float(found.high))


def rate(count: int, exposure: float, dispersion: float = 1.0) -> Interval:
    """Events for each unit of `exposure`. Interval: exact for a Poisson count (Garwood 1936); `dispersion`, the
    variance over the mean where that is more than 1, makes it wider by its root."""
    tail = (1 - LEVEL) / 2
    low = float(stats.chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    high = float(stats.chi2.ppf(1 - tail, 2 * count + 2)) / 2
    wider = max(dispersion, 1.0) ** 0.5
    low, high = count - (count - low) * wider, count + (high - count) * wider
    return Interval(count / exposure, max(low, 0.0) / exposure, high / exposure)


def mean(values: Sequence[float]) -> Interval:
    """The mean of at least two independent numbers. Interval: Student's t."""
    middle, half = float(np.mean(values)), _half(values)
    return Interval(middle, middle - half, middle + half)


def ratio(tops: Sequence[float], bottoms: Sequence[float]) -> Interval:
    """The sum of `tops` over the sum of `bottoms`, which come in pairs. Interval: delta method."""
    above, below = np.asarray(tops, float), np.asarray(bottoms, float)
    value = float(above.sum() / below.sum())
    half = _half(above - value * below) / float(below.mean())
    return Interval(value, value - half, value + half)


def slope(across: Sequence[float], up: Sequence[float]) -> Interval:
    """By how much `up` grows with each one `across`, by least squares; `across` must not be all the same."""
    line = stats.linregress(across, up)
    half = float(line.stderr * stats.t.ppf((1 + LEVEL) / 2, len(up) - 2))
    return Interval(float(line.slope), float(line.slope) - half, float(line.slope) + half)


def mean_and_cv(values: Sequence[float]) -> tuple[Interval, Interval]:
    """Mean and coefficient of variation of whatever distribution. Intervals: bootstrap percentiles of a fixed seed."""
    seen = np.asarray(values, float)
    draws = np.random.default_rng(len(seen)).choice(seen, (RESAMPLES, len(seen)))
    means, spreads = draws.mean(axis=1), draws.std(axis=1, ddof=1)
    middle = float(seen.mean())
    return _between(middle, means), _between(float(seen.std(ddof=1)) / middle, spreads / means)


def quantile(values: Sequence[float], part: float) -> Interval:
    """The value that `part` of the numbers do not exceed. Interval: between two of the sorted numbers, by the binomial
    distribution, whatever their own."""
    seen = np.sort(np.asarray(values, float))
    low, high = stats.binom.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2], len(seen), part)
    at = (max(int(low) - 1, 0), min(int(high), len(seen) - 1))
    return Interval(float(np.quantile(seen, part)), float(seen[at[0]]), float(seen[at[1]]))


def _between(value: float, draws: NDArray[np.float64]) -> Interval:
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(value, float(low), float(high))


def _half(values: Sequence[float] | NDArray[np.float64]) -> float:
    count = len(values)
    return float(stats.t.ppf((1 + LEVEL) / 2, count - 1) * np.std(values, ddof=1) / count**0.5)

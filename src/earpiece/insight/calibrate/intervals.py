"""A value with its 95 % interval, from counts and from measured numbers."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

LEVEL = 0.95
NORMAL_95 = 1.959964


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
    return _wilson(count / of, of)


def grouped_share(groups: Sequence[tuple[int, int]]) -> Interval:
    """A share of cases that come in groups, (how many have it, how many there are) of each: those of one group may be
    alike, so they count as fewer (Kish 1965). Interval: Wilson's for so many."""
    having, sizes = np.array(groups, float).T
    whole = float(sizes.sum())
    value = float(having.sum()) / whole
    apart = value * (1 - value) * whole
    together = float(((having - value * sizes) ** 2).sum())
    return _wilson(value, whole / max(together / apart, 1.0) if apart else whole)


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
    """By how much `up` grows with each one `across`, by least squares; `across` must not be all the same. Interval:
    White 1980, for values that spread more at one end than at the other."""
    x, y = np.asarray(across, float), np.asarray(up, float)
    aside = x - x.mean()
    steep = float(aside @ y / (aside @ aside))
    rest = y - y.mean() - steep * aside
    error = float(((aside * rest) ** 2).sum()) ** 0.5 / float(aside @ aside)
    half = error * float(stats.t.ppf((1 + LEVEL) / 2, len(y) - 2))
    return Interval(steep, steep - half, steep + half)


def quantile(values: Sequence[float], part: float) -> Interval:
    """The value that `part` of the numbers do not exceed. Interval: between two of the sorted numbers, by the binomial
    distribution, whatever their own."""
    seen = np.sort(np.asarray(values, float))
    low, high = stats.binom.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2], len(seen), part)
    at = (max(int(low) - 1, 0), min(int(high), len(seen) - 1))
    return Interval(float(np.quantile(seen, part)), float(seen[at[0]]), float(seen[at[1]]))


def _wilson(value: float, of: float) -> Interval:
    z2 = NORMAL_95**2
    middle = (value + z2 / (2 * of)) / (1 + z2 / of)
    half = NORMAL_95 * (value * (1 - value) / of + z2 / (4 * of**2)) ** 0.5 / (1 + z2 / of)
    return Interval(value, max(middle - half, 0.0), min(middle + half, 1.0))


def _half(values: Sequence[float] | NDArray[np.float64]) -> float:
    count = len(values)
    return float(stats.t.ppf((1 + LEVEL) / 2, count - 1) * np.std(values, ddof=1) / count**0.5)

"""What a few simulated days say: means over seeds, differences and ratios by pairs, with 95 % intervals.

Every seed is one day with other customers. The customers of one day share queues and people, so they are no separate
observations; the days are. Two ways meet the same customers on each day, so what is compared is the pair of each day:
that takes out how busy the day happened to be. Intervals are Student's t over the days (for a ratio, over the
logarithms of each day's ratio). With one day there is no interval, with two or three it is wide, and both are said.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

CONFIDENCE = 0.95

METHOD = "95 % intervals: Student's t over the days, by pairs of the same day; ratios on the logarithmic scale"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `days`, and its interval; `low` and `high` are None with one day."""

    mean: float
    low: float | None
    high: float | None
    days: int

    def above(self, limit: float) -> bool:
        """The whole interval lies above `limit`; with one day, the mean does."""
        return (self.mean if self.low is None else self.low) > limit

    def below(self, limit: float) -> bool:
        """The whole interval lies below `limit`; with one day, the mean does."""
        return (self.mean if self.high is None else self.high) < limit


Values = Sequence[float | None]
"""One value for each seed, in the order of the seeds; None where a day had nothing to measure."""


def estimate(values: Values) -> Estimate | None:
    """The mean of the days; None without any."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    mean = sum(known) / len(known)
    if len(known) == 1:
        return Estimate(mean, None, None, 1)
    variance = sum((value - mean) ** 2 for value in known) / (len(known) - 1)
    half = float(stats.t.ppf((1.0 + CONFIDENCE) / 2.0, len(known) - 1)) * math.sqrt(variance / len(known))
    return Estimate(mean, mean - half, mean + half, len(known))


def difference(of: Values, against: Values) -> Estimate | None:
    """How much more the first is, by pairs of days."""
    return estimate([one - other for one, other in _pairs(of, against)])


def ratio(of: Values, against: Values) -> Estimate | None:
    """How many times the second the first is, by pairs of days: the geometric mean. None if a value is not above 0."""
    pairs = _pairs(of, against)
    if any(one <= 0 or other <= 0 for one, other in pairs):
        return None
    found = estimate([math.log(one / other) for one, other in pairs])
    if found is None:
        return None
    low, high = (math.exp(edge) if edge is not None else None for edge in (found.low, found.high))
    return Estimate(math.exp(found.mean), low, high, found.days)


def _pairs(of: Values, against: Values) -> list[tuple[float, float]]:
    """The days on which both were measured. Raises ValueError if they are not the same days."""
    return [(a, b) for a, b in zip(of, against, strict=True) if a is not None and b is not None]

"""Distributions of how long things take, from times that were seen to their end and times that were cut short.

A customer who was answered after 40 s would have waited longer: their patience is only known to be more than 40 s
(censored). Leaving such waits out, or taking them for hang-ups, makes every customer look impatient.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, expm1, lgamma, log, sqrt
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import log_ndtr, psi

from earpiece.insight.calibrate.intervals import NORMAL_95, Interval

Numbers = NDArray[np.float64]

MOST_STEPS = 200
RESAMPLES = 399
CLOSE = 1e-9
SMALLEST = 0.02
"""Of the scale of logarithms: below it all durations are the same."""
LEAST = 0.05
"""Seconds; what is shorter counts as this long, since a logarithm needs more than nothing."""

# 5 % points of the largest distance, times the root of the count, where both parameters were fitted: Stephens 1974 for
# the normal, Chandra, Singpurwalla and Stephens 1981 for the extreme-value distribution.
_MOST_GAP = {"lognormal": 0.895, "weibull": 0.874}


@dataclass(frozen=True, slots=True)
class Lasted:
    """One duration in seconds; `ended` False: it was cut short, and would have lasted longer."""

    seconds: float
    ended: bool = True


class Step(NamedTuple):
    """From `seconds` on (until the next step) this share still lasts, with its interval."""

    seconds: float
    share: Interval


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted distribution. `mean` in seconds; `spread` is the coefficient of variation of a lognormal, the shape of a
    Weibull. `ended` of `count` durations were seen to their end."""

    law: Literal["lognormal", "weibull"]
    mean: Interval
    spread: Interval
    count: int
    ended: int
    gap: float
    """The largest distance between the fitted curve and what was seen (Kaplan-Meier), as a share."""
    fits: bool
    """Whether that distance is within what chance explains in 95 of 100 cases."""


def kaplan_meier(times: Sequence[Lasted]) -> list[Step]:
    """Which share still lasts, by time (Kaplan and Meier 1958; intervals by Greenwood, on the log-log scale)."""
    steps = []
    seen = _Curve.of(times)
    for at, value, spread in zip(seen.at, seen.share, seen.spread, strict=True):
        low, high = 0.0, 1.0
        if 0 < value < 1:
            half = NORMAL_95 * sqrt(float(spread)) / abs(log(value))
            low, high = float(value) ** exp(half), float(value) ** exp(-half)
        steps.append(Step(float(at), Interval(float(value), low, high)))
    return steps


@dataclass(frozen=True, slots=True)
class _Curve:
    """Of each time at which something ended: the share that lasts longer, the share just before, and Greenwood's sum
    (infinite where nothing is left)."""

    at: Numbers
    share: Numbers
    before: Numbers
    spread: Numbers

    @classmethod
    def of(cls, times: Sequence[Lasted]) -> "_Curve":
        seconds, ended = _arrays(times)
        at, deaths = np.unique(seconds[ended], return_counts=True)
        at_risk = len(seconds) - np.searchsorted(np.sort(seconds), at, side="left")
        share = np.cumprod(1 - deaths / at_risk, dtype=np.float64)
        left = at_risk - deaths
        sums = np.cumsum(np.where(left > 0, deaths / (at_risk * np.maximum(left, 1)), np.inf))
        return cls(at, share, np.append(1.0, share[:-1]), sums)


def lognormal(times: Sequence[Lasted]) -> Fit:
    """Fit a lognormal; at least three durations must have ended. Intervals: Cox's for the mean and chi-squared for the
    spread where nothing was cut short (Land 1972), else from the observed information."""
    found = _plain(times) if all(each.ended for each in times) else _fit(times, _normal)
    variance = found.scale**2
    error = sqrt(found.var_middle + 2 * variance * found.covariance + variance**2 * found.var_log_scale)
    mean = _around(exp(found.middle + variance / 2), error, found.ended - 1)
    low, high = (sqrt(expm1(each**2)) for each in found.scales)
    return _judged("lognormal", times, found, mean, Interval(sqrt(expm1(variance)), low, high))


def weibull(times: Sequence[Lasted]) -> Fit:
    """Fit a Weibull; at least three durations must have ended. Intervals: from the observed information."""
    found = _fit(times, _extreme)
    scale = found.scale
    slope = scale * float(psi(1 + scale))  # of the logarithm of the mean by that of the scale
    error = sqrt(found.var_middle + 2 * slope * found.covariance + slope**2 * found.var_log_scale)
    mean = _around(exp(found.middle + lgamma(1 + scale)), error, found.ended - 1)
    low, high = (1 / each for each in reversed(found.scales))
    return _judged("weibull", times, found, mean, Interval(1 / scale, low, high))


def as_seen(times: Sequence[Lasted]) -> tuple[Interval, Interval]:
    """Mean and coefficient of variation by no law: of the Kaplan-Meier curve, in which the longest duration counts as
    ended (Efron 1967). Intervals: bootstrap percentiles of a fixed seed."""
    seconds, ended = _arrays(times)
    order = np.lexsort((~ended, seconds))
    seconds, ended = seconds[order], ended[order]
    dice = np.random.default_rng(len(times))
    draws = [np.bincount(dice.integers(len(times), size=len(times)), minlength=len(times)) for _ in range(RESAMPLES)]
    found = np.array(
        [_moments(seconds, ended, np.ones(len(times))), *(_moments(seconds, ended, each) for each in draws)]
    )
    low, high = np.quantile(found[1:], [0.025, 0.975], axis=0)
    mean, cv = (Interval(float(found[0, at]), float(low[at]), float(high[at])) for at in (0, 1))
    return mean, cv


def _moments(seconds: Numbers, ended: NDArray[np.bool_], weights: NDArray[Any]) -> tuple[float, float]:
    """Mean and coefficient of variation of sorted durations, each counted so many times."""
    at_risk = np.cumsum(weights[::-1])[::-1]
    left = np.cumprod(1 - np.where(ended, weights, 0) / np.maximum(at_risk, 1), dtype=np.float64)
    left[-1] = 0.0
    parts = np.append(1.0, left[:-1]) - left
    mean = float(parts @ seconds)
    return mean, sqrt(max(float(parts @ seconds**2) - mean**2, 0.0)) / mean


# ── maximum likelihood of a location and a scale, on logarithms ───────────────────────────────────────────────────────

Terms = tuple[Numbers, Numbers, Numbers]
"""Of each duration: log-likelihood, first and second derivative by z = (log seconds - middle) / scale."""


@dataclass(frozen=True, slots=True)
class _Found:
    ended: int
    middle: float
    scale: float
    scales: tuple[float, float]
    """The interval of the scale."""
    var_middle: float
    var_log_scale: float
    covariance: float


def _plain(times: Sequence[Lasted]) -> _Found:
    """Of a normal distribution, where nothing was cut short."""
    logs, count = np.log(_arrays(times)[0]), len(times)
    scale = max(float(np.std(logs, ddof=1)), SMALLEST)
    low, high = (scale * sqrt((count - 1) / float(stats.chi2.ppf(part, count - 1))) for part in (0.975, 0.025))
    return _Found(count, float(logs.mean()), scale, (low, high), scale**2 / count, 1 / (2 * (count - 1)), 0.0)


def _fit(times: Sequence[Lasted], terms: "Callable[[Numbers, Numbers], Terms]") -> _Found:
    """Newton's method with steps halved until they lead up; the inverse of the information gives the errors."""
    seconds, ends = _arrays(times)
    logs, ended = np.log(seconds), ends.astype(float)
    seen = logs[ended > 0]
    place = np.array([float(seen.mean()), log(max(float(seen.std()), SMALLEST))])
    value, slope, curve = _likelihood(place, logs, ended, terms)
    for _ in range(MOST_STEPS):
        step = _uphill(slope, curve)
        while True:
            tried = place + step
            there = _likelihood(tried, logs, ended, terms)
            if there[0] >= value or np.abs(step).max() < CLOSE:
                break
            step = step / 2
        place, (value, slope, curve) = tried, there
        if np.abs(step).max() < CLOSE:
            break
    errors = np.linalg.inv(-curve)
    around = _around(exp(place[1]), sqrt(float(errors[1, 1])), int(ends.sum()) - 1)
    return _Found(
        int(ends.sum()), float(place[0]), around.value, (around.low, around.high),
        float(errors[0, 0]), float(errors[1, 1]), float(errors[0, 1]),
    )  # fmt: skip


def _uphill(slope: Numbers, curve: Numbers) -> Numbers:
    """Newton's step where the likelihood is round there, else a step along the slope; never longer than 1."""
    round_there = bool((np.linalg.eigvalsh(curve) < 0).all())
    step = -np.linalg.solve(curve, slope) if round_there else slope / np.abs(slope).max()
    return np.asarray(step / max(1.0, float(np.abs(step).max())), np.float64)


def _likelihood(
    place: Numbers, logs: Numbers, ended: Numbers, terms: "Callable[[Numbers, Numbers], Terms]"
) -> tuple[float, Numbers, Numbers]:
    """Log-likelihood at (middle, log scale), its slope and its matrix of second derivatives."""
    scale = exp(float(place[1]))
    z = (logs - place[0]) / scale
    value, first, second = terms(z, ended)
    slope = np.array([-first.sum() / scale, -(first * z + ended).sum()])
    crossed = ((second * z + first) / scale).sum()
    curve = np.array([[second.sum() / scale**2, crossed], [crossed, (second * z**2 + first * z).sum()]])
    return float(value.sum() - ended.sum() * place[1]), slope, curve


def _normal(z: Numbers, ended: Numbers) -> Terms:
    beyond = log_ndtr(-z)
    hazard = np.exp(-(z**2) / 2 - 0.5 * log(2 * np.pi) - beyond)
    return (
        np.where(ended, -(z**2) / 2, beyond),
        np.where(ended, -z, -hazard),
        np.where(ended, -1.0, -hazard * (hazard - z)),
    )


def _extreme(z: Numbers, ended: Numbers) -> Terms:
    grown = np.exp(np.minimum(z, 700.0))
    return ended * z - grown, ended - grown, -grown


# ── how well it fits ──────────────────────────────────────────────────────────────────────────────────────────────────


def _judged(
    law: Literal["lognormal", "weibull"], times: Sequence[Lasted], found: _Found, mean: Interval, spread: Interval
) -> Fit:
    gap = _gap(law, times, found)
    allowed = _MOST_GAP[law] / (sqrt(found.ended) - 0.01 + 0.85 / sqrt(found.ended))
    return Fit(law, mean, spread, len(times), found.ended, gap, gap <= allowed)


def _gap(law: str, times: Sequence[Lasted], found: _Found) -> float:
    """The curves before and after each step; less is made of late ones, where few are left (Hall and Wellner 1980)."""
    seen = _Curve.of(times)
    z = (np.log(seen.at) - found.middle) / found.scale
    fitted = np.exp(log_ndtr(-z)) if law == "lognormal" else np.exp(-np.exp(np.minimum(z, 700.0)))
    known = np.concatenate([[0.0], seen.spread[:-1]])
    weight = 1 / (1 + len(times) * known) / seen.before
    return float((weight * np.maximum(np.abs(fitted - seen.share), np.abs(fitted - seen.before))).max())


def _arrays(times: Sequence[Lasted]) -> tuple[Numbers, NDArray[np.bool_]]:
    """Seconds, and whether they ended."""
    seconds = np.maximum([each.seconds for each in times], LEAST)
    return seconds, np.array([each.ended for each in times], bool)


def _around(value: float, error: float, freedom: int) -> Interval:
    """An interval symmetric in the logarithm, by Student's t; `error` is that of the logarithm."""
    factor = exp(float(stats.t.ppf(0.975, max(freedom, 1))) * error)
    return Interval(value, value / factor, value * factor)

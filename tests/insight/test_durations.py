"""Fits of durations that were cut short, against scipy, against known truths, and against the mistake they prevent."""

import random
from collections.abc import Callable, Sequence

import pytest
from scipy import stats

from earpiece.insight.calibrate.durations import Fit, Lasted, as_seen, kaplan_meier, lognormal, weibull
from earpiece.insight.day import Decision, Patience
from earpiece.sim.compare.guests import lognormal as lognormal_s
from earpiece.sim.compare.guests import weibull as weibull_s

PATIENCE = Patience(mean_s=300, shape=2)
DECISION = Decision(mean_s=60, cv=0.6)


def waits(seed: int, count: int, answered_s: float) -> list[Lasted]:
    """Customers whose patience is known, and who are answered after some time, on average `answered_s`."""
    dice = random.Random(seed)
    pairs = [(weibull_s(PATIENCE, dice), dice.expovariate(1 / answered_s)) for _ in range(count)]
    return [Lasted(min(pair), pair[0] <= pair[1]) for pair in pairs]


def thoughts(seed: int, count: int) -> list[Lasted]:
    dice = random.Random(seed)
    return [Lasted(lognormal_s(DECISION, dice)) for _ in range(count)]


def censored(times: Sequence[Lasted]) -> stats.CensoredData:
    return stats.CensoredData(
        uncensored=[each.seconds for each in times if each.ended], right=[x.seconds for x in times if not x.ended]
    )


def test_a_weibull_is_the_one_that_scipy_finds() -> None:
    """Mean and shape, with three in four waits cut short."""
    times = waits(1, 400, 150.0)
    shape, _, scale = stats.weibull_min.fit(censored(times), floc=0)
    found = weibull(times)
    assert found.ended < 0.5 * found.count
    assert found.spread.value == pytest.approx(shape, rel=1e-3)
    assert found.mean.value == pytest.approx(stats.weibull_min.mean(shape, scale=scale), rel=1e-3)


def test_a_lognormal_is_the_one_that_scipy_finds() -> None:
    """With and without times that were cut short."""
    whole = thoughts(2, 200)
    cut = [Lasted(min(each.seconds, 70.0), each.seconds < 70.0) for each in whole]
    for times in (whole, cut):
        sigma, _, middle = stats.lognorm.fit(censored(times), floc=0)
        found = lognormal(times)
        assert found.mean.value == pytest.approx(stats.lognorm.mean(sigma, scale=middle), rel=5e-3)


def test_kaplan_meier_is_the_curve_that_scipy_draws() -> None:
    """Values at each time at which somebody left."""
    times = waits(3, 60, 200.0)
    curve = stats.ecdf(censored(times)).sf
    for step in kaplan_meier(times):
        assert step.share.value == pytest.approx(float(curve.evaluate(step.seconds)))
        assert step.share.low <= step.share.value <= step.share.high


def inside(fits: Sequence[Fit], mean: float, spread: float) -> tuple[int, int]:
    return (
        sum(fit.mean.low <= mean <= fit.mean.high for fit in fits),
        sum(fit.spread.low <= spread <= fit.spread.high for fit in fits),
    )


def least(count: int) -> int:
    """Of so many true 95 % intervals at least so many hold the truth, but once in ten thousand times."""
    return int(stats.binom.ppf(1e-4, count, 0.95))


@pytest.mark.parametrize("count", [6, 40])
def test_intervals_of_a_lognormal_hold_the_truth(count: int) -> None:
    """In 95 of 100 samples, also of six."""
    fits = [lognormal(thoughts(seed, count)) for seed in range(200)]
    assert min(inside(fits, DECISION.mean_s, DECISION.cv)) >= least(200)


def test_intervals_of_patience_hold_the_truth_though_most_waits_end_in_an_answer() -> None:
    """And goodness is not doubted more often than chance allows."""
    fits = [weibull(waits(seed, 150, 200.0)) for seed in range(200)]
    assert min(inside(fits, PATIENCE.mean_s, PATIENCE.shape)) >= least(200)
    assert sum(fit.fits for fit in fits) >= least(200)


def test_taking_answers_for_hang_ups_is_noticed() -> None:
    """The mistake of counting every wait as seen to its end: every customer seems impatient."""
    wrong = [weibull([Lasted(each.seconds) for each in waits(seed, 150, 200.0)]) for seed in range(50)]
    left_out = [weibull([each for each in waits(seed, 150, 200.0) if each.ended]) for seed in range(50)]
    for mistaken in (wrong, left_out):
        assert inside(mistaken, PATIENCE.mean_s, PATIENCE.shape)[0] < least(50) / 10
        assert all(fit.mean.value < PATIENCE.mean_s for fit in mistaken)


@pytest.mark.parametrize("fit", [lognormal, weibull])
def test_what_does_not_fit_is_said(fit: Callable[[Sequence[Lasted]], Fit]) -> None:
    """Two kinds of work in one."""
    mixed = [Lasted(each.seconds / 20 if number % 2 else each.seconds) for number, each in enumerate(thoughts(4, 200))]
    assert not fit(mixed).fits
    assert lognormal(thoughts(4, 200)).fits


def test_mean_and_spread_as_seen_count_what_was_cut_short() -> None:
    """Whatever the distribution; the plain mean of what ended would be too short."""
    whole = thoughts(5, 2000)
    dice = random.Random(6)
    cuts = [dice.uniform(20, 400) for _ in whole]
    cut = [Lasted(min(each.seconds, at), each.seconds <= at) for each, at in zip(whole, cuts, strict=True)]
    mean, cv = as_seen(cut)
    assert mean.low < DECISION.mean_s < mean.high
    assert cv.low < DECISION.cv < cv.high
    ended = [each.seconds for each in cut if each.ended]
    assert sum(ended) / len(ended) < mean.low


def test_equal_durations_have_no_spread_to_speak_of() -> None:
    """A simulated person who always takes as long is no reason to fail."""
    found = lognormal([Lasted(30.0)] * 20)
    assert found.mean.value == pytest.approx(30.0, rel=1e-3)
    assert found.spread.value < 0.05

"""The customers of simulated days, and what chance has in store for them: the same whoever is there to help them.

Arrivals are Poisson in each interval. Turns are one plus a Poisson number, gaps lie anywhere in the conversation, all
gaps of one conversation want one skill.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earpiece.insight.day import Channel, Day, Outage, Patience, minutes_of
from earpiece.insight.planning.load import Mode, gap_counts

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gap:
    """A point at which a person is needed: after `at` turns; how long they think; whether they then take over."""

    at: float
    decision_s: float
    taken_over: bool


@dataclass(frozen=True, slots=True)
class Customer:
    """`arrives` in seconds after the doors open. `common`: comes for an outage, with the one question."""

    number: int
    arrives: float
    channel: Channel
    skill: str
    turns: float
    gaps: tuple[Gap, ...]
    talk_patience_s: float
    queue_patience_s: float
    common: bool = False


def draw(day: Day, mode: Mode, seed: int, outage: Outage | None = None) -> list[Customer]:
    """Who comes on one day and will need a person, in the order of arrival; with `people` simply everybody."""
    dice = np.random.default_rng([seed, 7])
    usual = _arrivals(day, dice)
    arrives, common = usual, np.zeros(len(usual), dtype=bool)
    if outage is not None:
        # From dice of its own, so that everybody else is the same as without it.
        other = np.random.default_rng([seed, 11])
        extra = _outage_arrivals(day, outage, other)
        arrives = np.concatenate([usual, extra])
        common = np.concatenate([common, other.random(len(extra)) < outage.common])
    return _described(day, mode, seed, arrives, common)


def _arrivals(day: Day, dice: np.random.Generator) -> Floats:
    interval_s = day.interval_minutes * 60.0
    counts = dice.poisson(day.arrivals)
    return np.sort((np.repeat(np.arange(len(counts)), counts) + dice.random(counts.sum())) * interval_s)


def _outage_arrivals(day: Day, outage: Outage, dice: np.random.Generator) -> Floats:
    begin, end = outage_span(day, outage)
    interval_s = day.interval_minutes * 60.0
    usual = 0.0
    for place, arrivals in enumerate(day.arrivals):
        inside = min(end, (place + 1) * interval_s) - max(begin, place * interval_s)
        usual += arrivals * max(inside, 0.0) / interval_s
    return np.sort(begin + dice.random(dice.poisson(usual * outage.extra)) * (end - begin))


def outage_span(day: Day, outage: Outage) -> tuple[float, float]:
    """From when until when, in seconds after the doors open."""
    begin = (minutes_of(outage.at) - minutes_of(day.opens)) * 60.0
    return max(begin, 0.0), min(begin + outage.minutes * 60.0, day.seconds)


def _described(day: Day, mode: Mode, seed: int, arrives: Floats, common: NDArray[np.bool_]) -> list[Customer]:
    dice = np.random.default_rng([seed, 13])
    size = len(arrives)
    counts, shares = zip(*gap_counts(day), strict=True)
    gaps = np.asarray(counts)[_chosen(dice.random(size), shares)]
    gaps[common] = 1
    channels, channel_shares = zip(*day.channels.items(), strict=True)
    channel = _chosen(dice.random(size), channel_shares)
    skills, skill_shares = zip(*day.needs.skills.items(), strict=True)
    skill = _chosen(dice.random(size), skill_shares)
    skill[common] = int(np.argmax(skill_shares))
    turns = 1.0 + dice.poisson(max(day.needs.turns - 1.0, 0.0), size) + day.needs.turns_per_gap * gaps
    talk = _patience(day.talk_patience, [channels[each] for each in channel], dice)
    queue = _patience(day.queue_patience, [channels[each] for each in channel], dice)
    most = max(int(gaps.max(initial=0)), 1)
    places = np.sort(np.where(np.arange(most) < gaps[:, None], dice.random((size, most)), 2.0), axis=1)
    decisions = _decisions(day, dice, (size, most))
    taken_over = dice.random((size, most)) < day.needs.taken_over
    found = []
    for number in np.argsort(arrives, kind="stable"):
        count = int(gaps[number])
        if count == 0 and mode != "people":
            continue
        found.append(
            Customer(
                int(number),
                float(arrives[number]),
                channels[channel[number]],
                skills[skill[number]],
                float(turns[number]),
                tuple(
                    Gap(float(places[number, nth] * turns[number]), float(decisions[number, nth]), bool(over))
                    for nth, over in enumerate(taken_over[number, :count])
                ),
                float(talk[number]),
                float(queue[number]),
                bool(common[number]),
            )
        )
    return found


def _chosen(chances: Floats, shares: tuple[float, ...]) -> NDArray[np.int64]:
    edges = np.cumsum(shares) / sum(shares)
    return np.minimum(np.searchsorted(edges, chances, side="right"), len(shares) - 1)


def _patience(by_channel: Mapping[Channel, Patience], channels: list[Channel], dice: np.random.Generator) -> Floats:
    shapes = np.asarray([by_channel[channel].shape for channel in channels])
    scales = np.asarray([by_channel[each].mean_s / math.gamma(1.0 + 1.0 / by_channel[each].shape) for each in channels])
    drawn: Floats = scales * dice.standard_exponential(len(channels)) ** (1.0 / np.maximum(shapes, 1e-9))
    return drawn


def _decisions(day: Day, dice: np.random.Generator, size: tuple[int, int]) -> Floats:
    kinds, shares = zip(*day.needs.kinds.items(), strict=True)
    kind = _chosen(dice.random(size[0] * size[1]), shares)
    means: Any = np.asarray([day.decisions[each].mean_s for each in kinds])
    variances: Any = np.log1p(np.asarray([day.decisions[each].cv for each in kinds]) ** 2)
    normal = dice.standard_normal(size[0] * size[1])
    drawn: Floats = means[kind] * np.exp(np.sqrt(variances[kind]) * normal - variances[kind] / 2.0)
    return drawn.reshape(size)

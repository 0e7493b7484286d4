"""Streams of decisions whose truth is known, to hold an error budget against.

Each decision has an estimated risk and an outcome that is drawn from its true risk; what sets the kinds apart is how
the two differ, and in which order they come. Four sizes and mixes stand for four sorts of work: a class begins with
mostly risky decisions and ends with mostly sure ones and a tail, as one does that learns. The same seed gives the
same stream.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from earpiece.judgement.controller import Controller
from earpiece.judgement.recalibration import log_odds

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Work:
    """`hard`: share of hard decisions, at first and in the end; it falls with time constant `learnt` (decisions).

    `sure`: median true risk of the others. `each`: decisions per conversation.
    """

    decisions: int
    each: float
    hard: tuple[float, float]
    learnt: float
    sure: float


WORKS = {
    "actions": Work(15_056, 3.7, (0.80, 0.16), 1500.0, 0.010),
    "few requests": Work(2_890, 1.0, (0.60, 0.05), 250.0, 0.006),
    "fine requests": Work(9_003, 1.0, (0.97, 0.16), 2000.0, 0.008),
    "many requests": Work(15_100, 1.0, (0.95, 0.08), 1800.0, 0.006),
}
"""Sizes and learning curves like those of the four tracks of `bench/ask_and_learn`."""


@dataclass(frozen=True, slots=True)
class Stream:
    """`risk`: as the controller is told. `wrong`: the outcome if the decision is taken. `coins`: what audits fall by.

    `ambush`: so many of the first own decisions are wrong whatever was drawn.
    """

    risk: Numbers
    wrong: Flags
    coins: Numbers
    each: float
    ambush: int = 0


@dataclass(frozen=True, slots=True)
class Played:
    """What a controller did with a stream."""

    own: Flags
    wrong: Flags
    audited: int
    controller: Controller


def play(stream: Stream, controller: Controller) -> Played:
    """Every decision in order: a question reveals the outcome at once, an own decision where its audit's coin falls."""
    own, wrong = np.zeros(len(stream.risk), dtype=bool), stream.wrong.copy()
    left, audited = stream.ambush, 0
    for place, (risk, coin) in enumerate(zip(stream.risk.tolist(), stream.coins.tolist(), strict=True)):
        verdict = controller.decide(risk)
        if not verdict.alone:
            controller.learned(risk, bool(wrong[place]), 1.0)
            continue
        own[place] = True
        wrong[place], left = wrong[place] or left > 0, left - 1
        controller.acted(risk, verdict.audit)
        if coin < verdict.audit:
            audited += 1
            controller.learned(risk, bool(wrong[place]), verdict.audit)
    return Played(own, wrong, audited, controller)


def best_fixed(stream: Stream, budget: float) -> float:
    """The share of decisions under the highest fixed threshold that keeps the budget: known only in hindsight."""
    order = np.argsort(stream.risk, kind="stable")
    errors = np.cumsum(stream.wrong[order]) / np.arange(1, len(order) + 1)
    within = np.flatnonzero(errors <= budget)
    return float(within[-1] + 1) / len(order) if len(within) else 0.0


def stream(kind: str, work: Work, seed: int) -> Stream:
    """The stream of this kind (a name of `KINDS`), work and seed."""
    dice = np.random.default_rng([seed, *kind.encode()])
    truth = _true_risks(work, dice)
    risk, truth = KINDS[kind](truth, dice)
    drawn = Stream(risk, dice.random(len(truth)) < truth, dice.random(len(truth)), work.each)
    return replace(drawn, ambush=100) if kind == "ambush" else drawn


def _true_risks(work: Work, dice: np.random.Generator) -> Numbers:
    at = np.arange(work.decisions, dtype=np.float64)
    young = np.exp(-at / work.learnt)
    first, last = work.hard
    hard = dice.random(work.decisions) < last + (first - last) * (0.7 * young + 0.3 * np.exp(-at / (4 * work.learnt)))
    easy_ones = log_odds(work.sure) + 0.9 * dice.standard_normal(work.decisions) + young
    hard_ones = log_odds(0.35) + 1.1 * dice.standard_normal(work.decisions) + 0.8 * young
    return _chance(np.where(hard, hard_ones, easy_ones))


Kind = Callable[[Numbers, np.random.Generator], tuple[Numbers, Numbers]]
"""From true risks to what is told and what is true."""


def _told(change: Callable[[Numbers], Numbers]) -> Kind:
    return lambda truth, dice: (_chance(change(_log_odds(truth))), truth)


def _rare(truth: Numbers, dice: np.random.Generator) -> tuple[Numbers, Numbers]:
    sure = truth < 0.02
    return np.where(sure, 1e-5, truth), np.where(sure, 0.005, truth)


def _jump(until: float) -> Kind:
    def jump(truth: Numbers, dice: np.random.Generator) -> tuple[Numbers, Numbers]:
        at = np.arange(len(truth)) / len(truth)
        hit = (at >= 0.5) & (at < until) & (truth < 0.2)
        return truth, np.where(hit, np.minimum(5.0 * truth, 0.8), truth)

    return jump


def _slow(truth: Numbers, dice: np.random.Generator) -> tuple[Numbers, Numbers]:
    return truth, _chance(_log_odds(truth) + math.log(3.0) * np.arange(len(truth)) / len(truth))


def _new_kinds(truth: Numbers, dice: np.random.Generator) -> tuple[Numbers, Numbers]:
    new: Flags = (np.arange(len(truth)) > len(truth) / 2) & (dice.random(len(truth)) < 0.3)
    age: Numbers = np.cumsum(new).astype(np.float64)
    other = _chance(log_odds(0.5) + 1.2 * dice.standard_normal(len(truth)) - 2.5 * (1.0 - np.exp(-age / 400)))
    told = _chance(_log_odds(other) - 0.7 * np.exp(-age / 150))
    return np.where(new, told, truth), np.where(new, other, truth)


def _noise(truth: Numbers, dice: np.random.Generator) -> tuple[Numbers, Numbers]:
    return truth, 0.99 * truth + 0.01 * (1.0 - truth)


def _hard_last(truth: Numbers, dice: np.random.Generator) -> tuple[Numbers, Numbers]:
    ordered = np.sort(truth)
    return ordered, ordered


def _alternating(truth: Numbers, dice: np.random.Generator) -> tuple[Numbers, Numbers]:
    sign: Numbers = np.where(np.arange(len(truth)) // 100 % 2 == 1, 1.0, -1.0)
    return truth, _chance(_log_odds(truth) + sign * math.log(3.0))


KINDS: dict[str, Kind] = {
    "calibrated": _told(lambda odds: odds),
    "twice too sure": _told(lambda odds: odds - math.log(2.0)),
    "twice too unsure": _told(lambda odds: odds + math.log(2.0)),
    "s-shaped": _told(lambda odds: 1.6 * odds + 0.8),
    "flat": _told(lambda odds: 0.6 * odds - 0.6),
    "rare errors": _rare,
    "noisy answers": _noise,
    "new kinds": _new_kinds,
    "slow drift": _slow,
    "jump": _jump(until=1.0),
    "jump and back": _jump(until=0.75),
    "hard ones last": _hard_last,
    "alternating": _alternating,
    "ambush": _told(lambda odds: odds),
}
STEADY = ("calibrated", "twice too sure", "twice too unsure", "s-shaped", "flat", "rare errors")
"""What is told stays worth the same; the others drift, or are made to harm."""


def _log_odds(risk: Numbers) -> Numbers:
    odds: Numbers = risk / (1.0 - risk)
    return np.log(odds)


def _chance(log_odds: Numbers) -> Numbers:
    chance: Numbers = 1.0 / (1.0 + np.exp(-log_odds))
    return chance

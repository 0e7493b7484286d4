"""How sure is sure enough: the account of an error budget. What it promises, and what not, is in docs/judgement.md.

Interface, used by `judge.Judge`:

    verdict = controller.decide(risk)       # before each decision; risk: estimated probability of being wrong, 0..1
    verdict.alone, verdict.audit            # take it alone? and then with which probability look afterwards
    controller.acted(risk, audit)           # it was taken alone
    controller.learned(risk, wrong, seen)   # the right answer became known; seen: how probable that was
                                            # (1 for a question, the audit's probability for an audit)
    controller.estimate()                   # the error share of late own decisions, with bounds
    controller.kept(), Controller.restored  # the whole account as plain numbers, and back

The same calls give the same account, on every node.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from earpiece.judgement.drift import Watch
from earpiece.judgement.recalibration import KNOTS, MOST, Recalibration, chance, log_odds, weights
from earpiece.judgement.tally import Estimate, Tally

_BINS = 28
_LOW = KNOTS[0]
_STEP = (log_odds(MOST) - _LOW) / _BINS
_PLACES = tuple((place, middle := _LOW + (place + 0.5) * _STEP, weights(middle)) for place in range(_BINS))
_NEVER, _ALWAYS = _LOW - 9.0, log_odds(MOST) + 9.0

EACH = 8
"""Decisions after which the threshold is found anew, once there were `FEW` of them; until then, with each."""
FEW = 64
USUAL = 0.05


@dataclass(frozen=True, slots=True)
class Rule:
    """How a budget is kept. Where the figures come from is in docs/judgement.md."""

    first: int = 30
    """Outcomes that must be known before anything is decided alone."""
    aim: float = 0.9
    """The share of the budget that is aimed at,"""
    wide: float = 1.6
    """and how much less of it for each unit of budget above `USUAL`: a wide budget is spent with few questions, so that
    less is known of it."""
    surely: float = 1.0
    """What was spent counts as if the correction of the risks were so many standard deviations worse than believed,"""
    doubt: float = 0.5
    """and what is about to be spent, so many."""
    ahead: int = 200
    """Decisions whose budget may be spent before it is earned: the first ones are the hardest."""
    remembered: int = 300
    """Decisions over which the mix of risks is remembered."""
    soonest: int = 600
    latest: int = 3000
    """Own decisions over which what is unused or overdrawn is evened out: as many as were taken, within these."""
    most: float = 1.5
    least: float = 0.1
    """Bounds, in budgets, of the error share aimed at while something is evened out."""
    unmodelled: float = 0.1
    """Standard deviation of what the corrected risks may miss as a whole, as a share of the expected errors."""
    window: int = 2000
    """Own decisions over which the estimate for people fades."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`threshold` is the highest estimated risk that is still taken alone now. `audit` is 1 for what is asked."""

    alone: bool
    audit: float
    threshold: float


class Controller:
    """One class's error budget.

    `budget`: the error share allowed among decisions taken alone; `audits`: the share of them that may be looked at
    afterwards, on average.
    """

    def __init__(self, budget: float, audits: float = 0.02, rule: Rule | None = None) -> None:
        self.budget = budget
        self.audits = audits
        self.rule = rule or Rule()
        self.right = Recalibration(level=0.35, slope=0.35, bend=0.15, forget=3e-5)
        self.watch = Watch()
        self.whole = Tally()
        self.late = Tally(self.rule.window)
        self.seen = 0
        self.known = 0
        self.audited = 0
        self._mix = [0.0] * _BINS
        self._unspent = 0.0
        self._telling = 0.1
        self._cut = _NEVER

    @property
    def threshold(self) -> float:
        """The highest estimated risk that is taken alone now; 0 while the class has not earned it."""
        if self._cut <= _LOW or self.known < self.rule.first:
            return 0.0
        return 1.0 if self._cut >= log_odds(MOST) else chance(self._cut)

    def decide(self, risk: float) -> Verdict:
        """Whether a decision with this estimated risk may be taken alone."""
        at = log_odds(risk)
        self.seen += 1
        self._mix[min(max(int((at - _LOW) / _STEP), 0), _BINS - 1)] += 1.0
        if self.seen % EACH == 0:
            keep = 1.0 - EACH / min(max(self.seen, 2 * EACH), self.rule.remembered)
            self._mix = [share * keep for share in self._mix]
        if self.seen % EACH == 0 or self.seen < FEW:
            self._cut = self._highest()
        alone = at <= self._cut and self.known >= self.rule.first
        return Verdict(alone, self._audit(at) if alone else 1.0, self.threshold)

    def acted(self, risk: float, audit: float) -> None:
        """A decision was taken alone."""
        at = log_odds(risk)
        expected, moved = self.right.mean(at), weights(at)
        self.whole.acted(expected, moved, audit)
        self.late.acted(expected, moved, audit)
        self._unspent += self.audits - audit
        self._telling += (_telling(expected) - self._telling) / min(self.whole.own + 20.0, 500.0)

    def learned(self, risk: float, wrong: bool, seen: float) -> None:
        """Whether the guess was wrong became known."""
        at = log_odds(risk)
        expected = self.right.mean(at)
        self.known += 1
        if seen < 1.0:
            self.audited += 1
            self.whole.heard(expected, wrong, seen)
            self.late.heard(expected, wrong, seen)
        if self.watch.heard(expected, wrong):
            self.right.doubt_again(1.0)
        self.right.learn(at, wrong)

    def estimate(self) -> Estimate:
        """The error share of late own decisions."""
        return self.late.estimate(self.right, self.rule.unmodelled)

    def _audit(self, at: float) -> float:
        """Where the outcome is least certain, audits teach most (Neyman's allocation); each decision has a chance."""
        share = self.audits * _telling(self.right.mean(at)) / self._telling
        return min(max(share, self.audits / 2.0), max(self._unspent + self.audits, 0.0), 0.3)

    def _aimed(self) -> float:
        """The error share aimed at among the next own decisions."""
        rule, whole = self.rule, self.whole
        aim = (rule.aim - rule.wide * max(self.budget - USUAL, 0.0)) * self.budget
        unsure = rule.surely * math.sqrt(self.right.variance_of(whole.pull))
        unused = aim * whole.own + self.budget * rule.ahead - whole.errors(rule.unmodelled) - unsure
        share = aim + unused / min(max(whole.own, rule.soonest), rule.latest)
        return min(max(share, rule.least * self.budget), rule.most * self.budget)

    def _highest(self) -> float:
        """Log-odds of the highest risk taken alone: up to it, upper bounds of late risks average what is aimed at."""
        aimed, total, upper = self._aimed(), 0.0, 0.0
        for place, middle, between in _PLACES:
            upper = max(upper, self.right.upper(middle, between, self.rule.doubt))
            more = self._mix[place] * (upper - aimed)
            if total + more > 0.0:
                return _LOW + (place - total / more) * _STEP if total < 0.0 else _NEVER
            total += more
        return _ALWAYS

    def kept(self) -> dict[str, Any]:
        """The whole account, in plain numbers."""
        return {
            "budget": self.budget, "audits": self.audits,
            "seen": self.seen, "known": self.known, "audited": self.audited,
            "mix": list(self._mix), "unspent": self._unspent, "telling": self._telling, "cut": self._cut,
            "right": self.right.kept(), "watch": [self.watch.sum, self.watch.alarms],
            "whole": self.whole.kept(), "late": self.late.kept(),
        }  # fmt: skip

    @classmethod
    def restored(cls, kept: Mapping[str, Any], rule: Rule | None = None) -> Self:
        """The controller whose account `kept` gave."""
        controller = cls(kept["budget"], kept["audits"], rule)
        controller.seen, controller.known, controller.audited = kept["seen"], kept["known"], kept["audited"]
        controller._mix = list(kept["mix"])
        controller._unspent, controller._telling, controller._cut = kept["unspent"], kept["telling"], kept["cut"]
        controller.right.restore(kept["right"])
        controller.watch.sum, controller.watch.alarms = kept["watch"]
        controller.whole.restore(kept["whole"])
        controller.late.restore(kept["late"])
        return controller


def _telling(risk: float) -> float:
    """The standard deviation of an outcome."""
    return math.sqrt(risk * (1.0 - risk))

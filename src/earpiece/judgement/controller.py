"""How sure is sure enough: the account of an error budget.

Interface, used by `judge.Judge`:

    verdict = controller.decide(risk)         # before each decision; risk: estimated probability of being wrong, 0..1
    verdict.alone, verdict.audit              # take it alone? and then with which probability look afterwards
    controller.acted(risk, audit)             # it was taken alone
    controller.learned(risk, wrong, seen)     # the right answer became known; seen: the probability with which it would have
                                              # become known (1 for a question, the audit's probability for an audit)
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earpiece.judgement.recalibration import KNOTS, MOST, Recalibration, chance, log_odds

_BINS = 28
_LOW = KNOTS[0]
_STEP = (log_odds(MOST) - _LOW) / _BINS
_MIDDLES = tuple(_LOW + (bin + 0.5) * _STEP for bin in range(_BINS))
_NEVER, _ALWAYS = _LOW - 1.0, log_odds(MOST) + 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """How a budget is kept. The figures were chosen on simulated streams (docs/judgement.md), none on a data set."""

    aim: float = 0.92
    """The share of the budget that is aimed at; the rest is for chance."""
    doubt: float = 0.7
    """A risk counts as if its correction were so many standard deviations worse than believed."""
    first: int = 30
    """Outcomes that must be known before anything is decided alone."""
    remembered: int = 800
    """Decisions over which the mix of risks is remembered."""
    soonest: int = 300
    latest: int = 1500
    """Own decisions over which what is unused or overdrawn is evened out: as many as were taken, within these."""
    most: float = 1.5
    least: float = 0.1
    """Bounds, in budgets, of the error share aimed at while something is evened out."""
    unmodelled: float = 0.25
    """Standard deviation, as a share of the expected errors, of what the corrected risk may miss as a whole."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`threshold` is the highest estimated risk that is still taken alone now."""

    alone: bool
    audit: float
    threshold: float


class Controller:
    """One class's error budget. `budget`: the error share allowed among decisions taken alone; `audits`: the share of them
    that may be looked at afterwards, on average."""

    def __init__(self, budget: float, audits: float = 0.02, rule: Rule | None = None) -> None:
        self.budget = budget
        self.audits = audits
        self.rule = rule or Rule()
        self._right = Recalibration(level=0.7, bend=0.5, forget=1 / 3000)
        self._mix = [0.0] * _BINS
        self._seen = 0
        self._known = 0
        self._own = 0
        self._expected = 0.0
        self._surprise = 0.0
        self._variance = 0.0
        self._unspent = 0.0
        self._telling = 0.1
        self._cut = _NEVER

    def decide(self, risk: float) -> Verdict:
        at = log_odds(risk)
        self._seen += 1
        self._mix[_bin(at)] += 1.0
        if self._seen % 8 == 0:
            keep = 1.0 - 8.0 / min(max(self._seen, 16), self.rule.remembered)
            self._mix = [share * keep for share in self._mix]
            self._cut = self._highest()
        alone = at <= self._cut and self._known >= self.rule.first
        return Verdict(alone, self._audit(at) if alone else 1.0, chance(self._cut))

    def acted(self, risk: float, audit: float) -> None:
        """A decision was taken alone."""
        expected = self._right.mean(log_odds(risk))
        self._own += 1
        self._unspent += self.audits - audit
        self._expected += expected
        self._variance += expected * (1.0 - expected) * (1.0 / max(audit, 1e-3) - 1.0)
        self._telling += (math.sqrt(expected * (1.0 - expected)) - self._telling) / min(self._own + 20, 500)

    def learned(self, risk: float, wrong: bool, seen: float) -> None:
        """Whether the guess was wrong became known."""
        at = log_odds(risk)
        self._known += 1
        if seen < 1.0:
            self._surprise += (float(wrong) - self._right.mean(at)) / seen
        self._right.learn(at, wrong)

    def _audit(self, at: float) -> float:
        expected = self._right.mean(at)
        telling = math.sqrt(expected * (1.0 - expected)) / self._telling
        return min(max(self.audits * telling, self.audits / 5), max(self._unspent + self.audits, 0.0), 0.3)

    def _aimed(self) -> float:
        """The error share aimed at among the next own decisions."""
        rule = self.rule
        unmodelled = (rule.unmodelled * self._expected) ** 2
        trust = unmodelled / (unmodelled + self._variance) if unmodelled > 0 else 0.0
        aim = rule.aim * self.budget
        unused = aim * self._own - self._expected - trust * self._surprise
        share = aim + unused / min(max(self._own, rule.soonest), rule.latest)
        return min(max(share, rule.least * self.budget), rule.most * self.budget)

    def _highest(self) -> float:
        """The highest log-odds of a risk taken alone: below it, the upper risks of late decisions average what is aimed at."""
        aimed, total, upper = self._aimed(), 0.0, 0.0
        for bin, middle in enumerate(_MIDDLES):
            upper = max(upper, self._right.upper(middle, self.rule.doubt))
            more = self._mix[bin] * (upper - aimed)
            if total + more > 0.0:
                return _LOW + (bin - total / more) * _STEP if bin or total < 0.0 else _NEVER
            total += more
        return _ALWAYS

    def kept(self) -> dict[str, Any]:
        """The whole account, in plain numbers."""
        own = {name: value for name, value in vars(self).items() if name not in ("rule", "_right", "_mix")}
        return {**own, "_mix": list(self._mix), "_right": self._right.kept()}

    @classmethod
    def restored(cls, kept: Mapping[str, Any], rule: Rule | None = None) -> "Controller":
        """The controller whose account `kept` gave."""
        controller = cls(kept["budget"], kept["audits"], rule)
        for name, value in kept.items():
            if name == "_right":
                controller._right.restore(value)
            else:
                setattr(controller, name, list(value) if name == "_mix" else value)
        return controller


def _bin(at: float) -> int:
    return min(max(int((at - _LOW) / _STEP), 0), _BINS - 1)

"""What decisions taken alone have cost: errors expected of them, corrected by what audits found.

Every own decision counts its risk, and an audited one adds what it differed by, divided by the probability with which
it was audited. This estimate is doubly robust: its mean is right whatever the risks are worth; how far it scatters
depends on them (augmented inverse propensity weighting: J. Robins, A. Rotnitzky and L. Zhao, JASA 89, 1994; the
difference estimator of survey sampling: C. Särndal, B. Swensson and J. Wretman, "Model Assisted Survey Sampling",
1992, section 6.3).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from earpiece.judgement.recalibration import KNOTS, Recalibration

RARELY = 1e-3
"""Audits that are still rarer than this count as if they were not."""
ONE_SIDED = 1.645
"""Standard deviations of a normal distribution that hold 95 % on one side."""


_NUMBERS = ("own", "expected", "surprise", "variance")


@dataclass(frozen=True, slots=True)
class Estimate:
    """The error share among decisions taken alone, with one-sided 95 % bounds (each missed by chance once in twenty).

    `over`: how many decisions it is about; older ones, which weigh less, count for less.
    """

    share: float
    lower: float
    upper: float
    over: float


class Tally:
    """`remembered`: own decisions over which older ones fade; 0: none is forgotten."""

    def __init__(self, remembered: int = 0) -> None:
        self._fading = 1.0 - 1.0 / remembered if remembered else 1.0
        self.own = 0.0
        self.expected = 0.0
        self.surprise = 0.0
        self.variance = 0.0
        self.pull = [0.0] * len(KNOTS)

    def acted(self, risk: float, weights: Sequence[tuple[int, float]], audit: float) -> None:
        """A decision with this corrected risk was taken alone. `weights`: how much each knot moved it."""
        if self._fading < 1.0:
            self._fade()
        spread = risk * (1.0 - risk)
        self.own += 1.0
        self.expected += risk
        self.variance += spread * (1.0 / max(audit, RARELY) - 1.0)
        for knot, weight in weights:
            self.pull[knot] += spread * weight

    def heard(self, risk: float, wrong: bool, seen: float) -> None:
        """An audit, made with this probability, found out what a decision was."""
        self.surprise += (float(wrong) - risk) / max(seen, RARELY)

    def errors(self, unmodelled: float) -> float:
        """The errors among these decisions: the corrected risks, and what of the audits' correction is not scatter.

        `unmodelled`: standard deviation of what the corrected risks may miss, as a share of their sum.
        """
        missed = (unmodelled * self.expected) ** 2
        return self.expected + (missed / (missed + self.variance) * self.surprise if missed > 0.0 else 0.0)

    def estimate(self, right: Recalibration, unmodelled: float) -> Estimate:
        """The error share. Its bounds hold as far as the corrected risks do; `shares.py` has some from audits alone."""
        if self.own < 1.0:
            return Estimate(0.0, 0.0, 1.0, 0.0)
        missed = (unmodelled * self.expected) ** 2 + right.variance_of(self.pull)
        found = missed * self.variance / (missed + self.variance) if missed > 0.0 else 0.0
        errors = self.errors(unmodelled)
        scatter = ONE_SIDED * math.sqrt(found + max(errors, 1.0))
        share, lower, upper = (
            min(max(count / self.own, 0.0), 1.0) for count in (errors, errors - scatter, errors + scatter)
        )
        return Estimate(share, lower, upper, self.own)

    def kept(self) -> dict[str, Any]:
        """All of it, in plain numbers."""
        return {name: getattr(self, name) for name in _NUMBERS} | {"pull": list(self.pull)}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Takes over what `kept` gave."""
        for name in _NUMBERS:
            setattr(self, name, float(kept[name]))
        self.pull = list(kept["pull"])

    def _fade(self) -> None:
        self.own *= self._fading
        self.expected *= self._fading
        self.surprise *= self._fading
        self.variance *= self._fading
        self.pull = [value * self._fading for value in self.pull]

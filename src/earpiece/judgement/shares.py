"""A share of wrong decisions, estimated from a sample in which some decisions had less chance to be looked at.

Each decision looked at stands for 1/probability decisions (Hájek's estimator: weighted wrong over weighted all). Bounds
are Clopper and Pearson's for the effective sample size (sum of weights, squared, over sum of squared ones), as Korn and
Graubard propose for few positive counts in a sample with unequal weights (Survey Methodology 24, 1998).
"""

from dataclasses import dataclass

from scipy.special import betaincinv

LEVEL = 0.95
"""Of each bound, one-sided."""


@dataclass(slots=True)
class Share:
    """What was looked at so far. `seen`: how likely a decision was to be looked at, over 0, at most 1."""

    looked: int = 0
    weight: float = 0.0
    squares: float = 0.0
    wrong: float = 0.0

    def add(self, wrong: bool, seen: float) -> None:
        weight = 1.0 / max(seen, 1e-3)
        self.looked += 1
        self.weight += weight
        self.squares += weight * weight
        self.wrong += weight * wrong

    @property
    def estimate(self) -> float | None:
        """From 0 to 1; None while nothing was looked at."""
        return self.wrong / self.weight if self.looked else None

    @property
    def lower(self) -> float:
        """The true share is above this, unless chance was one in twenty."""
        hits, count = self._effective()
        return float(betaincinv(hits, count - hits + 1.0, 1.0 - LEVEL)) if hits > 0 else 0.0

    @property
    def upper(self) -> float:
        """The true share is below this, unless chance was one in twenty."""
        hits, count = self._effective()
        return float(betaincinv(hits + 1.0, count - hits, LEVEL)) if count > hits else 1.0

    def _effective(self) -> tuple[float, float]:
        """Wrong ones, and all, as if each had been looked at with the same chance."""
        if not self.looked:
            return 0.0, 0.0
        count = self.weight * self.weight / self.squares
        return count * self.wrong / self.weight, count

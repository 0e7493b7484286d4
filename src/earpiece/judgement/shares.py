"""Which share of own decisions is wrong, from looks at a few of them, and from wrong ones that came to light anyway.

Those that came to light are known; of the others there is a sample, in which each had a stated chance to be looked at
and stands for 1/chance of them (Hájek's estimator: weighted wrong over weighted all). The bounds are Clopper and
Pearson's, for the sample with its effective size (sum of weights, squared, over sum of squared ones), as Korn and
Graubard propose for few positive counts in a sample with unequal weights (Survey Methodology 24, 1998).
"""

from dataclasses import dataclass

LEVEL = 0.95
"""Of each bound, one-sided."""


@dataclass(slots=True)
class Share:
    """`forget`: the share of what is known that each further decision puts out of mind; 0: nothing."""

    decided: float = 0.0
    noticed: float = 0.0
    """Wrong ones that came to light without a look."""
    looked: float = 0.0
    weight: float = 0.0
    squares: float = 0.0
    wrong: float = 0.0
    """Weight of those that a look found wrong."""
    forget: float = 0.0

    def decide(self) -> None:
        """One more was decided."""
        keep = 1.0 - self.forget
        self.decided = self.decided * keep + 1.0
        self.noticed *= keep
        self.looked *= keep
        self.weight *= keep
        self.squares *= keep
        self.wrong *= keep

    def notice(self) -> None:
        """One was found wrong, without anybody having been asked to look."""
        self.noticed += 1.0

    def look(self, wrong: bool, seen: float) -> None:
        """One was looked at, as it had the chance `seen` to be, over 0 and at most 1."""
        weight = 1.0 / max(seen, 1e-3)
        self.looked += 1.0
        self.weight += weight
        self.squares += weight * weight
        self.wrong += weight * wrong

    @property
    def estimate(self) -> float | None:
        """From 0 to 1; None while nothing came to light and nothing was looked at."""
        if not self.decided or not (self.looked or self.noticed):
            return None
        return min(self._plain + (1.0 - self._plain) * (self.wrong / self.weight if self.looked else 0.0), 1.0)

    @property
    def lower(self) -> float:
        """The true share is above this, unless chance was one in twenty."""
        return max(_lower(min(self.noticed, self.decided), self.decided), _lower(*self._sample) * (1.0 - self._plain))

    @property
    def upper(self) -> float:
        """The true share is below this, unless chance was one in twenty."""
        noticed = _upper(self.noticed, self.decided) if self.noticed else 0.0
        return min(noticed + _upper(*self._sample) * (1.0 - self._plain), 1.0)

    @property
    def _plain(self) -> float:
        return min(self.noticed / self.decided, 1.0) if self.decided else 0.0

    @property
    def _sample(self) -> tuple[float, float]:
        """Wrong ones, and all, as if each that was looked at had had the same chance."""
        if not self.weight:
            return 0.0, 0.0
        count = self.weight * self.weight / self.squares
        return count * self.wrong / self.weight, count


def _lower(hits: float, count: float) -> float:
    return _quantile(hits, count - hits + 1.0, 1.0 - LEVEL) if hits > 0 else 0.0


def _upper(hits: float, count: float) -> float:
    return _quantile(hits + 1.0, count - hits, LEVEL) if count > hits else 1.0


def _quantile(one: float, other: float, level: float) -> float:
    """Of the beta distribution."""
    from scipy.special import betaincinv  # here, since most that comes by needs no bounds, and it takes a while to load

    return float(betaincinv(one, other, level))

"""What an estimated risk is worth: the same number corrected by the outcomes that became known.

The correction is added to the log-odds of the risk. It is linear between five knots, so that it can bend where the estimate
bends (too sure at the sure end, too unsure at the other), and it is uncertain: a normal distribution over the five values,
updated by every outcome (logistic regression by the extended Kalman filter; M. West, J. Harrison and H. Migon, "Dynamic
generalized linear models and Bayesian forecasting", JASA 80, 1985), in which a little of the first uncertainty comes back
with every outcome, so that what was learnt is slowly forgotten.
"""

import math
from collections.abc import Sequence

LEAST = 0.002
"""Nobody is surer than one error in 500: estimates below this count as this."""
MOST = 0.95
KNOTS = tuple(math.log(risk / (1.0 - risk)) for risk in (LEAST, 0.01, 0.05, 0.2, 0.6))
_MIDDLE = len(KNOTS) // 2


def log_odds(risk: float) -> float:
    """A risk's log-odds, after it is held between `LEAST` and `MOST`."""
    risk = min(max(risk, LEAST), MOST)
    return math.log(risk / (1.0 - risk))


def chance(log_odds: float) -> float:
    """The probability with these log-odds."""
    return 1.0 / (1.0 + math.exp(-log_odds))


class Recalibration:
    """The correction with its uncertainty. `level`: standard deviation, in log-odds, of what is unknown about all risks alike
    before anything is known; `bend`: of what is added from knot to knot; `forget`: the share of that which each outcome
    brings back."""

    def __init__(self, level: float, bend: float, forget: float) -> None:
        sides = [knot - _MIDDLE for knot in range(len(KNOTS))]
        self._first = [[level**2 + (bend**2 * min(abs(a), abs(b)) if a * b > 0 else 0.0) for b in sides] for a in sides]
        self._forget = forget
        self.shift = [0.0] * len(KNOTS)
        self.spread = [list(row) for row in self._first]

    def mean(self, at: float) -> float:
        """The corrected risk at these log-odds."""
        knot, far = _between(at)
        return chance(at + self.shift[knot] * (1.0 - far) + self.shift[knot + 1] * far)

    def upper(self, at: float, deviations: float) -> float:
        """The corrected risk if the correction is so many standard deviations worse than believed."""
        knot, far = _between(at)
        near, spread = 1.0 - far, self.spread
        variance = (
            spread[knot][knot] * near * near
            + 2.0 * spread[knot][knot + 1] * near * far
            + spread[knot + 1][knot + 1] * far * far
        )
        middle = at + self.shift[knot] * near + self.shift[knot + 1] * far
        return chance(middle + deviations * math.sqrt(max(variance, 0.0)))

    def learn(self, at: float, wrong: bool) -> None:
        """The outcome of a decision with these log-odds became known."""
        knots, spread = range(len(KNOTS)), self.spread
        for row in knots:
            for column in knots:
                spread[row][column] += self._forget * self._first[row][column]
        knot, far = _between(at)
        expected = self.mean(at)
        told = expected * (1.0 - expected)
        along = [spread[row][knot] * (1.0 - far) + spread[row][knot + 1] * far for row in knots]
        known = 1.0 + told * (along[knot] * (1.0 - far) + along[knot + 1] * far)
        for row in knots:
            self.shift[row] += along[row] * (float(wrong) - expected) / known
            for column in knots:
                spread[row][column] -= along[row] * along[column] * told / known

    def kept(self) -> list[list[float]]:
        """All that was learnt, in plain numbers: the shift, then the rows of its spread."""
        return [list(self.shift), *(list(row) for row in self.spread)]

    def restore(self, kept: Sequence[Sequence[float]]) -> None:
        """Takes over what `kept` gave."""
        self.shift = list(kept[0])
        self.spread = [list(row) for row in kept[1:]]


def _between(at: float) -> tuple[int, float]:
    """The knot below, and how far it is from there to the next one (0 to 1)."""
    if at <= KNOTS[0]:
        return 0, 0.0
    if at >= KNOTS[-1]:
        return len(KNOTS) - 2, 1.0
    knot = 0
    while at > KNOTS[knot + 1]:
        knot += 1
    return knot, (at - KNOTS[knot]) / (KNOTS[knot + 1] - KNOTS[knot])

"""What an estimated risk is worth: the same number corrected by the outcomes that became known.

The correction is added to the log-odds of the risk. It is linear between five knots, so that it can bend where the
estimate bends (too sure at the sure end, too unsure at the other), and it is uncertain: a normal distribution over the
five values, updated by every outcome (logistic regression by the extended Kalman filter: M. West, J. Harrison and H.
Migon, "Dynamic generalized linear models and Bayesian forecasting", JASA 80, 1985). A little of the first uncertainty
comes back with every outcome, so that what was learnt is slowly forgotten.
"""

import math
from collections.abc import Sequence

LEAST = 0.002
"""Nobody is surer than one error in 500: estimates below this count as this."""
MOST = 0.95
KNOTS = tuple(math.log(risk / (1.0 - risk)) for risk in (LEAST, 0.0104, 0.0512, 0.22, 0.6))
_MIDDLE = len(KNOTS) // 2

Between = tuple[tuple[int, float], tuple[int, float]]
"""Two knots, each with its weight."""


def log_odds(risk: float) -> float:
    """A risk's log-odds, after it is held between `LEAST` and `MOST`."""
    risk = min(max(risk, LEAST), MOST)
    return math.log(risk / (1.0 - risk))


def chance(log_odds: float) -> float:
    """The probability with these log-odds."""
    return 1.0 / (1.0 + math.exp(-log_odds))


class Recalibration:
    """The correction with its uncertainty.

    `level`: standard deviation, in log-odds, of what is unknown about all risks alike before anything is known;
    `slope`: of what is added evenly from knot to knot; `bend`: of what each knot adds for itself; `forget`: the share
    of these variances that each outcome brings back.
    """

    def __init__(self, level: float, slope: float, bend: float, forget: float) -> None:
        sides = [knot - _MIDDLE for knot in range(len(KNOTS))]
        bent = [[min(abs(a), abs(b)) if a * b > 0 else 0 for b in sides] for a in sides]
        self._first = [
            [level**2 + slope**2 * a * b + bend**2 * bent[row][column] for column, b in enumerate(sides)]
            for row, a in enumerate(sides)
        ]
        self._forget = forget
        self.shift = [0.0] * len(KNOTS)
        self.spread = [list(row) for row in self._first]

    def mean(self, at: float) -> float:
        """The corrected risk at these log-odds."""
        return chance(at + sum(self.shift[knot] * weight for knot, weight in weights(at)))

    def upper(self, at: float, between: Between, deviations: float) -> float:
        """The corrected risk if the correction is so many standard deviations worse than believed.

        `between`: what `weights` gives for these log-odds.
        """
        (below, near), (above, far) = between
        spread = self.spread
        variance = spread[below][below] * near * near + spread[above][above] * far * far
        variance += 2.0 * spread[below][above] * near * far
        middle = at + self.shift[below] * near + self.shift[above] * far
        return chance(middle + deviations * math.sqrt(max(variance, 0.0)))

    def variance_of(self, pull: Sequence[float]) -> float:
        """The variance of a sum that moves by `pull` when the knots move by one."""
        rows = range(len(KNOTS))
        return max(sum(pull[a] * self.spread[a][b] * pull[b] for a in rows for b in rows), 0.0)

    def learn(self, at: float, wrong: bool) -> None:
        """The outcome of a decision with these log-odds became known."""
        self.doubt_again(self._forget)
        knots, spread = range(len(KNOTS)), self.spread
        (below, near), (above, far) = weights(at)
        expected = self.mean(at)
        told = expected * (1.0 - expected)
        along = [spread[row][below] * near + spread[row][above] * far for row in knots]
        known = 1.0 + told * (along[below] * near + along[above] * far)
        for row in knots:
            self.shift[row] += along[row] * (float(wrong) - expected) / known
            for column in knots:
                spread[row][column] -= along[row] * along[column] * told / known

    def doubt_again(self, share: float) -> None:
        """Brings back so large a share of the first uncertainty."""
        knots = range(len(KNOTS))
        for row in knots:
            for column in knots:
                self.spread[row][column] += share * self._first[row][column]

    def kept(self) -> list[list[float]]:
        """All that was learnt, in plain numbers: the shift, then the rows of its spread."""
        return [list(self.shift), *(list(row) for row in self.spread)]

    def restore(self, kept: Sequence[Sequence[float]]) -> None:
        """Takes over what `kept` gave."""
        self.shift = list(kept[0])
        self.spread = [list(row) for row in kept[1:]]


def weights(at: float) -> Between:
    """The two knots between which these log-odds lie, each with its weight; outside of all, the outermost alone."""
    if at <= KNOTS[0]:
        return (0, 1.0), (1, 0.0)
    knot = 0
    while knot < len(KNOTS) - 2 and at > KNOTS[knot + 1]:
        knot += 1
    far = min((at - KNOTS[knot]) / (KNOTS[knot + 1] - KNOTS[knot]), 1.0)
    return (knot, 1.0 - far), (knot + 1, far)

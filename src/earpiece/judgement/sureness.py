"""From a guess's evidence to the probability that it is wrong, learned from guesses whose answer became known.

A logistic regression on the evidence and its products in pairs, updated outcome by outcome: each is one step of
Newton's method from what is believed, whose covariance it narrows (recursive Laplace approximation, Spiegelhalter and
Lauritzen: Sequential updating of conditional probabilities on directed graphical structures, Networks 20, 1990). It
begins with what other classes of decisions have taught (`prior.py`), so that first guesses are judged soberly, too.
"""

from collections.abc import Mapping
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from earpiece.judgement.case import Guess, Vector
from earpiece.judgement.choosing import EVIDENCE
from earpiece.judgement.prior import PRIOR

Row = NDArray[np.float64]

DOUBT = 0.1
"""Standard deviation of each weight about the prior: how far a class is expected to differ from others."""
CONSTANT = "1"

NAMES = (*EVIDENCE, *(f"{left}*{right}" for left, right in combinations_with_replacement(EVIDENCE, 2)), CONSTANT)
_LEFT, _RIGHT = np.triu_indices(len(EVIDENCE))


class Sureness:
    """`prior`: a weight for each of `NAMES`; those it leaves out begin at zero."""

    def __init__(self, prior: Mapping[str, float] = PRIOR, doubt: float = DOUBT) -> None:
        self._weights: Row = np.array([prior.get(name, 0.0) for name in NAMES])
        self._spread: Row = np.eye(len(NAMES)) * doubt**2

    def risk(self, guess: Guess) -> float:
        """Probability from 0 to 1 that people would choose otherwise."""
        return 1.0 if guess.choice is None else _chance(float(row(guess.evidence) @ self._weights))

    def learn(self, guess: Guess, wrong: bool) -> None:
        """Whether a guess was wrong became known."""
        if guess.choice is None:
            return
        known = row(guess.evidence)
        risk = _chance(float(known @ self._weights))
        curve = max(risk * (1.0 - risk), 1e-3)
        narrowed = self._spread @ known
        scale = 1.0 + curve * float(known @ narrowed)
        self._weights += narrowed * ((float(wrong) - risk) / scale)
        self._spread -= np.outer(narrowed, narrowed) * (curve / scale)


def row(evidence: Vector) -> Row:
    """The evidence, its products in pairs (scaled to the same size), and the constant; in the order of `NAMES`."""
    single = evidence.astype(np.float64)
    return np.concatenate([single, single[_LEFT] * single[_RIGHT] / 3.0, [1.0]])


def _chance(score: float) -> float:
    return float(1.0 / (1.0 + np.exp(-min(max(score, -30.0), 30.0))))

"""How much each of several opinions counts: a weighted product of their shares (a logarithmic opinion pool).

Genest and Zidek: Combining Probability Distributions, Statistical Science 1 (1986). The weights are learned, answer by
answer, by how well the product foretold it (AdaGrad).
"""

from collections.abc import Sequence

import numpy as np

from earpiece.judgement.choosing.linear import Row

RATE = 0.01
FIRST = 0.1
GROWN = 300.0  # answers after which half of a late opinion's weight is reached


class Pool:
    """`early` and `late`: each opinion's weight before any answer, and what it gains with many."""

    def __init__(self, early: Sequence[float], late: Sequence[float]) -> None:
        self._weights = np.array([early, late], dtype=np.float64)
        self._squares = np.full_like(self._weights, FIRST)

    def scores(self, opinions: Sequence[Row], answers: int) -> Row:
        """The opinions' scores added up by weight."""
        weights = self._grown(answers) @ self._weights
        total = np.zeros_like(opinions[0])
        for weight, opinion in zip(weights, opinions, strict=True):
            total += np.float32(weight) * opinion
        return total

    def learn(self, opinions: Sequence[Row], slope: Row, answers: int) -> None:
        """slope: of the loss by each score."""
        each = np.array([float(slope @ opinion) for opinion in opinions])
        gradient = np.outer(self._grown(answers), each)
        self._squares += gradient * gradient
        self._weights -= RATE * gradient / np.sqrt(self._squares)
        np.maximum(self._weights, 0.0, out=self._weights)

    def _grown(self, answers: int) -> Row:
        return np.array([1.0, answers / (answers + GROWN)], dtype=np.float32)

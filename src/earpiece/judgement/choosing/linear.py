"""Softmax regression that is right after every single answer: AdaGrad, one example at a time.

Duchi, Hazan, Singer: Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, JMLR 12 (2011).
"""

import numpy as np
from numpy.typing import NDArray

from earpiece.judgement.choosing.features import Sparse

Row = NDArray[np.float32]
RATE = 0.75  # of a step by a vector of length 1; a longer one moves the scores more and gets a shorter step
FIRST = 1e-3  # keeps the first step finite


class Linear:
    """A weight for each pair of column and choice. Both grow as they come."""

    def __init__(self) -> None:
        self._weights = np.zeros((1024, 8), dtype=np.float32)
        self._squares = np.full((1024, 8), FIRST, dtype=np.float32)

    def fit(self, columns: int, choices: int) -> None:
        """Make room for so many columns and choices."""
        rows, width = self._weights.shape
        if columns <= rows and choices <= width:
            return
        shape = (max(rows, 2 * columns if columns > rows else 0), max(width, 2 * choices if choices > width else 0))
        for name, fill in (("_weights", 0.0), ("_squares", FIRST)):
            grown = np.full(shape, fill, dtype=np.float32)
            grown[:rows, :width] = getattr(self, name)
            setattr(self, name, grown)

    def scores(self, vector: Sparse, choices: int) -> Row:
        """One number per choice, before the softmax."""
        if not len(vector.columns):
            return np.zeros(choices, dtype=np.float32)
        return np.asarray(vector.values @ self._weights[vector.columns, :choices], dtype=np.float32)

    def step(self, vector: Sparse, slope: Row) -> None:
        """Go against the slope of the loss by each score."""
        at = vector.columns
        wide = len(slope)
        gradient = vector.values[:, None] * slope[None, :]
        self._squares[at, :wide] += gradient * gradient
        rate = RATE / max(float(vector.values @ vector.values), 1.0)
        self._weights[at, :wide] -= rate * gradient / np.sqrt(self._squares[at, :wide])

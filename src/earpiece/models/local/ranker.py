"""Scores every target for a message: a linear reading of its features, and the nearest examples.

As in `space`, scikit-learn learns, and what was learned is applied to a single message with plain arithmetic.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

from earpiece.models.local.space import Floats, Ints, Seen

_FAR = -1.5
"""The linear score of a target the reading has no example of."""


@dataclass(frozen=True)
class Scores:
    """One column per target; one row per message, or only that of one message."""

    linear: Floats
    """What the linear reading gives: above 0 for likely, below for unlikely."""
    nearest: Floats
    """How similar the target's most similar example is, 0 to 1."""


class Ranker:
    """Learns targets from the vectors of their examples."""

    def __init__(self, vectors: csr_matrix, labels: Ints, count: int) -> None:
        """`labels` numbers the target of each row, below `count`."""
        order = np.argsort(labels, kind="stable")
        self._count = count
        self._examples = csc_matrix(vectors[order])
        self._known, self._starts = np.unique(labels[order], return_index=True)
        self._slopes, self._bias = _learned(vectors, labels, len(self._known))

    def scores(self, vectors: csr_matrix) -> Scores:
        """How much speaks for each target, for many messages, a row each."""
        return self._per_target((vectors @ self._examples.T).toarray(), vectors @ self._slopes)

    def score(self, seen: Seen) -> Scores:
        """How much speaks for each target, for one message."""
        similar = self._examples[:, seen.features] @ seen.weights
        return self._per_target(similar, seen.weights @ self._slopes[seen.features])

    def _per_target(self, similar: Floats, decided: Floats) -> Scores:
        """From similarities to the examples and decisions on the known targets to scores of all targets."""
        linear = np.full((*decided.shape[:-1], self._count), _FAR)
        nearest = np.zeros_like(linear)
        linear[..., self._known] = decided + self._bias
        nearest[..., self._known] = np.maximum.reduceat(similar, self._starts, axis=-1)
        return Scores(linear, nearest)


def _learned(vectors: csr_matrix, labels: Ints, known: int) -> tuple[Floats, Floats]:
    """What each feature adds to the score of each known target, and the score without any."""
    if known < 2:
        return np.zeros((vectors.shape[1], known)), np.zeros(known)
    from sklearn.svm import LinearSVC  # here: a server that learned before does without it

    machine: Any = LinearSVC(C=2.0, tol=0.1, random_state=0).fit(vectors, labels)
    slopes, bias = machine.coef_.T, machine.intercept_
    return (slopes, bias) if known > 2 else (np.hstack([-slopes, slopes]), np.concatenate([-bias, bias]))

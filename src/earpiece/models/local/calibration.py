"""Turns scores into honest probabilities, learned from examples the ranker was not shown (cross-validation)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from earpiece.models.local.ranker import Floats, Ranker, Scores

CANDIDATES = 6
"""How many targets per message are weighed; the others get no probability."""
FOLDS = 5


@dataclass(frozen=True)
class Candidates:
    """The likeliest targets of each message, best first, and what speaks for each of them."""

    targets: NDArray[np.int_]
    """Messages by candidates."""
    evidence: Floats
    """Messages by candidates by features."""


def candidates(scores: Scores, novelty: Floats) -> Candidates:
    """The best targets of each message with the evidence for them; `novelty` is the share of unknown words."""
    total = scores.total
    order = np.argsort(-total, axis=1, kind="stable")[:, :CANDIDATES]
    parts = [np.take_along_axis(part, order, axis=1) for part in (scores.linear, scores.curved, scores.nearest)]
    features = [part for part in parts] + [part - _best_other(part) for part in [*parts, sum(parts)]]
    strange = np.repeat(novelty[:, None], order.shape[1], axis=1)
    close = np.repeat(scores.nearest.max(axis=1)[:, None], order.shape[1], axis=1)
    return Candidates(order, np.stack([*features, strange, close], axis=2))


def _best_other(part: Floats) -> Floats:
    """For each candidate the best score any other candidate has."""
    if part.shape[1] < 2:
        return np.zeros_like(part)
    ranked = np.sort(part, axis=1)
    best, second = ranked[:, -1:], ranked[:, -2:-1]
    return np.where(part == best, second, best)


class Calibrator:
    """The probability that a candidate is right, from its evidence."""

    def __init__(self, evidence: Floats, right: NDArray[np.bool_]) -> None:
        flat = evidence.reshape(-1, evidence.shape[-1])
        self.mean, self.scale = flat.mean(axis=0), flat.std(axis=0) + 1e-9
        self.model: Any = LogisticRegression(C=0.3, max_iter=300)
        self.model.fit((flat - self.mean) / self.scale, right.reshape(-1))

    def probabilities(self, evidence: Floats) -> Floats:
        """Messages by candidates; a message's sum is at most 1, the rest is for "none of these"."""
        flat = (evidence.reshape(-1, evidence.shape[-1]) - self.mean) / self.scale
        raw = self.model.predict_proba(flat)[:, 1].reshape(evidence.shape[:2])
        return raw / np.maximum(1.0, raw.sum(axis=1, keepdims=True))


def held_out(vectors: csr_matrix, labels: NDArray[np.int_], count: int, folds: NDArray[np.int_]) -> Scores:
    """Scores of every example by a ranker that was not shown its fold."""
    linear, curved, nearest = (np.zeros((len(labels), count)) for _ in range(3))
    for fold in range(folds.max() + 1):
        out = folds == fold
        scores = Ranker(vectors[~out], labels[~out], count).scores(vectors[out])
        linear[out], curved[out], nearest[out] = scores.linear, scores.curved, scores.nearest
    return Scores(linear, curved, nearest)


def spread(labels: NDArray[np.int_]) -> NDArray[np.int_]:
    """A fold number for each example, so that every target's examples are spread over all folds."""
    folds = np.zeros(len(labels), dtype=int)
    for target in np.unique(labels):
        mine = np.flatnonzero(labels == target)
        folds[mine] = (np.arange(len(mine)) + target) % FOLDS
    return folds

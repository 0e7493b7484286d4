"""Turns scores into honest probabilities, learned from examples the ranker was not shown (cross-validation)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from earpiece.models.local.ranker import Floats, Ints, Ranker, Scores

_CANDIDATES = 6
"""How many targets per message are weighed; the others get no probability."""
_FOLDS = 5
_NEVER = -10.0
"""The log-odds of every candidate where the examples are too few to learn from."""
_STRANGER_WEIGHT = 2.0
"""How much a sentence without a right target counts beside an example."""


@dataclass(frozen=True)
class Candidates:
    """The likeliest targets of each message, best first, and what speaks for each of them."""

    targets: Ints
    """Messages by candidates."""
    evidence: Floats
    """Messages by candidates by features."""


def candidates(scores: Scores, novelty: Floats) -> Candidates:
    """The best targets of each message with the evidence for them; `novelty` is the share of unknown words."""
    order = np.argsort(-scores.linear, axis=1, kind="stable")[:, :_CANDIDATES]
    linear = np.take_along_axis(scores.linear, order, axis=1)
    nearest = np.take_along_axis(scores.nearest, order, axis=1)
    of_message = np.ones_like(linear)
    features = [
        linear,
        linear - _best_other(linear),
        nearest,
        nearest - _best_other(nearest),
        novelty[:, None] * of_message,
        scores.nearest.max(axis=1, keepdims=True) * of_message,
    ]
    return Candidates(order, np.stack(features, axis=2))


def _best_other(part: Floats) -> Floats:
    """For each candidate the best score any other candidate has."""
    if part.shape[1] < 2:
        return np.zeros_like(part)
    ranked = np.sort(part, axis=1)
    best, second = ranked[:, -1:], ranked[:, -2:-1]
    return np.where(part == best, second, best)


class Calibrator:
    """The probability that a candidate is right, from its evidence."""

    def __init__(self, tried: Candidates, right: NDArray[np.bool_], strangers: Candidates) -> None:
        """`right` says which candidates of the tried examples are; of the strangers none is."""
        evidence = np.concatenate([_rows(tried), _rows(strangers)])
        answers = np.concatenate([right.reshape(-1), np.zeros(len(_rows(strangers)), dtype=bool)])
        weights = np.where(np.arange(len(answers)) < right.size, 1.0, _STRANGER_WEIGHT)
        self._mean, self._scale = evidence.mean(axis=0), evidence.std(axis=0) + 1e-9
        self._weights, self._bias = np.zeros(evidence.shape[1]), _NEVER
        if answers.any() and not answers.all():
            model: Any = LogisticRegression(C=0.3, max_iter=500)
            model.fit((evidence - self._mean) / self._scale, answers, sample_weight=weights)
            self._weights, self._bias = model.coef_[0], float(model.intercept_[0])

    def probabilities(self, found: Candidates) -> Floats:
        """Messages by candidates; a message's sum is at most 1, the rest is for "none of these"."""
        logits = ((_rows(found) - self._mean) / self._scale) @ self._weights + self._bias
        raw = (1 / (1 + np.exp(-logits))).reshape(found.targets.shape)
        summed: Floats = raw / np.maximum(1.0, raw.sum(axis=1, keepdims=True))
        return summed


def _rows(found: Candidates) -> Floats:
    return found.evidence.reshape(-1, found.evidence.shape[-1])


def held_out(vectors: csr_matrix, labels: Ints, count: int) -> Scores:
    """Scores of every example by a ranker that was not shown it: a fifth of each target's examples at a time."""
    folds = _spread(labels)
    linear, nearest = np.zeros((len(labels), count)), np.zeros((len(labels), count))
    for fold in np.unique(folds):
        out = folds == fold
        if out.all():
            continue
        scores = Ranker(vectors[~out], labels[~out], count).scores(vectors[out])
        linear[out], nearest[out] = scores.linear, scores.nearest
    return Scores(linear, nearest)


def _spread(labels: Ints) -> Ints:
    """A fold number for each example, so that every target's examples are spread over all folds."""
    folds = np.zeros(len(labels), dtype=np.int_)
    for target in np.unique(labels):
        mine = np.flatnonzero(labels == target)
        folds[mine] = (np.arange(len(mine)) + target) % _FOLDS
    return folds

"""Turns scores into honest probabilities, learned from examples the ranker was not shown (cross-validation)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from earpiece.models.local.ranker import Ranker, Scores
from earpiece.models.local.space import Floats, Ints

_CANDIDATES = 6
"""How many targets per message are weighed; the others get no probability."""
_FOLDS = 5
_NEVER = -10.0
"""The log-odds of every candidate where the examples are too few to learn from."""
_STRANGER_WEIGHT = 2.0
"""How much a sentence without a right target counts beside an example."""


@dataclass(frozen=True)
class Candidates:
    """The likeliest targets, best first, and what speaks for each of them: of one message, or of many, a row each."""

    targets: Ints
    """(Messages by) candidates."""
    evidence: Floats
    """(Messages by) candidates by features."""


def candidates(scores: Scores, novelty: Floats | float) -> Candidates:
    """The best targets of each message with the evidence for them; `novelty` is the share of unknown words."""
    order = np.argsort(-scores.linear, axis=-1, kind="stable")[..., :_CANDIDATES]
    linear, nearest = _picked(scores.linear, order), _picked(scores.nearest, order)
    evidence = np.empty((*order.shape, 6))
    evidence[..., 0] = linear
    evidence[..., 1] = linear - _best_other(linear)
    evidence[..., 2] = nearest
    evidence[..., 3] = nearest - _best_other(nearest)
    evidence[..., 4] = np.asarray(novelty)[..., None]
    evidence[..., 5] = scores.nearest.max(axis=-1, keepdims=True)
    return Candidates(order, evidence)


def _picked(part: Floats, order: Ints) -> Floats:
    """The scores of the targets in `order`, row by row; of a single message by the quicker way."""
    return part[order] if part.ndim == 1 else np.take_along_axis(part, order, axis=-1)


def _best_other(part: Floats) -> Floats:
    """For each candidate the best score any other candidate has."""
    if part.shape[-1] < 2:
        return np.zeros_like(part)
    ranked = np.sort(part, axis=-1)
    best, second = ranked[..., -1:], ranked[..., -2:-1]
    return np.where(part == best, second, best)


class Calibrator:
    """The probability that a candidate is right, from its evidence."""

    def __init__(self, tried: Candidates, right: NDArray[np.bool_], strangers: Sequence[Candidates]) -> None:
        """`right` says which candidates of the tried examples are; of the strangers none is."""
        evidence = np.concatenate([tried.evidence.reshape(right.size, -1), *(found.evidence for found in strangers)])
        answers = np.zeros(len(evidence), dtype=bool)
        answers[: right.size] = right.reshape(-1)
        weights = np.where(np.arange(len(answers)) < right.size, 1.0, _STRANGER_WEIGHT)
        mean, scale = evidence.mean(axis=0), evidence.std(axis=0) + 1e-9
        self._slopes, self._bias = np.zeros(evidence.shape[1]), _NEVER
        if answers.any() and not answers.all():
            from sklearn.linear_model import LogisticRegression  # here: a server that learned before does without it

            model: Any = LogisticRegression(C=0.3, max_iter=500)
            model.fit((evidence - mean) / scale, answers, sample_weight=weights)
            self._slopes = model.coef_[0] / scale
            self._bias = float(model.intercept_[0] - mean @ self._slopes)

    def probabilities(self, found: Candidates) -> Floats:
        """(Messages by) candidates; a message's sum is at most 1, the rest is for "none of these"."""
        raw = 1 / (1 + np.exp(-(found.evidence @ self._slopes + self._bias)))
        summed: Floats = raw / np.maximum(1.0, raw.sum(axis=-1, keepdims=True))
        return summed


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

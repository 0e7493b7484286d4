"""Scores every target for a message: two linear readings of words and letters, and the nearest examples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from earpiece.models.local.words import Speller, plain, stem, tokens
from earpiece.models.local.synonyms import STOP

Floats = NDArray[np.float64]
MAX_CHARS = 600
"""A longer message is read by its beginning; its parts are read one by one anyway."""


class Space:
    """Turns messages into sparse vectors of word and letter groups, learned from the examples."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.speller = Speller(texts)
        self.words: Any = TfidfVectorizer(
            analyzer=self._word_groups, sublinear_tf=True, lowercase=False, dtype=np.float64
        )
        self.letters: Any = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, preprocessor=plain, lowercase=False
        )
        self.words.fit(texts)
        self.letters.fit([text[:MAX_CHARS] for text in texts])
        self.stems = {stem(word) for word in self.speller.known}

    def vectors(self, texts: Sequence[str]) -> csr_matrix:
        """One row per message, of length 1: half words, half letters."""
        short = [text[:MAX_CHARS] for text in texts]
        both = hstack([self.words.transform(short), self.letters.transform(short)])
        return csr_matrix(both) * np.sqrt(0.5)

    def novelty(self, text: str) -> float:
        """The share of the message's words that no example uses, even with other endings."""
        said = [stem(self.speller.fix(word)) for word in tokens(text[:MAX_CHARS]) if word not in STOP and word != "?"]
        return sum(word not in self.stems for word in said) / max(1, len(said))

    def _word_groups(self, text: str) -> list[str]:
        said = [stem(self.speller.fix(word)) for word in tokens(text) if word not in STOP]
        return said + [f"{a} {b}" for a, b in zip(said, said[1:], strict=False)]


@dataclass(frozen=True)
class Scores:
    """What the readings say, one row per message and one column per target."""

    linear: Floats
    curved: Floats
    nearest: Floats

    @property
    def total(self) -> Floats:
        """One number per target to rank by."""
        return self.linear + 1.5 * self.curved + 0.5 * self.nearest


class Ranker:
    """Learns targets from vectors of their examples."""

    POWER = 1.5
    RIDGE = 0.2

    def __init__(self, vectors: csr_matrix, labels: NDArray[np.int_], count: int) -> None:
        """`labels` numbers the target of each row, below `count`."""
        self.vectors = vectors
        self.labels = labels
        self.count = count
        self.svm: Any = LinearSVC(C=0.5, random_state=0).fit(vectors, labels)
        similar = self._similar(vectors) ** self.POWER
        goal = np.eye(count)[labels] - 1 / count
        self.weights = np.linalg.solve(similar + self.RIDGE * np.eye(len(labels)), goal)

    def scores(self, vectors: csr_matrix) -> Scores:
        """What each reading gives each target."""
        similar = self._similar(vectors)
        linear = np.full((similar.shape[0], self.count), -2.0)
        decided = np.asarray(self.svm.decision_function(vectors))
        linear[:, self.svm.classes_] = decided
        nearest = np.zeros_like(linear)
        for target in range(self.count):
            own = similar[:, self.labels == target]
            if own.shape[1]:
                nearest[:, target] = own.max(axis=1)
        return Scores(linear, similar**self.POWER @ self.weights, nearest)

    def _similar(self, vectors: csr_matrix) -> Floats:
        return np.clip(np.asarray((vectors @ self.vectors.T).todense()), 0.0, 1.0)

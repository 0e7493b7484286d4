"""Scores every target for a message: a linear reading of words and letters, and the nearest examples."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from earpiece.models.local.words import Speller, stems, tokens

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
MAX_CHARS = 600
"""A longer message is read by its beginning; its parts are read one by one anyway."""
_FAR = -1.5
"""The linear score of a target the reading has no example of."""


@dataclass(frozen=True)
class Views:
    """Messages as the readings see them, one row each."""

    vectors: csr_matrix
    novelty: Floats
    """The share of the message's words that no other example uses: 0 for all known, 1 for none."""


class Space:
    """Turns messages into sparse vectors of their words, pairs of words and groups of letters."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Learns the words and their weights from `texts`, the examples; `examples` are their views."""
        self._speller = Speller(texts)
        self._words: Any = TfidfVectorizer(analyzer=_pairs, sublinear_tf=True)
        self._letters: Any = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        repaired = [self._repaired(text) for text in texts]
        said = [stems(text) for text in repaired]
        self._users = Counter(word for words in said for word in set(words))
        vectors = _joined(self._words.fit_transform(said), self._letters.fit_transform(repaired))
        self.examples = Views(vectors, self._novelty(said, own=1))

    def views(self, texts: Sequence[str]) -> Views:
        """The messages seen with what was learned; each vector has length 1, half words and half letters."""
        repaired = [self._repaired(text) for text in texts]
        said = [stems(text) for text in repaired]
        vectors = _joined(self._words.transform(said), self._letters.transform(repaired))
        return Views(vectors, self._novelty(said, own=0))

    def _repaired(self, text: str) -> str:
        return " ".join(self._speller.fix(word) for word in tokens(text[:MAX_CHARS]))

    def _novelty(self, said: list[list[str]], own: int) -> Floats:
        """`own` is 1 for the examples, whose own use of a word does not make it known."""
        return np.array([sum(self._users[word] <= own for word in words) / max(1, len(words)) for words in said])


def _pairs(said: list[str]) -> list[str]:
    """Words, and every two words of the message together, wherever they stand."""
    words = sorted(set(said))
    return words + [f"{a} {b}" for place, a in enumerate(words) for b in words[place + 1 :]]


def _joined(words: csr_matrix, letters: csr_matrix) -> csr_matrix:
    return csr_matrix(hstack([words, letters])) * np.sqrt(0.5)


@dataclass(frozen=True)
class Scores:
    """One row per message and one column per target."""

    linear: Floats
    """What the linear reading gives: above 0 for likely, below for unlikely."""
    nearest: Floats
    """How similar the target's most similar example is, 0 to 1."""


class Ranker:
    """Learns targets from the vectors of their examples."""

    def __init__(self, vectors: csr_matrix, labels: Ints, count: int) -> None:
        """`labels` numbers the target of each row, below `count`."""
        self._columns = csr_matrix(vectors.T)
        self._labels = labels
        self._count = count
        self._svm: Any = None
        if len(np.unique(labels)) > 1:
            self._svm = LinearSVC(C=2.0, tol=0.1, random_state=0).fit(vectors, labels)

    def scores(self, vectors: csr_matrix) -> Scores:
        """How much speaks for each target."""
        similar = np.asarray((vectors @ self._columns).todense())
        nearest = np.zeros((similar.shape[0], self._count))
        for target in np.unique(self._labels):
            nearest[:, target] = similar[:, self._labels == target].max(axis=1)
        return Scores(self._linear(vectors), nearest)

    def _linear(self, vectors: csr_matrix) -> Floats:
        linear = np.full((vectors.shape[0], self._count), _FAR)
        if self._svm is None:
            linear[:, self._labels[0]] = 0.0
            return linear
        decided = self._svm.decision_function(vectors)
        if decided.ndim == 1:
            decided = np.stack([-decided, decided], axis=1)
        linear[:, self._svm.classes_] = decided
        return linear

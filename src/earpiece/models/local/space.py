"""Turns a message into a sparse vector of its words, pairs of words and groups of letters.

Scikit-learn learns the features and their weights. A single message is then seen with plain arithmetic on what was
learned: a call of scikit-learn checks its input for longer than it computes. `tests/models/local/test_space.py` holds
both to the same numbers.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from earpiece.models.local.words import Speller, stems, tokens

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
MAX_CHARS = 600
"""A longer message is read by its beginning; its parts are read one by one anyway."""
_HALF = math.sqrt(0.5)
"""The length of either half of a vector of length 1."""
Features = NDArray[np.int32]
"""Numbers of features, in the type sparse matrices number with, so that they need not be converted for each message."""
_NONE: Features = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True)
class Seen:
    """A message as the readings see it: a sparse vector of length 1, half words and half letters."""

    features: Features
    weights: Floats
    novelty: float
    """The share of the message's words that no example uses: 0 for all known, 1 for none."""


class Space:
    """Turns messages into sparse vectors of their words, pairs of words and groups of letters."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Learns the words and their weights from `texts`, the examples.

        `examples` are their vectors, one row each; `novelty` is the share of each one's words that no other uses.
        """
        from sklearn.feature_extraction.text import (
            TfidfVectorizer,
        )  # here: a server that learned before does without it

        self._speller = Speller(texts)
        repaired = [self.repaired(text) for text in texts]
        said = [stems(text) for text in repaired]
        spelt = {word: groups(word) for word in dict.fromkeys(chain(*map(str.split, repaired)))}
        words: Any = TfidfVectorizer(analyzer=pairs, sublinear_tf=True)
        letters: Any = TfidfVectorizer(
            analyzer=lambda text: chain(*map(spelt.__getitem__, text.split())), sublinear_tf=True
        )
        self.examples = csr_matrix(hstack([words.fit_transform(said), letters.fit_transform(repaired)])) * _HALF
        self._users = Counter(word for words_of in said for word in set(words_of))
        self.novelty: Floats = np.array([self._novelty(words_of, own=1) for words_of in said])
        self._words = _by_first(words.vocabulary_)
        self._letters = {group: len(words.idf_) + number for group, number in letters.vocabulary_.items()}
        self._rarity: Floats = np.concatenate([words.idf_, letters.idf_])
        self._spelt = {word: self._numbered(parts) for word, parts in spelt.items()}

    def see(self, text: str) -> Seen:
        """The message seen with what was learned; what no example has is left out."""
        repaired = self.repaired(text)
        said = stems(repaired)
        words = np.array(self._numbers(sorted(set(said))), dtype=np.int32)
        letters, counts = np.unique(
            np.concatenate([_NONE, *map(self._letters_in, repaired.split())]), return_counts=True
        )
        halves = _halved(self._rarity[words]), _halved(self._rarity[letters] * (1 + np.log(counts)))
        return Seen(np.concatenate([words, letters]), np.concatenate(halves), self._novelty(said, own=0))

    def repaired(self, text: str) -> str:
        """The beginning of the message in plain words, typing errors repaired."""
        return " ".join(self._speller.fix(word) for word in tokens(text[:MAX_CHARS]))

    def _numbers(self, words: list[str]) -> list[int]:
        """The features that are `pairs` of the words, given sorted and once each."""
        return [
            seconds[second]
            for place, first in enumerate(words)
            if (seconds := self._words.get(first))
            for second in ("", *words[place + 1 :])
            if second in seconds
        ]

    def _letters_in(self, word: str) -> Features:
        """The features that are groups of the word's letters: the same wherever it stands."""
        known = self._spelt.get(word)
        return self._numbered(groups(word)) if known is None else known

    def _numbered(self, parts: list[str]) -> Features:
        return np.array([self._letters[part] for part in parts if part in self._letters], dtype=np.int32)

    def _novelty(self, said: list[str], own: int) -> float:
        """`own` is 1 for the examples, whose own use of a word does not make it known."""
        return sum(self._users[word] <= own for word in said) / max(1, len(said))


def pairs(said: list[str]) -> list[str]:
    """Words, and every two words of the message together, wherever they stand."""
    words = sorted(set(said))
    return words + [f"{a} {b}" for place, a in enumerate(words) for b in words[place + 1 :]]


def _by_first(vocabulary: dict[str, int]) -> dict[str, dict[str, int]]:
    """The features that are words or pairs, by first word and second; a word alone has "" as its second."""
    found: dict[str, dict[str, int]] = {}
    for feature, number in vocabulary.items():
        first, _, second = feature.partition(" ")
        found.setdefault(first, {})[second] = number
    return found


def groups(word: str) -> list[str]:
    """Every two to five letters that stand together in a word; a space marks where it begins and ends."""
    marked = f" {word} "
    return [marked[at : at + n] for n in range(2, min(5, len(marked)) + 1) for at in range(len(marked) - n + 1)]


def _halved(weights: Floats) -> Floats:
    """The direction alone, with the length of one half of a vector of length 1."""
    length = math.sqrt(weights @ weights)
    return weights * (_HALF / length) if length else weights

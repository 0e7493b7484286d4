"""A case as a sparse vector: words, pairs of words, groups of letters, facts and hints, each by its rarity."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from earpiece.judgement.case import Case

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
LETTERS = (3, 4, 5)
BLOCKS = {"word": 1.0, "letters": 0.7, "fact": 1.0}
"""Each kind's length in the vector, whatever the number of its features."""
LATER = 0.7
"""The words of a case's second field count so much less than those of the first, the third's again, and so on."""

Block = tuple[str, float, dict[str, float]]
"""Kind, length, and the features with their counts."""


@dataclass(frozen=True, slots=True)
class Read:
    """A case's features: each one's column, count and block. Per block its length in the vector, of how many features
    nothing is known, and whether it is whole words."""

    columns: NDArray[np.int32]
    counts: NDArray[np.float32]
    blocks: NDArray[np.int32]
    lengths: NDArray[np.float32]
    strange: NDArray[np.float32]
    words: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sparse:
    """Columns and their values. `unknown`: the share of words' rarity that no taught case held, from 0 to 1."""

    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    unknown: float


def words_of(text: str) -> list[str]:
    """The words of a text in small letters."""
    return WORD.findall(text.lower())


def _letters(word: str) -> Iterator[str]:
    padded = f"<{word}>"
    for size in LETTERS:
        for at in range(len(padded) - size + 1):
            yield padded[at : at + size]


def named(case: Case) -> list[Block]:
    """The case's blocks: kind, length, and the features with their counts (a hint: its score).

    Pairs, and groups of letters, which see through misspellings and endings, only for the first field: in long
    histories they would tell every case from every other.
    """
    blocks = []
    for rank, (place, text) in enumerate(case.words):
        said = words_of(text)
        words = dict.fromkeys((f"{place}\t{one}" for one in said), 1.0)
        if rank == 0:
            pairs = zip(["^", *said], [*said, "$"], strict=True)
            words.update(dict.fromkeys((f"{place}\t{left} {right}" for left, right in pairs), 1.0))
        blocks.append(("word", BLOCKS["word"] * LATER**rank, words))
        if rank == 0:
            groups = dict.fromkeys((f"{place}\t#{group}" for one in set(said) for group in _letters(one)), 1.0)
            blocks.append(("letters", BLOCKS["letters"], groups))
    facts = dict.fromkeys((f"=\t{each}" for each in case.facts), 1.0)
    facts.update({f"?\t{choice}": score for choice, score in case.hints})
    blocks.append(("fact", BLOCKS["fact"], facts))
    return [block for block in blocks if block[2]]


class Vocabulary:
    """Which column a feature has and how rare it is. Grows with what is taught; what was never taught has no column."""

    def __init__(self) -> None:
        self._columns: dict[str, int] = {}
        self._seen = np.zeros(1024, dtype=np.float32)
        self._plain = np.zeros(1024, dtype=np.bool_)
        self._cases = 0
        self._last: tuple[Case | None, list[Block]] = (None, [])

    def __len__(self) -> int:
        return len(self._columns)

    def add(self, case: Case) -> None:
        """A taught case: its features get columns and count as seen once more."""
        self._cases += 1
        for kind, _, features in self._named(case):
            columns = [self._columns.setdefault(name, len(self._columns)) for name in features]
            while len(self._columns) > len(self._seen):
                self._seen = np.concatenate([self._seen, np.zeros_like(self._seen)])
                self._plain = np.concatenate([self._plain, np.zeros_like(self._plain)])
            self._seen[columns] += 1.0
            self._plain[columns] = kind == "fact"

    def read(self, case: Case) -> Read:
        """The case's features as columns; kept where a case is needed again."""
        columns: list[int] = []
        counts: list[float] = []
        sizes, lengths, strange, words = [], [], [], []
        for kind, length, features in self._named(case):
            before = len(columns)
            for name, count in features.items():
                column = self._columns.get(name)
                if column is not None:
                    columns.append(column)
                    counts.append(count)
            sizes.append(len(columns) - before)
            lengths.append(length)
            strange.append(len(features) - sizes[-1])
            words.append(kind == "word")
        return Read(
            columns=np.array(columns, dtype=np.int32),
            counts=np.array(counts, dtype=np.float32),
            blocks=np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
            lengths=np.array(lengths, dtype=np.float32),
            strange=np.array(strange, dtype=np.float32),
            words=np.array(words, dtype=np.bool_),
        )

    def _named(self, case: Case) -> list[Block]:
        """As `named`; the last case's are kept, for a case is guessed, then learned."""
        if self._last[0] is not case:
            self._last = (case, named(case))
        return self._last[1]

    def vector(self, read: Read) -> Sparse:
        """Each feature by its rarity (inverse document frequency: log((1 + n) / (1 + df)) + 1; a fact by 1)."""
        never = log(1 + self._cases) + 1.0
        rarity = np.where(self._plain[read.columns], 1.0, never - np.log1p(self._seen[read.columns]))
        values = (read.counts * rarity).astype(np.float32)
        count = len(read.lengths)
        square = np.bincount(read.blocks, values * values, count) + read.strange * never * never
        scale = (read.lengths / np.sqrt(np.maximum(square, 1e-9))).astype(np.float32)
        known = float(np.bincount(read.blocks, values, count)[read.words].sum())
        strange = float(read.strange[read.words].sum()) * never
        return Sparse(read.columns, values * scale[read.blocks], strange / (known + strange) if strange else 0.0)

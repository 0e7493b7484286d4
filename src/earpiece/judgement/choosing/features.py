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


def named(case: Case) -> dict[str, dict[str, float]]:
    """Per kind the case's features and how often each occurs (a hint: its score)."""
    found: dict[str, dict[str, float]] = {kind: {} for kind in BLOCKS}
    word, letters, fact = found["word"], found["letters"], found["fact"]
    for place, text in case.words:
        said = words_of(text)
        for one in said:
            word[f"{place}\t{one}"] = 1.0
            for group in _letters(one):
                letters[f"{place}\t#{group}"] = 1.0
        for left, right in zip(["^", *said], [*said, "$"], strict=True):
            word[f"{place}\t{left} {right}"] = 1.0
    for each in case.facts:
        fact[f"=\t{each}"] = 1.0
    for choice, score in case.hints:
        fact[f"?\t{choice}"] = score
    return found


class Vocabulary:
    """Which column a feature has and how rare it is. Grows with what is taught; what was never taught has no column."""

    def __init__(self) -> None:
        self._columns: dict[str, int] = {}
        self._seen: list[int] = []
        self._cases = 0

    def __len__(self) -> int:
        return len(self._columns)

    def add(self, case: Case) -> None:
        """A taught case: its features get columns and count as seen once more."""
        self._cases += 1
        for features in named(case).values():
            for name in features:
                column = self._columns.setdefault(name, len(self._columns))
                if column == len(self._seen):
                    self._seen.append(0)
                self._seen[column] += 1

    def rarity(self, column: int) -> float:
        """Inverse document frequency, smoothed: log((1 + n) / (1 + df)) + 1."""
        return log((1 + self._cases) / (1 + self._seen[column])) + 1.0

    def vector(self, case: Case) -> Sparse:
        columns: list[int] = []
        values: list[float] = []
        known = strange = 0.0
        never = log(1 + self._cases) + 1.0
        for kind, features in named(case).items():
            begin = len(values)
            square = 0.0
            for name, count in features.items():
                column = self._columns.get(name)
                if column is None:
                    strange += never if kind == "word" else 0.0
                    square += (never * count) ** 2
                    continue
                value = count * (self.rarity(column) if kind != "fact" else 1.0)
                known += value if kind == "word" else 0.0
                square += value * value
                columns.append(column)
                values.append(value)
            scale = BLOCKS[kind] / max(square, 1e-9) ** 0.5
            values[begin:] = [value * scale for value in values[begin:]]
        unknown = strange / (known + strange) if strange else 0.0
        return Sparse(np.array(columns, dtype=np.int32), np.array(values, dtype=np.float32), unknown)

"""The chooser: a linear model of words and facts, the nearest taught cases, and the choices' own words, together."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from earpiece.judgement.case import Case, Embed, Guess, Vector
from earpiece.judgement.choosing.evidence import EVIDENCE, bounded, log_odds
from earpiece.judgement.choosing.features import Read, Sparse, Vocabulary
from earpiece.judgement.choosing.linear import Linear, Row
from earpiece.judgement.choosing.shared import Shared, Told

KEPT = 20_000  # examples that are replayed, the newest
REPLAYS = 8
NAMES = 6.0  # what full likeness to a choice's own words adds to its score
NEAR = 4.0  # and to a taught case of it
HINT = 3.0  # and a hint of 1
NEXT = 5


@dataclass(slots=True)
class Example:
    case: Case
    choice: int
    loss: float
    read: Read
    told: Told | None


class OnlineChooser:
    """Learns from single answers.

    `choices`: what is known beforehand, each with words that describe it; others may come with any answer.
    `embed`: a sentence embedding, if there is one. `embedded`: the fields of a case it reads (empty: all).
    """

    def __init__(
        self, choices: Mapping[str, str] | None = None, embed: Embed | None = None, embedded: tuple[str, ...] = ()
    ) -> None:
        self._embed = embed
        self._embedded = embedded
        self._names: list[str] = []
        self._index: dict[str, int] = {}
        self._taught: list[int] = []
        self._fresh = 1.0
        self._words = Vocabulary()
        self._linear = Linear()
        self._shared = Shared()
        self._examples: list[Example] = []
        self._at = 0
        self._meanings = np.zeros((0, 0), dtype=np.float32)
        self._labels = np.zeros(1024, dtype=np.int32)
        self._described = np.zeros((0, 0), dtype=np.float32)
        for name, words in (choices or {}).items():
            self._add(name)
            if embed is not None:
                row = embed(words)[None, :]
                self._described = np.vstack([self._described.reshape(-1, row.shape[1]), row])

    def guess(self, case: Case) -> Guess:
        if not self._names:
            return Guess(None, 0.0, np.zeros(len(EVIDENCE), dtype=np.float32))
        meaning = self._meaning(case)
        vector = self._words.vector(self._words.read(case))
        near = self._near(meaning)
        shares = self._shares(case, vector, meaning, near)
        order = np.argsort(-shares, kind="stable")[:NEXT]
        best = int(order[0])
        share = float(shares[best])
        second = float(shares[order[1]]) if len(order) > 1 else 1e-6
        own, other = self._nearest(near, best)
        evidence = bounded(
            log_odds(share) / 2,
            log(max(share, 1e-9) / max(second, 1e-9)) / 2,
            log(1 + self._taught[best]) - 1,
            (log(1 + len(self._examples)) - 5) / 2,
            4 * vector.unknown - 1,
            4 * own - 2,
            4 * other - 2,
            1.0 if own > other else -1.0,
            4 * self._naming(meaning, best) - 2,
            4 * self._fresh - 2,
        )
        following = tuple((self._names[int(at)], float(shares[at])) for at in order)
        return Guess(self._names[best], share, evidence, following)

    def learn(self, case: Case, choice: str) -> None:
        known = choice in self._index
        at = self._index[choice] if known else self._add(choice)
        self._fresh += 0.02 * (float(self._taught[at] == 0) - self._fresh)
        self._taught[at] += 1
        self._words.add(case)
        self._shared.add(case)
        self._linear.fit(len(self._words), len(self._names))
        example = Example(case, at, 0.0, self._words.read(case), self._shared.told(case, self._index))
        self._remember(example)
        self._step(example)
        for other in self._replayed():
            self._step(other)
        self._step(example)

    def _add(self, name: str) -> int:
        self._index[name] = len(self._names)
        self._names.append(name)
        self._taught.append(0)
        return self._index[name]

    def _meaning(self, case: Case) -> Vector | None:
        if self._embed is None:
            return None
        said = " ".join(text for place, text in case.words if not self._embedded or place in self._embedded)
        return self._embed(said)

    def _near(self, meaning: Vector | None) -> Row:
        """Likeness to each taught case."""
        if meaning is None or not self._meanings.shape[1]:
            return np.zeros(0, dtype=np.float32)
        return np.asarray(self._meanings[: len(self._examples)] @ meaning, dtype=np.float32)

    def _nearest(self, near: Row, choice: int) -> tuple[float, float]:
        """The greatest likeness to a taught case of this choice, and of any other."""
        if not len(near):
            return 0.0, 0.0
        same = self._labels[: len(near)] == choice
        return float(near[same].max(initial=0.0)), float(near[~same].max(initial=0.0))

    def _naming(self, meaning: Vector | None, choice: int) -> float:
        if meaning is None or choice >= len(self._described):
            return 0.0
        return float(self._described[choice] @ meaning)

    def _shares(self, case: Case, vector: Sparse, meaning: Vector | None, near: Row) -> Row:
        count = len(self._names)
        scores = self._linear.scores(vector, count) + self._shared.scores(self._shared.told(case, self._index), count)
        if meaning is not None and len(self._described):
            scores[: len(self._described)] += NAMES * (self._described @ meaning)
        if len(near):
            best = np.zeros(count, dtype=np.float32)
            np.maximum.at(best, self._labels[: len(near)], near)
            scores += NEAR * best
        for choice, score in case.hints:
            if choice in self._index:
                scores[self._index[choice]] += HINT * score
        return _softmax(scores, self._allowed(case))

    def _allowed(self, case: Case) -> NDArray[np.bool_]:
        count = len(self._names)
        allowed = np.full(count, not case.possible)
        for choice in case.possible:
            if choice in self._index:
                allowed[self._index[choice]] = True
        return allowed if allowed.any() else np.full(count, True)

    def _remember(self, example: Example) -> None:
        meaning = self._meaning(example.case)
        size = len(self._examples)
        if size == len(self._labels):
            self._labels = np.concatenate([self._labels, np.zeros(size, dtype=np.int32)])
        if meaning is not None:
            if self._meanings.shape[0] <= size:
                grown = np.zeros((max(1024, 2 * size), len(meaning)), dtype=np.float32)
                grown[:size] = self._meanings[:size] if size else 0.0
                self._meanings = grown
            self._meanings[size] = meaning
        self._labels[size] = example.choice
        self._examples.append(example)

    def _replayed(self) -> list[Example]:
        """Examples to learn again: in turn, and of those looked at, the ones the model knows worst."""
        size = len(self._examples)
        looked = [self._examples[(self._at + step) % size] for step in range(min(size, 3 * REPLAYS))]
        self._at = (self._at + len(looked)) % size
        return sorted(looked, key=lambda each: -each.loss)[:REPLAYS]

    def _step(self, example: Example) -> None:
        vector = self._words.vector(example.read)
        count = len(self._names)
        scores = self._linear.scores(vector, count) + self._shared.scores(example.told, count)
        shares = _softmax(scores, self._allowed(example.case))
        example.loss = -log(max(float(shares[example.choice]), 1e-9))
        shares[example.choice] -= 1.0
        self._linear.step(vector, shares)
        self._shared.step(example.told, shares)


def _softmax(scores: Row, allowed: NDArray[np.bool_]) -> Row:
    raised = np.where(allowed, np.exp(scores - scores[allowed].max()), 0.0)
    return np.asarray(raised / raised.sum(), dtype=np.float32)

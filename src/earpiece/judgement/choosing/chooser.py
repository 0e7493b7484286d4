"""The chooser: what words and facts say, what is told of single choices, and what the sentence means, pooled."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from earpiece.judgement.case import Case, Embed, Guess, Vector
from earpiece.judgement.choosing.confusions import Confusions
from earpiece.judgement.choosing.evidence import EVIDENCE, bounded, log_odds
from earpiece.judgement.choosing.features import Read, Vocabulary
from earpiece.judgement.choosing.linear import Linear, Row
from earpiece.judgement.choosing.meaning import NOTHING, Meaning, Rows
from earpiece.judgement.choosing.pool import Pool
from earpiece.judgement.choosing.shared import Shared, Told

REPLAYS = 8
GOLDEN = 0.6180339887498949  # its multiples spread evenly between whole numbers (Weyl 1916)
HINT = 3.0  # what a hint of 1 adds to a choice's score
NEXT = 5
ASKED = np.float32(0.3)  # how much of a choice's being taught more often than others is taken for an effect of asking


@dataclass(slots=True)
class Example:
    case: Case
    choice: int
    read: Read
    told: Told | None


@dataclass(frozen=True, slots=True)
class View:
    """A case as the chooser sees it now: each opinion's scores, how many of the words are new, what it means."""

    opinions: list[Row]
    unknown: float
    meaning: Vector | None


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
        self._words = Vocabulary()
        self._linear = Linear()
        self._shared = Shared()
        self._mixed = Confusions()
        self._examples: list[Example] = []
        self._answers = 0
        self._at = 0
        self._meaning: Meaning | None = None
        self._described: Rows | None = None
        self._last: tuple[str, Vector] = ("", np.zeros(0, dtype=np.float32))
        # Words and facts, what is told of choices, and what the sentence means, in this order.
        self._pool = Pool((1.0, 1.0), (0.0, 0.0)) if embed is None else Pool((0.0, 1.0, 1.0), (0.5, 0.0, 0.0))
        for name in choices or {}:
            self._add(name)
        if embed is not None and choices:
            self._described = np.stack([embed(words) for words in choices.values()])
            self._meaning = Meaning(self._described.shape[1])
            self._meaning.add(list(self._described))

    def guess(self, case: Case) -> Guess:
        if not self._names:
            return Guess(None, 0.0, np.zeros(len(EVIDENCE), dtype=np.float32))
        view = self._look(case)
        shares = self._shares(case, view)
        order = np.argsort(-shares, kind="stable")[:NEXT]
        following = tuple((self._names[int(at)], float(shares[at])) for at in order)
        return Guess(following[0][0], following[0][1], self._evidence(view, shares, order), following)

    def learn(self, case: Case, choice: str) -> None:
        if choice not in self._index:
            self._add(choice)
        at = self._index[choice]
        view = self._look(case)
        shares = self._shares(case, view)
        first, second = _likeliest(np.argsort(-shares, kind="stable"))
        self._mixed.learn(first, second, first != at)
        shares[at] -= 1.0
        self._pool.learn(view.opinions, shares, self._answers)
        self._taught[at] += 1
        self._answers += 1
        self._learn_words(case, at)
        if self._meaning is not None and view.meaning is not None:
            self._meaning.learn(view.meaning, at)

    def _shares(self, case: Case, view: View) -> Row:
        """Pooled. What is asked is not what comes: choices hard to tell apart are taught more often than they occur."""
        scores = self._pool.scores(view.opinions, self._answers)
        if self._embed is not None:
            scores -= ASKED * np.log1p(np.array(self._taught, dtype=np.float32))
        return _softmax(scores, self._allowed(case))

    def _learn_words(self, case: Case, choice: int) -> None:
        self._words.add(case)
        self._shared.add(case)
        self._linear.fit(len(self._words), len(self._names))
        example = Example(case, choice, self._words.read(case), self._shared.told(case, self._index))
        self._examples.append(example)
        self._step(example)
        for other in self._replayed():
            self._step(other)
        self._step(example)

    def _look(self, case: Case) -> View:
        """What each opinion says of each choice."""
        count = len(self._names)
        vector = self._words.vector(self._words.read(case))
        told = np.zeros(count, dtype=np.float32) + self._shared.scores(self._shared.told(case, self._index), count)
        for choice, score in case.hints:
            if choice in self._index:
                told[self._index[choice]] += HINT * score
        opinions = [self._linear.scores(vector, count), told]
        meaning = self._vector(case)
        if self._embed is not None:
            if self._meaning is None and meaning is not None:
                self._meaning = Meaning(len(meaning))
                self._meaning.add([None] * count)
            assert self._meaning is not None
            assert meaning is not None
            opinions.append(self._meaning.scores(meaning))
        return View(opinions, vector.unknown, meaning)

    def _add(self, name: str) -> int:
        self._index[name] = len(self._names)
        self._names.append(name)
        self._taught.append(0)
        self._linear.fit(len(self._words), len(self._names))
        if self._meaning is not None:
            self._meaning.add([None])
        return self._index[name]

    def _vector(self, case: Case) -> Vector | None:
        """What the case's words mean together. The last text's is kept, for it is asked for twice."""
        if self._embed is None:
            return None
        said = " ".join(text for place, text in case.words if not self._embedded or place in self._embedded)
        if not len(self._last[1]) or self._last[0] != said:
            self._last = (said, self._embed(said))
        return self._last[1]

    def _evidence(self, view: View, shares: Row, order: NDArray[np.int64]) -> Vector:
        best, runner = _likeliest(order)
        share, second = float(shares[best]), float(shares[runner]) if runner != best else 1e-6
        near, doubt, named = NOTHING, 0.0, 0.0
        if self._meaning is not None and view.meaning is not None:
            near = self._meaning.nearest(view.meaning, best)
            doubt = self._meaning.doubt(view.meaning)
            if self._described is not None and best < len(self._described):
                named = float(self._described[best] @ view.meaning)
        return bounded(
            log_odds(share) / 2,
            log(max(share, 1e-9) / max(second, 1e-9)) / 2,
            _ahead(view.opinions[0], best) / 2,
            _ahead(view.opinions[-1], best) / 2,
            log(1 + self._taught[best]) - 1,
            log(1 + self._taught[runner]) - 1,
            (log(1 + self._answers) - 5) / 2,
            log((1 + self._answers) / len(self._names)) / 2,
            4 * view.unknown - 1,
            4 * near.own - 2,
            4 * near.other - 2,
            4 * near.around - 2,
            2 * near.votes - 1,
            log(0.1 + doubt) / 2,
            4 * named - 2,
            self._mixed.log_odds(best, runner) + 3,
        )

    def _allowed(self, case: Case) -> NDArray[np.bool_]:
        count = len(self._names)
        allowed = np.full(count, not case.possible)
        for choice in case.possible:
            if choice in self._index:
                allowed[self._index[choice]] = True
        return allowed if allowed.any() else np.full(count, True)

    def _replayed(self) -> list[Example]:
        """Examples to learn again, spread evenly over all: the worst known ones are often slips of people."""
        size = len(self._examples)
        turns = range(self._at, self._at + min(size, REPLAYS))
        self._at += len(turns)
        return [self._examples[int(size * (turn * GOLDEN % 1.0))] for turn in turns]

    def _step(self, example: Example) -> None:
        vector = self._words.vector(example.read)
        count = len(self._names)
        scores = self._linear.scores(vector, count) + self._shared.scores(example.told, count)
        shares = _softmax(scores, self._allowed(example.case))
        shares[example.choice] -= 1.0
        self._linear.step(vector, shares)
        self._shared.step(example.told, shares)


def _softmax(scores: Row, allowed: NDArray[np.bool_]) -> Row:
    raised = np.where(allowed, np.exp(scores - scores[allowed].max()), 0.0)
    return np.asarray(raised / raised.sum(), dtype=np.float32)


def _likeliest(order: NDArray[np.int64]) -> tuple[int, int]:
    """The first two; of a single choice, it twice."""
    return int(order[0]), int(order[min(1, len(order) - 1)])


def _ahead(scores: Row, choice: int) -> float:
    """By how much this choice's score is above the best other one's."""
    if len(scores) < 2:
        return 0.0
    others = scores.copy()
    others[choice] = -np.inf
    return float(scores[choice] - others.max())

"""The embedded understanding: trained at start from the company's own examples, no key, no download."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from earpiece.domain.commands import Command, Situation
from earpiece.models.local.answers import AnswerReader
from earpiece.models.local.calibration import Calibrator, candidates, held_out, spread
from earpiece.models.local.dialogue import Lexicon
from earpiece.models.local.ranker import Ranker, Space
from earpiece.models.local.reliability import Reliability, measure
from earpiece.models.local.requests import Ranking, RequestReader, Thresholds
from earpiece.models.local.turns import TurnReader

_MAX_CHARS = 5000


@dataclass(frozen=True)
class Lesson:
    """What one target is about, in the company's own words."""

    target: str
    title: str
    examples: tuple[str, ...]
    text: str = ""


class LocalUnderstanding:
    """Reads messages with small linear models and lexicons. Implements `domain.ports.Understanding`."""

    def __init__(self, lessons: Sequence[Lesson], thresholds: Thresholds) -> None:
        self._lessons = lessons
        self._thresholds = thresholds
        self._version = _digest(lessons, thresholds)
        self._targets = [lesson.target for lesson in lessons]
        texts = [example for lesson in lessons for example in (lesson.title, *lesson.examples)]
        labels = np.array([i for i, lesson in enumerate(lessons) for _ in (lesson.title, *lesson.examples)])
        self._space = Space(texts)
        vectors = self._space.vectors(texts)
        self._ranker = Ranker(vectors, labels, len(lessons))
        novelty = np.array([self._space.novelty(text) for text in texts])
        self._tried = candidates(held_out(vectors, labels, len(lessons), spread(labels)), novelty)
        self._right = self._tried.targets == labels[:, None]
        self._calibrator = Calibrator(self._tried.evidence, self._right)
        lexicon = Lexicon(texts)
        requests = RequestReader(self._rank_many, lexicon, thresholds)
        titles = {lesson.target: lesson.title for lesson in lessons}
        self._turns = TurnReader(lexicon, requests, AnswerReader(lexicon, lambda target: titles.get(target, target)))

    @classmethod
    def train(cls, lessons: Sequence[Lesson], thresholds: Thresholds = Thresholds()) -> "LocalUnderstanding":
        """Learn from the lessons; deterministic, a few seconds for thousands of examples."""
        return cls(lessons, thresholds)

    @property
    def version(self) -> str:
        """Names what was learned: the same lessons and thresholds give the same version."""
        return self._version

    @property
    def needs_io(self) -> bool:
        """False: everything happens in the process."""
        return False

    async def read(self, text: str, situation: Situation) -> list[Command]:
        """Commands in the order of the text; never empty."""
        return self._turns.read(text[:_MAX_CHARS], situation)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The likeliest targets with the probability of each being right, best first."""
        return self._rank_many([text])[0]

    def reliability(self) -> Reliability:
        """How often readings of the company's own examples would be right, each read by a model not shown it."""
        probabilities = self._calibrator.probabilities(self._tried.evidence)
        return measure(probabilities, self._right, self._thresholds, len(self._targets))

    def _rank_many(self, texts: Sequence[str]) -> list[Ranking]:
        scores = self._ranker.scores(self._space.vectors(texts))
        found = candidates(scores, np.array([self._space.novelty(text) for text in texts]))
        probabilities = self._calibrator.probabilities(found.evidence)
        order = np.argsort(-probabilities, axis=1, kind="stable")
        return [
            [(self._targets[found.targets[row, place]], float(probabilities[row, place])) for place in places]
            for row, places in enumerate(order)
        ]


def _digest(lessons: Sequence[Lesson], thresholds: Thresholds) -> str:
    """A short name for what is learned from."""
    return "local-" + hashlib.sha256(repr((tuple(lessons), thresholds)).encode()).hexdigest()[:12]

"""The embedded understanding: trained at start from the company's own examples, no key, no download."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from earpiece.domain.commands import Command, Situation
from earpiece.models.local.answers import AnswerReader
from earpiece.models.local.calibration import Calibrator, Candidates, candidates, held_out
from earpiece.models.local.dialogue import Lexicon
from earpiece.models.local.ranker import Ranker, Space
from earpiece.models.local.reliability import Reliability, measure
from earpiece.models.local.requests import Ranking, RequestReader, Thresholds
from earpiece.models.local.strangers import STRANGERS
from earpiece.models.local.turns import TurnReader

_MAX_CHARS = 5000
_USUAL = Thresholds()
_RELATED = 0.5
"""A built-in stranger this similar to an example is not strange to this company."""


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
        texts = [said for lesson in lessons for said in (lesson.title, *lesson.examples)]
        labels = np.array([n for n, lesson in enumerate(lessons) for _ in (lesson.title, *lesson.examples)])
        self._space = Space(texts)
        seen = self._space.examples
        self._ranker = Ranker(seen.vectors, labels, len(lessons))
        self._tried = candidates(held_out(seen.vectors, labels, len(lessons)), seen.novelty)
        self._right = self._tried.targets == labels[:, None]
        self._calibrator = Calibrator(self._tried, self._right, self._strangers())
        lexicon = Lexicon(texts)
        requests = RequestReader(self._rank_many, lexicon, thresholds)
        titles = {lesson.target: lesson.title for lesson in lessons}
        self._turns = TurnReader(lexicon, requests, AnswerReader(lexicon, lambda target: titles.get(target, target)))

    @classmethod
    def train(cls, lessons: Sequence[Lesson], thresholds: Thresholds = _USUAL) -> "LocalUnderstanding":
        """Learn from the lessons; deterministic, a few seconds for thousands of examples.

        A lesson without examples (a playbook that only other playbooks run) is not a request and is left out.
        """
        return cls([lesson for lesson in lessons if lesson.examples], thresholds)

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
        probabilities = self._calibrator.probabilities(self._tried)
        return measure(probabilities, self._right, self._thresholds, len(self._targets))

    def _strangers(self) -> Candidates:
        """Built-in sentences that are none of this company's requests, as the ranker sees them."""
        near = self._ranker.scores(self._space.views(STRANGERS).vectors).nearest.max(axis=1)
        return self._candidates([text for text, close in zip(STRANGERS, near, strict=True) if close < _RELATED])

    def _candidates(self, texts: Sequence[str]) -> Candidates:
        views = self._space.views(texts)
        return candidates(self._ranker.scores(views.vectors), views.novelty)

    def _rank_many(self, texts: Sequence[str]) -> list[Ranking]:
        found = self._candidates(texts)
        probabilities = self._calibrator.probabilities(found)
        order = np.argsort(-probabilities, axis=1, kind="stable")
        return [
            [(self._targets[found.targets[row, place]], float(probabilities[row, place])) for place in places]
            for row, places in enumerate(order)
        ]


def _digest(lessons: Sequence[Lesson], thresholds: Thresholds) -> str:
    """A short name for what is learned from."""
    return "local-" + hashlib.sha256(repr((tuple(lessons), thresholds)).encode()).hexdigest()[:12]

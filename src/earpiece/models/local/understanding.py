"""The embedded understanding: trained at start from the company's own examples, no key, no download."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from earpiece.domain.commands import Command, Situation
from earpiece.models.local.answers import AnswerReader
from earpiece.models.local.dialogue import Lexicon
from earpiece.models.local.recogniser import Recogniser
from earpiece.models.local.reliability import Reliability, measure
from earpiece.models.local.requests import RequestReader, Thresholds
from earpiece.models.local.turns import TurnReader

_MAX_CHARS = 5000
_METHOD = 1
"""Counts changes of the code that change readings, so that the version tells them apart."""
_USUAL = Thresholds()


@dataclass(frozen=True)
class Lesson:
    """What one target is about, in the company's own words."""

    target: str
    title: str
    examples: tuple[str, ...]
    text: str = ""
    """A page's body. It is not learned from: measured, that gave no clear gain."""


class LocalUnderstanding:
    """Reads messages with small linear models and lexicons. Implements `domain.ports.Understanding`."""

    def __init__(self, lessons: Sequence[Lesson], thresholds: Thresholds, learned: Recogniser | None = None) -> None:
        self._thresholds = thresholds
        self._version = name_of(lessons, thresholds)
        self.recogniser = learned or Recogniser(
            [(lesson.target, said) for lesson in lessons for said in (lesson.title, *lesson.examples)]
        )
        lexicon = Lexicon(said for lesson in lessons for said in (lesson.title, *lesson.examples))
        titles = {lesson.target: lesson.title for lesson in lessons}
        answers = AnswerReader(lexicon, lambda target: titles.get(target, target))
        self._turns = TurnReader(lexicon, RequestReader(self.recogniser.rank, lexicon, thresholds), answers)

    @classmethod
    def train(
        cls, lessons: Sequence[Lesson], thresholds: Thresholds = _USUAL, learned: Recogniser | None = None
    ) -> "LocalUnderstanding":
        """Learn from the lessons; deterministic, a few seconds for thousands of examples. `learned` is what came of
        the same lessons before (see `kept`).

        A playbook without examples is only run by other playbooks, so it is left out; a page is known by its title.
        """
        return cls([lesson for lesson in lessons if lesson.examples or lesson.text], thresholds, learned)

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
        return self.recogniser.rank(text)

    def reliability(self) -> Reliability:
        """How often readings of the company's own examples would be right, each read by a model not shown it."""
        probabilities, right = self.recogniser.tried()
        return measure(probabilities, right, self._thresholds, len(self.recogniser.targets))


def name_of(lessons: Sequence[Lesson], thresholds: Thresholds) -> str:
    """A short name for what is learned from."""
    return "local-" + hashlib.sha256(repr((_METHOD, tuple(lessons), thresholds)).encode()).hexdigest()[:12]

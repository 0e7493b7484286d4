"""What the web needs of learning: the precedents, and how far the agent decides alone."""

from typing import Protocol

from earpiece.domain.precedent import Scope
from earpiece.runtime.learning.views import LearningView, PrecedentsView, PrecedentView, RecallView
from earpiece.runtime.views import Person


class Precedents(Protocol):
    """Answers kept for the next time; see runtime/learning/. What somebody may not do raises Forbidden."""

    async def search(self, person: Person, words: str = "", standing: str = "", page: int = 0) -> PrecedentsView:
        """Those whose question, situation, answer or reason has all these words, the newest first. `standing` as in
        the view, or `contradicted`; `retired` has the recalled ones too; empty: all."""
        ...

    async def look(self, person: Person, precedent: str) -> PrecedentView: ...

    async def publish(
        self, person: Person, precedent: str, scope: Scope | None = None, expires_at: float | None = None,
        reason: str = "", situation: str = "",
    ) -> PrecedentView:  # fmt: skip
        """From now on it answers by itself; what is not said stays as it is. Published already: nothing changes."""
        ...

    async def retire(self, person: Person, precedent: str, reason: str = "") -> PrecedentView: ...

    async def settle(self, person: Person, precedent: str, card: str) -> PrecedentView:
        """Of answers that differ, the one given on this card holds; it may be another precedent's."""
        ...

    async def recall(self, person: Person, precedent: str, reason: str, instead: str = "") -> RecallView:
        """It was wrong: stop its use at once; every conversation it reached, with a drafted correction that says what
        is right `instead`."""
        ...

    async def touched(self, person: Person, precedent: str) -> RecallView: ...

    async def restore(self, person: Person, precedent: str) -> PrecedentView:
        """Take the last publishing, retiring or recalling back."""
        ...


class Learning(Protocol):
    """How far the agent decides alone, by class; see runtime/learning/."""

    async def classes(self) -> LearningView: ...

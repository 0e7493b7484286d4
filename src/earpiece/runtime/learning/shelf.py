"""Finds the answers that are kept, and the one that fits a question.

Every question about a precedent is put to the journal: its lists say what is published at this moment, so that what one
node recalls no other node uses any more. Only the words are kept in memory, by stream, as far as nothing has moved.
"""

from collections import OrderedDict
from dataclasses import dataclass

from earpiece.domain import precedent as precedents
from earpiece.domain.conversation import Conversation
from earpiece.domain.forms import Answer, Question
from earpiece.domain.playbook import Company
from earpiece.domain.ports import News, Write
from earpiece.domain.precedent import Precedent
from earpiece.judgement.case import Embed
from earpiece.precedents.candidate import Known
from earpiece.precedents.likeness import rarity
from earpiece.precedents.matching import FITS, Asked, Match, Matcher, texts_of
from earpiece.runtime.learning.meanings import Meanings
from earpiece.runtime.learning.situations import asked_in, private_of, public_of
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import Folds

MOST_COMPARED = 500
"""So many precedents of one consult are compared, the newest."""
MOST_MATCHERS = 4


@dataclass(frozen=True, slots=True)
class Fit:
    """A precedent that fits a question: its answer, how like the questions are (0 to 1), and what speaks against it.

    Say what follows from it with the source `precedent ID`. `position` is that of its stream: with `guard` an append is
    refused (Moved) if it was recalled, retired or changed meanwhile.
    """

    precedent: str
    answer: Answer
    likeness: float
    published: bool
    by: str
    reason: str = ""
    conflicts: tuple[str, ...] = ()
    """Labels of facts that say otherwise."""
    position: int = 0
    made_at: float = 0.0
    """When the answer was given."""

    def guard(self, now: float) -> Write:
        """A write of nothing, to be appended beside what is decided by it."""
        return Write(f"precedent/{self.precedent}", (), now, expected=self.position)


class Shelf:
    """Finds precedents, and compares questions with them. `embed`: a sentence embedding, if there is one."""

    def __init__(self, ports: Ports, embed: Embed | None = None) -> None:
        self._ports = ports
        self._meanings = Meanings(embed)
        self._folds = Folds(ports.journal, "precedent", Precedent, precedents.fold)
        self._matchers: OrderedDict[str, Matcher] = OrderedDict()
        self._public: OrderedDict[str, str] = OrderedDict()
        ports.journal.subscribe(self._hear)

    def _hear(self, news: News) -> None:
        if news.streams is None:  # perhaps somebody was erased
            self._meanings.forget()
            for matcher in self._matchers.values():
                matcher.forget()

    async def one(self, id: str) -> Precedent:
        """As it stands in the journal; without a name if there is none."""
        return await self._folds.now(id)

    async def lately(self, id: str) -> Precedent:
        """As far as this node knows."""
        return await self._folds.lately(id)

    async def of_consult(self, name: str, *standings: str) -> list[Precedent]:
        """The newest precedents of a consult, of these standings."""
        found = []
        for standing in standings:
            rows = await self._ports.journal.rows("precedents_of", f"{standing} {name}", MOST_COMPARED, newest=True)
            found += [await self._folds.lately(row.id) for row in rows]
        return found

    def matcher(self, company: Company) -> Matcher:
        """Compares questions of this version of the company."""
        if company.digest not in self._matchers:
            self._matchers[company.digest] = Matcher(company, rarity(_texts(company)), self._meanings.of)
            if len(self._matchers) > MOST_MATCHERS:
                self._matchers.popitem(last=False)
        return self._matchers[company.digest]

    async def asked(self, question: Question, state: Conversation, company: Company, run: str | None) -> Asked:
        """The question as it is looked for."""
        known = self.private(state, run, company)
        asked = await asked_in(question, state, known, run, self._ports.understanding)
        await self._meanings.know([asked.said])
        return asked

    def private(self, state: Conversation, run: str | None, company: Company) -> tuple[Known, ...]:
        """What is private of the customer, and of what they want here."""
        if company.digest not in self._public:
            self._public[company.digest] = public_of(company)
            if len(self._public) > MOST_MATCHERS:
                self._public.popitem(last=False)
        return private_of(state, run, company, self._public[company.digest])

    async def know(self, name: str) -> None:
        """Have at hand what all of a consult's precedents mean, before somebody waits for it."""
        if self._meanings.reckoned:
            await self._meanings.know(texts_of(await self.of_consult(name, "published", "candidate")))

    async def fitting(
        self, question: Question, state: Conversation, company: Company, run: str | None = None
    ) -> Fit | None:
        """The published precedent that fits the question best, if any does. `run`: the request that asks it; without
        it, the one in hand."""
        candidates = await self.of_consult(question.name, "published")
        if not candidates:
            return None
        asked = await self.asked(question, state, company, run or (state.stack[-1] if state.stack else None))
        now = self._ports.clock.now()
        for match in self.matcher(company).ranked(asked, candidates, now, FITS):
            current = await self._folds.now(match.precedent.id)
            if current.standing == "published" and current.decision == match.precedent.decision:
                return _fit(match, current)
        return None


def _fit(match: Match, precedent: Precedent) -> Fit:
    return Fit(
        precedent=precedent.id, answer=precedent.decision, likeness=round(match.likeness, 3), published=True,
        by=precedent.published_by or precedent.owner, reason=precedent.reason, conflicts=match.conflicts,
        position=precedent.position, made_at=precedent.made_at,
    )  # fmt: skip


def _texts(company: Company) -> list[str]:
    """What tells how common a word is at this company: its pages and the examples of its requests."""
    pages = [text for page in company.pages.values() for text in (page.title, *page.examples)]
    return pages + [example for book in company.playbooks.values() for example in (book.about, *book.examples)]

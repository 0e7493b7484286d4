"""The accounts of all classes, kept by this node and advanced by what is new in their streams."""

import asyncio

from earpiece.domain.errors import Moved
from earpiece.domain.event import BaseEvent
from earpiece.domain.learning import CasesForgotten, ClassKept, OutcomeLearned
from earpiece.domain.ports import News, Write
from earpiece.judgement.case import Case, Embed, Vector
from earpiece.runtime.learning.account import Account, Lesson
from earpiece.runtime.learning.cases import SAID, case_of
from earpiece.runtime.learning.meanings import Meanings
from earpiece.runtime.ports import Ports

KEPT_EACH = 1000
"""After so many events of a class its error account is written down."""

LATE = 15.0
"""Seconds after which a class is looked up without news: those of other nodes may be lost."""

MOST_CLASSES = 1000


class Classes:
    """What is kept saves work; the journal is the truth. Judgements need not be of the last moment: each says from
    which position it was made, and every node counts all of them in the same order."""

    def __init__(self, ports: Ports, embed: Embed | None = None) -> None:
        """`embed`: a sentence embedding, if there is one; then all nodes should have it."""
        self._ports = ports
        self._meanings = Meanings(embed)
        self._embed = self._meaning if embed is not None else None
        self._reckon = embed
        self._accounts: dict[str, Account] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._moved: set[str] = set()
        """Classes that have news."""
        self._looked: dict[str, float] = {}
        ports.journal.subscribe(self._hear)

    def _hear(self, news: News) -> None:
        if news.streams is None:
            self._moved.update(self._accounts)
            return
        self._moved.update(stream.removeprefix("class/") for stream in news.streams if stream.startswith("class/"))

    async def warm(self) -> None:
        """Read in what was learned, beside whatever else this node does."""
        for id in await self.names():
            await self.now(id)

    async def now(self, id: str) -> Account:
        """The class with everything that this node knows of; empty if nothing was judged yet, and while a node that has
        just started reads it in."""
        lock = self._locks.setdefault(id, asyncio.Lock())
        if lock.locked() and id not in self._looked:
            return Account(id, loading=True)
        async with lock:
            account = self._accounts.get(id)
            if account is None:
                self._moved.add(id)
                account = self._accounts[id] = Account(id, self._embed)
            now = self._ports.clock.now()
            if id in self._moved or abs(now - self._looked.get(id, 0.0)) > LATE:
                self._moved.discard(id)
                try:
                    await self._advance(account)
                except BaseException:
                    self._moved.add(id)  # to be looked up again
                    raise
                self._looked[id] = now
        if account.position - account.kept_at >= KEPT_EACH:
            self._ports.spawn(f"keep {id}", self._keep(account))
        return account

    async def know(self, case: Case) -> None:
        """Reckon what the case's words mean, if there is a sentence embedding; it takes longer than all the rest."""
        await self._meanings.know(text for place, text in case.words if place == SAID)

    def _meaning(self, text: str) -> Vector:
        """As reckoned before, or now."""
        known = self._meanings.of(text)
        assert self._reckon is not None
        return known if known is not None else self._reckon(text)

    async def names(self) -> list[str]:
        """All classes of which anything was judged."""
        return sorted(row.id for row in await self._ports.journal.rows("classes", limit=MOST_CLASSES))

    async def _advance(self, account: Account) -> None:
        recorded = await self._ports.journal.read(f"class/{account.id}", account.position)
        if account.position == 0:
            kept = (item.position for item in recorded if isinstance(item.event, ClassKept))
            account.rests_until = max(kept, default=0)
        for item in recorded:
            lesson = await self._lesson(account, item.event)
            account.apply(item, lesson)  # what fails is taken again, from here
            if isinstance(item.event, CasesForgotten):
                self._meanings.forget()
            if lesson is not None:
                await asyncio.sleep(0)  # a lesson takes some milliseconds: others come in between

    async def _lesson(self, account: Account, event: BaseEvent) -> Lesson | None:
        """The case of which it becomes known what is right, if it can be read."""
        judged = account.teaches(event) if isinstance(event, OutcomeLearned) else None
        if judged is None or not isinstance(event, OutcomeLearned) or event.choice is None:
            return None
        case = await case_of(self._ports.journal, account.id, judged)
        if case is not None:
            await self.know(case)
        return Lesson(judged.conversation, case, event.choice) if case is not None else None

    async def _keep(self, account: Account) -> None:
        """Write the error account down; if the class has moved on meanwhile, some other time."""
        write = Write(f"class/{account.id}", (account.kept(),), self._ports.clock.now(), expected=account.position)
        try:
            await self._ports.journal.append(write)
        except Moved:
            return

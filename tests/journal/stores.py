"""The stores that must all behave alike. A new one adds itself to STORES and inherits every test that uses `store`."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pytest

from earpiece.domain.event import BaseEvent
from earpiece.domain.events import AgentSaid, ConversationOpened, CustomerSaid
from earpiece.domain.ports import Journal, Write
from earpiece.journal import MemoryJournal, SqliteJournal
from earpiece.journal.chain import Ledger
from earpiece.journal.postgres import PostgresJournal

Result = TypeVar("Result")


class Stored(Journal, Ledger, Protocol):
    """What a store offers to the tests."""

    @property
    def commits(self) -> int: ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class Store:
    """How to open one kind of store in a folder, or in a `database`. `groups`: appends that come together are committed
    together."""

    open: Callable[[Any], Awaitable[Stored]]
    folder: Path = Path()
    groups: bool = False
    database: str = ""

    def run(self, story: Callable[[Any], Awaitable[Result]]) -> Result:
        """Opens the journal (again), lets `story` use it, closes it."""

        async def told() -> Result:
            journal = await self.open(self.database or self.folder)
            try:
                return await story(journal)
            finally:
                await journal.close()

        return asyncio.run(told())


async def in_memory(_: Path) -> Stored:
    """Seeded, so that equal stories give equal journals."""
    return MemoryJournal(random=random.Random(7).randbytes)


async def in_sqlite(folder: Path) -> Stored:
    """As a server opens it."""
    return await SqliteJournal.open(folder / "journal.db")


async def in_sqlite_inline(folder: Path) -> Stored:
    """As a simulated world opens it, seeded."""
    return await SqliteJournal.open(folder / "journal.db", random=random.Random(7).randbytes, inline=True)


async def in_postgres(database: str) -> Stored:
    """As a node opens it."""
    return await PostgresJournal.open(database)


STORES = [
    pytest.param(Store(in_memory), id="memory"),
    pytest.param(Store(in_sqlite, groups=True), id="sqlite"),
    pytest.param(Store(in_sqlite_inline), id="sqlite-inline"),
    pytest.param(Store(in_postgres, groups=True), id="postgres", marks=pytest.mark.postgres),
]

ANN = "conversation/ann"


def opened(**values: Any) -> ConversationOpened:
    """A customer came to the chat."""
    return ConversationOpened(company="digest", channel="chat", **values)


def said(text: str = "My card is gone.") -> CustomerSaid:
    """Words of a customer."""
    return CustomerSaid(message="m1", text=text)


def told(text: str = "I am sorry to hear that.", next_at: float | None = None) -> AgentSaid:
    """Words of the agent."""
    return AgentSaid(text=text, purpose="answer", next_at=next_at)


def write(*events: BaseEvent, stream: str = ANN, **values: Any) -> Write:
    """Events about the guest g1 at time 1.0, unless said otherwise."""
    given: dict[str, Any] = {"at": 1.0, "subject": "g1"} | values
    return Write(stream, events, **given)

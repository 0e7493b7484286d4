"""Places a journal may be in, seen as rows of tables: what to copy from, what to copy into."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from earpiece.journal import SqliteJournal
from earpiece.journal.dump import TABLES, Row, Snapshot, Summary, Table, Target, WithoutKeys, copy, survey
from earpiece.journal.dump_file import VERSION, Header, reading, writing
from earpiece.journal.dump_postgres import postgres_snapshot, postgres_target
from earpiece.journal.dump_sqlite import sqlite_snapshot, sqlite_target
from earpiece.journal.postgres import PostgresJournal

Result = TypeVar("Result")


@dataclass(frozen=True)
class Place:
    """A file (Path) or a database (its address)."""

    where: Path | str

    def opened(self, story: Callable[[Any], Awaitable[Result]]) -> Result:
        """Opens the journal as a server does, lets `story` use it, closes it."""

        async def told() -> Result:
            journal = await self.open()
            try:
                return await story(journal)
            finally:
                await journal.close()

        return asyncio.run(told())

    async def open(self) -> Any:
        """The journal, as a server opens it."""
        if isinstance(self.where, Path):
            return await SqliteJournal.open(self.where)
        return await PostgresJournal.open(self.where)

    def snapshot(self, alone: bool = False) -> AbstractAsyncContextManager[Snapshot]:
        """What is there at this instant."""
        if isinstance(self.where, Path):
            return _awaited(sqlite_snapshot(self.where, alone))
        return postgres_snapshot(self.where, alone)

    def target(self) -> AbstractAsyncContextManager[Target]:
        """A new journal there."""
        if isinstance(self.where, Path):
            return _awaited(sqlite_target(self.where))
        return postgres_target(self.where)

    def summary(self) -> Summary:
        """What stands for the journal there."""

        async def surveyed() -> Summary:
            async with self.snapshot() as snapshot:
                return await survey(snapshot)

        return asyncio.run(surveyed())

    def back_up(self, file: Path, keys: bool = True) -> Header:
        """Writes a backup."""

        async def backed_up() -> Header:
            with writing(file) as writer:
                async with self.snapshot() as snapshot:
                    summary = await survey(snapshot if keys else WithoutKeys(snapshot), writer.take)
                header = Header("earpiece backup", VERSION, "0", "sqlite", "0001", "2026-11-22", keys, summary)
                writer.seal(header)
            return header

        return asyncio.run(backed_up())

    def restore(self, file: Path) -> Summary:
        """Brings a backup here."""

        async def restored() -> Summary:
            with reading(file) as backup:
                async with self.target() as target:
                    return await copy(backup, target, backup.header.summary)

        return asyncio.run(restored())

    def take(self, source: "Place | Snapshot", faulty: Callable[[Target], Target] = lambda target: target) -> Summary:
        """Copies a journal here, maybe with a fault on the way."""

        async def taken() -> Summary:
            if isinstance(source, Place):
                async with source.snapshot(alone=True) as snapshot, self.target() as target:
                    return await copy(snapshot, faulty(target))
            async with self.target() as target:
                return await copy(source, faulty(target))

        return asyncio.run(taken())


@dataclass(frozen=True)
class Rows:
    """A snapshot of rows that a test makes up."""

    tables: Mapping[str, list[Row]]

    async def pages(self, table: Table) -> AsyncIterator[list[Row]]:
        """See `Snapshot.pages`."""
        if rows := self.tables.get(table.name, []):
            yield rows


async def all_rows(snapshot: Snapshot) -> dict[str, list[Row]]:
    """Everything in a snapshot."""
    return {table.name: [row async for page in snapshot.pages(table) for row in page] for table in TABLES}


def rows_of(place: Place) -> dict[str, list[Row]]:
    """Everything that is there."""

    async def read() -> dict[str, list[Row]]:
        async with place.snapshot() as snapshot:
            return await all_rows(snapshot)

    return asyncio.run(read())


@asynccontextmanager
async def _awaited(entered: Any) -> AsyncIterator[Any]:
    with entered as found:
        yield found

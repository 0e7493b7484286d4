"""The limit: the same words as rows of one table, inserted by one writer that commits what has gathered meanwhile.

No hashes, no keys, no lists, no timers, no reading, no agent: nothing that could be left out is in here.
`python -m bench.subjects.bare STORE`: a SQLite file or a Postgres address.
"""

import asyncio
import importlib
import sqlite3
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from bench.frame.subject import serve
from bench.subjects.words import ANSWER, CUSTOMER, QUESTION, REPLY

Row = tuple[str, int, str]
PARKING, RESUMING = (CUSTOMER, QUESTION), (ANSWER, REPLY)
"""Two events when the conversation parks, two when it goes on."""


class Table(Protocol):
    """Where rows go: all of a call in one transaction."""

    async def insert(self, rows: list[Row]) -> None: ...

    async def one(self, query: str) -> Any: ...

    async def size(self) -> int: ...

    async def close(self) -> None: ...


class SqliteTable:
    """A table in a file, written by a thread of its own."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._thread = ThreadPoolExecutor(1)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, stream TEXT, position INTEGER, body TEXT)")

    async def insert(self, rows: list[Row]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._insert, rows)

    def _insert(self, rows: list[Row]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT INTO events (stream, position, body) VALUES (?, ?, ?)", rows)
        self._db.execute("COMMIT")

    async def one(self, query: str) -> Any:
        return self._db.execute(query).fetchone()[0]

    async def size(self) -> int:
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self._path.stat().st_size

    async def close(self) -> None:
        self._thread.shutdown()
        self._db.close()


class PostgresTable:
    """The same on a server, over one connection."""

    def __init__(self, connection: Any) -> None:
        self._db = connection

    @classmethod
    async def open(cls, address: str) -> "PostgresTable":
        asyncpg = importlib.import_module("asyncpg")
        table = cls(await asyncpg.connect(address))
        await table._db.execute(
            "CREATE TABLE events (id bigserial PRIMARY KEY, stream text, position bigint, body text)"
        )
        return table

    async def insert(self, rows: list[Row]) -> None:
        columns = [list(column) for column in zip(*rows, strict=True)]
        await self._db.execute(
            "INSERT INTO events (stream, position, body) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[])",
            *columns,
        )

    async def one(self, query: str) -> Any:
        return await self._db.fetchval(query)

    async def size(self) -> int:
        return int(await self._db.fetchval("SELECT pg_database_size(current_database())"))

    async def close(self) -> None:
        await self._db.close()


class Bare:
    """Implements `bench.frame.subject.Subject`."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._conversations = 0
        self._commits = 0
        self._waiting: list[tuple[list[Row], asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def start(self) -> Mapping[str, str]:
        postgres = self._store.startswith("postgresql:")
        self._table: Table = await PostgresTable.open(self._store) if postgres else SqliteTable(self._store)
        return {} if postgres else {"sqlite": sqlite3.sqlite_version}

    async def prepare(self, count: int) -> list[Any]:
        first, self._conversations = self._conversations, self._conversations + count
        return [f"conversation/{number:016}" for number in range(first, self._conversations)]

    async def park(self, ready: Any) -> Any:
        await self._insert([(ready, place, body) for place, body in enumerate(PARKING)])
        return ready

    async def resume(self, parked: Any) -> None:
        await self._insert([(parked, len(PARKING) + place, body) for place, body in enumerate(RESUMING)])

    async def _insert(self, rows: list[Row]) -> None:
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((rows, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await self._table.insert([row for rows, _ in batch for row in rows])
            self._commits += 1
            for _, done in batch:
                done.set_result(None)
        self._writer = None

    async def check(self, parked: Any) -> None:
        rows = await self._table.one(f"SELECT count(*) FROM events WHERE stream = '{parked}'")  # noqa: S608 - our own name
        assert rows == len(PARKING) + len(RESUMING), rows

    async def settle(self) -> None:
        """Nothing is left to do."""

    def totals(self) -> Mapping[str, float]:
        return {"commits": self._commits}

    async def size(self) -> int:
        return await self._table.size()

    async def close(self) -> None:
        await self._table.close()


if __name__ == "__main__":
    serve(Bare(*sys.argv[1:]))

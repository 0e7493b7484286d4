"""The journal in a SQLite file: one process writes, with group commit; any number may read beside it."""

import json
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from earpiece.domain.errors import EarpieceError, Unusable
from earpiece.domain.ports import News, Receipt, Recorded, Row, Timer, Write
from earpiece.journal import sqlite_batch, sqlite_file
from earpiece.journal.batch import Append, check_names
from earpiece.journal.chain import Heads, Stored
from earpiece.journal.codec import Codec
from earpiece.journal.gather import Gatherer
from earpiece.journal.keys import Random
from earpiece.journal.listeners import Listeners
from earpiece.journal.reading import recorded
from earpiece.journal.sql import SQL

Change = Callable[[sqlite3.Connection], Any]
"""Something else to write in the same transaction as the appends."""


class SqliteJournal:
    """Implements `domain.ports.Journal`. Made by `open`; use it on the event loop it was opened on.

    `commits` counts transactions that appended something: fewer than appends when many come at once.
    """

    def __init__(
        self,
        own: sqlite_file.Ownership | None,
        writer: sqlite3.Connection | None,
        reader: sqlite3.Connection,
        random: Random,
        inline: bool,
    ) -> None:
        self.commits = 0
        self._own = own
        self._db = writer
        self._view = reader
        self._random = random
        self._inline = inline
        self._codec = Codec()
        self._listeners = Listeners()
        self._node = secrets.token_hex(8)
        self._news: News | None = None
        self._writer = Gatherer[Append | Change]("journal-writer", self._write, self._announce, inline)
        self._reader = Gatherer[Callable[[], Any]]("journal-reader", _read_each, inline=inline)

    @classmethod
    async def open(
        cls,
        path: Path | str,
        random: Random = secrets.token_bytes,
        readonly: bool = False,
        inline: bool = False,
    ) -> "SqliteJournal":
        """Opens the file `path`, or makes it.

        `random` gives bytes for keys and nonces. With `readonly` nothing can be written, and another process may
        own the file. With `inline` everything happens at once in the caller's thread, as simulated worlds need it.
        Raises Unusable with a sentence that says how to mend it.
        """
        path = Path(path)
        if readonly:
            return cls(None, None, sqlite_file.reader(path), random, inline)
        own = sqlite_file.Ownership(path)
        try:
            writer = sqlite_file.writer(path)
            return cls(own, writer, sqlite_file.reader(path), random, inline)
        except BaseException:
            own.release()
            raise

    @property
    def sole(self) -> bool:
        """See `Journal.sole`: who reads only, reads what another process writes."""
        return self._db is not None

    async def close(self) -> None:
        """Finishes what was begun and gives the file back."""
        await self._writer.close()
        await self._reader.close()
        self._view.close()
        if self._db is not None:
            self._db.close()
        if self._own is not None:
            self._own.release()
            self._own = None

    async def append(self, *writes: Write) -> Receipt:
        """See `Journal.append`."""
        receipt: Receipt = await self._writer.do(Append.of(writes, self._codec))
        if self._inline:
            await self._listeners.heard()
        return receipt

    async def read(self, stream: str, after: int = 0) -> list[Recorded]:
        """See `Journal.read`."""
        events: list[Recorded] = await self._ask(self._events, "read", stream=stream, after=after)
        return events

    async def read_all(self, after: int = 0, limit: int = 1000) -> list[Recorded]:
        """See `Journal.read_all`."""
        events: list[Recorded] = await self._ask(self._events, "read_all", after=after, limit=limit)
        return events

    async def due(self, now: float, limit: int = 100) -> list[Timer]:
        """See `Journal.due`."""
        return [Timer(*found) for found in await self._ask(self._found, "due", now=now, limit=limit)]

    async def next_due(self) -> float | None:
        """See `Journal.next_due`."""
        found: list[tuple[float | None]] = await self._ask(self._found, "next_due")
        return found[0][0]

    async def beat(self) -> None:
        """See `Journal.beat`: the lock on the file says it."""

    async def orphans(self, limit: int = 100) -> list[Timer]:
        """See `Journal.orphans`: what the file's earlier owners were at work on."""
        return [Timer(*found) for found in await self._ask(self._found, "orphans", node=self._node, limit=limit)]

    async def rows(
        self, table: str, status: str | None = None, limit: int = 1000, *, newest: bool = False
    ) -> list[Row]:
        """See `Journal.rows`."""
        query = "newest_rows" if newest else "oldest_rows"
        if status is None:
            found = await self._ask(self._found, query, list=table, limit=limit)
        else:
            query += "_in_status"
            found = await self._ask(self._found, query, list=table, status=status, limit=limit)
        return [Row(list_, id_, status_, at, json.loads(fields)) for list_, id_, status_, at, fields in found]

    async def subject_of(self, stream: str) -> str | None:
        """See `Journal.subject_of`."""
        found: list[tuple[str | None]] = await self._ask(self._found, "subject_of", stream=stream)
        return found[0][0] if found else None

    async def link(self, subject: str, customer: str) -> None:
        """See `Journal.link`."""
        check_names(subject, customer)
        await self._change("link", subject=subject, customer=customer)

    async def erase(self, customer: str) -> int:
        """See `Journal.erase`. Afterwards no file of the journal holds a byte of the keys.

        Raises Unusable if the keys are destroyed, but a reader keeps old copies alive in the write-ahead log.
        """
        check_names(customer)
        destroyed: int = await self._writer.do(partial(sqlite_batch.erase, customer=customer))
        await self._writer.run(partial(sqlite_file.empty_wal, self._writing()))
        return destroyed

    async def put_blob(self, digest: str, body: bytes) -> None:
        """Stores `body` under its digest, once."""
        check_names(digest)
        await self._change("put_blob", digest=digest, body=body)

    async def get_blob(self, digest: str) -> bytes | None:
        """What was stored under the digest, or None."""
        found: list[tuple[bytes]] = await self._ask(self._found, "get_blob", digest=digest)
        return found[0][0] if found else None

    def subscribe(self, listener: Callable[[News], None]) -> Callable[[], None]:
        """See `Journal.subscribe`."""
        return self._listeners.add(listener)

    async def stored(self, after: int, limit: int) -> list[Stored]:
        """Events as they are stored, for `chain.verify`."""
        found = await self._ask(self._found, "read_all", after=after, limit=limit)
        return [Stored(*entry) for *entry, _ in found]

    async def heads(self) -> Heads:
        """Where all streams stand, for `chain.verify`."""
        found = await self._ask(self._found, "heads")
        return Heads(found[0][3] if found else 0, {name: (position, digest) for name, position, digest, _ in found})

    def _writing(self) -> sqlite3.Connection:
        if self._db is None:
            raise Unusable("The journal was opened for reading only.")
        return self._db

    async def _change(self, query: str, **values: Any) -> None:
        await self._writer.do(lambda db: db.execute(SQL[query], values).rowcount)

    async def _ask(self, how: Callable[[str, Mapping[str, Any]], Any], query: str, **values: Any) -> Any:
        return await self._reader.do(partial(how, query, values))

    def _write(self, items: list[Append | Change]) -> list[Any]:
        """One transaction for all that was gathered; runs in the writer's thread."""
        db = self._writing()
        with sqlite_file.transaction(db):
            changed = iter([item(db) for item in items if not isinstance(item, Append)])
            appends = [item for item in items if isinstance(item, Append)]
            batch = sqlite_batch.write(db, appends, self._random, self._node)
        self.commits += bool(batch.heads)
        self._news = batch.news if batch.heads else None
        outcomes = iter(batch.outcomes)
        return [next(outcomes) if isinstance(item, Append) else next(changed) for item in items]

    def _announce(self) -> None:
        news, self._news = self._news, None
        if news is not None:
            self._listeners.announce(news)

    def _found(self, query: str, values: Mapping[str, Any]) -> list[Any]:
        return self._view.execute(SQL[query], values).fetchall()

    def _events(self, query: str, values: Mapping[str, Any]) -> list[Recorded]:
        return [recorded(Stored(*entry), secret, self._codec) for *entry, secret in self._found(query, values)]


def _read_each(questions: list[Callable[[], Any]]) -> list[Any]:
    """The answer to each question, or the reason why there is none; runs in the reader's thread."""
    return [_read(question) for question in questions]


def _read(question: Callable[[], Any]) -> Any:
    try:
        return question()
    except EarpieceError as refusal:
        return refusal
    except sqlite3.Error as error:
        return Unusable(f"The journal cannot be read ({error}): run `earpiece verify`.")

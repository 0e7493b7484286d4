"""The journal in memory: for tests, rehearsals, simulated worlds. Encodes, encrypts and chains like a stored one."""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from earpiece.domain.errors import EarpieceError
from earpiece.domain.ports import Receipt, Recorded, Row, Timer, Write
from earpiece.journal.alarms import Alarms
from earpiece.journal.batch import Append, Batch, Head, Known, RowChange, check_names
from earpiece.journal.chain import Heads, Stored
from earpiece.journal.codec import Codec
from earpiece.journal.keys import Random, circle, without
from earpiece.journal.listeners import Listeners
from earpiece.journal.reading import recorded


class MemoryJournal:
    """Implements `domain.ports.Journal`; everything is gone with the object.

    `random` gives bytes for keys and nonces: pass a seeded source, and equal runs have equal journals.
    """

    def __init__(self, random: Random = secrets.token_bytes, codec: Codec | None = None) -> None:
        self.commits = 0
        self._random = random
        self._codec = codec or Codec()
        self._listeners = Listeners()
        self._known = Known(seq=0, last_key=0, heads={}, receipts={}, keys={})
        self._stored: list[Stored] = []
        self._streams: dict[str, list[Stored]] = {}
        self._alarms = Alarms()
        self._rows: dict[str, dict[str, Row]] = {}
        self._secrets: dict[int, bytes] = {}
        self._links: dict[str, str] = {}
        self._blobs: dict[str, bytes] = {}

    async def append(self, *writes: Write) -> Receipt:
        """See `Journal.append`."""
        batch = Batch(self._known, self._random)
        batch.take(Append.of(writes, self._codec))
        (outcome,) = batch.outcomes
        if isinstance(outcome, EarpieceError):
            raise outcome
        self._apply(batch)
        self._listeners.announce(batch.recorded)
        await self._listeners.heard()
        return outcome

    async def read(self, stream: str, after: int = 0) -> list[Recorded]:
        """See `Journal.read`."""
        return self._read(self._streams.get(stream, [])[max(after, 0) :])

    async def read_all(self, after: int = 0, limit: int = 1000) -> list[Recorded]:
        """See `Journal.read_all`."""
        return self._read(await self.stored(after, limit))

    async def due(self, now: float, limit: int = 100) -> list[Timer]:
        """See `Journal.due`."""
        return self._alarms.due(now, limit)

    async def next_due(self) -> float | None:
        """See `Journal.next_due`."""
        return self._alarms.first()

    async def rows(
        self, table: str, status: str | None = None, limit: int = 1000, *, newest: bool = False
    ) -> list[Row]:
        """See `Journal.rows`."""
        found = [row for row in self._rows.get(table, {}).values() if status in (None, row.status)]
        found.sort(key=lambda row: row.at)
        return found[::-1][:limit] if newest else found[:limit]

    async def subject_of(self, stream: str) -> str | None:
        """See `Journal.subject_of`."""
        return self._known.heads.get(stream, Head()).subject

    async def link(self, subject: str, customer: str) -> None:
        """See `Journal.link`."""
        check_names(subject, customer)
        self._links[subject] = customer

    async def erase(self, customer: str) -> int:
        """See `Journal.erase`."""
        subjects = circle(customer, self._links)
        keys = [self._known.keys.pop(subject) for subject in subjects if subject in self._known.keys]
        for key in keys:
            del self._secrets[key.id]
        for table, rows in self._rows.items():
            self._rows[table] = {
                row.id: replace(row, fields=without(row.fields, subjects))
                for row in rows.values()
                if row.status not in subjects
            }
        return len(keys)

    async def put_blob(self, digest: str, body: bytes) -> None:
        """Stores `body` under its digest, once."""
        self._blobs.setdefault(digest, body)

    async def get_blob(self, digest: str) -> bytes | None:
        """What was stored under the digest, or None."""
        return self._blobs.get(digest)

    def subscribe(self, listener: Callable[[Sequence[Recorded]], None]) -> Callable[[], None]:
        """See `Journal.subscribe`."""
        return self._listeners.add(listener)

    async def close(self) -> None:
        """Nothing to close; here so that every journal is closed alike."""

    async def stored(self, after: int, limit: int) -> list[Stored]:
        """Events as they are stored, for `chain.verify`."""
        return self._stored[max(after, 0) : max(after, 0) + limit]

    async def heads(self) -> Heads:
        """Where all streams stand, for `chain.verify`."""
        return Heads(self._known.seq, {name: (h.position, h.hash) for name, h in self._known.heads.items()})

    def _apply(self, batch: Batch) -> None:
        self.commits += 1
        self._stored += batch.stored
        for entry in batch.stored:
            self._streams.setdefault(entry.stream, []).append(entry)
        self._known.seq += len(batch.stored)
        self._known.last_key += len(batch.keys)
        self._known.heads |= batch.heads
        self._known.keys |= batch.keys
        self._known.receipts |= batch.receipts
        self._secrets |= {key.id: key.secret for key in batch.keys.values()}
        for stream, timers in batch.timers.items():
            self._alarms.change(stream, timers)
        for (table, name), change in batch.rows.items():
            self._put_row(table, name, change)

    def _put_row(self, table: str, name: str, change: RowChange) -> None:
        fields: dict[str, Any] = json.loads(json.dumps(change.fields))
        rows = self._rows.setdefault(table, {})
        old = rows.get(name) or Row(table, name, change.status, change.at, {})
        rows[name] = Row(table, name, change.status, old.at, {**old.fields, **fields})

    def _read(self, entries: Sequence[Stored]) -> list[Recorded]:
        return [recorded(entry, self._secrets.get(entry.key or 0), self._codec) for entry in entries]

"""The journal in memory: for tests, rehearsals, simulated worlds. Encodes, encrypts and chains like a stored one.

Several nodes may share one `MemoryStore`, as several processes share a database.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from earpiece.domain.errors import EarpieceError
from earpiece.domain.ports import News, Receipt, Recorded, Row, Timer, Write
from earpiece.journal.alarms import Alarms
from earpiece.journal.batch import Append, Batch, Head, Known, RowChange, check_names
from earpiece.journal.chain import Heads, Stored
from earpiece.journal.codec import Codec
from earpiece.journal.keys import Random, circle, without
from earpiece.journal.listeners import Listeners
from earpiece.journal.reading import recorded

LEASE = 30.0
"""Seconds a node is taken to live after its last beat, where nothing else is said."""


class MemoryStore:
    """What nodes share. `random` gives bytes for keys and nonces: pass a seeded source, and equal runs have equal
    journals. `now` is the store's own clock, by which nodes are taken for dead `lease` seconds after their last beat;
    without it nobody ever is.
    """

    def __init__(
        self,
        random: Random = secrets.token_bytes,
        now: Callable[[], float] = lambda: 0.0,
        lease: float = LEASE,
    ) -> None:
        self.random = random
        self.now = now
        self.lease = lease
        self.commits = 0
        self.listeners = Listeners()
        self.known = Known(seq=0, last_key=0, heads={}, receipts={}, keys={})
        self.stored: list[Stored] = []
        self.streams: dict[str, list[Stored]] = {}
        self.alarms = Alarms()
        self.rows: dict[str, dict[str, Row]] = {}
        self.secrets: dict[int, bytes] = {}
        self.links: dict[str, str] = {}
        self.blobs: dict[str, bytes] = {}
        self.beats: dict[str, float] = {}

    def apply(self, batch: Batch, node: str) -> None:
        """Write down what a batch of `node` changes."""
        self.commits += 1
        self.stored += batch.stored
        for entry in batch.stored:
            self.streams.setdefault(entry.stream, []).append(entry)
        self.known.seq += len(batch.stored)
        self.known.last_key += len(batch.keys)
        self.known.heads |= batch.heads
        self.known.keys |= batch.keys
        self.known.receipts |= batch.receipts
        self.secrets |= {key.id: key.secret for key in batch.keys.values()}
        for stream, timers in batch.timers.items():
            self.alarms.change(stream, timers, node)
        for (table, name), change in batch.rows.items():
            self._put_row(table, name, change)

    def _put_row(self, table: str, name: str, change: RowChange) -> None:
        fields: dict[str, Any] = json.loads(json.dumps(change.fields))
        rows = self.rows.setdefault(table, {})
        old = rows.get(name) or Row(table, name, change.status, change.at, {})
        rows[name] = Row(table, name, change.status, change.at if change.moves else old.at, {**old.fields, **fields})

    def erase(self, subjects: set[str]) -> int:
        """Destroy the keys of these subjects and take their ids out of the lists; how many keys there were."""
        keys = [self.known.keys.pop(subject) for subject in subjects if subject in self.known.keys]
        for key in keys:
            del self.secrets[key.id]
        for table, rows in self.rows.items():
            self.rows[table] = {
                row.id: replace(row, fields=without(row.fields, subjects))
                for row in rows.values()
                if row.status not in subjects
            }
        return len(keys)

    def living(self) -> set[str]:
        """The nodes that have beaten lately."""
        return {node for node, beaten in self.beats.items() if beaten + self.lease > self.now()}


class MemoryJournal:
    """Implements `domain.ports.Journal`; everything is gone with its store. `node` names who writes."""

    def __init__(
        self,
        random: Random = secrets.token_bytes,
        codec: Codec | None = None,
        store: MemoryStore | None = None,
        node: str = "node",
    ) -> None:
        """`random` counts only where no `store` is given."""
        self.store = store or MemoryStore(random)
        self.node = node
        self.sole = store is None
        self._codec = codec or Codec()

    @property
    def commits(self) -> int:
        """How many appends changed something."""
        return self.store.commits

    async def append(self, *writes: Write) -> Receipt:
        """See `Journal.append`."""
        batch = Batch(self.store.known, self.store.random)
        batch.take(Append.of(writes, self._codec))
        (outcome,) = batch.outcomes
        if isinstance(outcome, EarpieceError):
            raise outcome
        if batch.heads:
            self.store.apply(batch, self.node)
            self.store.listeners.announce(batch.news)
        await self.store.listeners.heard()
        return outcome

    async def read(self, stream: str, after: int = 0) -> list[Recorded]:
        """See `Journal.read`."""
        return self._read(self.store.streams.get(stream, [])[max(after, 0) :])

    async def read_all(self, after: int = 0, limit: int = 1000) -> list[Recorded]:
        """See `Journal.read_all`."""
        return self._read(await self.stored(after, limit))

    async def due(self, now: float, limit: int = 100) -> list[Timer]:
        """See `Journal.due`."""
        return self.store.alarms.due(now, limit)

    async def next_due(self) -> float | None:
        """See `Journal.next_due`."""
        return self.store.alarms.first()

    async def beat(self) -> None:
        """See `Journal.beat`."""
        self.store.beats[self.node] = self.store.now()

    async def orphans(self, limit: int = 100) -> list[Timer]:
        """See `Journal.orphans`."""
        return self.store.alarms.orphans({self.node, *self.store.living()}, limit)

    async def rows(
        self, table: str, status: str | None = None, limit: int = 1000, *, newest: bool = False
    ) -> list[Row]:
        """See `Journal.rows`."""
        found = [row for row in self.store.rows.get(table, {}).values() if status in (None, row.status)]
        found.sort(key=lambda row: row.at)
        return found[::-1][:limit] if newest else found[:limit]

    async def subject_of(self, stream: str) -> str | None:
        """See `Journal.subject_of`."""
        return self.store.known.heads.get(stream, Head()).subject

    async def link(self, subject: str, customer: str) -> None:
        """See `Journal.link`."""
        check_names(subject, customer)
        self.store.links[subject] = customer

    async def erase(self, customer: str) -> int:
        """See `Journal.erase`."""
        return self.store.erase(circle(customer, self.store.links))

    async def put_blob(self, digest: str, body: bytes) -> None:
        """Stores `body` under its digest, once."""
        self.store.blobs.setdefault(digest, body)

    async def get_blob(self, digest: str) -> bytes | None:
        """What was stored under the digest, or None."""
        return self.store.blobs.get(digest)

    def subscribe(self, listener: Callable[[News], None]) -> Callable[[], None]:
        """See `Journal.subscribe`."""
        return self.store.listeners.add(listener)

    async def close(self) -> None:
        """Says that this node is no more."""
        self.store.beats.pop(self.node, None)

    async def stored(self, after: int, limit: int) -> list[Stored]:
        """Events as they are stored, for `chain.verify`."""
        return self.store.stored[max(after, 0) : max(after, 0) + limit]

    async def heads(self) -> Heads:
        """Where all streams stand, for `chain.verify`."""
        known = self.store.known
        return Heads(known.seq, {name: (head.position, head.hash) for name, head in known.heads.items()})

    def _read(self, entries: Sequence[Stored]) -> list[Recorded]:
        return [recorded(entry, self.store.secrets.get(entry.key or 0), self._codec) for entry in entries]

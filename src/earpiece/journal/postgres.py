"""The journal in a Postgres database: any number of nodes write and read, each with group commit."""

import json
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from earpiece.domain.errors import EarpieceError, Unusable
from earpiece.domain.ports import News, Receipt, Recorded, Row, Timer, Write
from earpiece.journal import postgres_batch, postgres_erasing, postgres_schema
from earpiece.journal.batch import Append, Batch, check_names
from earpiece.journal.chain import Heads, Stored
from earpiece.journal.codec import Codec
from earpiece.journal.gather import MOST
from earpiece.journal.keys import Random
from earpiece.journal.listeners import Listeners
from earpiece.journal.postgres_erasing import Erased
from earpiece.journal.postgres_gather import LoopGatherer
from earpiece.journal.postgres_link import Link, Links, LostError, Server, shown
from earpiece.journal.postgres_news import Follower
from earpiece.journal.postgres_write import Change, Writer
from earpiece.journal.reading import recorded
from earpiece.journal.sql import POSTGRES

LEASE = 1.5
"""Seconds a node is taken to live after its last beat, where nothing else is said."""

OTHERS_SECONDS = 0.5
"""A timer that falls to another node's share is this node's business when it is overdue so long."""

READERS = 3
"""Connections for questions, apart from the one for streams, the writer's and the follower's."""

MOST_READ = 32
"""So many streams are read by one query."""


class PostgresJournal:
    """Implements `domain.ports.Journal`. Made by `open`; use it on the event loop it was opened on.

    `commits` counts transactions that appended something: fewer than appends when many come at once.
    """

    def __init__(self, address: str, random: Random, readonly: bool, node: str, lease: float, at: int) -> None:
        self.commits = 0
        self.node = node
        self._readonly = readonly
        self._lease = lease
        self._codec = Codec()
        self._listeners = Listeners()
        self._server = server = Server(address)
        settings = {"default_transaction_read_only": "on"} if readonly else {"synchronous_commit": "off"}
        self._writing = Link(server, synchronous_commit="on")
        self._links = Links([Link(server, **settings) for _ in range(READERS)])
        self._loading = Links([Link(server, **settings)])
        self._erasing = Link(server, lock_timeout="1s")
        self._follower = Follower(Link(server), self._listeners, lambda: self._writing.pid, at)
        self._writer = LoopGatherer[Append | Change](Writer(self._writing, random, node, self._tell).write, MOST)
        self._reader = LoopGatherer[tuple[str, int]](self._load, MOST_READ)

    @classmethod
    async def open(
        cls,
        address: str,
        random: Random = secrets.token_bytes,
        readonly: bool = False,
        node: str | None = None,
        lease: float = LEASE,
    ) -> "PostgresJournal":
        """Opens the journal in the database `address` (`postgresql://user:password@host:5432/database`), or makes it
        in an empty one.

        `random` gives bytes for keys and nonces. With `readonly` nothing can be written. `node` names who writes and
        must differ between nodes; without it, a random name is taken. A node that has not beaten for `lease` seconds
        counts as dead. Raises Unusable with a sentence that says how to mend it.
        """
        try:
            at = await postgres_schema.prepared(address, readonly)
        except LostError as loss:
            raise Unusable(
                f"The database {shown(address)} does not answer ({loss}): start it, or correct the address."
            ) from loss
        return cls(address, random, readonly, node or secrets.token_hex(8), lease, at)

    @property
    def sole(self) -> bool:
        """See `Journal.sole`: other nodes may write."""
        return False

    @property
    def reconnects(self) -> int:
        """How often connections were lost and made again since the journal was opened."""
        return self._server.reconnects

    async def close(self) -> None:
        """Finishes what was begun, says that this node is no more, and ends the connections."""
        await self._writer.close()
        await self._reader.close()
        await self._follower.close()
        if not self._readonly:
            with suppress(EarpieceError):
                await self._links.fetch(POSTGRES["leave"], self.node)
        for part in (self._links, self._loading, self._erasing, self._writing):
            await part.close()

    async def append(self, *writes: Write) -> Receipt:
        """See `Journal.append`."""
        self._check_writable()
        append = Append.of(writes, self._codec)
        postgres_batch.check_storable(append)
        receipt: Receipt = await self._writer.do(append)
        return receipt

    async def read(self, stream: str, after: int = 0) -> list[Recorded]:
        """See `Journal.read`."""
        found: list[Recorded] = await self._reader.do((stream, after))
        return found

    async def read_all(self, after: int = 0, limit: int = 1000) -> list[Recorded]:
        """See `Journal.read_all`."""
        found = await self._links.fetch(POSTGRES["read_all"], after, limit)
        return [recorded(Stored(*entry), secret, self._codec) for *entry, secret in found]

    async def due(self, now: float, limit: int = 100) -> list[Timer]:
        """See `Journal.due`. A node is given its share of the streams at once, and another one's when it is overdue:
        this spares all nodes firing all timers, and leaves none to a node that has just died."""
        found = await self._links.fetch(POSTGRES["due"], now, self.node, self._lease, OTHERS_SECONDS, limit)
        return [Timer(*timer) for timer in found]

    async def next_due(self) -> float | None:
        """See `Journal.next_due`: when `due` has something for this node."""
        ((found,),) = await self._links.fetch(POSTGRES["next_due"], self.node, self._lease, OTHERS_SECONDS)
        earliest: float | None = found
        return earliest

    async def beat(self) -> None:
        """See `Journal.beat`."""
        if not self._readonly:
            await self._links.fetch(POSTGRES["beat"], self.node)

    async def orphans(self, limit: int = 100) -> list[Timer]:
        """See `Journal.orphans`."""
        return [Timer(*timer) for timer in await self._links.fetch(POSTGRES["orphans"], self.node, self._lease, limit)]

    async def rows(
        self, table: str, status: str | None = None, limit: int = 1000, *, newest: bool = False
    ) -> list[Row]:
        """See `Journal.rows`."""
        query = "newest_rows" if newest else "oldest_rows"
        if status is None:
            found = await self._links.fetch(POSTGRES[query], table, limit)
        else:
            found = await self._links.fetch(POSTGRES[f"{query}_in_status"], table, limit, status)
        return [Row(list_, id_, status_, at, json.loads(fields)) for list_, id_, status_, at, fields in found]

    async def subject_of(self, stream: str) -> str | None:
        """See `Journal.subject_of`."""
        found = await self._links.fetch(POSTGRES["subject_of"], stream)
        subject: str | None = found[0][0] if found else None
        return subject

    async def link(self, subject: str, customer: str) -> None:
        """See `Journal.link`."""
        check_names(subject, customer)
        await self._change("link", subject, customer)

    async def erase(self, customer: str) -> int:
        """See `Journal.erase`. Afterwards no table of the database holds a byte of the keys.

        Raises Unusable if the keys are destroyed, but a reader holds on to old copies of them.
        """
        self._check_writable()
        check_names(customer)
        erased: Erased = await self._writer.do(partial(postgres_erasing.erase, customer=customer))
        await postgres_erasing.clean_up(self._erasing, erased)
        return erased.keys

    async def put_blob(self, digest: str, body: bytes) -> None:
        """Stores `body` under its digest, once."""
        check_names(digest)
        await self._change("put_blob", digest, body)

    async def get_blob(self, digest: str) -> bytes | None:
        """What was stored under the digest, or None."""
        found = await self._links.fetch(POSTGRES["get_blob"], digest)
        body: bytes | None = found[0][0] if found else None
        return body

    def subscribe(self, listener: Callable[[News], None]) -> Callable[[], None]:
        """See `Journal.subscribe`."""
        self._follower.start()
        return self._listeners.add(listener)

    async def stored(self, after: int, limit: int) -> list[Stored]:
        """Events as they are stored, for `chain.verify`."""
        return [Stored(*entry) for *entry, _ in await self._links.fetch(POSTGRES["read_all"], after, limit)]

    async def heads(self) -> Heads:
        """Where all streams stand, for `chain.verify`."""
        found = await self._links.fetch(POSTGRES["heads"])
        return Heads(found[0][3] or 0 if found else 0, {name: (at, digest) for name, at, digest, _ in found})

    def _check_writable(self) -> None:
        if self._readonly:
            raise Unusable("The journal was opened for reading only.")

    async def _change(self, query: str, *values: Any) -> None:
        self._check_writable()
        await self._writer.do(lambda db: db.execute(POSTGRES[query], *values))

    def _tell(self, batch: Batch) -> None:
        self.commits += 1
        self._follower.told(batch.known.seq, batch.news.seq)
        self._listeners.announce(batch.news)

    async def _load(self, asked: list[tuple[str, int]]) -> list[Any]:
        """The events of each stream asked for, or why they cannot be read."""
        names, after = zip(*asked, strict=True)
        found: list[list[tuple[Stored, bytes | None]]] = [[] for _ in asked]
        for number, *entry, secret in await self._loading.fetch(POSTGRES["read"], names, after):
            found[number - 1].append((Stored(*entry), secret))
        return [self._recorded(entries) for entries in found]

    def _recorded(self, entries: Sequence[tuple[Stored, bytes | None]]) -> list[Recorded] | EarpieceError:
        try:
            return [recorded(entry, secret, self._codec) for entry, secret in entries]
        except EarpieceError as refusal:
            return refusal

"""A journal as rows of eight tables: how they are written down in one way for all stores, counted and proved equal.

A *snapshot* is a journal at one instant: a store, or a backup. `survey` goes through it once and sums it up; `copy`
brings it into an empty store and proves by a second survey that what is there equals what was given.
"""

import base64
import binascii
import hashlib
import json
import math
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from earpiece.domain.errors import Unusable
from earpiece.journal.chain import Break, Heads, Stored, verify
from earpiece.journal.keys import DESTROYED

Row = tuple[Any, ...]
SMALLEST, LARGEST = -(2**63), 2**63 - 1
SIGNING = "secret/"
"""Blobs whose names begin so hold what signs tokens."""


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` names each column's kind: integer, real, text or bytes, with `?` if it may be NULL. `order` is what
    rows are sorted by, `page` how many are in memory at once."""

    name: str
    columns: Mapping[str, str]
    order: str
    page: int = 2000

    @property
    def query(self) -> str:
        """All rows in their order, in either store."""
        return f"SELECT {', '.join(self.columns)} FROM {self.name} ORDER BY {self.order}"  # noqa: S608 - names of ours


STREAMS = Table(
    "streams",
    {"id": "integer", "name": "text", "position": "integer", "hash": "bytes", "subject": "text?"},
    "id",
)
EVENTS = Table(
    "events",
    {
        "seq": "integer", "stream": "integer", "position": "integer", "at": "real", "type": "text",
        "version": "integer", "open": "text", "key_id": "integer?", "sealed": "bytes?", "hash": "bytes",
    },
    "seq",
)  # fmt: skip
KEYS = Table("keys", {"id": "integer", "subject": "text", "secret": "bytes", "erased": "integer"}, "id")
LINKS = Table("links", {"subject": "text", "customer": "text"}, "subject")
RECEIPTS = Table("receipts", {"key": "text", "positions": "text"}, "key")
TIMERS = Table("timers", {"stream": "text", "name": "text", "due": "real", "node": "text?"}, "stream, name")
ROWS = Table(
    "rows",
    {"rowid": "integer", "list": "text", "id": "text", "status": "text", "at": "real", "fields": "text"},
    "rowid",
)
BLOBS = Table("blobs", {"digest": "text", "body": "bytes"}, "digest", page=20)

TABLES = (STREAMS, EVENTS, KEYS, LINKS, RECEIPTS, TIMERS, ROWS, BLOBS)
"""All of a journal, what the chain needs first. Which migrations a store has seen and which nodes live (`nodes` in
Postgres) is the store's own."""


class Snapshot(Protocol):
    """A journal at one instant."""

    def pages(self, table: Table) -> AsyncIterator[list[Row]]:
        """All rows of the table in its order; no page is empty. Ask for the tables in the order of TABLES."""
        ...


class Target(Snapshot, Protocol):
    """An empty store that is being filled, and that nobody else sees before it is complete."""

    async def load(self, table: Table, page: list[Row]) -> None:
        """Adds rows. Raises Unusable for what the store cannot hold."""
        ...


Sink = Callable[[Table, list[Row], bytes], Awaitable[None]]
"""Takes each page, as rows and as they are written down."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows a table has, and the SHA-256 of all of them as they are written down."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands for a whole journal. `fingerprint` and `broken` are those of `chain.verify`."""

    tables: Mapping[str, Tally]
    fingerprint: str
    broken: Break | None = None

    def differences(self, found: "Summary") -> list[str]:
        """In what `found` is not what this one says, in words."""
        told = [
            f"the table {name} has {found.tables[name].rows:,} rows instead of {tally.rows:,}"
            if found.tables[name].rows != tally.rows
            else f"the table {name} has other rows"
            for name, tally in self.tables.items()
            if found.tables[name] != tally
        ]
        if found.broken is not None and found.broken != self.broken:
            told.append(f"{found.broken.stream}, position {found.broken.position}: {found.broken.what}")
        if found.fingerprint != self.fingerprint:
            told.append("the fingerprint of the record is another one")
        return told


def written(table: Table, row: Row) -> bytes:
    """The row as a line of JSON: text as it is, bytes in base64, times with all their digits, NULL as null. Equal rows
    give equal lines. Raises Unusable for what does not belong in such a row."""
    try:
        cells = [
            base64.b64encode(cell).decode() if kind.startswith("bytes") and cell is not None else cell
            for cell, kind in zip(row, table.columns.values(), strict=True)
        ]
        return json_line([str(cell) if isinstance(cell, float) and math.isinf(cell) else cell for cell in cells])
    except (TypeError, ValueError) as error:
        raise Unusable(
            f"The table {table.name} holds a row that is none of the journal's ({error}): run `earpiece verify`."
        ) from error


def read_back(table: Table, line: bytes) -> Row:
    """The row of a line. Raises ValueError, which says why, if there is none in it."""
    cells = json.loads(line)
    if not isinstance(cells, list) or len(cells) != len(table.columns):
        raise ValueError(f"not a row of {len(table.columns)} columns")
    return tuple(_cell(name, kind, cell) for (name, kind), cell in zip(table.columns.items(), cells, strict=True))


def json_line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _cell(name: str, kind: str, cell: Any) -> Any:
    match kind.rstrip("?"), cell:
        case _, None if kind.endswith("?"):
            return None
        case "integer", int() if SMALLEST <= cell <= LARGEST and not isinstance(cell, bool):
            return cell
        case "real", float():
            return cell
        case "text", str():
            cell.encode()  # half a character is none
            return cell
        case "real", "inf" | "-inf":
            return float(cell)
        case "bytes", str():
            try:
                return base64.b64decode(cell, validate=True)
            except binascii.Error as error:
                raise ValueError(f"{name} is not base64") from error
    raise ValueError(f"{name} is not {kind.rstrip('?')}")


async def survey(snapshot: Snapshot, sink: Sink | None = None) -> Summary:
    """Goes through the whole journal once: counts, digests, the hash chain of every stream. Memory is needed for one
    page, and for the name and the hash of each stream."""
    counts = [_Count(table, snapshot.pages(table), sink) for table in TABLES]
    streams, events, *others = counts
    ledger = _Ledger({row[0]: row[1:4] async for page in streams.pages() for row in page}, events.pages())
    report = await verify(ledger)
    for count in others:
        async for _ in count.pages():
            pass
    tallies = {count.table.name: Tally(count.rows, count.digest.hexdigest()) for count in counts}
    return Summary(tallies, report.fingerprint, report.first_break)


async def copy(source: Snapshot, target: Target, expected: Summary | None = None) -> Summary:
    """Fills `target`, and proves that it equals the source, and what was `expected` of it.

    Raises Unusable with all differences; the target must be thrown away then.
    """

    async def load(table: Table, page: list[Row], _: bytes) -> None:
        await target.load(table, page)

    given = await survey(source, load)
    if expected is not None and (differences := expected.differences(given)):
        raise Unusable(f"The backup is not as it was written: {'; '.join(differences)}. Nothing was stored.")
    found = await survey(target)
    if differences := given.differences(found):
        raise Unusable(f"What was stored is not what was given: {'; '.join(differences)}. It was taken away again.")
    return found


@dataclass(slots=True)
class _Count:
    """Counts the rows of a table that pass by, and hands them on."""

    table: Table
    source: AsyncIterator[list[Row]]
    sink: Sink | None
    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    async def pages(self) -> AsyncIterator[list[Row]]:
        async for page in self.source:
            lines = b"".join([written(self.table, row) for row in page])
            self.rows += len(page)
            self.digest.update(lines)
            if self.sink is not None:
                await self.sink(self.table, page, lines)
            yield page


@dataclass(frozen=True, slots=True)
class _Ledger:
    """What `chain.verify` needs, from pages that pass by. `streams`: name, position and hash, by number."""

    streams: Mapping[int, tuple[str, int, bytes]]
    events: AsyncIterator[list[Row]]

    async def heads(self) -> Heads:
        """See `Ledger.heads`; all events of a snapshot count."""
        return Heads(sys.maxsize, {name: (position, head) for name, position, head in self.streams.values()})

    async def stored(self, after: int, limit: int) -> list[Stored]:
        """See `Ledger.stored`: the next page, whatever is asked for."""
        async for page in self.events:
            return [self._stored(*row) for row in page]
        return []

    def _stored(self, seq: int, stream: int, *others: Any) -> Stored:
        name = self.streams[stream][0] if stream in self.streams else f"(stream {stream})"
        return Stored(seq, name, *others)


@dataclass(frozen=True, slots=True)
class WithSecrets:
    """A snapshot with these secrets (by name) instead of its own, so that tokens stay valid where it is copied to."""

    snapshot: Snapshot
    secrets: Mapping[str, bytes]

    async def pages(self, table: Table) -> AsyncIterator[list[Row]]:
        """See `Snapshot.pages`."""
        if table is not BLOBS:
            async for page in self.snapshot.pages(table):
                yield page
            return
        waiting: list[Row] = sorted((SIGNING + name, body) for name, body in self.secrets.items())
        async for page in self.snapshot.pages(table):
            others = [row for row in page if not row[0].startswith(SIGNING)]
            before = [row for row in waiting if others and row[0] < others[-1][0]]
            del waiting[: len(before)]
            if others or before:
                yield sorted(others + before)
        if waiting:
            yield waiting


@dataclass(frozen=True, slots=True)
class WithoutKeys:
    """A snapshot in which everybody is erased, and that lets nobody in: no keys of persons, no secrets."""

    snapshot: Snapshot

    async def pages(self, table: Table) -> AsyncIterator[list[Row]]:
        """See `Snapshot.pages`. A key's number and subject stay, so that no number is given twice."""
        async for page in self.snapshot.pages(table):
            if kept := list(self._kept(table, page)):
                yield kept

    def _kept(self, table: Table, page: list[Row]) -> Sequence[Row]:
        if table is KEYS:
            return [(number, subject, DESTROYED, 1) for number, subject, _, _ in page]
        if table is BLOBS:
            return [row for row in page if not row[0].startswith(SIGNING)]
        return page

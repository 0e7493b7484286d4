"""Brings a batch of appends into the database: looks up what it needs to know, and writes down what came of it."""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from earpiece.domain.changes import DropTimer, PutRow, SetTimer
from earpiece.domain.errors import Invalid
from earpiece.journal.batch import Append, Batch, Head, Known, Part
from earpiece.journal.chain import Stored
from earpiece.journal.keys import Key, Random
from earpiece.journal.postgres_news import payloads
from earpiece.journal.sql import POSTGRES

LONGEST_NAME = 1000
"""So many bytes a name may have that is looked up: an index of Postgres takes entries of up to 2700 bytes."""

STAYS = -math.inf
"""In the place of an entry's time: it keeps the one it has."""

_EVENT = attrgetter(*(name for name in Stored.__slots__ if name != "stream"))


def check_storable(append: Append) -> None:
    """Raises Invalid for what Postgres cannot hold, so that it harms nobody else's append."""
    for part in append.parts:
        for name in _names(part):
            if "\0" in name:
                raise Invalid(f"A name in a write to {part.write.stream!r} holds the character NUL.")
            if 4 * len(name) > LONGEST_NAME and len(name.encode()) > LONGEST_NAME:
                raise Invalid(
                    f"A name in a write to {part.write.stream[:50]} has more than {LONGEST_NAME} bytes: shorten it."
                )


def _names(part: Part) -> Iterator[str]:
    write = part.write
    yield from (name for name in (write.stream, write.subject, write.key) if name is not None)
    for change in part.changes:
        match change:
            case PutRow(table, id_, status):
                yield from (table, id_, status)
            case SetTimer(name) | DropTimer(str() as name):
                yield name


@dataclass(slots=True)
class Found:
    """What the database held before a batch: what the batch asks for, and what only the writing needs."""

    known: Known
    last: dict[str, int]
    streams: dict[str, int] = field(default_factory=dict)
    rows: dict[tuple[str, str], tuple[int, str, str]] = field(default_factory=dict)
    """Of entries of lists: number, status, fields."""


async def write(db: Any, appends: Sequence[Append], random: Random, node: str) -> Batch:
    """Takes all appends of `node` in the open transaction, which holds the lock; the batch has an outcome for each."""
    found = await _look_up(db, appends)
    batch = Batch(found.known, random)
    for append in appends:
        batch.take(append)
    if batch.heads:
        await db.fetch(POSTGRES["put"], *_columns(batch, found, node))
    return batch


async def _look_up(db: Any, appends: Sequence[Append]) -> Found:
    parts = [part for append in appends for part in append.parts]
    names = {part.write.stream for part in parts}
    subjects = {part.write.subject for part in parts} - {None}
    keys = {part.write.key for part in parts} - {None}
    rows = {(change.table, change.id): None for part in parts for change in part.changes if isinstance(change, PutRow)}
    asked = [list(names), list(subjects), list(keys), [row[0] for row in rows], [row[1] for row in rows]]
    kinds: dict[str, list[Any]] = defaultdict(list)
    for kind, *values in await db.fetch(POSTGRES["known"], *asked):
        kinds[kind].append(values)
    last = {name: number for name, _, _, _, number, _, _ in kinds["last"]}
    known = Known(
        last["seq"],
        last["key"],
        {name: Head(number, digest, subject) for name, subject, _, _, number, _, digest in kinds["head"]},
        {name: json.loads(body) for name, _, _, body, _, _, _ in kinds["receipt"]},
        {name: Key(id_, secret) for name, _, _, _, _, id_, secret in kinds["key"]},
    )
    return Found(
        known,
        last,
        {name: id_ for name, _, _, _, _, id_, _ in kinds["head"]},
        {(list_, name): (id_, status, body) for list_, name, status, body, _, id_, _ in kinds["row"]},
    )


def _columns(batch: Batch, found: Found, node: str) -> list[Sequence[Any]]:
    """The values of the query `put`, column by column."""
    for name in batch.heads:
        if name not in found.streams:
            found.last["stream"] += 1
            found.streams[name] = found.last["stream"]
    timers = [(stream, *change) for stream, timers in batch.timers.items() for change in timers.set.items()]
    return [
        *_turned(
            [
                (found.streams[name], name, head.position, head.hash, head.subject)
                for name, head in sorted(batch.heads.items())
            ],
            5,
        ),
        *_events(batch.stored, found.streams),
        *_turned([(key.id, subject, key.secret) for subject, key in batch.keys.items()], 3),
        *_turned([(key, _json(positions)) for key, positions in sorted(batch.receipts.items())], 2),
        *_turned(list(_rows(batch, found)), 6),
        *_turned(
            [
                (stream, name, timer.due, node if timer.work else None)
                for stream, name, timer in sorted(timers, key=lambda timer: timer[:2])
                if timer is not None
            ],
            4,
        ),
        *_turned([(stream, name) for stream, name, timer in timers if timer is None], 2),
        [stream for stream, timers in batch.timers.items() if timers.cleared],
        payloads(found.known.seq, batch.news),
    ]


def _events(stored: Sequence[Stored], streams: dict[str, int]) -> list[Sequence[Any]]:
    seq, *others = _turned([_EVENT(entry) for entry in stored], 9)
    return [seq, [streams[entry.stream] for entry in stored], *others]


def _rows(batch: Batch, found: Found) -> Iterator[tuple[int, str, str, str, float, str]]:
    """New and changed entries of lists; those that are as they were are left out."""
    number = found.last["row"]
    for (list_, name), row in batch.rows.items():
        old = found.rows.get((list_, name))
        if old is None:
            number += 1
            yield number, list_, name, row.status, row.at, _json(row.fields)
        elif row.fields or row.moves or row.status != old[1]:
            fields = _json(json.loads(old[2]) | row.fields) if row.fields else old[2]
            yield old[0], list_, name, row.status, row.at if row.moves else STAYS, fields


def _turned(values: Sequence[Iterable[Any]], count: int) -> list[Sequence[Any]]:
    """Rows as columns, also when there are none."""
    return [list(column) for column in zip(*values, strict=True)] if values else [[] for _ in range(count)]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

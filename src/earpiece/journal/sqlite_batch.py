"""Brings a batch of appends into the file: looks up what it needs to know, and writes down what came of it."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from earpiece.journal.batch import Append, Batch, Head, Known
from earpiece.journal.chain import Stored
from earpiece.journal.keys import Key, Random, without
from earpiece.journal.sql import SQL


def write(db: sqlite3.Connection, appends: Sequence[Append], random: Random, node: str) -> Batch:
    """Takes all appends of `node` within the open transaction; the batch returned holds an outcome for each."""
    batch = Batch(_known(db, appends), random)
    for append in appends:
        batch.take(append)
    _put(db, batch, node)
    return batch


def erase(db: sqlite3.Connection, customer: str) -> int:
    """Overwrites the keys of the customer's circle and takes its ids out of the lists; how many keys there were."""
    circle = {subject for (subject,) in db.execute(SQL["circle"], {"customer": customer})}
    subjects = {"subjects": _array(circle)}
    destroyed = db.execute(SQL["destroy_keys"], subjects).rowcount
    db.execute(SQL["drop_rows"], subjects)
    for row, fields in db.execute(SQL["rows_naming"], subjects).fetchall():
        db.execute(SQL["set_fields"], {"row": row, "fields": _json(without(json.loads(fields), circle))})
    return destroyed


def _known(db: sqlite3.Connection, appends: Sequence[Append]) -> Known:
    parts = [part for append in appends for part in append.parts]
    writes = [part.write for part in parts]
    seq, last_key = db.execute(SQL["last"]).fetchone()
    found = db.execute(SQL["heads_of"], {"names": _array({write.stream for write in writes})})
    heads = {name: Head(position, digest, subject) for name, position, digest, subject in found}
    subjects = {part.write.subject for part in parts} | {head.subject for head in heads.values()}
    receipts: dict[str, Any] = {}
    if keys := {write.key for write in writes if write.key is not None}:
        receipts = dict(db.execute(SQL["receipts_of"], {"keys": _array(keys)}))
    return Known(
        seq,
        last_key,
        heads,
        {key: json.loads(positions) for key, positions in receipts.items()},
        {
            subject: Key(number, secret)
            for subject, number, secret in db.execute(SQL["keys_of"], {"subjects": _array(subjects - {None})})
        },
    )


def _put(db: sqlite3.Connection, batch: Batch, node: str) -> None:
    """Writes down everything the batch changed."""
    db.executemany(
        SQL["put_head"],
        [
            {"name": name, "position": head.position, "hash": head.hash, "subject": head.subject}
            for name, head in batch.heads.items()
        ],
    )
    db.executemany(
        SQL["add_key"],
        [{"id": key.id, "subject": subject, "secret": key.secret} for subject, key in batch.keys.items()],
    )
    db.executemany(SQL["add_event"], map(_values, batch.stored))
    db.executemany(
        SQL["add_receipt"],
        [{"key": key, "positions": _json(positions)} for key, positions in batch.receipts.items()],
    )
    db.executemany(
        SQL["put_row"],
        [
            {
                "list": name,
                "id": id_,
                "status": row.status,
                "at": row.at,
                "fields": _json(row.fields),
                "moves": row.moves,
            }
            for (name, id_), row in batch.rows.items()
        ],
    )
    _put_timers(db, batch, node)


def _put_timers(db: sqlite3.Connection, batch: Batch, node: str) -> None:
    cleared = [{"stream": stream} for stream, timers in batch.timers.items() if timers.cleared]
    changed = [(stream, *change) for stream, timers in batch.timers.items() for change in timers.set.items()]
    db.executemany(SQL["clear_timers"], cleared)
    db.executemany(
        SQL["drop_timer"], [{"stream": stream, "name": name} for stream, name, timer in changed if timer is None]
    )
    db.executemany(
        SQL["set_timer"],
        [
            {"stream": stream, "name": name, "due": timer.due, "node": node if timer.work else None}
            for stream, name, timer in changed
            if timer is not None
        ],
    )


_values = attrgetter(*Stored.__slots__)
"""The values of `add_event`, in the order of its numbers."""


def _array(names: Iterable[str | None]) -> str:
    return json.dumps(sorted(name for name in names if name is not None))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

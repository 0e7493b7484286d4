"""How a journal is doing, in a few numbers that are found without reading it; and bringing its schema up to date."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from earpiece.domain.errors import Unusable
from earpiece.journal import sqlite_file
from earpiece.journal.sql import migrations, queries

UPKEEP = queries("upkeep")

SILENT_SECONDS = 5.0
"""A node that has not beaten so long is no more."""


@dataclass(frozen=True, slots=True)
class Status:
    """`schema` is the newest migration the store has seen, `pending` those it has not. `bytes` is what it takes on the
    disk. `cards` wait for an answer. `due` timers should have fired, the earliest `late` seconds ago. `last` is the
    time of the newest event. `nodes` are alive, where several may share the journal."""

    kind: Literal["sqlite", "postgres"]
    schema: str
    pending: Sequence[str]
    bytes: int
    events: int
    streams: int
    cards: int
    due: int
    late: float
    last: float | None
    nodes: int | None = None


def status_of_file(path: Path, now: float) -> Status:
    """How the journal in the file is doing at the time `now` (seconds); a server may run. Raises Unusable."""
    db, missing = sqlite_file.looking(path)
    try:
        counts = db.execute(UPKEEP["counts"], {"1": now}).fetchone()
    finally:
        db.close()
    files = [path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")]
    size = sum(file.stat().st_size for file in files if file.exists())
    return Status("sqlite", _newest("sqlite", missing), missing, size, *_counted(counts, now))


async def status_of_database(address: str, now: float) -> Status:
    """The same of the journal in a Postgres database. Raises Unusable."""
    from earpiece.journal import postgres_schema  # here, since the driver takes a while to load
    from earpiece.journal.dump_postgres import reached
    from earpiece.journal.postgres_link import shown

    async with reached(address) as db:
        missing = await postgres_schema.pending(db, address)
        if len(missing) == len(migrations("postgres")):
            raise Unusable(f"There is no journal in {shown(address)}: run `earpiece database migrate`, or restore one.")
        counts = await db.fetchrow(UPKEEP["counts"], now)
        size = await db.fetchval(UPKEEP["bytes"])
        nodes = await db.fetchval(UPKEEP["nodes"], SILENT_SECONDS)
    return Status("postgres", _newest("postgres", missing), missing, size, *_counted(counts, now), nodes)


def migrate_file(path: Path) -> list[str]:
    """Applies what the file has not seen; the names of the migrations applied. Raises Unusable, also while a server
    owns the file."""
    db, missing = sqlite_file.looking(path)
    db.close()
    own = sqlite_file.Ownership(path)
    try:
        sqlite_file.writer(path).close()
    finally:
        own.release()
    return missing


async def migrate_database(address: str) -> list[str]:
    """The same in a Postgres database, which may be empty; nodes may run beside it."""
    from earpiece.journal.dump_postgres import reached
    from earpiece.journal.postgres_schema import bring_up_to_date

    async with reached(address) as db, db.transaction():
        return await bring_up_to_date(db, address)


def _newest(store: str, missing: Sequence[str]) -> str:
    return [name for name in migrations(store) if name not in missing][-1]


def _counted(counts: Sequence[Any], now: float) -> tuple[int, int, int, int, float, float | None]:
    events, streams, cards, due, earliest, last = counts
    return events, streams, cards, due, 0.0 if earliest is None else max(0.0, now - earliest), last

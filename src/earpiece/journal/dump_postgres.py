"""A Postgres database as a snapshot to copy from, and as a new journal to copy into."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from earpiece.domain.errors import Unusable
from earpiece.journal import postgres_schema
from earpiece.journal.dump import TABLES, Row, Table
from earpiece.journal.postgres_link import REFUSED, SETTINGS, LostError, connected, lost, shown
from earpiece.journal.postgres_schema import LOCK
from earpiece.journal.upkeep import SILENT_SECONDS, UPKEEP

PATIENT = {
    **SETTINGS,
    "application_name": "earpiece database",
    "idle_in_transaction_session_timeout": "0",  # a copy takes the time it takes
    "lock_timeout": "10s",
}


UNFIT = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.ProgramLimitExceededError)
"""What Postgres says of rows that it cannot hold."""


class PostgresTables:
    """The tables behind a connection; a `dump.Snapshot` while its transaction is open."""

    def __init__(self, db: Any, address: str) -> None:
        self._db = db
        self._address = address

    async def pages(self, table: Table) -> AsyncIterator[list[Row]]:
        """See `Snapshot.pages`."""
        cursor = await self._db.cursor(table.query)
        while page := await cursor.fetch(table.page):
            yield [tuple(row) for row in page]

    async def load(self, table: Table, page: list[Row]) -> None:
        """See `Target.load`."""
        try:
            await self._db.copy_records_to_table(table.name, records=page, columns=list(table.columns))
        except (
            asyncpg.DataError,
            asyncpg.IntegrityConstraintViolationError,
            asyncpg.ProgramLimitExceededError,
        ) as error:
            raise Unusable(
                f"The table {table.name} cannot be stored in {shown(self._address)} ({error}). Nothing was left behind."
            ) from error


@asynccontextmanager
async def postgres_snapshot(address: str, alone: bool = False) -> AsyncIterator[PostgresTables]:
    """The journal in the database as it is now, whatever nodes write beside it; or `alone`, with no node alive and
    none that can write. Raises Unusable."""
    async with reached(address) as db:
        if await postgres_schema.pending(db, address):
            raise Unusable(
                f"{shown(address)} was written by an older Earpiece, or by none: run `earpiece database migrate`."
            )
        if alone:
            await _wait_till_alone(db, address)
        async with db.transaction(isolation="repeatable_read", readonly=True):
            yield PostgresTables(db, address)


@asynccontextmanager
async def postgres_target(address: str) -> AsyncIterator[PostgresTables]:
    """A new journal in an empty database; nobody sees anything of it until the block has ended well.

    Raises Unusable if the database is not empty.
    """
    async with reached(address) as db, db.transaction():
        await postgres_schema.bring_up_to_date(db, address)
        for table in TABLES:
            if await db.fetchval(f"SELECT EXISTS (SELECT FROM {table.name})"):  # noqa: S608 - our names
                raise Unusable(f"There is already a journal in {shown(address)}: name an empty database.")
        yield PostgresTables(db, address)


async def _wait_till_alone(db: Any, address: str) -> None:
    """Takes the journal's lock before the snapshot is made, so that the snapshot has all that was written."""
    if nodes := await db.fetchval(UPKEEP["nodes"], SILENT_SECONDS):
        raise Unusable(
            f"{shown(address)} is in use by {nodes} {'node' if nodes == 1 else 'nodes'}: stop every `earpiece serve` "
            f"first (one that was killed counts for {SILENT_SECONDS:g} seconds)."
        )
    await db.execute("SELECT pg_advisory_lock($1)", LOCK)


@asynccontextmanager
async def reached(address: str) -> AsyncIterator[Any]:
    """A connection to the database. Raises Unusable if there is none, or if it is lost."""
    try:
        db = await connected(address, PATIENT)
        try:
            with lost(db):
                yield db
        finally:
            db.terminate()
    except LostError as loss:
        raise Unusable(
            f"The database {shown(address)} does not answer ({loss}): start it, or correct the address, and begin anew."
        ) from loss
    except asyncpg.LockNotAvailableError as error:
        raise Unusable(f"Somebody else holds the journal in {shown(address)}: end that one, or wait.") from error
    except asyncpg.InsufficientPrivilegeError as error:
        raise Unusable(
            f"The user may not do this in {shown(address)} ({error}): make the user the owner of the database."
        ) from error
    except REFUSED as error:
        raise Unusable(f"{shown(address)} cannot be used ({error}).") from error

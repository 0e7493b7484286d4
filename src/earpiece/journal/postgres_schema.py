"""The journal's tables in a Postgres database: whether they are ours, and how they are brought up to date."""

from typing import Any

import asyncpg

from earpiece.domain.errors import Unusable
from earpiece.journal.postgres_link import connected, lost, shown
from earpiece.journal.sql import POSTGRES, migrations

LOCK = 0x45415250
"""The number of the one lock of the journal: "EARP"."""

MARK = "A journal of Earpiece"
"""What the first migration writes on the table `migrations`."""


async def prepared(address: str, readonly: bool) -> int:
    """Brings the tables up to date, one node at a time, or with `readonly` looks whether they are. The number of the
    last event.

    Raises Unusable if they are not ours or newer than this program, or what else must be mended, and LostError.
    """
    db = await connected(address)
    try:
        with lost(db):
            await (_check if readonly else _prepare)(db, address)
            return int(await db.fetchval(POSTGRES["last_seq"]))
    except asyncpg.InsufficientPrivilegeError as error:
        raise Unusable(
            f"The user may not do what a journal needs in {shown(address)} ({error}): make the user the owner of the "
            "database."
        ) from error
    finally:
        db.terminate()


async def _prepare(db: Any, address: str) -> None:
    async with db.transaction():
        await bring_up_to_date(db, address)


async def bring_up_to_date(db: Any, address: str) -> list[str]:
    """Applies what is missing in the open transaction, which holds the journal's lock from here on; the names of the
    migrations applied. Raises Unusable."""
    await db.execute(POSTGRES["lock"], LOCK)
    missing = await pending(db, address)
    for name in missing:
        await db.execute(migrations("postgres")[name])
        await db.execute("INSERT INTO migrations (name) VALUES ($1)", name)
    return missing


async def pending(db: Any, address: str) -> list[str]:
    """Names of the migrations the database has not seen. Raises Unusable if it is not ours, or newer than this
    program."""
    await _check_kind(db, address)
    applied = await _applied(db, address)
    return [name for name in migrations("postgres") if name not in applied]


async def _check(db: Any, address: str) -> None:
    if await pending(db, address):
        raise Unusable(
            f"{shown(address)} was written by an older Earpiece, or by none: start `earpiece serve` on it once."
        )


async def _check_kind(db: Any, address: str) -> None:
    encoding = await db.fetchval("SHOW server_encoding")
    if encoding != "UTF8":
        raise Unusable(f"{shown(address)} stores text as {encoding}: make a database with ENCODING 'UTF8'.")
    tables = await db.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
    if tables and not await _ours(db):
        raise Unusable(f"{shown(address)} is a database of another program: name another one.")


async def _ours(db: Any) -> bool:
    mark = await db.fetchval("SELECT obj_description(to_regclass('migrations'), 'pg_class')")
    return bool(mark == MARK)


async def _applied(db: Any, address: str) -> set[str]:
    if not await _ours(db):
        return set()
    applied = {row["name"] for row in await db.fetch("SELECT name FROM migrations")}
    if unknown := sorted(applied - migrations("postgres").keys()):
        raise Unusable(f"{shown(address)} was written by a newer Earpiece ({unknown[-1]}): update this one.")
    return applied

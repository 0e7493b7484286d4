"""Opens our journal on the store it is measured on."""

import asyncio
import importlib
import importlib.util
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from earpiece.domain.events import AgentSaid
from earpiece.domain.ports import Journal
from earpiece.journal.sqlite import SqliteJournal

LEASE = 3600.0
"""Seconds: between its turns a subject stands still, and must not count as dead."""
POSTGRES = "earpiece.journal.postgres"
"""Where the journal on Postgres lives; without it, or without asyncpg, those subjects are left out."""


def on_postgres(store: str) -> bool:
    """Whether the store is the address of a server, not the path of a file."""
    return store.startswith("postgresql:")


def can_postgres() -> bool:
    """Whether this environment can talk to Postgres."""
    return all(importlib.util.find_spec(name) is not None for name in ("asyncpg", POSTGRES))


async def open_journal(store: str) -> Any:
    """The journal, which also counts its `commits`. Close it in the end."""
    if on_postgres(store):
        return await importlib.import_module(POSTGRES).PostgresJournal.open(store, lease=LEASE)
    return await SqliteJournal.open(store)


async def size(store: str) -> int:
    """Bytes the journal takes on disk, with nothing left in a write-ahead log."""
    if on_postgres(store):
        connection = await importlib.import_module("asyncpg").connect(store)
        try:
            return int(await connection.fetchval("SELECT pg_database_size(current_database())"))
        finally:
            await connection.close()
    db = sqlite3.connect(store)
    try:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()
    return (await asyncio.to_thread(Path(store).stat)).st_size


def versions(store: str) -> Mapping[str, str]:
    """What the journal stands on."""
    return {} if on_postgres(store) else {"sqlite": sqlite3.sqlite_version}


async def last_words(journal: Journal, conversation: str, purpose: str) -> str:
    """The text of the agent's last words with that purpose in the journal."""
    events = [item.event for item in await journal.read(f"conversation/{conversation}")]
    said = [event.text for event in events if isinstance(event, AgentSaid) and event.purpose == purpose]
    return said[-1] if said else ""

"""Erasing a person: their keys are overwritten, and no old row with a key stays in the table's file.

Postgres leaves the old row in its place until the page is cleaned up. Cleaning up moves the rows that stay to the end
of the page, over the old ones. What is then left between them and the page's head is a copy of the rows that came last:
the overwritten key, if the new row is on the page of the old one. Otherwise the whole table is written anew.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import asyncpg

from earpiece.domain.errors import Unusable
from earpiece.journal.keys import without
from earpiece.journal.postgres_link import Link, LostError, lost
from earpiece.journal.sql import POSTGRES

TRIES = 10
PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Erased:
    """How many keys were overwritten, by which transaction, and whether each on its page."""

    keys: int
    transaction: str
    in_place: bool


async def erase(db: Any, customer: str) -> Erased:
    """Overwrites the keys of the customer's circle, takes its ids out of the lists, and tells all nodes; in the open
    transaction."""
    circle = sorted(row["subject"] for row in await db.fetch(POSTGRES["circle"], customer))
    destroyed = await db.fetch(POSTGRES["destroy_keys"], circle)
    await db.fetch(POSTGRES["drop_rows"], circle)
    for row in await db.fetch(POSTGRES["rows_naming"], [_json(subject) for subject in circle]):
        await db.fetch(POSTGRES["set_fields"], row["rowid"], _json(without(json.loads(row["fields"]), set(circle))))
    await db.fetch(POSTGRES["forget"])
    transaction = await db.fetchval(POSTGRES["this_transaction"])
    return Erased(len(destroyed), transaction, all(row["on_its_page"] for row in destroyed))


async def clean_up(link: Link, erased: Erased) -> None:
    """Takes the old rows away, once nobody sees them any more.

    Raises Unusable if others keep reading what was there, or the database is lost meanwhile.
    """
    query = POSTGRES["clean_keys" if erased.in_place else "rewrite_keys"]
    try:
        db = await link.connection()
        with lost(db):
            for _ in range(TRIES):
                if await _cleaned(db, query, erased.transaction):
                    return
                await asyncio.sleep(PAUSE_SECONDS)
    except LostError as loss:
        link.drop()
        raise Unusable(
            f"The keys are destroyed, but the database was lost ({loss}) before old copies of them were: erase again."
        ) from loss
    raise Unusable(
        "The keys are destroyed, but another program is reading the database, so that copies may remain in its files: "
        "end that program and erase again."
    )


async def _cleaned(db: Any, query: str, transaction: str) -> bool:
    if await db.fetchval(POSTGRES["old_readers"], transaction):
        return False
    try:
        await db.execute(query)
    except asyncpg.LockNotAvailableError:
        return False
    return True


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

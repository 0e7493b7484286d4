"""After a key is overwritten, Postgres still has the old row in the file: the table is written anew."""

import asyncio

import asyncpg

from earpiece.domain.errors import Unusable
from earpiece.journal.postgres_link import Link, LostError, lost
from earpiece.journal.sql import POSTGRES

TRIES = 10
PAUSE_SECONDS = 0.1


async def rewrite_keys(link: Link, transaction: str) -> None:
    """Writes the table of keys anew once nobody sees what was there before `transaction`, and removes the old file.

    Raises Unusable if others keep reading what was there, or the database is lost meanwhile.
    """
    try:
        db = await link.connection()
        with lost(db):
            for _ in range(TRIES):
                if not await db.fetchval(POSTGRES["old_readers"], transaction):
                    await db.execute(POSTGRES["rewrite_keys"])
                    return
                await asyncio.sleep(PAUSE_SECONDS)
    except asyncpg.LockNotAvailableError:
        pass  # somebody reads the table itself, for longer than others should wait
    except LostError as loss:
        link.drop()
        raise Unusable(
            f"The keys are destroyed, but the database was lost ({loss}) before old copies of them were: erase again."
        ) from loss
    raise Unusable(
        "The keys are destroyed, but another program is reading the database, so that copies may remain in its files: "
        "end that program and erase again."
    )

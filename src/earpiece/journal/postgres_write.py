"""The one writer of a node: what was gathered goes in one transaction, also when connections break."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg

from earpiece.domain.errors import Unusable
from earpiece.journal import postgres_batch
from earpiece.journal.batch import Append, Batch
from earpiece.journal.keys import Random
from earpiece.journal.postgres_link import PATIENCE, REFUSED, WRITE_SECONDS, Link, LostError, lost
from earpiece.journal.postgres_schema import LOCK
from earpiece.journal.sql import POSTGRES

Change = Callable[[Any], Awaitable[Any]]
"""Something else to write in the same transaction as the appends; done twice it does no harm."""

BEGIN = "BEGIN; " + POSTGRES["lock"].replace("$1", str(LOCK))
"""Two statements in one message. The second waits until nobody else decides; what is looked up comes after that."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a transaction comes to: the outcome of each item, and the batch of its appends."""

    outcomes: list[Any]
    batch: Batch


class Writer:
    """Writes for `node`, one batch after the other. `committed` is called after each commit that appended something."""

    def __init__(self, link: Link, random: Random, node: str, committed: Callable[[Batch], None]) -> None:
        self._link = link
        self._random = random
        self._node = node
        self._committed = committed
        self._doubt: Done | None = None
        """What was sent to be committed on a connection that was lost before the answer."""

    async def write(self, items: list[Append | Change]) -> list[Any]:
        """An outcome for each item; one that the database does not take fails alone.

        Raises Unusable if the database stays away, and says whether anything can have been stored.
        """
        try:
            done = await self._insist(items)
        except REFUSED as error:
            if len(items) > 1 and not isinstance(error, asyncpg.InsufficientResourcesError):
                half = len(items) // 2
                return [*await self.write(items[:half]), *await self.write(items[half:])]
            reason = f"The journal cannot be written ({error}); nothing of this was stored."
            return [Unusable(reason) for _ in items]
        if done.batch.heads:
            self._committed(done.batch)
        return done.outcomes

    async def _insist(self, items: list[Append | Change]) -> Done:
        """When the connection is lost, it is made again and the work done again, unless it proves to be done."""
        loop = asyncio.get_running_loop()
        self._doubt = None
        give_up: float | None = None
        while True:
            try:
                return await self._once(items)
            except LostError as loss:
                give_up = give_up or loop.time() + PATIENCE
                if loop.time() > give_up:
                    raise self._gone(str(loss)) from loss

    async def _once(self, items: list[Append | Change]) -> Done:
        try:
            db = await self._link.connection()
        except Unusable as away:
            raise self._gone(away.message) from away
        try:
            with lost(db):
                async with asyncio.timeout(WRITE_SECONDS):
                    return await self._transaction(db, items)
        except BaseException:
            self._link.drop()  # which also ends the transaction
            raise

    async def _transaction(self, db: Any, items: list[Append | Change]) -> Done:
        await db.execute(BEGIN)
        if self._doubt is not None and await _is_stored(db, self._doubt.batch):
            done = self._doubt
        else:
            self._doubt = None
            done = await self._work(db, items)
        self._doubt = done
        await db.execute("COMMIT")
        return done

    async def _work(self, db: Any, items: list[Append | Change]) -> Done:
        changed = iter([await item(db) for item in items if not isinstance(item, Append)])
        appends = [item for item in items if isinstance(item, Append)]
        batch = await postgres_batch.write(db, appends, self._random, self._node)
        outcomes = iter(batch.outcomes)
        return Done([next(outcomes) if isinstance(item, Append) else next(changed) for item in items], batch)

    def _gone(self, why: str) -> Unusable:
        if self._doubt is None:
            return Unusable(f"{why} Nothing of this was stored.")
        return Unusable(f"{why} It is not known whether this was stored: look, or repeat it with the same key.")


async def _is_stored(db: Any, batch: Batch) -> bool:
    """Whether the batch is in the journal; call it with the lock, so that whoever wrote it has come to an end.

    One that appended no event counts as not stored, since writing it again changes nothing.
    """
    if not batch.stored:
        return False
    first = batch.stored[0]
    return bool(await db.fetchval(POSTGRES["hash_at"], first.seq) == first.hash)

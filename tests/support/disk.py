"""A journal in memory that can be slow, and that a node can die at: before an append, or right after it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

from earpiece.domain.ports import Receipt, Write
from earpiece.journal.memory import MemoryJournal

FOR_EVER = 1e9


class Disk(MemoryJournal):
    """`lag` seconds pass before each append, so that what happens at once really collides."""

    lag = 0.0
    appends = 0
    dies_at: tuple[Literal["before", "after"], int] | None = None
    """The node stops for ever before or after the append of that number, counted from now."""
    dead = False
    watch: Callable[[], Awaitable[None]] | None = None
    """Called after each append."""

    def kill(self, when: Literal["before", "after"], number: int) -> None:
        """Let the node die at an append to come."""
        self.dies_at, self.dead = (when, self.appends + number), False

    async def append(self, *writes: Write) -> Receipt:
        """See `Journal.append`."""
        self.appends += 1
        number = self.appends
        await self._dies("before", number)
        if self.lag:
            await asyncio.sleep(self.lag)
        receipt = await super().append(*writes)
        if self.watch is not None:
            await self.watch()
        await self._dies("after", number)
        return receipt

    async def _dies(self, when: Literal["before", "after"], number: int) -> None:
        if self.dies_at == (when, number):
            self.dies_at, self.dead = None, True
            await asyncio.sleep(FOR_EVER)

"""A node's line to the database: it takes time, it breaks, and news of other nodes' commits come late, twice, or only
as a hint that there was something.
"""

import asyncio
import random
from collections.abc import Callable, Sequence

from earpiece.domain.errors import Unusable
from earpiece.domain.event import BaseEvent
from earpiece.domain.ports import Journal, News, Receipt, Recorded, Row, Timer, Write
from earpiece.sim.lives import LIFE, Life

NET = 2.0
"""Seconds after which a node that missed news finds out that something happened."""


class Weather:
    """What the database itself goes through; the same for all nodes."""

    def __init__(self) -> None:
        self.away = False
        self.full = False
        self.written: dict[tuple[str, int], BaseEvent] = {}
        """What it was given to keep, by stream and position."""

    def note(self, writes: Sequence[Write], receipt: Receipt) -> None:
        """These writes are durable."""
        if receipt.repeated:
            return
        last = dict(receipt.positions)
        for write in reversed(writes):
            for event in reversed(write.events):
                self.written[write.stream, last[write.stream]] = event
                last[write.stream] -= 1


class Line:
    """Implements `domain.ports.Journal` for one life of one node."""

    sole = False

    def __init__(self, journal: Journal, life: Life, weather: Weather, dice: random.Random) -> None:
        self._journal = journal
        self._life = life
        self._weather = weather
        self._dice = dice
        self._writes = 0
        self.breaks_at: dict[int, str] = {}
        """Write number → what happens there (`dies before write`, `line lost after`, …)."""
        self.happened: Callable[[str, int], None] = lambda _kind, _write: None
        """Told when a planned break comes about."""
        self.deaf = False

    async def append(self, *writes: Write) -> Receipt:
        """See `Journal.append`."""
        self._writes += 1
        number, planned = self._writes, self.breaks_at.pop(self._writes, "")
        await self._travel()
        if planned in ("dies before write", "line lost before"):
            self._break(planned, number)
            await asyncio.sleep(0)
            raise Unusable("The line to the database broke; nothing was stored.")
        if self._weather.full:
            raise Unusable("The disk is full; nothing was stored.")
        receipt = await self._journal.append(*writes)
        self._weather.note(writes, receipt)
        if planned == "sleeps after write":
            self.happened(planned, number)
        elif planned in ("dies after write", "line lost after"):
            self._break(planned, number)
            await asyncio.sleep(0)
            raise Unusable("The line to the database broke; nobody knows whether it was stored.")
        await self._travel()
        return receipt

    def _break(self, planned: str, number: int) -> None:
        self.happened(planned, number)
        if planned.startswith("dies"):
            self._life.end()

    async def _travel(self) -> None:
        await asyncio.sleep(self._dice.uniform(0.0002, 0.004))
        if self._weather.away:
            await asyncio.sleep(0.5)
            raise Unusable("The database cannot be reached.")

    async def read(self, stream: str, after: int = 0) -> list[Recorded]:
        """See `Journal.read`."""
        await self._travel()
        return await self._journal.read(stream, after)

    async def read_all(self, after: int = 0, limit: int = 1000) -> list[Recorded]:
        """See `Journal.read_all`."""
        await self._travel()
        return await self._journal.read_all(after, limit)

    async def due(self, now: float, limit: int = 100) -> list[Timer]:
        """See `Journal.due`."""
        await self._travel()
        return await self._journal.due(now, limit)

    async def next_due(self) -> float | None:
        """See `Journal.next_due`."""
        await self._travel()
        return await self._journal.next_due()

    async def beat(self) -> None:
        """See `Journal.beat`."""
        await self._travel()
        await self._journal.beat()

    async def orphans(self, limit: int = 100) -> list[Timer]:
        """See `Journal.orphans`."""
        await self._travel()
        return await self._journal.orphans(limit)

    async def rows(
        self, table: str, status: str | None = None, limit: int = 1000, *, newest: bool = False
    ) -> list[Row]:
        """See `Journal.rows`."""
        await self._travel()
        return await self._journal.rows(table, status, limit, newest=newest)

    async def subject_of(self, stream: str) -> str | None:
        """See `Journal.subject_of`."""
        await self._travel()
        return await self._journal.subject_of(stream)

    async def link(self, subject: str, customer: str) -> None:
        """See `Journal.link`."""
        await self._travel()
        await self._journal.link(subject, customer)

    async def erase(self, customer: str) -> int:
        """See `Journal.erase`."""
        await self._travel()
        return await self._journal.erase(customer)

    async def put_blob(self, digest: str, body: bytes) -> None:
        """See `Journal.put_blob`."""
        await self._travel()
        await self._journal.put_blob(digest, body)

    async def get_blob(self, digest: str) -> bytes | None:
        """See `Journal.get_blob`."""
        await self._travel()
        return await self._journal.get_blob(digest)

    def subscribe(self, listener: Callable[[News], None]) -> Callable[[], None]:
        """See `Journal.subscribe`. News travel: some come late, some twice, some only as a hint that something was."""

        def hear(news: News) -> None:
            if LIFE.get() is self._life:
                listener(news)  # of one's own commits one hears before the append returns
                return
            loop = asyncio.get_running_loop()
            way = self._dice.random()
            if self.deaf or way < 0.05:
                loop.call_later(NET, deliver, News(news.seq, None))
            elif way < 0.3:
                loop.call_later(self._dice.uniform(0, 0.05), deliver, news)
            else:
                deliver(news)
            if 0.3 < way < 0.35:
                loop.call_later(self._dice.uniform(0, 0.05), deliver, news)

        def deliver(news: News) -> None:
            if self._life.asleep:
                asyncio.get_running_loop().call_later(NET, deliver, News(news.seq, None))
            elif not self._life.dead:
                listener(news)

        ended = self._journal.subscribe(hear)
        self._life.at_end.append(ended)
        return ended

"""How nodes hear of each other's commits: a NOTIFY in each, and a look once a second in case one got lost."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from earpiece.domain.errors import Unusable
from earpiece.domain.ports import News
from earpiece.journal.listeners import Listeners
from earpiece.journal.postgres_link import READ_SECONDS, REFUSED, Link, LostError, lost
from earpiece.journal.sql import POSTGRES

CHANNEL = "earpiece"

LARGEST = 7800
"""So many bytes of a notification are used; Postgres takes 8000."""

MOST = 8
"""A batch of more notifications than this says only that something happened."""

LOOK_SECONDS = 1.0

GRACE_SECONDS = 0.1
"""So long news may be on its way before it counts as lost."""

PAUSE_SECONDS = 0.5


def payloads(before: int, news: News) -> list[str]:
    """Notifications for a commit that brought the journal from `before` to `news.seq`."""
    pieces: list[list[str]] = [[]]
    left = LARGEST
    for name in sorted(news.streams or ()):
        size = len(json.dumps(name)) + 2
        if size > left - 50:
            pieces.append([])
            left = LARGEST
        pieces[-1].append(name)
        left -= size
    if len(pieces) > MOST:
        return [json.dumps([before, news.seq, None])]
    return [json.dumps([before, news.seq, piece]) for piece in pieces]


class Follower:
    """Tells the listeners of what other nodes commit. `at` is the number up to which everything has been told.

    `own` gives the number of the server's process that writes for this node: its notifications are not news.
    """

    def __init__(self, link: Link, listeners: Listeners, own: Callable[[], int | None], at: int) -> None:
        self.at = at
        self._ahead: dict[int, int] = {}
        self._link = link
        self._listeners = listeners
        self._own = own
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to listen, once."""
        self._task = self._task or asyncio.get_running_loop().create_task(self._run())

    def told(self, before: int, seq: int) -> None:
        """The listeners know of what came after `before`, up to `seq`."""
        if before < seq:
            self._ahead[before] = seq
        while self.at in self._ahead:
            self.at = self._ahead.pop(self.at)
        for known in [known for known in self._ahead if known < self.at]:
            del self._ahead[known]

    async def close(self) -> None:
        """Ends the listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        self._link.drop()

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except (LostError, Unusable, *REFUSED):
                self._link.drop()
                await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(self) -> None:
        """Hears notifications until the connection is lost."""
        db = await self._link.connection()
        with lost(db):
            await db.add_listener(CHANNEL, self._hear)
            while True:
                await self._look(db)
                await asyncio.sleep(LOOK_SECONDS)

    async def _look(self, db: Any) -> None:
        async with asyncio.timeout(READ_SECONDS):
            seq = await db.fetchval(POSTGRES["last_seq"])
        if seq > self.at:
            await asyncio.sleep(GRACE_SECONDS)
        if seq > self.at:
            self.told(self.at, seq)
            self._listeners.announce(News(seq, None))

    def _hear(self, _: Any, pid: int, __: str, payload: str) -> None:
        before, seq, streams = json.loads(payload)
        if seq is None:  # somebody was erased
            self._listeners.announce(News(self.at, None))
            return
        self.told(before, seq)
        if pid != self._own():
            self._listeners.announce(News(seq, None if streams is None else tuple(streams)))

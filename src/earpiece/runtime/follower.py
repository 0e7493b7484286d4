"""Follows the journal for work that is nobody's turn: it is called when streams moved on, and now and then anyway."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from earpiece.domain.errors import EarpieceError
from earpiece.domain.ports import News
from earpiece.runtime.ports import Ports

log = structlog.get_logger()

PAUSE = 0.05
"""Seconds between two looks at least: commits come in bursts, and each is news."""

Look = Callable[[frozenset[str] | None], Awaitable[None]]
"""Takes the streams that moved on since the last look; None: any may have."""


class Follower:
    """Calls `look` at the start, soon after news, and every `rhythm` seconds, should news have been lost."""

    def __init__(self, ports: Ports, name: str, look: Look, rhythm: float) -> None:
        self._ports = ports
        self._name = name
        self._look = look
        self._rhythm = rhythm
        self._wake = asyncio.Event()
        self._moved: set[str] | None = None

    async def run(self) -> None:
        """Follow for ever; a look that fails is made again, at everything."""
        unsubscribe = self._ports.journal.subscribe(self._hear)
        try:
            while True:
                moved, self._moved = self._moved, set()
                self._wake.clear()
                try:
                    await self._look(None if moved is None else frozenset(moved))
                except EarpieceError as error:
                    self._moved = None
                    log.warning("cannot follow the journal", work=self._name, error=error.message)
                except Exception as error:  # whatever is wrong with one look, the next may be better
                    self._moved = None
                    log.error("cannot follow the journal", work=self._name, error=repr(error), exc_info=error)
                await self._rest()
        finally:
            unsubscribe()

    def _hear(self, news: News) -> None:
        if news.streams is None:
            self._moved = None
        elif self._moved is not None:
            self._moved.update(news.streams)
        self._wake.set()

    async def _rest(self) -> None:
        await self._ports.clock.sleep(PAUSE)
        try:
            async with asyncio.timeout(self._rhythm):
                await self._wake.wait()
        except TimeoutError:
            self._moved = None

"""Background work: kept until it ends, its failures logged and never silent."""

import asyncio
from collections.abc import Awaitable

import structlog

log = structlog.get_logger()


class Tasks:
    """Starts work under a name. `close` cancels what still runs."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, name: str, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(lambda done: self._ended(name, done))

    def _ended(self, name: str, task: "asyncio.Future[None]") -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background work failed", work=name.partition(" ")[0], error=repr(error), exc_info=error)

    async def idle(self) -> None:
        """Wait until nothing runs."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def close(self) -> None:
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

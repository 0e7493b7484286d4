"""Background work: kept until it ends, its failures logged and never silent."""

import asyncio
from collections.abc import Awaitable

import structlog

log = structlog.get_logger()


class Tasks:
    """Starts work under a name. `close` cancels what still runs."""

    def __init__(self) -> None:
        self._running: dict[asyncio.Future[None], str] = {}

    def spawn(self, name: str, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._running[task] = name
        task.add_done_callback(lambda done: self._ended(name, done))

    def _ended(self, name: str, task: "asyncio.Future[None]") -> None:
        del self._running[task]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background work failed", work=name.partition(" ")[0], error=repr(error), exc_info=error)

    def end(self, *names: str) -> None:
        """Cancel the work of these names."""
        for task, name in self._running.items():
            if name in names:
                task.cancel()

    async def idle(self, but: str = "") -> None:
        """Wait until nothing runs but the work of that name."""
        while waiting := {task for task, name in self._running.items() if name != but}:
            await asyncio.wait(waiting)

    async def close(self) -> None:
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

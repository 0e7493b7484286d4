"""Group commit on the event loop: what arrives while the database is busy goes to it together when it is free."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from earpiece.domain.errors import Unusable
from earpiece.journal.gather import hand_out

Item = TypeVar("Item")


class LoopGatherer(Generic[Item]):
    """Hands gathered items to `work`, no more than `most` at once and one batch after the other.

    `work` returns one outcome per item; an exception among them is raised to the caller of that item only, one that
    `work` raises to all callers of the batch.
    """

    def __init__(self, work: Callable[[list[Item]], Coroutine[Any, Any, list[Any]]], most: int) -> None:
        self._work = work
        self._most = most
        self._waiting: list[tuple[Item, asyncio.Future[Any]]] = []
        self._working: asyncio.Task[list[Any]] | None = None
        self._closed = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def do(self, item: Item) -> Any:
        """The outcome of `item`. Cancelling the caller does not stop the work."""
        if self._closed:
            raise Unusable("The journal is closed.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        if not self._waiting and self._working is None:
            loop.call_soon(self._start)
        self._waiting.append((item, future))
        self._idle.clear()
        return await future

    async def close(self) -> None:
        """Refuses new calls, and returns when all earlier ones are done."""
        self._closed = True
        await self._idle.wait()

    def _start(self) -> None:
        if self._working is not None:
            return
        batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        self._working = asyncio.get_running_loop().create_task(self._work([item for item, _ in batch]))
        self._working.add_done_callback(partial(self._finish, [future for _, future in batch]))

    def _finish(self, waiting: Sequence[asyncio.Future[Any]], working: asyncio.Task[list[Any]]) -> None:
        self._working = None
        hand_out(waiting, _outcomes(working, len(waiting)))
        if self._waiting:
            self._start()
        else:
            self._idle.set()


def _outcomes(working: asyncio.Task[list[Any]], count: int) -> Sequence[Any]:
    if working.cancelled():
        return [Unusable("The program ended before this was known to be stored.")] * count
    failure = working.exception()
    return working.result() if failure is None else [failure] * count

"""Group commit: calls that arrive while a thread is busy are done together when it is free.

At 64 conversations at once, one commit serves dozens of appends; alone, an append waits for nobody.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Generic, TypeVar

from earpiece.domain.errors import EarpieceError, Unusable

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 1000
"""So many calls at most are done together, so that the first need not wait long for the last."""


class Gatherer(Generic[Item]):
    """Hands gathered items to `work` in one thread of its own, or each at once in the caller's (`inline`).

    `work` returns one outcome per item; an EarpieceError among them is raised to the caller of that item only.
    `done` is called on the event loop after each `work`, before the callers go on.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[list[Item]], list[Any]],
        done: Callable[[], None] = lambda: None,
        inline: bool = False,
    ) -> None:
        self._work = work
        self._done = done
        self._thread = None if inline else ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: list[tuple[Item, asyncio.Future[Any]]] = []
        self._busy = False
        self._closed = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def do(self, item: Item) -> Any:
        """The outcome of `item`; raises it, if it is an EarpieceError. Cancelling the caller does not stop the work."""
        self._check_open()
        if self._thread is None:
            (outcome,) = self._work([item])
            self._done()
            if isinstance(outcome, EarpieceError):
                raise outcome
            return outcome
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        if not self._waiting and not self._busy:
            loop.call_soon(self._start)
        self._waiting.append((item, future))
        self._idle.clear()
        return await future

    async def run(self, call: Callable[[], Result]) -> Result:
        """Does one call in the same thread, between two batches."""
        self._check_open()
        if self._thread is None:
            return call()
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    async def close(self) -> None:
        """Refuses new calls, and returns when all earlier ones are done."""
        self._closed = True
        if self._thread is not None:
            await self._idle.wait()
            self._thread.shutdown()

    def _check_open(self) -> None:
        if self._closed:
            raise Unusable("The journal is closed.")

    def _start(self) -> None:
        if self._busy or not self._waiting or self._thread is None:
            return
        batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        self._busy = True
        loop = asyncio.get_running_loop()
        working = loop.run_in_executor(self._thread, self._work, [item for item, _ in batch])
        working.add_done_callback(partial(self._finish, [future for _, future in batch]))

    def _finish(self, waiting: list[asyncio.Future[Any]], working: asyncio.Future[list[Any]]) -> None:
        self._busy = False
        failure = working.exception()
        if failure is None:
            self._done()
        hand_out(waiting, working.result() if failure is None else [failure] * len(waiting))
        if self._waiting:
            self._start()
        else:
            self._idle.set()


def hand_out(waiting: Sequence[asyncio.Future[Any]], outcomes: Sequence[Any]) -> None:
    """Give each caller its outcome; raised, if it is an exception."""
    for future, outcome in zip(waiting, outcomes, strict=True):
        if future.done():
            continue  # its caller was cancelled; the work is done all the same
        if isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

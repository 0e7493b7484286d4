"""A journal of a real database on the stage, whose virtual time does no I/O: it lives on a loop in a thread of its own,
and the stage stands still while it is asked."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from earpiece.domain.ports import Journal, News


class Elsewhere:
    """Passes every call on to a journal. Listeners are told on the stage, when a call has ended."""

    def __init__(self, opening: Coroutine[Any, Any, Journal]) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="journal-elsewhere")
        self._thread.start()
        self._listeners: dict[object, Callable[[News], None]] = {}
        self._news: list[News] = []
        self._journal = self._done(opening)
        self._loop.call_soon_threadsafe(self._journal.subscribe, self._news.append)

    def __getattr__(self, name: str) -> Any:
        there = getattr(self._journal, name)

        async def call(*values: Any, **named: Any) -> Any:
            answer = self._done(there(*values, **named))
            self._tell()
            return answer

        return call if callable(there) else there

    def subscribe(self, listener: Callable[[News], None]) -> Callable[[], None]:
        """See `Journal.subscribe`."""
        ticket = object()
        self._listeners[ticket] = listener
        return lambda: self._listeners.pop(ticket, None) and None

    async def close(self) -> None:
        """Closes the journal and ends its thread."""
        self._done(self._journal.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _done(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def _tell(self) -> None:
        news, self._news[:] = self._news[:], []
        for each in news:
            for listener in list(self._listeners.values()):
                listener(each)

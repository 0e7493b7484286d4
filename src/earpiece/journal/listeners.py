"""Who wants to hear of new events, and how they are told: after the commit, on the event loop, in order."""

import asyncio
from collections.abc import Callable

from earpiece.domain.ports import News

Listener = Callable[[News], None]


class Listeners:
    """The event loop calls each listener, and reports one that raises; nobody else is disturbed."""

    def __init__(self) -> None:
        self._listeners: dict[object, Listener] = {}

    def add(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` from now on; the returned function ends it (calling it twice does no harm)."""
        ticket = object()
        self._listeners[ticket] = listener

        def end() -> None:
            self._listeners.pop(ticket, None)

        return end

    def announce(self, news: News) -> None:
        """Has every listener called before anything that is scheduled on the loop after this."""
        loop = asyncio.get_running_loop()
        for listener in self._listeners.values():
            loop.call_soon(listener, news)

    async def heard(self) -> None:
        """Returns when all that was announced has been heard."""
        if self._listeners:
            await asyncio.sleep(0)

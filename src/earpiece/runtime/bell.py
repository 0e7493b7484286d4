"""Wakes those who wait for news of a stream. A hint only: whoever is woken looks into the journal."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from earpiece.domain.ports import Journal, News

ANY = "*"
"""The topic of every commit."""

Wait = Callable[[float], Awaitable[bool]]


class Bell:
    """Rings for a stream after each commit that touches it."""

    def __init__(self, journal: Journal) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.seq = 0
        journal.subscribe(self._ring)

    def _ring(self, news: News) -> None:
        self.seq = max(self.seq, news.seq)
        for topic in list(self._waiting) if news.streams is None else (ANY, *news.streams):
            for event in self._waiting.get(topic, ()):
                event.set()

    @contextmanager
    def listen(self, topic: str) -> Iterator[Wait]:
        """Listen first, then look, then wait: so no news is missed. The wait takes seconds, gives True if it rang."""
        event = asyncio.Event()
        self._waiting[topic].add(event)

        async def wait(seconds: float) -> bool:
            try:
                async with asyncio.timeout(seconds):
                    await event.wait()
            except TimeoutError:
                return False
            return True

        try:
            yield wait
        finally:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]

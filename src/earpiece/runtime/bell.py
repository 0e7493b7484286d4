"""Wakes those who wait for news of a stream. A hint only: whoever is woken looks into the journal."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from earpiece.domain.ports import Journal, News

CARDS = "card/*"
"""The topic of every commit that touches a card."""

Wait = Callable[[float], Awaitable[bool]]


class Bell:
    """Rings for a stream after each commit that touches it."""

    def __init__(self, journal: Journal) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.seq = 0
        self.cards = 0
        """The last position, as far as this node knows, with which a card changed."""
        journal.subscribe(self._ring)

    def _ring(self, news: News) -> None:
        self.seq = max(self.seq, news.seq)
        streams = list(self._waiting) if news.streams is None else news.streams
        for topic in streams:
            for event in self._waiting.get(topic, ()):
                event.set()
        if news.streams is None or any(stream.startswith("card/") for stream in streams):
            self.cards = max(self.cards, news.seq)
            for event in self._waiting.get(CARDS, ()):
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
            event.clear()
            return True

        try:
            yield wait
        finally:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]

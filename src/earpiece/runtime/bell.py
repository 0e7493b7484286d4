"""Wakes those who wait for news of a stream. A hint only: whoever is woken looks into the journal."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

from earpiece.domain.errors import Unusable
from earpiece.domain.ports import Journal, News

CARDS = "card/*"
"""The topic of every commit that touches a card."""

Wait = Callable[[float], Awaitable[bool]]


class Bell:
    """Rings for a stream after each commit that touches it."""

    def __init__(self, journal: Journal) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.seq = 0
        self._over = False
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
            self.cards_changed(news.seq)

    def cards_changed(self, seq: int) -> None:
        """What is shown of a card changed with that position, though the card itself did not."""
        self.cards = max(self.cards, seq)
        for event in self._waiting.get(CARDS, ()):
            event.set()

    def end(self) -> None:
        """This node is about to stop: whoever waits is told so, and may wait at another one."""
        self._over = True
        for waiting in self._waiting.values():
            for event in waiting:
                event.set()

    @contextmanager
    def listen(self, *topics: str) -> Iterator[Wait]:
        """Listen first, then look, then wait: so no news is missed. The wait takes seconds, gives True if it rang.

        Raises Unusable from the wait when this node is about to stop.
        """
        event = asyncio.Event()
        for topic in topics:
            self._waiting[topic].add(event)

        async def wait(seconds: float) -> bool:
            rang = False
            with suppress(TimeoutError):
                async with asyncio.timeout(0.0 if self._over else seconds):
                    rang = await event.wait()
            if self._over:
                raise Unusable("This node is about to stop.")
            event.clear()
            return rang

        try:
            yield wait
        finally:
            for topic in topics:
                self._waiting[topic].discard(event)
                if not self._waiting[topic]:
                    del self._waiting[topic]

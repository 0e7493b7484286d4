"""Cases kept up to date while things happen: only what has moved on is read again."""

import asyncio

from earpiece.domain.errors import EarpieceError
from earpiece.domain.ports import Journal, News
from earpiece.insight.cases import Case
from earpiece.insight.reading import NOT_COUNTED, conversation_of, opened_in, read_one
from earpiece.insight.sharing import shared

LOOK_AGAIN = 60.0
"""Seconds after which the list of conversations is looked up again, where other nodes write too: news may be lost."""

AT_ONCE = 40
"""Conversations read together; others come in between, so that a node with much to read still answers at once."""


class Cases:
    """The cases of the conversations opened lately. Costs nothing until somebody looks for the first time, and little
    from then on: what the journal's news name is noted, and read when somebody looks."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._cases: dict[str, Case] = {}
        self._moved: dict[str, None] = {}
        self._since = float("inf")
        """From when on the cases are complete."""
        self._listed = float("-inf")
        self._lock = asyncio.Lock()
        self._end = journal.subscribe(self._hear)

    def close(self) -> None:
        """Hear no more news."""
        self._end()

    def _hear(self, news: News) -> None:
        if self._since == float("inf"):
            return  # nobody has looked yet
        if news.streams is None:
            self._listed = float("-inf")
            self._moved.update(dict.fromkeys(self._cases))
            return
        for stream in news.streams:
            conversation = conversation_of(stream)
            if conversation is not None:
                self._moved[conversation] = None

    async def look(self, since: float, now: float) -> list[Case]:
        """The cases of all conversations opened at `since` or later, by their opening, as the journal has them; open
        ones as of their last event. `now` is the present. Practice is left out. Raises Unusable if the journal cannot
        be read."""
        async with self._lock:
            if since < self._since or not self._lately(now):
                await self._list(min(since, self._since), now)
            await self._read()
            for id in [id for id, case in self._cases.items() if case.opened_at < since]:
                del self._cases[id]
            self._since = since
            return shared(sorted(self._cases.values(), key=lambda case: case.opened_at))

    def _lately(self, now: float) -> bool:
        """The list was looked up, and nothing can have come unheard since."""
        return self._listed > float("-inf") and (self._journal.sole or now - self._listed <= LOOK_AGAIN)

    async def _list(self, since: float, now: float) -> None:
        self._since, self._listed = since, now  # from now on, news are noted
        for id in await opened_in(self._journal, since):
            if id not in self._cases:
                self._moved[id] = None

    async def _read(self) -> None:
        """Read what has moved; should that fail, it is still to be read."""
        while self._moved:
            several = list(self._moved)[:AT_ONCE]
            for id in several:
                del self._moved[id]
            try:
                read = await asyncio.gather(*(read_one(self._journal, id) for id in several))
            except EarpieceError:
                self._moved.update(dict.fromkeys(several))
                raise
            for id, case in zip(several, read, strict=True):
                if case is not None and case.channel not in NOT_COUNTED:
                    self._cases[id] = case

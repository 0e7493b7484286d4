"""How the desk stands, looked up when somebody is about to be asked, and kept for a moment."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence

from earpiece.desk.hours import opens_at
from earpiece.desk.offers import Colleague
from earpiece.desk.waits import UNKNOWN, Standing
from earpiece.domain.playbook import Hours
from earpiece.domain.ports import News, Row
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.hands import TAKEN_OVER
from earpiece.runtime.staff.presence import Presence

MOST_ANSWERED = 300
"""So many of the last answers are measured."""

MOST_EARLY = 300
"""So many of the last questions asked early are measured,"""

EARLY_DAYS = 7.0
"""but none older than this: what does not pay is tried again a week later."""

MOST_OPEN = 1000
MOST_LED = 1000

SOON = 1.0
"""Seconds after which news are looked up; until then what was found is young enough."""

LATE = 15.0
"""Seconds after which it is looked up without news: people leave in silence."""


class Waits:
    """What is kept is for estimates and offers only; rights are checked when somebody answers."""

    def __init__(self, ports: Ports, presence: Presence) -> None:
        self._ports = ports
        self._presence = presence
        self._heard, self._read = 1, 0
        """How often news told of cards or people, and how many of those are in what was found."""
        self._found, self._at = UNKNOWN, 0.0
        self._lock = asyncio.Lock()
        ports.journal.subscribe(self._hear)

    def _hear(self, news: News) -> None:
        kinds = ("card/", "presence/", "expert/")
        self._heard += news.streams is None or any(stream.startswith(kinds) for stream in news.streams)

    async def look(self) -> Standing:
        """How the desk stands, a second ago at most as far as this node knows."""
        async with self._lock:
            now = self._ports.clock.now()
            age = abs(now - self._at)
            if self._read and (age < SOON or (self._read == self._heard and age < LATE)):
                return self._found
            heard = self._heard
            self._found, self._at, self._read = await self._look(), now, heard
            return self._found

    async def _look(self) -> Standing:
        journal, hours = self._ports.journal, self._ports.companies.current().hours
        answered = await journal.rows("cards", "answered", MOST_ANSWERED, newest=True)
        open_ = await journal.rows("cards", "open", MOST_OPEN)
        colleagues = await self._colleagues(open_, answered)
        free = Counter(str(row.fields["skill"]) for row in open_ if row.fields.get("expert") is None)
        return Standing(colleagues, _waited(answered, hours), free, await self._early())

    async def _early(self) -> dict[str, tuple[int, int]]:
        """How many questions of each consult were asked early lately, and how many of those in vain."""
        since = self._ports.clock.now() - EARLY_DAYS * 86_400.0
        rows = await self._ports.journal.rows("early", limit=MOST_EARLY, newest=True)
        lately = [row for row in rows if row.at >= since]
        if not lately:
            return {}
        vain = {row.id for row in await self._ports.journal.rows("unneeded", limit=MOST_EARLY, newest=True)}
        asked = Counter(row.status for row in lately)
        wasted = Counter(row.status for row in lately if row.id in vain)
        return {consult: (count, wasted[consult]) for consult, count in asked.items()}

    async def _colleagues(self, open_: Sequence[Row], answered: Sequence[Row]) -> tuple[Colleague, ...] | None:
        here = await self._presence.here()
        if here is None:
            return None
        loads = await self._loads(open_)
        last: dict[str, float] = {}
        for row in reversed(answered):
            last[str(row.fields.get("by"))] = row.at
        return tuple(
            Colleague(account, account.id in here, loads.get(account.id, 0.0), last.get(account.id, 0.0))
            for account in await self._presence.accounts()
        )

    async def _loads(self, open_: Sequence[Row]) -> dict[str, float]:
        """The weights of what people hold and lead."""
        loads: defaultdict[str, float] = defaultdict(float)
        for row in open_:
            if row.fields.get("expert") is not None:
                loads[str(row.fields["expert"])] += float(row.fields.get("weight", 1.0))
        for row in await self._ports.journal.rows("led", limit=MOST_LED, newest=True):
            if row.status != "agent":
                loads[row.status] += TAKEN_OVER
        return loads


def _waited(answered: Sequence[Row], hours: Hours | None) -> dict[str, list[float]]:
    """How long cards waited for their answer while the desk was open, by skill."""
    waited: defaultdict[str, list[float]] = defaultdict(list)
    for row in answered:
        skill, asked = str(row.fields["skill"]), float(row.fields.get("asked", row.at))
        since = opens_at(hours, skill, asked)
        waited[skill].append(max(row.at - (asked if since is None else since), 0.0))
    return waited

"""The live board: all live conversations, those first that need a supervisor's eye.

While somebody watches, a node keeps a small row for each live conversation and makes it anew when news name its stream:
all at once when somebody looks, never one by one. At first the lists tell which conversations wait for an answer; the
others are read little by little. Once nobody has watched for a while all of it is forgotten.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from earpiece.desk.risk import Signal, signals_of, told
from earpiece.domain.conversation import Conversation, fold
from earpiece.domain.elsewhere import CHANNEL
from earpiece.domain.errors import NotFound, Unusable
from earpiece.domain.events import AgentSaid, CustomerSaid
from earpiece.domain.interventions import AGENT_LEADS, Lead
from earpiece.domain.playbook import Company
from earpiece.domain.ports import News, Row
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States
from earpiece.runtime.supervision.live_views import BoardView, Counts, LiveView, Reason
from earpiece.runtime.supervision.wall import Wall
from earpiece.runtime.views import Leader

MOST_LIVE = 50_000
MOST_SHOWN = 500
LAST_WORDS = 140
UNWATCHED = 60.0
"""Seconds after which nobody watches any more."""
LOOK_AGAIN = 10.0
"""Seconds after which the list of live conversations is looked up again, should news have been lost."""
READING = 0.06
"""Seconds that one look spends on reading conversations it does not know yet."""
RANKED = 4.0
"""For so many times as long as the ordering took, the order is good for everybody who looks."""

NOT_LIVE = ("practice", CHANNEL)
"""The channels of what is not real, and of conversations that are led elsewhere: never shown here."""


@dataclass(frozen=True, slots=True)
class Live:
    """A live conversation, as little of it as the board shows."""

    id: str
    channel: str
    customer: str | None = None
    language: str = "en"
    about: str = ""
    lead: Lead = AGENT_LEADS
    waiting_since: float | None = None
    signals: tuple[Signal, ...] = ()
    last: str = ""
    last_who: str = ""
    last_at: float = 0.0
    read: bool = False
    """From the conversation itself, not from the lists."""

    def score(self, now: float) -> float:
        return sum([signal.at(now) for signal in self.signals]) if self.signals else 0.0

    def matches(self, words: Iterable[str]) -> bool:
        """Whether all these words occur in what the board shows of it."""
        shown = (self.id, self.channel, self.customer, self.about, self.lead.who, self.last)
        text = " ".join([*(part or "guest" for part in shown), *(signal.words for signal in self.signals)]).lower()
        return all(word in text for word in words)


class LiveBoard:
    """One for each node, for all who watch there."""

    def __init__(self, ports: Ports, states: States, people: People) -> None:
        self._ports = ports
        self._states = states
        self._people = people
        self._wall = Wall(ports, states, people)
        self._rows: dict[str, Live] = {}
        self._unread: dict[str, None] = {}
        self._changed: dict[str, None] = {}
        self._names: Mapping[str, str] = {}
        self._watched = self._listed = float("-inf")
        self._ranked: tuple[float, int, list[Live]] = (float("-inf"), 0, [])
        self._version = 1
        self._rings: set[asyncio.Event] = set()
        self._lock = asyncio.Lock()
        ports.journal.subscribe(self._hear)

    def _hear(self, news: News) -> None:
        if not self._rings and self._now() - self._watched > UNWATCHED:
            self._forget()
            return
        if news.streams is None:
            self._listed = float("-inf")
            self._changed.update(dict.fromkeys(self._rows))
            self._ring()
            return
        moved = [s.removeprefix("conversation/") for s in news.streams if s.startswith("conversation/")]
        self._changed.update(dict.fromkeys(moved))
        if any(stream.startswith("expert/") for stream in news.streams):
            self._names = {}
        if moved or any(stream.startswith(("card/", "presence/", "expert/")) for stream in news.streams):
            self._ring()

    def _ring(self) -> None:
        self._version += 1
        for ring in self._rings:
            ring.set()

    def _forget(self) -> None:
        if self._listed > float("-inf"):
            self._rows, self._unread, self._changed = {}, {}, {}
            self._listed, self._ranked = float("-inf"), (float("-inf"), 0, [])

    async def wait(self, version: int, seconds: float) -> bool:
        """Until there is something newer than that version, or so many seconds; whether there is."""
        ring = asyncio.Event()
        self._rings.add(ring)
        try:
            if self._version > version:
                return True
            async with asyncio.timeout(seconds):
                return await ring.wait()
        except TimeoutError:
            return False
        finally:
            self._rings.discard(ring)

    async def look(self, words: str = "", limit: int = 100) -> BoardView:
        """The conversations that need an eye most, of those with all these words; what waits; who is there."""
        ranked, version = await self._rank()
        wanted = words.lower().split()
        found = [row for row in ranked if row.matches(wanted)] if wanted else ranked
        shown = await self._read_shown(found[: min(limit, MOST_SHOWN)])
        now = self._now()
        counts = Counts(
            live=len(ranked), matching=len(found), waiting=sum(row.waiting_since is not None for row in ranked),
            people=sum(row.lead.who == "person" for row in ranked),
            halted=sum(row.lead.who in ("paused", "stopped") for row in ranked), unread=len(self._unread),
        )  # fmt: skip
        wall, staffing = await self._wall.look()
        views = [self._view(row, now) for row in shown]
        return BoardView(at=now, version=version, conversations=views, counts=counts, wall=wall, staffing=staffing)

    async def _rank(self) -> tuple[list[Live], int]:
        async with self._lock:
            self._watched = now = self._now()
            good_until, version, ranked = self._ranked
            if now < good_until:
                return ranked, version
            version = self._version
            await self._bring_up(now)
            now = self._now()
            ranked = sorted(self._rows.values(), key=lambda row: row.score(now), reverse=True)
            done = self._now()
            self._ranked = (done + RANKED * (done - now), version, ranked)
            return ranked, version

    async def _bring_up(self, now: float) -> None:
        """Know what there is: the list, what has changed, and some of what was never read."""
        if not self._names:
            rows = await self._ports.journal.rows("experts")
            self._names = {row.id: str(row.fields.get("name", row.id)) for row in rows}
        if self._listed == float("-inf") or (not self._ports.journal.sole and now - self._listed > LOOK_AGAIN):
            await self._list(now)
        changed, self._changed = self._changed, {}
        for id in changed:
            await self._read(id, await self._lately(id))
        while self._unread and self._now() - now < READING:
            id = next(iter(self._unread))
            await self._read(id, await self._once(id))

    async def _list(self, now: float) -> None:
        live = await self._ports.journal.rows("conversations", "open", MOST_LIVE, newest=True)
        cards = await self._ports.journal.rows("cards", "open", MOST_LIVE)
        asked: dict[str, list[Row]] = {}
        for card in cards:
            asked.setdefault(str(card.fields.get("conversation")), []).append(card)
        known = {row.id for row in live}
        for id in [id for id in self._rows if id not in known]:
            self._drop(id)
        fresh = [row for row in live if row.id not in self._rows and row.fields.get("channel") not in NOT_LIVE]
        for row in fresh:
            self._rows[row.id] = _from_lists(row, asked.get(row.id, ()))
        for row in sorted(fresh, key=lambda row: row.id not in asked):
            self._unread[row.id] = None
        self._listed = now

    async def _read_shown(self, rows: list[Live]) -> list[Live]:
        """Those that are shown are read, whatever is left to read of the others."""
        for row in rows:
            if not row.read and row.id in self._unread:
                await self._read(row.id, await self._once(row.id))
        return [self._rows.get(row.id, row) for row in rows]

    async def _lately(self, id: str) -> Conversation | None:
        try:
            return await self._states.conversation_lately(id)
        except NotFound:
            return None
        except Unusable:
            return await self._once(id)

    async def _once(self, id: str) -> Conversation | None:
        """Read for its row only: ten thousand of them would drive out of memory what customers need. None also where it
        is pinned to a version of the company that only newer nodes understand: those show it."""
        state = fold(Conversation(id), await self._ports.journal.read(f"conversation/{id}"))
        if state.opened is None:
            return None
        await asyncio.sleep(0)  # let others come in between
        try:
            await self._ports.companies.find(state.company, self._ports.journal)
        except (NotFound, Unusable):
            return None
        return state

    async def _read(self, id: str, state: Conversation | None) -> None:
        if state is None or state.outcome is not None or (state.opened and state.opened.channel in NOT_LIVE):
            self._drop(id)
            return
        self._unread.pop(id, None)
        self._rows[id] = live_of(state, self._ports.companies.version(state.company), self._names)

    def _drop(self, id: str) -> None:
        self._rows.pop(id, None)
        self._unread.pop(id, None)

    def _view(self, row: Live, now: float) -> LiveView:
        score, _ = told(row.signals, now)
        heavy = sorted(row.signals, key=lambda signal: -signal.at(now))
        reasons = [Reason(text=s.told(now), words=s.words, since=s.since or None) for s in heavy]
        lead = Leader(
            who=row.lead.who, by=row.lead.by, name=row.lead.name or self._names.get(row.lead.by, row.lead.by),
            reason=row.lead.reason, since=row.lead.since,
        )  # fmt: skip
        return LiveView(
            id=row.id, customer=row.customer, channel=row.channel, language=row.language, about=row.about, lead=lead,
            waiting_since=row.waiting_since, score=score, reasons=reasons, last=row.last, last_who=row.last_who,
            last_at=row.last_at,
        )  # fmt: skip

    def _now(self) -> float:
        return self._ports.clock.now()


def live_of(state: Conversation, company: Company, names: Mapping[str, str]) -> Live:
    """The row of a conversation."""
    assert state.opened is not None
    last = state.lines[-1] if state.lines else None
    said = last.event if last is not None else None
    who = "customer" if isinstance(said, CustomerSaid) else "agent" if isinstance(said, AgentSaid) else "person"
    asked = [consult.asked_at for consult in state.open_consults]
    return Live(
        id=state.id, channel=state.opened.channel, customer=state.name, language=state.opened.language,
        about=_about(state, company), lead=state.lead, waiting_since=min(asked, default=None),
        signals=signals_of(state, company, names), last=said.text[:LAST_WORDS] if said is not None else "",
        last_who=who if said is not None else "", last_at=last.at if last is not None else state.opened_at, read=True,
    )  # fmt: skip


def _about(state: Conversation, company: Company) -> str:
    if state.stack:
        return company.title(f"playbook/{state.runs[state.root(state.stack[-1])].playbook}")
    return company.title(state.last_target) if state.last_target and company.knows(state.last_target) else ""


def _from_lists(row: Row, cards: Iterable[Row]) -> Live:
    """What the lists know: where the conversation takes place, and what it waits for."""
    asked = [(str(card.fields.get("skill")), float(card.fields.get("asked", card.at))) for card in cards]
    signals = tuple(Signal(f"waits {{span}} for {skill}", 8, at, 4) for skill, at in asked)
    since = min((at for _, at in asked), default=None)
    return Live(row.id, str(row.fields.get("channel", "chat")), waiting_since=since, signals=signals, last_at=row.at)

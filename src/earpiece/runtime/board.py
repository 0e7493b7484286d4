"""The desk's list: open cards, the most urgent first, as many as a person can take in, and how many more there are.

However many cards are open, only those at the head of the list are looked at. The list is looked up once for all who
watch, and a card is rendered again only when it has changed.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from earpiece.desk.people import Account
from earpiece.domain.card import Card
from earpiece.domain.ports import News, Row
from earpiece.runtime.card_views import card_view, for_person
from earpiece.runtime.people import People
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import States
from earpiece.runtime.views import CardList, CardView

MOST_SHOWN = 100
MOST_DONE = 20
NEAR = 400
"""So many of the most urgent cards are looked through for those a person may see."""
FAR = 10_000
"""So many, where those hold too few for this person."""
AGE = 3.0
"""Seconds after which the list is looked up again, whatever the news say."""
MOST_KEPT = 2000
MOST_PEOPLE = 500


@dataclass(slots=True)
class Looked:
    """What a look into the lists found, and when: how many news of cards there had been, at what time."""

    limit: int
    rows: Sequence[Row] = ()
    done: Sequence[Row] = ()
    news: int = -1
    at: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    visible: dict[tuple[str, ...], list[str]] = field(default_factory=dict)
    """By skills: the ids of cards that whoever has them may see."""

    @property
    def whole(self) -> bool:
        """Whether these are all open cards."""
        return len(self.rows) < self.limit

    def seen_by(self, account: Account) -> list[str]:
        """Ids of the cards this person may see; of old entries, which do not say whether the card was widened, all."""
        if account.role != "expert":
            return self._seen_by((), everything=True)
        return self._seen_by(account.skills, everything=False)

    def _seen_by(self, skills: tuple[str, ...], *, everything: bool) -> list[str]:
        key = ("*",) if everything else skills
        if key not in self.visible:
            self.visible[key] = [row.id for row in self.rows if everything or _may_concern(row.fields, skills)]
        return self.visible[key]


@dataclass(frozen=True, slots=True)
class Shown:
    """A card, and how nobody in particular sees it."""

    card: Card
    view: CardView
    harm: tuple[bool, float]


@dataclass(slots=True)
class Seen:
    """What was rendered for one person, as long as their account is the same: for each card, from what and as what."""

    account: Account
    views: dict[str, tuple[Shown, CardView]] = field(default_factory=dict)


class Board:
    """What is kept saves work; the journal is the truth, and its news say what to look at again."""

    def __init__(self, ports: Ports, states: States, people: People) -> None:
        self._ports = ports
        self._states = states
        self._people = people
        self._news = 0
        self._near, self._far = Looked(NEAR), Looked(FAR)
        self._shown: OrderedDict[str, Shown] = OrderedDict()
        self._seen: OrderedDict[str, Seen] = OrderedDict()
        ports.journal.subscribe(self._hear)

    def _hear(self, news: News) -> None:
        if news.streams is None:
            self._shown.clear()
            self._news += 1
            return
        cards = [stream.removeprefix("card/") for stream in news.streams if stream.startswith("card/")]
        self._news += bool(cards)
        for card in cards:
            self._shown.pop(card, None)

    async def look(self, account: Account) -> CardList:
        """Open cards this person may see in the order they should be answered, then the last ones done."""
        near = await self._look_up(self._near, fresh=True)
        ids, whole = near.seen_by(account), near.whole
        if len(ids) < MOST_SHOWN and not whole:
            far = await self._look_up(self._far, fresh=False)
            ids = list(dict.fromkeys([*ids, *far.seen_by(account)]))
            whole = far.whole
        mine = [shown for shown in await self._find(ids[:MOST_SHOWN]) if not shown.card.ended]
        done = [shown for shown in await self._find([row.id for row in near.done]) if shown.card.ended]
        mine.sort(key=lambda shown: shown.harm)
        views = self._personal(account, [shown for shown in (*mine, *done) if sees(account, shown.card)])
        return CardList(views, max(len(ids) - MOST_SHOWN, 0), more_than=not whole)

    async def _look_up(self, looked: Looked, *, fresh: bool) -> Looked:
        """Look again if something changed (only for what has to be `fresh`), or if the last look was long ago."""
        async with looked.lock:
            news, now = self._news, self._ports.clock.now()
            young = abs(now - looked.at) < AGE
            if young and looked.news >= 0 and (looked.news == news or not fresh):
                return looked
            if not young and not self._ports.journal.sole:
                self._shown.clear()  # news of other nodes may have been lost
            looked.rows = await self._ports.journal.rows("cards", "open", looked.limit)
            if fresh:
                looked.done = await self._ports.journal.rows("cards", "answered", MOST_DONE, newest=True)
            looked.visible.clear()
            looked.news, looked.at = news, now
            return looked

    async def _find(self, ids: Sequence[str]) -> list[Shown]:
        """These cards as they are now, as far as the news say."""
        known = self._shown
        return [known[id] if id in known else await self._show(id) for id in ids]

    async def _show(self, id: str) -> Shown:
        news = self._news
        card = await self._states.card(id)
        state = await self._states.conversation(card.conversation)
        company = self._ports.companies.version(state.company)
        names = {each: await self._people.name(each) for each in (card.by, card.claim and card.claim.expert) if each}
        view = card_view(card, state, company, Account(""), self._ports.clock.now(), names)
        shown = Shown(card, view, _harm(card))
        if news == self._news:  # else there may be something newer already
            self._shown[id] = shown
            if len(self._shown) > MOST_KEPT:
                self._shown.popitem(last=False)
        return shown

    def _personal(self, account: Account, cards: Sequence[Shown]) -> list[CardView]:
        """The cards as this person sees them: the same objects as before, if nothing has changed."""
        before = self._seen.get(account.id)
        known: Mapping[str, tuple[Shown, CardView]] = {}
        if before is not None and before.account is account:
            known = before.views
        views: dict[str, tuple[Shown, CardView]] = {}
        for shown in cards:
            id = shown.card.id
            old = known.get(id)
            views[id] = old if old is not None and old[0] is shown else (shown, _for(shown, account))
        self._seen[account.id] = Seen(account, views)
        if len(self._seen) > MOST_PEOPLE:
            self._seen.popitem(last=False)
        return [view for _, view in views.values()]


def sees(account: Account, card: Card) -> bool:
    """Whether this person may see the card."""
    return account.role != "expert" or card.widened or card.skill in account.skills or card.by == account.id


def _may_concern(fields: Mapping[str, Any], skills: tuple[str, ...]) -> bool:
    return fields.get("widened", True) or fields.get("skill") in skills


def _for(shown: Shown, account: Account) -> CardView:
    return for_person(shown.view, shown.card, account)


def _harm(card: Card) -> tuple[bool, float]:
    """Those waiting for the customer last; else by the next rung: what goes wrong soonest comes first."""
    rung = card.next_rung()
    return card.status == "awaiting_customer", rung[0] if rung is not None else card.asked_at

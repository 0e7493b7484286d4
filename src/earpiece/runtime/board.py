"""The desk's list: open cards, the most urgent first, as many as a person can take in, and how many more there are.

However many cards are open, only those at the head of the list are looked at. The list is looked up once for all who
watch, and a card is rendered again only when it has changed.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

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
NEAR = 1000
"""So many of the most urgent cards are looked through for those a person may see."""
FAR = 10_000
"""So many, where the first thousand hold too few for this person."""
AGE = 3.0
"""Seconds after which the list is looked up again, whatever the news say."""
MOST_VIEWS = 2000
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


@dataclass(slots=True)
class Seen:
    """What was rendered for one person, as long as their account is the same: for each card, from what and as what."""

    account: Account
    views: dict[str, tuple[CardView, CardView]] = field(default_factory=dict)


class Board:
    """What is kept saves work; the journal is the truth, and its news say what to look at again."""

    def __init__(self, ports: Ports, states: States, people: People) -> None:
        self._ports = ports
        self._states = states
        self._people = people
        self._news = 0
        self._near, self._far = Looked(NEAR), Looked(FAR)
        self._views: OrderedDict[str, tuple[Card, CardView]] = OrderedDict()
        self._seen: OrderedDict[str, Seen] = OrderedDict()
        ports.journal.subscribe(self._hear)

    def _hear(self, news: News) -> None:
        if news.streams is None or any(stream.startswith("card/") for stream in news.streams):
            self._news += 1

    async def look(self, account: Account) -> CardList:
        """Open cards this person may see in the order they should be answered, then the last ones done."""
        near = await self._look_up(self._near, fresh=True)
        rows, whole = _visible(account, near.rows), len(near.rows) < NEAR
        if len(rows) < MOST_SHOWN and not whole:
            far = await self._look_up(self._far, fresh=False)
            known = {row.id for row in rows}
            rows += [row for row in _visible(account, far.rows) if row.id not in known]
            whole = len(far.rows) < FAR
        cards = [await self._states.card(row.id) for row in rows[:MOST_SHOWN]]
        mine = sorted((card for card in cards if not card.ended and sees(account, card)), key=_harm)
        done = [await self._states.card(row.id) for row in near.done]
        shown = [*mine, *(card for card in done if card.ended and sees(account, card))]
        more = max(len(rows) - MOST_SHOWN, 0)
        return CardList([await self._personal(account, card) for card in shown], more, more_than=not whole)

    async def _look_up(self, looked: Looked, *, fresh: bool) -> Looked:
        """Look again if something changed, or if the last look was long ago; `fresh` or not, as for the far end."""
        async with looked.lock:
            news, now = self._news, self._ports.clock.now()
            if (looked.news == news or (looked.rows and not fresh)) and abs(now - looked.at) < AGE:
                return looked
            looked.rows = await self._ports.journal.rows("cards", "open", looked.limit)
            if fresh:
                looked.done = await self._ports.journal.rows("cards", "answered", MOST_DONE, newest=True)
            looked.news, looked.at = news, now
            return looked

    async def _personal(self, account: Account, card: Card) -> CardView:
        """The card as this person sees it: the same object as before, if nothing has changed."""
        view = await self._view(card)
        seen = self._seen.get(account.id)
        if seen is None or seen.account is not account:
            seen = self._seen[account.id] = Seen(account)
            if len(self._seen) > MOST_PEOPLE:
                self._seen.popitem(last=False)
        known = seen.views.get(card.id)
        if known is None or known[0] is not view:
            if len(seen.views) > 2 * (MOST_SHOWN + MOST_DONE):
                seen.views.clear()
            known = seen.views[card.id] = (view, for_person(view, card, account))
        return known[1]

    async def _view(self, card: Card) -> CardView:
        """The card as nobody in particular sees it."""
        known = self._views.get(card.id)
        if known is not None and known[0] == card:
            return known[1]
        state = await self._states.conversation(card.conversation)
        company = self._ports.companies.version(state.company)
        names = {id: await self._people.name(id) for id in (card.by, card.claim and card.claim.expert) if id}
        view = card_view(card, state, company, Account(""), self._ports.clock.now(), names)
        self._views[card.id] = (card, view)
        if len(self._views) > MOST_VIEWS:
            self._views.popitem(last=False)
        return view


def sees(account: Account, card: Card) -> bool:
    """Whether this person may see the card."""
    return account.role != "expert" or card.widened or card.skill in account.skills or card.by == account.id


def _visible(account: Account, rows: Sequence[Row]) -> list[Row]:
    """Entries of cards this person may see; older ones do not say whether the card was widened, so it is looked at."""
    if account.role != "expert":
        return list(rows)
    return [row for row in rows if row.fields.get("widened", True) or row.fields.get("skill") in account.skills]


def _harm(card: Card) -> tuple[bool, float]:
    """Those waiting for the customer last; else by the next rung: what goes wrong soonest comes first."""
    rung = card.next_rung()
    return card.status == "awaiting_customer", rung[0] if rung is not None else card.asked_at

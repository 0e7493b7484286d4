"""The desk's list: open cards, the most urgent first, as many as a person can take in, and how many more there are.

However many cards are open, only those at the head of the list are looked at. The list is looked up once for all who
watch, and a card is rendered again only when it has changed. Cards that ask the same are one entry, found by the lists'
fields alone, so that five hundred of them cost no more than one.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from earpiece.desk.fan_in import Group, asked_at, groups_of
from earpiece.desk.people import Account
from earpiece.domain.card import Card
from earpiece.domain.ports import News, Row
from earpiece.runtime.bell import Bell
from earpiece.runtime.desk.card_views import Mine, card_view, for_person, people_of
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.offering import Offering, Offers, Shown, met_in, shown_of
from earpiece.runtime.staff.people import People
from earpiece.runtime.staff.waits import Waits
from earpiece.runtime.states import States
from earpiece.runtime.views import CardList, CardView, Waiting

MOST_SHOWN = 100
MOST_DONE = 20
MOST_SEEDED = 1000
MOST_LOOKS = 3
"""So many looks at own decisions of the agent are in a person's list, behind all that somebody waits for."""
MOST_ALIKE = 20
"""So many of those who wait for the same answer are named in the list; a card by itself names more."""
NEAR = 400
"""So many of the most urgent cards are looked through for those a person may see."""
FAR = 10_000
"""So many, where those hold too few for this person."""
AGE = 3.0
"""Seconds after which the list is looked up again, whatever the news say."""
MOST_KEPT = 2000
MOST_PEOPLE = 500


@dataclass(slots=True, eq=False)
class Listing:
    """Open cards by what goes wrong soonest, and equal ones among them as one."""

    rows: Sequence[Row]
    whole: bool
    """Whether these are all open cards."""
    visible: dict[tuple[str, ...], list[Group]] = field(default_factory=dict)
    """By skills: what whoever has them may see."""

    def seen_by(self, account: Account) -> list[Group]:
        """What this person may see; of old entries, which do not say whether the card was widened, all."""
        key = tuple(account.skills) if account.role == "expert" else ("*",)
        if key not in self.visible:
            self.visible[key] = groups_of(row for row in self.rows if concerns(account, row))
        return self.visible[key]


@dataclass(slots=True)
class Looked:
    """What a look into the lists found, and when: how many news of cards there had been, at what time."""

    limit: int
    open: Listing = field(default_factory=lambda: Listing((), whole=False))
    done: Sequence[Row] = ()
    seeded: Sequence[Row] = ()
    audits: Sequence[Row] = ()
    news: int = -1
    at: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A card as one person sees it, from what, with which alike, and what is known of the person."""

    of: Shown
    alike: tuple[str, ...]
    mine: Mine
    view: CardView


@dataclass(slots=True)
class Seen:
    """What was rendered for one person, as long as their account is the same."""

    account: Account
    views: dict[str, Rendered] = field(default_factory=dict)


class Board:
    """What is kept saves work; the journal is the truth, and its news say what to look at again."""

    def __init__(self, ports: Ports, states: States, people: People, bell: Bell, waits: Waits) -> None:
        self._ports = ports
        self._states = states
        self._people = people
        self._bell = bell
        self._offering = Offering(ports.clock, waits, self._find)
        self._news = 0
        self._near, self._far = Looked(NEAR), Looked(FAR)
        self._all: tuple[Listing, Listing, Listing] | None = None
        """The most urgent, those that are far, and both joined."""
        self._shown: OrderedDict[str, Shown] = OrderedDict()
        self._of: dict[str, set[str]] = {}
        """Conversation → the cards that were rendered with its words."""
        self._seen: OrderedDict[str, Seen] = OrderedDict()
        ports.journal.subscribe(self._hear)

    def _hear(self, news: News) -> None:
        if news.streams is None:
            self._shown.clear()
            self._of.clear()
            self._news += 1
            return
        cards = [stream.removeprefix("card/") for stream in news.streams if stream.startswith("card/")]
        self._news += bool(cards)
        talks = [stream.removeprefix("conversation/") for stream in news.streams if stream.startswith("conversation/")]
        moved = [self._of.pop(talk) for talk in talks if talk in self._of]
        for card in (*cards, *(card for shown in moved for card in shown)):
            self._shown.pop(card, None)
        if moved:
            self._bell.cards_changed(news.seq)

    async def look(self, account: Account) -> CardList:
        """Open cards this person may see in the order they should be answered, then the last ones done."""
        groups, whole = await self._groups(account)
        offers = await self._offering.make(self._near.open.rows)
        shown = [(each, group) for group in groups[:MOST_SHOWN] for each in await self._find([group.lead.id])]
        mine = sorted((pair for pair in shown if not pair[0].card.ended), key=lambda pair: self._offering.place(*pair))
        done = [(each, None) for each in await self._find([row.id for row in self._near.done]) if each.card.ended]
        seeded = [row.id for row in self._near.seeded if row.fields["expert"] == account.id]
        looks = [row.id for row in self._near.audits if _looks(account, row)][:MOST_LOOKS]
        last = [(each, None) for each in await self._find([*seeded, *looks]) if not each.card.ended]
        views = self._personal(account, [pair for pair in (*mine, *last, *done) if sees(account, pair[0].card)], offers)
        return CardList(views, max(len(groups) - MOST_SHOWN, 0), more_than=not whole)

    async def _groups(self, account: Account) -> tuple[list[Group], bool]:
        """What this person may see, the most urgent first, and whether all open cards were looked at."""
        near = (await self._look_up(self._near, fresh=True)).open
        groups = near.seen_by(account)
        if len(groups) >= MOST_SHOWN or near.whole:
            return groups, near.whole
        everything = self._join(near, (await self._look_up(self._far, fresh=False)).open)
        return everything.seen_by(account), everything.whole

    def _join(self, near: Listing, far: Listing) -> Listing:
        """Both as one. The most urgent were looked up last: what else was there once has gone since."""
        if self._all is None or self._all[:2] != (near, far):
            known, end = {row.id for row in near.rows}, near.rows[-1].at
            rows = [*near.rows, *(row for row in far.rows if row.at >= end and row.id not in known)]
            self._all = near, far, Listing(rows, far.whole)
        return self._all[2]

    async def _look_up(self, looked: Looked, *, fresh: bool) -> Looked:
        """Look again if something changed (only for what has to be `fresh`), or if the last look was long ago."""
        async with looked.lock:
            news, now = self._news, self._ports.clock.now()
            young = abs(now - looked.at) < AGE
            if young and looked.news >= 0 and (looked.news == news or not fresh):
                return looked
            if not young and not self._ports.journal.sole:
                self._shown.clear()  # news of other nodes may have been lost
            rows = await self._ports.journal.rows("cards", "open", looked.limit)
            if fresh:
                looked.seeded = await self._ports.journal.rows("seeded", "open", MOST_SEEDED)
                looked.audits = await self._ports.journal.rows("audits", "open", MOST_SEEDED)
                looked.done = await self._ports.journal.rows("cards", "answered", MOST_DONE, newest=True)
            looked.open = Listing(rows, whole=len(rows) < looked.limit)
            looked.news, looked.at = news, now
            return looked

    async def _find(self, ids: Sequence[str]) -> list[Shown]:
        """These cards as they are now, as far as the news say."""
        known = self._shown
        return [known[id] if id in known else await self._show(id) for id in ids]

    async def _show(self, id: str) -> Shown:
        news = self._news
        card = await self._states.card(id)
        rendering = self._of.setdefault(card.conversation, set())
        state = await self._states.behind(card)
        company = self._ports.companies.version(state.company)
        names = {each: await self._people.name(each) for each in people_of(card, state)}
        view = card_view(card, state, company, Account(""), self._ports.clock.now(), names)
        shown = shown_of(card, state, company, view, await met_in(state, self._states))
        if news == self._news and self._of.get(card.conversation) is rendering:  # else there may be something newer
            self._shown[id] = shown
            if not card.ended:
                rendering.add(id)
            if len(self._shown) > MOST_KEPT:
                self._shown.popitem(last=False)
        if not rendering:
            self._of.pop(card.conversation, None)
        return shown

    def _personal(
        self, account: Account, cards: Sequence[tuple[Shown, Group | None]], offers: Offers
    ) -> list[CardView]:
        """The cards as this person sees them: the same objects as before, if nothing has changed."""
        before = self._seen.get(account.id)
        known: Mapping[str, Rendered] = {}
        if before is not None and before.account is account:
            known = before.views
        views: dict[str, Rendered] = {}
        for shown, group in cards:
            id, alike = shown.card.id, group.ids if group is not None else ()
            old = known.get(id)
            mine = _mine(shown, account, offers)
            same = old is not None and old.of is shown and (old.alike, old.mine) == (alike, mine)
            view = old.view if old is not None and same else _for(shown, account, group, mine)
            views[id] = old if old is not None and same else Rendered(shown, alike, mine, view)
        self._seen[account.id] = Seen(account, views)
        if len(self._seen) > MOST_PEOPLE:
            self._seen.popitem(last=False)
        return [rendered.view for rendered in views.values()]


def sees(account: Account, card: Card) -> bool:
    """Whether this person may see the card; a seeded one is one expert's only."""
    if card.seed is not None:
        return card.seed.expert == account.id
    return account.role != "expert" or card.widened or card.skill in account.skills or card.by == account.id


def concerns(account: Account, row: Row) -> bool:
    """Whether this person may see an open card, as far as the list's entry says."""
    return account.role != "expert" or row.fields.get("widened", True) or row.fields.get("skill") in account.skills


def _looks(account: Account, row: Row) -> bool:
    """Whether this person may say of a decision whether it was right."""
    return account.role != "expert" or row.fields.get("skill") in account.skills


def _mine(shown: Shown, account: Account, offers: Offers) -> Mine:
    offered = shown.card.ended or not shown.card.waited_for or offers.offered(shown.card.id, account.id)
    return Mine(offered, account.id in shown.met, offers.loads.get(account.id))


def _for(shown: Shown, account: Account, group: Group | None, mine: Mine) -> CardView:
    view = for_person(shown.view, shown.card, account, mine)
    if group is None or not group.others:
        return view
    alike = [waiting_of(row) for row in group.others[:MOST_ALIKE]]
    return view.model_copy(update={"alike": alike, "waiting": len(group.others) + 1})


def waiting_of(row: Row) -> Waiting:
    """Who waits for the same answer, as far as a list's entry says."""
    return Waiting(card=row.id, conversation=str(row.fields["conversation"]), customer=None, asked_at=asked_at(row))

"""The desk's list in the order of harm, and to whom each card of it is offered; found once for all who watch."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from earpiece.desk.fan_in import Group, asked_at, groups_of
from earpiece.desk.harm import Order, Stake, order
from earpiece.desk.hours import opens_at
from earpiece.desk.offers import Wanted, offers
from earpiece.domain.card import Card
from earpiece.domain.conversation import Conversation
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Clock, Row
from earpiece.runtime.staff.waits import Waits
from earpiece.runtime.states import States
from earpiece.runtime.views import CardView

MOST_OFFERED = 200
"""So many of the most urgent cards are offered; the others are there to be taken."""

MOST_PLACES = 2000

MOST_EARLIER = 3
"""So many of a customer's earlier conversations are looked at for who knows them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A card, and how nobody in particular sees it. `since` is when its waiting began: asked, and the desk open."""

    card: Card
    view: CardView
    since: float
    promised: bool
    met: frozenset[str]
    """Who has answered in this conversation before, or in an earlier one of this customer."""


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """To whom cards are offered, by card; None: nobody knows who is there, and each is everybody's."""

    given: Mapping[str, frozenset[str]] | None = None
    loads: Mapping[str, float] = field(default_factory=dict)

    def offered(self, card: str, expert: str) -> bool:
        return self.given is None or expert in self.given.get(card, ())


def shown_of(card: Card, state: Conversation, company: Company, view: CardView, met: frozenset[str]) -> Shown:
    """A card with all that its place in the list depends on."""
    opening = opens_at(company.hours, card.skill, card.asked_at)
    consult = state.consults.get(card.consult)
    promised = consult is not None and consult.promised != "no"
    return Shown(card, view, card.asked_at if opening is None else opening, promised, met)


async def met_in(state: Conversation, states: States) -> frozenset[str]:
    """Who has answered in this conversation before, or in one of the customer's last ones."""
    earlier = state.opened.earlier[:MOST_EARLIER] if state.opened is not None else ()
    talks = [state, *[await states.conversation(each) for each in earlier]]
    return frozenset(consult.by for talk in talks for consult in talk.consults.values() if consult.by is not None)


def order_of(shown: Shown, group: Group, now: float) -> Order:
    """The place of cards that ask the same, as one."""
    card, rung = shown.card, shown.card.next_rung()
    alone = len(group.ids) == 1
    asked = card.needed_at if alone and card.needed_at is not None else min(asked_at(row) for row in group.rows)
    stake = Stake(
        asked_at=max(asked, shown.since) if shown.since > card.asked_at else asked,
        customers=len(group.ids), channel=card.channel, promised=shown.promised,
        amount=max(card.question.authority.values(), default=0.0), next_at=rung[0] if rung is not None else None,
        awaiting=card.status == "awaiting_customer", early=card.early and alone and card.needed_at is None,
    )  # fmt: skip
    return order(stake, now)


class Offering:
    """Offers are made anew when the list, or what is known of the people, has changed."""

    def __init__(self, clock: Clock, waits: Waits, find: Callable[[Sequence[str]], Awaitable[list[Shown]]]) -> None:
        self._clock = clock
        self._waits = waits
        self._find = find
        self._of: tuple[object, object] | None = None
        self._made = Offers()
        self._places: dict[str, tuple[Shown, int, int, Order]] = {}
        """By card, for all who watch: from what, for how many, in which second its place was found; and the place."""

    def place(self, shown: Shown, group: Group) -> tuple[Order, str]:
        """Sorts cards that ask the same among the others; reckoned anew each second, or when they have changed."""
        id, now = shown.card.id, self._clock.now()
        asked, second = len(group.others), int(now)
        known = self._places.get(id)
        if known is None or known[0] is not shown or known[1:3] != (asked, second):
            if len(self._places) > MOST_PLACES:
                self._places.clear()
            known = self._places[id] = (shown, asked, second, order_of(shown, group, now))
        return known[3], id

    async def make(self, rows: Sequence[Row]) -> Offers:
        """To whom these open cards are offered; the same object as long as nothing changed."""
        standing = await self._waits.look()
        if standing.colleagues is None:
            return Offers() if self._made.given is not None else self._made
        if self._of is None or self._of[0] is not rows or self._of[1] is not standing:
            groups = groups_of(rows)[:MOST_OFFERED]
            now = self._clock.now()
            found = zip(await self._find([group.lead.id for group in groups]), groups, strict=True)
            ready = [(shown, group) for shown, group in found if shown.card.status == "open"]
            ready.sort(key=lambda pair: self.place(*pair))
            given = offers([_wanted(shown, now) for shown, _ in ready], standing.colleagues)
            of_all = {id: given[group.lead.id] for _, group in ready for id in group.ids}
            self._made = Offers(of_all, {each.account.id: each.load for each in standing.colleagues})
            self._of = rows, standing
        return self._made


def _wanted(shown: Shown, now: float) -> Wanted:
    claim, decision = shown.card.held_by(now), shown.card.decision
    holder = decision.by if decision is not None else claim.expert if claim is not None else None
    return Wanted(shown.card, shown.met, holder)

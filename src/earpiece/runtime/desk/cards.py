"""The desk's hand on a card: found for those who may see it, written if it has not moved, shown as they see it."""

from earpiece.desk import answers
from earpiece.desk.offers import why_you
from earpiece.desk.people import Account, why_not
from earpiece.domain.card import Card
from earpiece.domain.conversation import Conversation
from earpiece.domain.desk_events import DraftSaved
from earpiece.domain.errors import Conflict, Forbidden, Invalid, Moved, NotFound
from earpiece.domain.event import BaseEvent
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Write
from earpiece.gate.secrets import find_secrets
from earpiece.runtime.desk.alike import Alike
from earpiece.runtime.desk.board import sees
from earpiece.runtime.desk.card_views import as_if_asked_now, card_view, people_of
from earpiece.runtime.desk.glance import fitted
from earpiece.runtime.desk.seeds import Seeds
from earpiece.runtime.learning.precedents import PrecedentBook
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.offering import met_in
from earpiece.runtime.staff.people import People
from earpiece.runtime.staff.staff import Staff
from earpiece.runtime.states import States
from earpiece.runtime.views import CardView

MOST_TRIES = 10


class Cards:
    """What everything that is done with a card begins and ends with."""

    def __init__(
        self, ports: Ports, states: States, people: People, staff: Staff, alike: Alike, seeds: Seeds,
        precedents: PrecedentBook,
    ) -> None:  # fmt: skip
        self._ports = ports
        self._states = states
        self._people = people
        self.precedents = precedents
        self.staff = staff
        self._alike = alike
        self.seeds = seeds

    def now(self) -> float:
        return self._ports.clock.now()

    async def company(self, card: Card) -> Company:
        """The version that the card's conversation is pinned to."""
        return self._ports.companies.version((await self._states.behind(card)).company)

    async def seen(self, account: Account, card: str) -> Card:
        """Raises NotFound, Forbidden."""
        found = await self._states.card(card)
        if not sees(account, found):
            if found.seed is not None:
                raise NotFound("There is no such card.")
            raise Forbidden(why_not(account, found, {}))
        return found

    async def open(self, account: Account, card: str) -> Card:
        """The same, for a card that waits for an answer; raises Conflict with how it ended if it does not."""
        found = await self.seen(account, card)
        if found.ended:
            who = await self._people.name(found.by) if found.by else None
            raise Conflict(f"{who} answered this card." if who else f"This card is closed ({found.closed}).")
        return found

    async def check_hold(self, account: Account, card: Card, fence: int | None) -> None:
        """Raises Conflict if somebody else holds the card, or if the claim of that number is no longer the last."""
        held = card.held_by(self.now())
        if held is not None and held.expert != account.id:
            raise Conflict(f"{await self._people.name(held.expert)} has this card.", expert=held.expert)
        if fence is not None and fence != card.fence:
            raise Conflict("Your lease on this card was lost; please look again.")

    async def check_undecided(self, account: Account, card: Card) -> None:
        """Raises Conflict if the card has an answer that counts in a moment: whose, and what."""
        decision = card.decision
        if decision is None:
            return
        given = answers.in_words(card, decision.answer, (await self.company(card)).policy.currency)
        left = f"it counts in {max(decision.until - self.now(), 0.0):.0f} s"
        name = await self._people.name(decision.by)
        told = f"{name} has answered: {given} {left.capitalize()}."
        if decision.by == account.id:
            told = f"You have answered: {given} {left.capitalize()}; undo it first."
        raise Conflict(told, by=decision.by, name=name, answer=given)

    async def moved(self, card: Card) -> bool:
        """Whether anything has happened to it since."""
        return (await self._states.card(card.id)).position != card.position

    async def append(self, card: Card, *events: BaseEvent, key: str | None = None) -> bool:
        """Append to the card if it has not moved. With a `key` that was used before, nothing is added."""
        try:
            await self._ports.journal.append(Write(f"card/{card.id}", events, self.now(), card.position, key=key))
        except Moved:
            return False
        return True

    async def view(self, account: Account, card: Card, *, whole: bool = False) -> CardView:
        """The card as this person sees it; `whole`: with the transcript, what they have typed so far, and who else
        waits for the answer."""
        state = await self._states.behind(card)
        company = self._ports.companies.version(state.company)
        names = {each: await self._people.name(each) for each in people_of(card, state)}
        draft = await self._draft(account, card) if whole else ""
        view = card_view(card, state, company, account, self.now(), names, draft, whole=whole)
        if card.seed is not None:
            view = as_if_asked_now(view, card).model_copy(update={"graded": await self.seeds.grade(card)})
        if not whole:
            return view
        view = await self._alike.complete(view, card, account)
        suggestions = list(await self.precedents.suggesting.suggestions(card, state, company))
        may_keep = self.precedents.keeping.may(account, card, company)
        why_me = await self._why(account, card, state)
        whole_view = {"suggestions": suggestions, "why_me": why_me, "may_keep": may_keep}
        return fitted(view.model_copy(update=whole_view), state)

    async def _why(self, account: Account, card: Card, state: Conversation) -> str:
        """Why this card is this person's."""
        met = account.id in await met_in(state, self._states)
        return why_you(account, card, met=met, load=await self.staff.hands.load(account.id, but=card.id))

    async def _draft(self, account: Account, card: Card) -> str:
        saved = await self._ports.journal.read(f"draft/{card.id}")
        mine = [
            item.event.text for item in saved if isinstance(item.event, DraftSaved) and item.event.expert == account.id
        ]
        return mine[-1] if mine else ""


def plain(words: str, field: str, missing: str) -> str:
    """What an expert wrote, without spaces around it. Raises Invalid if there is nothing, or a secret in it."""
    words = words.strip()
    if not words:
        raise Invalid(missing, field=field)
    if find_secrets(words):
        raise Invalid("Please leave card numbers, codes and passwords out of it.", field=field)
    return words

"""A person says which cards ask the same: takes one out of those alike, or joins two."""

import asyncio

from earpiece.desk import fan_in
from earpiece.desk.people import Account
from earpiece.domain.card import Card
from earpiece.domain.desk_events import CardJoined, CardTakenOut
from earpiece.domain.errors import Conflict, Invalid
from earpiece.domain.event import BaseEvent
from earpiece.runtime.desk.cards import MOST_TRIES, Cards, plain
from earpiece.runtime.desk.releases import AT_ONCE, Releases
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States
from earpiece.runtime.views import CardView, Person


class Grouping:
    """What `Desk` does with cards that ask the same."""

    def __init__(self, states: States, people: People, cards: Cards, releases: Releases) -> None:
        self._states = states
        self._people = people
        self._cards = cards
        self._releases = releases

    async def take_out(self, person: Person, card: str, reason: str) -> CardView:
        """The card asks something of its own: it gets its own answer. Twice does no harm.

        Raises Invalid without a reason, Conflict if the card is closed or somebody else has it.
        """
        account = await self._people.account(person.id)
        words = plain(reason, "reason", "Write in a few words why this customer needs an answer of their own.")
        for _ in range(MOST_TRIES):
            found = await self._cards.open(account, card)
            await self._cards.check_hold(account, found, None)
            if found.fan is None or await self._cards.append(found, CardTakenOut(by=person.id, reason=words)):
                return await self._cards.view(account, await self._states.card(card), whole=True)
        raise Conflict("The card is changing too fast; try again.")

    async def join(self, person: Person, card: str, other: str) -> CardView:
        """The card asks the same as the other, and with it all that are one with it. Twice does no harm.

        Raises Invalid with why they cannot be answered together, Conflict if one is closed or in somebody's hand.
        """
        account = await self._people.account(person.id)
        found, with_ = await self._cards.open(account, card), await self._cards.open(account, other)
        if found.id == with_.id:
            raise Invalid("These are the same card.", field="card")
        reason = fan_in.why_not_join(found, with_)
        if reason or with_.fan is None:
            raise Invalid(reason, field="card")
        if found.fan != with_.fan:
            joined = CardJoined(by=person.id, fan=with_.fan)
            others = await self._releases.alike(found)
            await self._join(account, found, joined)
            await self._join_alike(others, found.fan, joined)
        return await self._cards.view(account, await self._states.card(card), whole=True)

    async def check_free(self, account: Account, card: Card) -> None:
        """Raises Conflict if somebody else has a card in hand that asks the same."""
        for row in await self._releases.rows_alike(card):
            expert = fan_in.holder(row)
            if expert is not None and expert != account.id:
                name = await self._people.name(expert)
                raise Conflict(f"{name} has this question in hand, for all who ask it.", expert=expert)

    async def _join(self, account: Account, card: Card, joined: BaseEvent) -> None:
        for _ in range(MOST_TRIES):
            await self._cards.check_hold(account, card, None)
            if await self._cards.append(card, joined):
                return
            card = await self._cards.open(account, card.id)
        raise Conflict("The card is changing too fast; try again.")

    async def _join_alike(self, cards: tuple[str, ...], fan: str | None, joined: BaseEvent) -> None:
        """The others too; one that changed meanwhile stays by itself."""
        room = asyncio.Semaphore(AT_ONCE)

        async def one(id: str) -> None:
            async with room:
                card = await self._states.card(id)
                if not card.ended and card.fan == fan:
                    await self._cards.append(card, joined)

        await asyncio.gather(*map(one, cards))

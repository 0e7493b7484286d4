"""Who else waits for the answer to a card, and which cards may ask the same in other words."""

from collections.abc import Iterable, Sequence

from earpiece.desk import fan_in
from earpiece.desk.people import Account
from earpiece.domain.card import Card
from earpiece.domain.ports import Row
from earpiece.runtime.desk.board import concerns, sees
from earpiece.runtime.desk.releases import Releases, alike_in
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import States
from earpiece.runtime.views import CardView, Waiting

MOST_NAMED = 50
"""So many of those who wait for the same answer are named."""
MOST_COMPARED = 100
"""So many other open questions are compared with a card's own."""
MOST_SIMILAR = 3
LIKE_ENOUGH = 0.5
"""Of all the words of two questions, so many are in both: then a person is asked whether they are the same."""


class Alike:
    """Completes a card that somebody looks at by itself; the list shows no more than how many wait."""

    def __init__(self, ports: Ports, states: States, releases: Releases) -> None:
        self._ports = ports
        self._states = states
        self._releases = releases

    async def complete(self, view: CardView, card: Card, account: Account) -> CardView:
        """The view with those who wait for the same answer, who did not get it, and which cards may ask the same."""
        if card.ended:
            return view.model_copy(update={"left": [await self._left(each, why) for each, why in card.left]})
        if card.fan is None:
            return view
        rows = [row for row in await self._releases.open_rows() if concerns(account, row)]
        others = alike_in(rows, card)
        alike = [await self._waiting(row.id, card) for row in others[:MOST_NAMED]]
        similar = await self._similar(card, account, rows)
        return view.model_copy(update={"waiting": len(others) + 1, "alike": alike, "similar": similar})

    async def _waiting(self, id: str, lead: Card) -> Waiting:
        card = await self._states.card_lately(id)
        words = card.question.text if card.question.text != lead.question.text else ""
        name = (await self._states.conversation_lately(card.conversation)).name
        return Waiting(card=id, conversation=card.conversation, customer=name, asked_at=card.asked_at, question=words)

    async def _left(self, id: str, why: str) -> str:
        card = await self._states.card_lately(id)
        name = (await self._states.conversation_lately(card.conversation)).name
        return f"{name or 'A guest'}: {why}"

    async def _similar(self, card: Card, account: Account, rows: Sequence[Row]) -> list[Waiting]:
        """Open cards whose words are much like this one's, the likest first; one of each that are one already."""
        common = await self._common(card)
        likeness = {
            other.id: fan_in.likeness(card.question.text, other.question.text, common)
            for other in await self._others(card, account, rows)
        }
        likest = sorted((id for id, like in likeness.items() if like >= LIKE_ENOUGH), key=lambda id: -likeness[id])
        return [await self._waiting(id, card) for id in likest[:MOST_SIMILAR]]

    async def _others(self, card: Card, account: Account, rows: Sequence[Row]) -> list[Card]:
        """The cards that could be joined with this one, one of each group, those asked last first."""
        leads = [group.lead for group in fan_in.groups_of(row for row in rows if _may_be_joined(row, card))]
        latest = sorted(leads, key=fan_in.asked_at, reverse=True)[:MOST_COMPARED]
        cards = [await self._states.card_lately(row.id) for row in latest]
        return [each for each in cards if sees(account, each) and not fan_in.why_not_join(card, each)]

    async def _common(self, card: Card) -> Iterable[str]:
        """The company's own words in such a question, which say nothing of what the customer wants."""
        state = await self._states.conversation_lately(card.conversation)
        spec = self._ports.companies.version(state.company).consults.get(card.question.name)
        return (spec.question,) if spec is not None else ()


def _may_be_joined(row: Row, card: Card) -> bool:
    fan = row.fields.get("fan")
    return fan is not None and fan != card.fan and row.fields.get("kind") == card.question.kind

"""What people have in hand: how much more they may take, and what goes back when they leave."""

from earpiece.desk.people import Account
from earpiece.domain.desk_events import CardReturned
from earpiece.domain.errors import Conflict, Moved
from earpiece.domain.ports import Write
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import States

TAKEN_OVER = 3.0
"""The weight of a conversation that a person leads."""

MOST_TRIES = 10


class Hands:
    """Found by the lists of what people hold and lead, so that it costs the same with any number of open cards."""

    def __init__(self, ports: Ports, states: States) -> None:
        self._ports = ports
        self._states = states

    async def cards(self, id: str) -> list[str]:
        """The cards this person holds, the one taken first first."""
        now = self._ports.clock.now()
        held = []
        for row in await self._ports.journal.rows("held", id):
            card = await self._states.card(row.id)
            claim = card.held_by(now)
            decides = card.decision is not None and card.decision.by == id
            if not card.ended and (decides or (claim is not None and claim.expert == id)):
                held.append(row.id)
        return held

    async def load(self, id: str, *, but: str = "") -> float:
        """The weight of all that this person holds and leads, without the card `but`."""
        weights = [(await self._states.card(card)).question.weight for card in await self.cards(id) if card != but]
        return sum(weights) + TAKEN_OVER * len(await self._ports.journal.rows("led", id))

    async def check_room(self, account: Account, weight: float, *, card: str = "") -> None:
        """Raises Conflict, in words, if this is more than the person may hold at one time."""
        load = await self.load(account.id, but=card)
        if load + weight <= account.capacity:
            return
        if load == 0.0:
            words = (
                f"This weighs {weight:g}, and you may hold {account.capacity:g} at one time. Leave it to somebody else."
            )
        else:
            words = (
                f"You hold {load:g} of the {account.capacity:g} you may hold at one time, and this weighs {weight:g}. "
                "Finish or give back something first."
            )
        raise Conflict(words, load=load, capacity=account.capacity, weight=weight)

    async def let_go(self, id: str, reason: str) -> list[str]:
        """Everything this person holds goes back to the queue, with the reason; what was decided stays. Which cards."""
        return [card for card in await self.cards(id) if await self._return(card, id, reason)]

    async def _return(self, id: str, expert: str, reason: str) -> bool:
        for _ in range(MOST_TRIES):
            card, now = await self._states.card(id), self._ports.clock.now()
            claim = card.held_by(now)
            if card.ended or card.decision is not None or claim is None or claim.expert != expert:
                return False
            returned = CardReturned(expert=expert, reason=reason)
            try:
                await self._ports.journal.append(Write(f"card/{id}", (returned,), now, card.position))
            except Moved:
                continue
            return True
        return False

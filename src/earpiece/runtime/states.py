"""Folded state, cached by stream and advanced by what is new. The cache saves work; the journal is the truth."""

from collections import OrderedDict
from typing import TypeVar

from earpiece.domain import card as cards
from earpiece.domain import conversation as conversations
from earpiece.domain.card import Card
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import NotFound
from earpiece.domain.ports import Journal

MOST_CACHED = 2000

State = TypeVar("State")


class States:
    """Gives the state of conversations and cards as of now. At most `MOST_CACHED` of each are kept."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._conversations: OrderedDict[str, Conversation] = OrderedDict()
        self._cards: OrderedDict[str, Card] = OrderedDict()

    async def conversation(self, id: str) -> Conversation:
        """Raises NotFound if there is no such conversation."""
        state = self._conversations.get(id) or Conversation(id)
        state = conversations.fold(state, await self._journal.read(f"conversation/{id}", state.position))
        if state.opened is None:
            raise NotFound("There is no such conversation.")
        return self.keep(state)

    def keep(self, state: Conversation) -> Conversation:
        """Remember a state whose events are all in the journal."""
        _put(self._conversations, state.id, state)
        return state

    async def card(self, id: str) -> Card:
        """Raises NotFound if there is no such card."""
        card = self._cards.get(id) or Card(id)
        card = cards.fold(card, await self._journal.read(f"card/{id}", card.position))
        if not card.conversation:
            raise NotFound("There is no such card.")
        _put(self._cards, id, card)
        return card


def _put(cache: OrderedDict[str, State], id: str, state: State) -> None:
    cache[id] = state
    cache.move_to_end(id)
    if len(cache) > MOST_CACHED:
        cache.popitem(last=False)

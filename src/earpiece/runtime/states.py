"""Folded state, kept by stream and advanced by what is new. What is kept saves work; the journal is the truth.

What is kept counts as the present until the journal's news name its stream. Where this process alone writes
(`Journal.sole`) that is never wrong, since the news of a commit are heard before its append returns. Where others write
too, their news come a moment late: there `now` looks into the journal each time, and only `lately` does without, for
decisions that the journal itself refuses if they were made from the past.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from earpiece.domain import card as cards
from earpiece.domain import conversation as conversations
from earpiece.domain.card import Card
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import NotFound
from earpiece.domain.ports import Journal, News, Recorded
from earpiece.runtime.ports import Companies

MOST_KEPT = 2000


class Folded(Protocol):
    """A state made of its stream's events up to `position`; 0 if there are none."""

    @property
    def position(self) -> int: ...


State = TypeVar("State", bound=Folded)


@dataclass(slots=True)
class Kept(Generic[State]):
    """A state; whether it is the present as far as this node knows; how often news named its stream."""

    state: State
    current: bool = False
    heard: int = 0

    def settle(self, state: State, heard: int) -> State:
        """Take a state that has everything of the first `heard` news; give the newest one there is.

        It may come late: somebody else may have brought a newer one, and further news may have come meanwhile.
        """
        if state.position >= self.state.position:
            self.state = state
            self.current = self.current or heard == self.heard
        return self.state


class Folds(Generic[State]):
    """The states of all streams of one kind, of which `MOST_KEPT` are kept. A stream begins as `blank(id)`."""

    def __init__(
        self,
        journal: Journal,
        kind: str,
        blank: Callable[[str], State],
        fold: Callable[[State, Iterable[Recorded]], State],
    ) -> None:
        self._journal = journal
        self._kind = kind
        self._blank = blank
        self._fold = fold
        self._kept: OrderedDict[str, Kept[State]] = OrderedDict()
        journal.subscribe(self._hear)

    def _hear(self, news: News) -> None:
        if news.streams is None:
            self._kept.clear()
            return
        for stream in news.streams:
            kept = self._kept.get(stream)
            if kept is not None:
                kept.current = False
                kept.heard += 1

    async def now(self, id: str) -> State:
        """The state with everything that was acknowledged, by any node, before this call."""
        return await (self.lately(id) if self._journal.sole else self.fresh(id))

    async def lately(self, id: str) -> State:
        """The state as far as this node knows: what other nodes did a moment ago may be missing."""
        kept = self._place(f"{self._kind}/{id}", id)
        return kept.state if kept.current else await self.fresh(id)

    async def fresh(self, id: str) -> State:
        """The state as it stands in the journal."""
        stream = f"{self._kind}/{id}"
        kept = self._place(stream, id)
        heard, known = kept.heard, kept.state
        state = self._fold(known, await self._journal.read(stream, known.position))
        if state.position == 0:
            self._kept.pop(stream, None)  # there is no such stream: it is worth no place
        return kept.settle(state, heard)

    def writing(self, id: str) -> Callable[[State], State]:
        """Call it before an append; what it returns takes the state after the append, to be kept without reading it.

        Only for appends that are made conditional on the stream's position: anything else that the same commit adds
        behind them would be overlooked.
        """
        kept = self._place(f"{self._kind}/{id}", id)
        heard = kept.heard + 1  # the append's own news
        return lambda state: kept.settle(state, heard)

    def _place(self, stream: str, id: str) -> Kept[State]:
        """Where the stream's state is kept. News are heard for it from now on."""
        kept = self._kept.get(stream)
        if kept is None:
            kept = self._kept[stream] = Kept(self._blank(id))
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(stream)
        return kept


class States:
    """Gives the state of conversations and cards. With `companies`, the version that a conversation is pinned to is at
    hand as soon as its state is."""

    def __init__(self, journal: Journal, companies: Companies | None = None) -> None:
        self._journal = journal
        self._companies = companies
        self._conversations = Folds(journal, "conversation", Conversation, conversations.fold)
        self._cards = Folds(journal, "card", Card, cards.fold)

    async def conversation(self, id: str) -> Conversation:
        """As of now. Raises NotFound if there is no such conversation."""
        return await self._opened(await self._conversations.now(id))

    async def conversation_lately(self, id: str) -> Conversation:
        """As far as this node knows. Raises NotFound if there is no such conversation."""
        return await self._opened(await self._conversations.lately(id))

    async def conversation_afresh(self, id: str) -> Conversation:
        """As it stands in the journal. Raises NotFound if there is no such conversation."""
        return await self._opened(await self._conversations.fresh(id))

    async def behind(self, card: Card) -> Conversation:
        """The conversation of a card, as the desk may know it: of a seeded one, as it was when that was asked."""
        if card.seed is None:
            return await self.conversation(card.conversation)
        recorded = await self._journal.read(f"conversation/{card.conversation}")
        until = (item for item in recorded if item.position <= card.seed.position)
        return await self._opened(conversations.fold(Conversation(card.conversation), until))

    async def _opened(self, state: Conversation) -> Conversation:
        if state.opened is None:
            raise NotFound("There is no such conversation.")
        if self._companies is not None:
            await self._companies.find(state.company, self._journal)
        return state

    def writing(self, id: str) -> Callable[[Conversation], Conversation]:
        """See `Folds.writing`, for a conversation."""
        return self._conversations.writing(id)

    async def card(self, id: str) -> Card:
        """As of now. Raises NotFound if there is no such card."""
        return _opened_card(await self._cards.now(id))

    async def card_lately(self, id: str) -> Card:
        """As far as this node knows. Raises NotFound if there is no such card."""
        return _opened_card(await self._cards.lately(id))


def _opened_card(card: Card) -> Card:
    if not card.conversation:
        raise NotFound("There is no such card.")
    return card

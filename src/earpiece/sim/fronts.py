"""What simulated people need of the system: a chat for customers, a desk for experts. In process here, over HTTP in
`remote.py`."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol

from earpiece.domain.conversation import Conversation
from earpiece.domain.ports import News
from earpiece.runtime.engine import Engine
from earpiece.runtime.views import AnswerRequest, CardView, ChatView, Person


class ChatFront(Protocol):
    """The customer's side."""

    async def open(self, token: str | None) -> str:
        """Begin a conversation; its id. `token` is the host page's word for who comes."""
        ...

    async def say(self, conversation: str, message: str, text: str) -> None:
        """The customer's words, under the client's own id `message`; taken when this returns."""
        ...

    async def news(self, conversation: str, after: int, seconds: float) -> ChatView:
        """Lines past that position, as soon as there are any; after so many seconds perhaps none."""
        ...

    async def state(self, conversation: str) -> Conversation:
        """What a person takes from the words they read: which question is open, what was begun."""
        ...

    def vouch(self, customer: str, name: str) -> str:
        """The host page's token for a customer."""
        ...


class DeskFront(Protocol):
    """The experts' side."""

    async def people(self) -> Sequence[Person]: ...

    def opened(self) -> AsyncIterator[str]:
        """The id of each card, as it comes to the desk."""
        ...

    async def card(self, person: Person, card: str) -> CardView: ...

    async def claim(self, person: Person, card: str) -> CardView: ...

    async def answer(self, person: Person, card: str, request: AnswerRequest) -> CardView: ...

    async def ask_back(self, person: Person, card: str, question: str, fence: int | None) -> CardView: ...


class InnerChat:
    """Implements `ChatFront` inside the process. `vouch` signs for a customer's id and name as the host page does."""

    def __init__(self, engine: Engine, vouch: Callable[[str, str], str]) -> None:
        self._states = engine.states
        self._chats = engine.chats
        self._vouch = vouch

    async def open(self, token: str | None) -> str:
        return await self._chats.open(token=token)

    async def say(self, conversation: str, message: str, text: str) -> None:
        await self._chats.say(conversation, message, text)

    async def news(self, conversation: str, after: int, seconds: float) -> ChatView:
        await self._chats.wait(conversation, after, seconds)
        return await self._chats.view(conversation, after)

    async def state(self, conversation: str) -> Conversation:
        return await self._states.conversation(conversation)

    def vouch(self, customer: str, name: str) -> str:
        return self._vouch(customer, name)


class InnerDesk:
    """Implements `DeskFront` inside the process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cards: asyncio.Queue[str] = asyncio.Queue()
        self._known: set[str] = set()
        engine.ports.journal.subscribe(self._look)

    def _look(self, news: News) -> None:
        for stream in news.streams or ():
            if stream.startswith("card/") and stream not in self._known:
                self._known.add(stream)
                self._cards.put_nowait(stream.removeprefix("card/"))

    async def people(self) -> Sequence[Person]:
        return await self._engine.people.list()

    async def opened(self) -> AsyncIterator[str]:
        while True:
            yield await self._cards.get()

    async def card(self, person: Person, card: str) -> CardView:
        return await self._engine.desk.card(person, card)

    async def claim(self, person: Person, card: str) -> CardView:
        return await self._engine.desk.claim(person, card)

    async def answer(self, person: Person, card: str, request: AnswerRequest) -> CardView:
        return await self._engine.desk.answer(person, card, request)

    async def ask_back(self, person: Person, card: str, question: str, fence: int | None) -> CardView:
        return await self._engine.desk.ask_back(person, card, question, fence)

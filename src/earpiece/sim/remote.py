"""The simulated people over HTTP, against a running server and in real time: each customer follows a live stream of
their own, the experts follow the desk's."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2

from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import (
    AlreadyAnswered,
    Conflict,
    EarpieceError,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    Unauthenticated,
    Unusable,
)
from earpiece.domain.ports import Clock
from earpiece.runtime.states import States
from earpiece.runtime.views import AnswerRequest, CardView, ChatItem, ChatView, Person
from earpiece.runtime.vouching import sign

Json = dict[str, Any]
ERRORS: Mapping[str, type[EarpieceError]] = {
    kind.code: kind for kind in (Invalid, Unauthenticated, Forbidden, NotFound, TooMany, Conflict, AlreadyAnswered)
}
MOST_TRIES = 5
AGAIN = 0.5
"""Seconds until a request that did not arrive, or a stream that broke off, is tried again."""


class Server:
    """Requests to one server, as the operator's own program."""

    def __init__(self, url: str, service_token: str) -> None:
        self._service = {"Authorization": f"Bearer {service_token}"}
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=100)
        self._client = httpx2.AsyncClient(base_url=url, timeout=httpx2.Timeout(60.0), limits=limits)

    async def close(self) -> None:
        await self._client.aclose()

    async def ask(self, method: str, path: str, body: Json | None = None, acting_as: str | None = None) -> Any:
        """The answer's JSON; raises the same errors as the runtime itself. A lost request is sent again."""
        headers = self._service | ({"X-Acting-As": acting_as} if acting_as is not None else {})
        for _ in range(MOST_TRIES - 1):
            try:
                return _read_answer(await self._client.request(method, path, json=body, headers=headers))
            except httpx2.TransportError:
                await asyncio.sleep(AGAIN)
        try:
            return _read_answer(await self._client.request(method, path, json=body, headers=headers))
        except httpx2.TransportError as error:
            raise Unusable(f"{self._client.base_url} does not answer: {error!r}") from error

    async def follow(self, path: str, headers: Mapping[str, str]) -> AsyncIterator[tuple[str, str, Any]]:
        """The events (name, id, data) of a live stream until the server ends it."""
        async with self._client.stream("GET", path, headers={**self._service, **headers}, timeout=None) as response:
            if not response.is_success:
                await response.aread()
                raise _error(response)
            fields: dict[str, str] = {}
            async for line in response.aiter_lines():
                if line:
                    name, _, value = line.partition(":")
                    fields[name] = value.removeprefix(" ")
                elif "data" in fields:
                    yield fields.get("event", ""), fields.get("id", ""), json.loads(fields["data"])
                    fields = {}


def _read_answer(response: httpx2.Response) -> Any:
    if not response.is_success:
        raise _error(response)
    return response.json() if response.content else None


def _error(response: httpx2.Response) -> EarpieceError:
    try:
        found = response.json()["error"]
    except (ValueError, KeyError):
        return Unusable(f"The server answers {response.status_code}: {response.text[:200]}")
    kind = ERRORS.get(found["code"], Conflict if response.status_code == 409 else EarpieceError)
    return kind(found["message"], **found["details"])


@dataclass(slots=True)
class _Feed:
    """What arrived of one conversation and was not looked at yet."""

    items: list[ChatItem] = field(default_factory=list)
    position: int = 0
    status: str = "open"
    waiting: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)
    reader: "asyncio.Task[None] | None" = None


class RemoteChat:
    """Implements `fronts.ChatFront` over HTTP. `eyes` reads the server's own journal."""

    def __init__(self, server: Server, eyes: States, secret: bytes, clock: Clock) -> None:
        self._server = server
        self._eyes = eyes
        self._secret = secret
        self._clock = clock
        self._feeds: dict[str, _Feed] = {}

    async def open(self, token: str | None) -> str:
        opened = await self._server.ask("POST", "/chat/conversations", {"token": token} if token else {})
        id: str = opened["conversation"]
        feed = self._feeds[id] = _Feed()
        feed.reader = asyncio.create_task(self._read(id, feed))
        return id

    async def _read(self, id: str, feed: _Feed) -> None:
        """Follow the conversation until it is closed; after a break go on from the last line."""
        while feed.status != "closed":
            try:
                headers = {"Last-Event-ID": str(feed.position)}
                async for event, _, data in self._server.follow(f"/chat/conversations/{id}/stream", headers):
                    self._note(feed, event, data)
            except httpx2.TransportError:
                await asyncio.sleep(AGAIN)

    def _note(self, feed: _Feed, event: str, data: Json) -> None:
        if event == "item":
            feed.items.append(ChatItem.model_validate(data))
        elif event == "status":
            feed.status, feed.waiting = data["status"], data["waiting"]
        feed.position = max(feed.position, data["position"])
        feed.news.set()

    async def say(self, conversation: str, message: str, text: str) -> None:
        body = {"id": message, "text": text}
        await self._server.ask("POST", f"/chat/conversations/{conversation}/messages", body)

    async def news(self, conversation: str, after: int, seconds: float) -> ChatView:
        feed = self._feeds[conversation]
        if feed.reader is not None and feed.reader.done() and (error := feed.reader.exception()) is not None:
            raise error
        if not feed.news.is_set():
            try:
                async with asyncio.timeout(max(seconds, 0.0)):
                    await feed.news.wait()
            except TimeoutError:
                pass
        feed.news.clear()
        items, feed.items = feed.items, []
        return ChatView(
            conversation=conversation, position=feed.position, status="closed" if feed.status == "closed" else "open",
            company="", agent_name="", waiting=feed.waiting, items=items,
        )  # fmt: skip

    async def state(self, conversation: str) -> Conversation:
        return await self._eyes.conversation(conversation)

    def vouch(self, customer: str, name: str) -> str:
        return sign(customer, name, self._secret, self._clock.now())

    async def close(self) -> None:
        """Leave all pages."""
        readers = [feed.reader for feed in self._feeds.values() if feed.reader is not None]
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)


class RemoteDesk:
    """Implements `fronts.DeskFront` over HTTP, acting as the company's experts with the service token."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._known: set[str] = set()

    async def people(self) -> Sequence[Person]:
        found = [Person.model_validate(person) for person in await self._server.ask("GET", "/people")]
        return [person for person in found if person.role != "admin"]

    async def opened(self) -> AsyncIterator[str]:
        """Cards as the desk's own live list shows them to whoever has the most skills."""
        viewer = max(await self.people(), key=lambda person: (len(person.skills), person.id))
        while True:
            try:
                async for _, _, data in self._server.follow("/desk/stream", {"X-Acting-As": viewer.id}):
                    for card in self._new(data["changed"]):
                        yield card
            except httpx2.TransportError:
                await asyncio.sleep(AGAIN)

    def _new(self, cards: Sequence[Json]) -> list[str]:
        found = [card["id"] for card in cards if card["status"] == "open" and card["id"] not in self._known]
        self._known.update(found)
        return found

    async def card(self, person: Person, card: str) -> CardView:
        return await self._do("GET", card, "", person)

    async def claim(self, person: Person, card: str) -> CardView:
        return await self._do("POST", card, "/claim", person)

    async def answer(self, person: Person, card: str, request: AnswerRequest) -> CardView:
        return await self._do("POST", card, "/answer", person, request.model_dump())

    async def ask_back(self, person: Person, card: str, question: str, fence: int | None) -> CardView:
        return await self._do("POST", card, "/questions", person, {"question": question, "fence": fence})

    async def _do(self, method: str, card: str, what: str, person: Person, body: Json | None = None) -> CardView:
        found = await self._server.ask(method, f"/desk/cards/{card}{what}", body, person.id)
        return CardView.model_validate(found)

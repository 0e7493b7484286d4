"""Live streams as server-sent events: one task for each stream, which sends its events and its heartbeat."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal

import anyio
from fastapi import Response
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from earpiece.domain.errors import EarpieceError, Invalid
from earpiece.domain.ports import Clock
from earpiece.runtime.views import CardList, CardView, Person
from earpiece.web.services import Chats, Desk

HEARTBEAT: Final = 15.0
"""Seconds of silence after which a comment shows that the line is alive."""

LOOK_AGAIN: Final = 4
"""Heartbeats after which a conversation is looked at, should news of it have been lost."""

DEBOUNCE: Final = 0.15
"""Seconds between two lists for a desk at least: news of cards come in bursts."""

CALM: Final = 1.5
"""Seconds after which a desk is told that something other than a card has moved on, such as a transcript."""

PING: Final = b": ping\n\n"


class ChatStatus(BaseModel):
    """Sent as the event `status`: whether the conversation is open, a specialist is being asked, a person speaks;
    after its end, whether the customer is asked how they found it."""

    position: int
    status: Literal["open", "closed"]
    waiting: bool
    outcome: str | None = None
    person: str | None = None
    survey: bool = False
    rating: int | None = None


class DeskChange(BaseModel):
    """Sent as the event `cards`: the order of the cards shown, those that are new or changed, and how many more are
    open; `more_than` if that many were counted and there may be others."""

    seq: int
    order: list[str]
    changed: list[CardView]
    more: int = 0
    more_than: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream."""

    event: str
    id: int
    data: BaseModel

    def encode(self) -> bytes:
        """As it goes over the line."""
        return f"event: {self.event}\ndata: {self.data.model_dump_json()}\nid: {self.id}\n\n".encode()


Events = AsyncGenerator[Event | None, None]
"""The events of a stream as they happen; None after `HEARTBEAT` seconds without one."""


class LiveResponse(Response):
    """Sends events until there are no more, or nobody is there any more, which shows at the next heartbeat."""

    media_type = "text/event-stream"

    def __init__(self, events: Events, first: Event | None = None, status_code: int = 200) -> None:
        """`first` is sent before the others."""
        self.status_code = status_code
        self.background = None
        self.init_headers({"Cache-Control": "no-cache", "X-Accel-Buffering": "no"})
        self._events = events
        self._first = first

    @classmethod
    async def of(cls, events: Events) -> "LiveResponse":
        """Raises what stands in the way of the first event, so that it is answered like any other error."""
        return cls(events, await anext(events, None))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One task does all: thousands of streams are open at once, and nearly all of them are silent."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            if self._first is not None:
                await _send(send, self._first.encode())
                self._first = None
            async for event in self._events:
                if event is None and await _is_gone(receive):
                    return
                await _send(send, PING if event is None else event.encode())
        except EarpieceError:
            pass  # the journal is away: the stream ends, and whoever comes back for the rest is told
        finally:
            await self._events.aclose()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _is_gone(receive: Receive) -> bool:
    """Whether the other side has hung up, as far as is known at this moment."""
    while True:
        with anyio.CancelScope() as at_once:
            at_once.cancel()
            message = await receive()
            if message["type"] == "http.disconnect":
                return True
            continue
        return False


def last_seen(header: str | None, after: int) -> int:
    """Where a stream resumes: `Last-Event-ID` if sent, else `after`."""
    if header is None or header == "":
        return after
    if not header.isascii() or not header.isdigit() or len(header) > 15:
        raise Invalid(f"Last-Event-ID: {header[:20]!r} is not a position. Send the last event's id, or none.")
    return int(header)


async def follow_chat(chats: Chats, conversation: str, after: int) -> Events:
    """Lines after `after`, then each new one; the stream ends when the conversation is closed."""
    told: tuple[str, bool, str | None] | None = None
    with chats.listen(conversation) as rang:
        while True:
            view = await chats.view(conversation, after)
            for item in view.items:
                yield Event("item", item.position, item)
            after = max(after, view.position)
            if told != (view.status, view.waiting, view.person):
                told = (view.status, view.waiting, view.person)
                status = ChatStatus(
                    position=view.position, status=view.status, waiting=view.waiting, outcome=view.outcome,
                    person=view.person, survey=view.survey, rating=view.rating,
                )  # fmt: skip
                yield Event("status", after, status)
            if view.status == "closed":
                return
            for _ in range(LOOK_AGAIN):
                if await rang(HEARTBEAT):
                    break
                yield None


async def follow_desk(desk: Desk, clock: Clock, who: Callable[[], Awaitable[Person]]) -> Events:
    """The cards at the head of the list, then what changes. Ends when the session does."""
    known: dict[str, CardView] = {}
    told = -1
    silent, told_at = 0.0, 0.0
    while True:
        try:
            person = await who()
        except EarpieceError:
            return
        seq = await desk.seq()
        if seq != told:
            queue = await desk.queue(person)
            yield Event("cards", seq, _change(seq, queue, known))
            known = {card.id: card for card in queue.cards}
            told, silent, told_at = seq, 0.0, clock.now()
        elif silent >= HEARTBEAT:
            yield None
            silent = 0.0
        if await desk.wait(seq, CALM) > seq:
            await clock.sleep(max(told_at + DEBOUNCE - clock.now(), 0.0))
        else:
            silent += CALM


def _change(seq: int, queue: CardList, known: dict[str, CardView]) -> DeskChange:
    changed = [card for card in queue.cards if (old := known.get(card.id)) is not card and old != card]
    order = [card.id for card in queue.cards]
    return DeskChange(seq=seq, order=order, changed=changed, more=queue.more, more_than=queue.more_than)

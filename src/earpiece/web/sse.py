"""Live streams as server-sent events. Heartbeats are added by the framework every 15 seconds."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, Literal

from fastapi.sse import ServerSentEvent
from pydantic import BaseModel

from earpiece.domain.errors import EarpieceError, Invalid
from earpiece.domain.ports import Clock
from earpiece.runtime.views import CardView, Person
from earpiece.web.services import Chats, Desk

PATIENCE: Final = 10.0
"""Seconds to wait for news before the right to listen is checked again."""

DEBOUNCE: Final = 0.15
"""News comes in bursts; the desk's list is made once per burst."""


class ChatStatus(BaseModel):
    """Sent as the event `status`: whether the conversation is open and a specialist is being asked."""

    position: int
    status: Literal["open", "closed"]
    waiting: bool
    outcome: str | None = None


class DeskChange(BaseModel):
    """Sent as the event `cards`: the order of all cards, and those that are new or changed."""

    seq: int
    order: list[str]
    changed: list[CardView]


def last_seen(header: str | None, after: int) -> int:
    """Where a stream resumes: `Last-Event-ID` if sent, else `after`."""
    if header is None or header == "":
        return after
    if not header.isascii() or not header.isdigit() or len(header) > 15:
        raise Invalid(f"Last-Event-ID: {header[:20]!r} is not a position. Send the last event's id, or none.")
    return int(header)


async def follow_chat(chats: Chats, conversation: str, after: int) -> AsyncIterator[ServerSentEvent]:
    """Lines after `after`, then each new one; the stream ends when the conversation is closed."""
    told: tuple[str, bool] | None = None
    while True:
        view = await chats.view(conversation, after)
        for item in view.items:
            yield ServerSentEvent(event="item", id=str(item.position), data=item)
        after = max(after, view.position)
        if told != (view.status, view.waiting):
            told = (view.status, view.waiting)
            status = ChatStatus(position=view.position, status=view.status, waiting=view.waiting, outcome=view.outcome)
            yield ServerSentEvent(event="status", id=str(after), data=status)
        if view.status == "closed":
            return
        while not await chats.wait(conversation, after, PATIENCE):
            pass


async def follow_desk(desk: Desk, clock: Clock, who: Callable[[], Awaitable[Person]]) -> AsyncIterator[ServerSentEvent]:
    """All cards, then what changes. Ends when the session does."""
    known: dict[str, CardView] = {}
    told = -1
    while True:
        try:
            person = await who()
        except EarpieceError:
            return
        seq = await desk.seq()
        if seq != told:
            cards = await desk.cards(person)
            changed = [card for card in cards if known.get(card.id) != card]
            known = {card.id: card for card in cards}
            change = DeskChange(seq=seq, order=list(known), changed=changed)
            yield ServerSentEvent(event="cards", id=str(seq), data=change)
            told = seq
        if await desk.wait(seq, PATIENCE) > seq:
            await clock.sleep(DEBOUNCE)

"""What a webhook is told: a small JSON with ids and a link; people's words only where that was asked for."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from earpiece.domain import card as cards
from earpiece.domain import desk_events as d
from earpiece.domain import events as e
from earpiece.domain.card import Card
from earpiece.domain.event import BaseEvent
from earpiece.domain.learning import is_audit
from earpiece.domain.ports import Journal, Recorded
from earpiece.domain.seeds import is_seeded

TYPES: Final = {
    "card.opened": "A question came to the desk.",
    "card.changed": "It was amended, asked back, replied to or passed on.",
    "card.claimed": "Somebody took it.",
    "card.returned": "It is free again.",
    "card.answered": "It was answered.",
    "card.closed": "It needs no answer any more: expired, withdrawn, handed off.",
    "conversation.closed": "A conversation ended.",
    "follow_up.ready": "An answer came for a customer who had left: tell them where you reach them.",
}


@dataclass(frozen=True, slots=True)
class Message:
    """The body of a delivery."""

    type: str
    at: float
    data: dict[str, Any]

    def encode(self) -> bytes:
        """As it is sent: equal messages have equal bytes."""
        timestamp = datetime.fromtimestamp(self.at, UTC).isoformat(timespec="milliseconds")
        return json.dumps({"type": self.type, "timestamp": timestamp, "data": self.data}, ensure_ascii=False).encode()


def type_of(event: BaseEvent) -> str | None:
    """Which type of message the event may become; None: none."""
    match event:
        case d.CardOpened():
            return "card.opened"
        case d.CardAmended() | d.CardAskedBack() | d.CardReplied() | d.CardPassed():
            return "card.changed"
        case d.CardClaimed():
            return "card.claimed"
        case d.CardReturned():
            return "card.returned"
        case d.CardAnswered():
            return "card.answered"
        case d.CardClosed():
            return "card.closed"
        case e.ConversationClosed():
            return "conversation.closed"
        case e.AgentSaid() if event.follows_up is not None and event.releases:
            return "follow_up.ready"
    return None


class Teller:
    """Makes messages of events; `address` is where people reach this installation."""

    def __init__(self, journal: Journal, address: str) -> None:
        self._journal = journal
        self._address = address.rstrip("/")

    async def message(self, item: Recorded, *, details: bool) -> Message | None:
        """The message that the event becomes; None if there is nothing to tell, such as that a hold was renewed."""
        told = type_of(item.event)
        kind, _, id = item.stream.partition("/")
        if told is None or is_seeded(id) or is_audit(id):
            return None
        if kind == "conversation":
            customer = _customer(await self._until(item)) if details else None
            return Message(told, item.at, self._conversation(id, item.event, customer, details=details))
        before = cards.fold(Card(id), await self._until(item))
        if isinstance(item.event, d.CardClaimed) and before.claim and before.claim.fence == item.event.fence:
            return None
        after = cards.apply(before, item.event, item.at)
        return Message(told, item.at, self._card(after, item.event, details=details))

    async def _until(self, item: Recorded) -> list[Recorded]:
        events = await self._journal.read(item.stream)
        return [earlier for earlier in events if earlier.position < item.position]

    def _card(self, card: Card, event: BaseEvent, *, details: bool) -> dict[str, Any]:
        data: dict[str, Any] = {
            "card": card.id,
            "conversation": card.conversation,
            "kind": card.question.kind,
            "name": card.question.name,
            "skill": card.skill,
            "status": card.status,
            "revision": card.revision,
            "link": f"{self._address}/card/{card.id}",
        }
        for name in ("by", "expert", "until", "reason"):
            value = getattr(event, name, None)
            if value is not None and (details or name != "reason" or not isinstance(event, d.CardPassed)):
                data["by" if name == "expert" else name] = value
        if details:
            data["question"] = card.question.text
            data["why"] = card.question.why
            data["facts"] = {fact.label: fact.value for fact in card.question.facts}
            data["answer"] = card.answer.model_dump(exclude_none=True) if card.answer is not None else None
        return data

    def _conversation(self, id: str, event: BaseEvent, customer: str | None, *, details: bool) -> dict[str, Any]:
        data: dict[str, Any] = {"conversation": id, "link": f"{self._address}/conversations/{id}/story"}
        match event:
            case e.ConversationClosed():
                data["outcome"] = event.outcome
            case e.AgentSaid():
                data["consults"] = list(event.releases)
                if details:
                    data |= {"customer": customer, "text": event.text}
        return data


def _customer(events: list[Recorded]) -> str | None:
    """Who the customer turned out to be, as the host page knows them."""
    known = [item.event for item in events if isinstance(item.event, e.ConversationOpened | e.CustomerVerified)]
    return next((event.customer for event in reversed(known) if event.customer is not None), None)

"""What a supervisor, or whoever holds a card of it, sees of a conversation."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel

from earpiece.domain.conversation import Conversation
from earpiece.domain.forms import ConsultKind
from earpiece.domain.playbook import Company
from earpiece.runtime.chats import items
from earpiece.runtime.views import ChatItem, Leader

Right = Literal["guide", "pause", "stop", "resume", "take_over", "speak", "give_back", "close"]


class OpenCard(BaseModel):
    """A question to the human side that is open."""

    id: str
    kind: ConsultKind
    question: str
    skill: str
    asked_at: float
    holder: str | None = None
    """The name of who has it."""


class HeldGuide(BaseModel):
    """Guidance that the agent has not acted on yet."""

    id: str
    by: str
    kind: Literal["say", "ask", "do"]
    text: str


class ConversationView(BaseModel):
    """A conversation as the person who reads along sees it. Who leads: see `Leader`; under a switch that stops every
    agent, `stopped`."""

    conversation: str
    position: int
    customer: str | None
    verified: bool
    language: str
    channel: str
    opened_at: float
    status: Literal["open", "closed"]
    outcome: str | None = None
    lead: Leader
    told: bool = True
    """Whether the customer knows who leads."""
    request: str | None = None
    """What is in hand, as the customer would call it."""
    playbook: str | None = None
    cards: list[OpenCard] = []
    guides: list[HeldGuide] = []
    notes: list[str] = []
    """What people who gave it back have noted."""
    may: list[Right] = []
    """What this person may do at this moment."""
    items: list[ChatItem] = []


def leader_of(state: Conversation, names: Mapping[str, str]) -> Leader:
    """Who leads, with the name of whoever decided so."""
    who, name = state.leader
    lead = state.lead
    everything = [stop for stop in state.controls.stops if stop.what == "everything"]
    if who == "stopped" and lead.who == "agent" and everything:
        stop = everything[-1]
        return Leader(who="stopped", by=stop.by, name=names.get(stop.by, stop.by), reason=stop.reason, since=state.now)
    by = lead.by if who != "agent" else ""
    shown = name or (names.get(by, by) if by else "")
    return Leader(who=who, by=by, name=shown, reason=lead.reason, since=lead.since)  # type: ignore[arg-type]


def conversation_view(
    state: Conversation,
    company: Company,
    names: Mapping[str, str],
    holders: Mapping[str, str],
    may: list[Right],
    after: int = 0,
) -> ConversationView:
    """The conversation with the lines after a position. `holders` names who has a card, by card."""
    playbook = state.runs[state.root(state.stack[-1])].playbook if state.stack else None
    opened = state.opened
    return ConversationView(
        conversation=state.id, position=state.position, customer=state.name, verified=state.customer is not None,
        language=opened.language if opened else "en", channel=opened.channel if opened else "chat",
        opened_at=state.opened_at, status="closed" if state.outcome else "open", outcome=state.outcome,
        lead=leader_of(state, names), told=state.leader == state.lead.known, playbook=playbook,
        request=company.title(f"playbook/{playbook}") if playbook is not None else None,
        cards=[
            OpenCard(
                id=each.id, kind=each.question.kind, question=each.question.text, skill=each.question.skill,
                asked_at=each.asked_at, holder=holders.get(each.id),
            )
            for each in state.open_consults
        ],
        guides=[
            HeldGuide(id=guide.id, by=guide.by, kind=guide.kind, text=guide.text or guide.target or "")
            for guide in state.lead.guides
        ],
        notes=[f"{name}: {note}" for name, note in state.lead.notes],
        may=may, items=items(state, company, after),
    )  # fmt: skip

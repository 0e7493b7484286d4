"""What people do in a conversation that the agent leads: guide it, pause it, stop it, take over, give back.

Each is a fact in the conversation's stream, so that the story and the card show it. `Lead` is what they add up to.
"""

from dataclasses import dataclass
from typing import Literal

from earpiece.domain.event import BaseEvent, Words
from earpiece.domain.records import replace


class Intervention(BaseEvent):
    """A person did something about the conversation; `by` is their account."""

    by: str


class Guided(Intervention):
    """A person told the agent what to do, unasked: `say` these words exactly, `ask` the customer this, or `do` a
    request (`target` is `playbook/NAME` or `page/NAME`)."""

    guide: str
    kind: Literal["say", "ask", "do"]
    text: Words = ""
    target: str | None = None


class AgentPaused(Intervention):
    """The agent says and does nothing until it is resumed; what is open stays open."""

    reason: str = ""


class AgentStopped(Intervention):
    """The agent is out of this conversation until somebody resumes it; the customer is told."""

    reason: str = ""


class AgentResumed(Intervention):
    """The agent leads again."""


class TakenOver(Intervention):
    """A person speaks with the customer now; the agent listens."""

    name: str
    reason: str = ""
    until: float | None = None
    """If the person has said nothing by then, the agent leads again."""


class GivenBack(Intervention):
    """The agent leads again. `note` tells it, and whoever reads the story, what was settled; `reason` is `given back`,
    or `fell silent` where the customer waited and the person was no longer there."""

    note: Words = ""
    reason: str = "given back"


class PersonSaid(Intervention):
    """A person's own words to the customer. `message` is the sender's id for it."""

    name: str
    message: str
    text: Words
    use: Literal["own", "accepted", "edited"] = "own"
    """Whether a suggested reply was sent as it was, changed, or not used."""
    suggested: int = 0
    """How many replies had been suggested."""


class PersonAwaited(BaseEvent):
    """The customer's words are for the person who leads. If these say nothing until `due`, the agent leads again and
    takes the words up itself."""

    message: str | None = None
    due: float | None = None


class GuideFollowed(BaseEvent):
    """The agent acted on the guidance; `note` says why it could not, if so."""

    guide: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """Guidance the agent has not acted on yet."""

    id: str
    by: str
    kind: Literal["say", "ask", "do"]
    text: str
    target: str | None


@dataclass(frozen=True)  # without slots, for `records.replace`
class Lead:
    """Who leads the conversation: the agent, a person, or nobody for the moment."""

    who: Literal["agent", "paused", "stopped", "person"] = "agent"
    by: str = ""
    name: str = ""
    reason: str = ""
    since: float = 0.0
    changed: int = 0
    """The position of the last change; 0: the agent has led from the start."""
    told: int = 0
    """The change that the customer knows of."""
    known: tuple[str, str] = ("agent", "")
    """Who leads as far as the customer knows, and the name if that is a person."""
    unanswered: tuple[tuple[str, str], ...] = ()
    """(message, text) of the customer since the leading person last spoke."""
    notes: tuple[tuple[str, str], ...] = ()
    """(name, note) of each who gave the conversation back."""
    guides: tuple[Guide, ...] = ()
    people: tuple[str, ...] = ()
    """Everybody who has intervened, in the order of their first time."""


AGENT_LEADS = Lead()


def apply(lead: Lead, event: Intervention, position: int, at: float) -> Lead:
    """Who leads after this."""
    if event.by not in lead.people:
        lead = replace(lead, people=(*lead.people, event.by))
    match event:
        case Guided():
            return replace(
                lead, guides=(*lead.guides, Guide(event.guide, event.by, event.kind, event.text, event.target))
            )
        case AgentPaused():
            return replace(lead, who="paused", by=event.by, reason=event.reason, since=at, changed=position)
        case AgentStopped():
            return replace(lead, who="stopped", by=event.by, reason=event.reason, since=at, changed=position)
        case TakenOver():
            return replace(
                lead, who="person", by=event.by, name=event.name, reason=event.reason, since=at, changed=position,
                unanswered=(),
            )  # fmt: skip
        case PersonSaid():
            return replace(lead, unanswered=())
        case GivenBack():
            notes = (*lead.notes, (lead.name, event.note)) if event.note else lead.notes
            return replace(
                lead, who="agent", by=event.by, name="", reason=event.reason, since=at, changed=position, unanswered=(),
                notes=notes,
            )  # fmt: skip
        case AgentResumed():
            return replace(lead, who="agent", by=event.by, name="", reason="", since=at, changed=position)
    return lead

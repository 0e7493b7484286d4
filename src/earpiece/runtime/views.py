"""What the faces see: plain JSON shapes, built from folded state. Times are seconds since 1970."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from earpiece.domain.forms import Answer, ConsultKind, Fact, ProposedCall, Suggestion


class ChatOption(BaseModel):
    """A quick reply: pressing it says `label`."""

    label: str


class ChatItem(BaseModel):
    """One line of the chat. `position` is its place in the conversation's stream and the id of the live stream."""

    position: int
    at: float
    who: Literal["customer", "agent"]
    text: str
    purpose: str = ""
    """For the agent's words: greeting, answer, question, between, holding, result, notice, anything_else, closing."""
    message: str | None = None
    """For the customer's words: the sender's own id, so that a client can match its unconfirmed line."""
    removed: list[str] = []
    """Kinds of secrets taken out of the customer's words."""
    options: list[ChatOption] = []
    sources: list[str] = []
    """Titles of the pages an answer comes from."""


class ChatView(BaseModel):
    """A conversation as its customer sees it."""

    conversation: str
    position: int
    status: Literal["open", "closed"]
    outcome: str | None = None
    company: str
    agent_name: str
    waiting: bool
    """A specialist is being asked at this moment."""
    items: list[ChatItem]


class Holder(BaseModel):
    """Who holds the card, by which fence, until when."""

    expert: str
    name: str
    fence: int
    until: float


class NextRung(BaseModel):
    """What happens if nobody answers, and when."""

    at: float
    do: str


class CardCustomer(BaseModel):
    """Who the card is about."""

    name: str | None
    verified: bool
    language: str
    earlier: int
    """How many earlier conversations there were."""
    promises: list[str]
    """What is still owed to this customer."""


class Given(BaseModel):
    """The answer that won."""

    by: str
    name: str
    at: float
    answer: Answer


class Exchange(BaseModel):
    """What the expert asked back, and the customer's reply once it is in."""

    question: str
    reply: str | None = None


class CardView(BaseModel):
    """A card as an expert sees it."""

    id: str
    conversation: str
    kind: ConsultKind
    name: str
    status: Literal["open", "awaiting_customer", "answered", "closed"]
    question: str
    why: str
    summary: str
    facts: list[Fact]
    call: ProposedCall | None
    suggestions: list[Suggestion]
    """`key` is the keyboard key; `answer` is what it gives; `leads_to` says what follows."""
    form: dict[str, Any]
    """JSON Schema of a valid answer."""
    skill: str
    authority: dict[str, float]
    asked_at: float
    revision: int
    changed: str | None = None
    """Why the question changed since revision 1, in words."""
    holder: Holder | None
    next_rung: NextRung | None
    customer: CardCustomer
    exchanges: list[Exchange] = []
    given: Given | None = None
    closed: str | None = None
    why_me: str = ""
    may_answer: bool = True
    may_not: str = ""
    """Why this person may not answer (skill, authority), if so."""
    draft: str = ""
    transcript: list[ChatItem] = []
    """Only in the single-card view."""


@dataclass(frozen=True, slots=True)
class CardList:
    """The cards at the head of a person's list, and how many more open ones there are; `more_than` if that many were
    counted and there may be others."""

    cards: list[CardView]
    more: int = 0
    more_than: bool = False


class AnswerRequest(BaseModel):
    """An answer as a workspace sends it. `key` makes a repeated click harmless; `revision` and `fence` say what
    the expert saw and held."""

    answer: Answer
    revision: int
    fence: int | None = None
    key: str


class Reading(BaseModel):
    """Free text as a typed answer, to be confirmed by the same person before it counts."""

    answer: Answer
    in_words: str
    """The answer said back ("Approve with amount £150.00; note for the customer: …")."""
    problems: list[str] = []
    """What is missing or impossible; then it cannot be confirmed yet."""


class Person(BaseModel):
    """An account on the human side."""

    id: str
    name: str
    role: Literal["expert", "supervisor", "admin"]
    skills: list[str] = []
    languages: list[str] = ["en"]
    authority: dict[str, float] = {}
    presence: Literal["available", "focus", "away"] = "available"


class StoryLine(BaseModel):
    """One line of a conversation's story: who did what, and why."""

    position: int
    at: float
    who: Literal["customer", "agent", "expert", "tool", "system", "gate"]
    what: str
    """The sentence, e.g. "asked disputes: Credit Maya Chen £370.00 …?"."""
    detail: str = ""
    kind: str
    """The event's type."""

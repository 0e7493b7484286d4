"""What the faces see: plain JSON shapes, built from folded state. Times are seconds since 1970."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field

from earpiece.domain.forms import Answer, ConsultKind, Expected, Fact, Found, ProposedCall, Suggestion
from earpiece.domain.precedent import Keep

MayKeep = Literal["no", "propose", "publish"]


class ChatOption(BaseModel):
    """A quick reply: pressing it says `label`."""

    label: str


class ChatItem(BaseModel):
    """One line of the chat. `position` is its place in the conversation's stream and the id of the live stream."""

    position: int
    at: float
    who: Literal["customer", "agent", "person"]
    text: str
    name: str | None = None
    """For the words of a person who took over: who they are."""
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
    person: str | None = None
    """The name of the person who speaks with the customer now, in place of the agent."""
    survey: bool = False
    """Whether the customer is asked now how they found the conversation."""
    rating: int | None = None
    """What they said, from 1 (poor) to 5 (great)."""
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


class Exchange(BaseModel):
    """What the expert asked back, and the customer's reply once it is in."""

    question: str
    reply: str | None = None


class Given(BaseModel):
    """The answer that won."""

    by: str
    name: str
    at: float
    answer: Answer


class Waiting(BaseModel):
    """Somebody who waits for the answer to a card."""

    card: str
    conversation: str
    customer: str | None
    asked_at: float
    question: str = ""
    """In their own words, where that differs from the card."""


class Deciding(BaseModel):
    """An answer with an effect that may still be undone."""

    by: str
    name: str
    answer: Answer
    until: float


class Opinions(BaseModel):
    """Where several people must say the same: how many, who has spoken, and what, as far as this person may know."""

    wanted: int
    given: int
    mine: Answer | None = None
    differ: bool = False
    """Those who answered do not agree; whoever has the right decides, seeing all."""
    all: list[Given] = []
    """Only once they differ, or the card is answered."""


class Lookup(BaseModel):
    """What the agent found when it was asked from the card: words, each with its source."""

    question: str
    found: list[Found]
    note: str = ""
    """What to do if nothing was found."""


class Leader(BaseModel):
    """Who leads the conversation: `agent`, `person`, or nobody for the moment (`paused`, `stopped`)."""

    who: Literal["agent", "paused", "stopped", "person"] = "agent"
    by: str = ""
    name: str = ""
    reason: str = ""
    since: float = 0.0


class Grade(BaseModel):
    """One answer, at the practice desk or to a seeded card, beside what is known to be right."""

    card: str
    question: str
    given: str
    known: str
    right: bool
    because: str
    seconds: float


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
    version: int = 0
    """How much of the card's stream it shows: of two views the higher is the newer."""
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
    returned: str | None = None
    """Why it came back to the queue last."""
    offered: bool = True
    """It is offered to this person now; else it is there to be taken by whoever wants it."""
    expected: Expected | None = None
    weight: float = 1.0
    level: int = 1
    channel: str = "chat"
    reminded: int = 0
    passed: list[str] = []
    """How it came to this team, in words."""
    news: list[ChatItem] = []
    """What the customer said since it was asked."""
    waiting: int = 1
    """How many customers wait for the answer, this card's own among them."""
    alike: list[Waiting] = []
    """Others who wait for the same answer, the first of them: it is released to them too."""
    similar: list[Waiting] = []
    """Cards that may ask the same."""
    deciding: Deciding | None = None
    opinions: Opinions | None = None
    looked: list[Lookup] = []
    lead: Leader = Leader()
    left: list[str] = []
    """Which of those alike did not get the answer, and why."""
    overturned: str | None = None
    draft_words: str | None = None
    """The agent's words under review."""
    why_asked: str = ""
    """Why the agent asked and did not decide alone, where it may learn to."""
    audit: bool = False
    """It looks at what the agent has decided alone: nobody waits for it."""
    summary_by: str = ""
    """Which large model wrote the summary, checked against the conversation; empty: the agent put it together."""
    graded: Grade | None = None
    """The card was a check, and this is how it was answered."""
    may_keep: MayKeep = "no"
    """What this person's answer may become for the next time; only in the single-card view."""
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
    sure: list[str] = []
    """Codes of doubts that were put to the person, who keeps to the answer."""
    alone: bool = False
    """For this card only, not for those alike."""
    shown: str = ""
    """Digest of the card as it was shown."""
    keep: Keep | None = None
    """What is to become of the answer for the next time; None: it is proposed to hold always."""


class OpinionRequest(AnswerRequest):
    """The same, of somebody who wants others to look too: the answer counts once as many say the same."""

    reason: str = Field("", max_length=1000)
    """Why, in words for those others."""
    opinions: int = Field(2, ge=2, le=5)


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
    levels: dict[str, int] = {}
    """By skill; 1 where none is named."""
    capacity: float = 4.0
    """The weights of the cards they hold at one time add up to this at most."""
    disabled: bool = False


class RecordedTalk(BaseModel):
    """A recorded conversation that a visitor of the demo may play: the customer's words, in order."""

    title: str
    says: list[str]


class BusyFigures(BaseModel):
    """What a visitor of the busy demo, who plays the expert, has an eye on."""

    live: int
    """Conversations at this moment."""
    waiting: int
    """Questions that are open."""
    served: int
    """Conversations that came to their end."""
    answers: int
    """Customers who have their answer; one answer may serve many."""
    cards: int
    """Cards that were answered."""
    seconds_per_answer: float | None
    """The median of the last ones, from taking the card to the answer."""
    per_expert: float | None
    """Live conversations for each person who has answered within the last ten minutes."""


class Grades(BaseModel):
    """How one person did at the practice desk, the last answer first."""

    grades: list[Grade]
    right: int
    of: int


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

"""What a supervisor sees of the live conversations: plain JSON shapes. Times are seconds since 1970."""

from pydantic import BaseModel

from earpiece.runtime.views import Leader


class Reason(BaseModel):
    """Why a conversation needs an eye. `words` with a `{span}` let a page keep the time that has passed since."""

    text: str
    words: str
    since: float | None = None


class LiveView(BaseModel):
    """A live conversation on the board."""

    id: str
    customer: str | None
    channel: str
    language: str
    about: str
    """What is in hand, as the customer would call it."""
    lead: Leader
    waiting_since: float | None
    """Since when an expert is asked."""
    score: float
    reasons: list[Reason]
    last: str
    """The last words."""
    last_who: str
    last_at: float


class Counts(BaseModel):
    """How many conversations there are; `matching` is after the filter."""

    live: int
    matching: int
    waiting: int
    people: int
    """Led by a person."""
    halted: int
    """Paused or stopped."""
    unread: int
    """Not looked at yet by this node, which has just begun to watch."""


class OpenConsult(BaseModel):
    """A question on the wall: what nobody has answered yet."""

    card: str
    conversation: str
    skill: str
    kind: str
    question: str
    asked_at: float
    next_at: float
    """When something happens if nobody answers."""
    next_do: str | None
    holder: str | None
    waiting: int
    """How many customers wait for the answer."""


class Staffing(BaseModel):
    """Who is there for a skill, and what waits for it."""

    skill: str
    on_duty: list[str]
    open: int
    held: int
    oldest_since: float | None
    """Of those that nobody holds."""
    load: float
    """Open cards for each place that the people on duty have."""
    missing: int
    words: str


class BoardView(BaseModel):
    """All of it. `version` counts what this node has heard of; a stream goes on from it."""

    at: float
    version: int
    conversations: list[LiveView]
    counts: Counts
    wall: list[OpenConsult]
    staffing: list[Staffing]

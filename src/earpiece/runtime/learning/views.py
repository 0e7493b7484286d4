"""What people see of learning: precedents and the classes of decisions."""

from typing import Literal

from pydantic import BaseModel

Scope = Literal["conversation", "customer", "always"]
Standing = Literal["candidate", "published", "retired", "recalled"]


class Said(BaseModel):
    """Who gave the same answer in which conversation, or another one."""

    by: str
    name: str
    at: float
    conversation: str
    card: str
    answer: str
    """In words."""
    reason: str = ""


class Rehearsed(BaseModel):
    """What the rehearsal before publishing found: earlier questions like it, and how often people said the same."""

    fits: int = 0
    """Earlier answered questions that it would have answered."""
    same: int = 0
    other: int = 0
    notes: list[str] = []


class PrecedentView(BaseModel):
    """An answer kept for the next time."""

    id: str
    consult: str
    """The company's consult that asked."""
    question: str
    situation: str
    """The customer's words as they are kept, private facts taken out."""
    facts: list[tuple[str, str]] = []
    answer: str
    """In words."""
    reason: str = ""
    scope: Scope = "always"
    standing: Standing = "candidate"
    owner: str = ""
    """Who proposed it."""
    owner_name: str = ""
    made_at: float = 0.0
    expires_at: float | None = None
    published_by: str | None = None
    agreed: list[Said] = []
    differed: list[Said] = []
    """People who answered otherwise: to be settled by the owner of the policy."""
    used: int = 0
    """How many conversations it answered alone."""
    suggested: int = 0
    may_publish: bool = False
    """Whoever looks has the right."""
    rehearsed: Rehearsed | None = None


class PrecedentsView(BaseModel):
    """A page of them; `more` says how many others fit the search."""

    precedents: list[PrecedentView]
    more: int = 0
    candidates: int = 0
    contradicted: int = 0


class Touched(BaseModel):
    """A conversation that a recalled answer reached, and the correction that is drafted for it."""

    conversation: str
    at: float
    said: str
    """The agent's sentence."""
    customer: str | None = None
    draft: str = ""
    """What the agent would say to set it right."""


class RecallView(BaseModel):
    """What came of finding an answer wrong."""

    precedent: PrecedentView
    touched: list[Touched]


class Point(BaseModel):
    """One point of a class's curve: shares over the decisions since the point before."""

    at: float
    decided: int
    asked: float
    """Share asked, 0 to 1."""
    error: float | None = None
    """Estimated share of own decisions that were wrong."""


class ClassView(BaseModel):
    """How far the agent decides one kind of thing alone."""

    id: str
    """`requests`, or `consult NAME`."""
    title: str
    """In plain words: "Which request it is"."""
    decided: int
    asked: int
    alone: int
    audited: int
    error: float | None = None
    """Estimated share of own decisions that were wrong, 0 to 1."""
    error_upper: float | None = None
    """Its upper bound at 95 %."""
    budget: float
    threshold: float
    """The highest estimated risk that is decided alone now."""
    standing: Literal["asking", "earning", "alone", "lost"] = "asking"
    words: str = ""
    """What that means, in a sentence."""
    curve: list[Point] = []


class WrongView(BaseModel):
    """An own decision that somebody found wrong; its conversation's story has the words."""

    id: str
    """The class."""
    conversation: str
    at: float
    by: str
    name: str


class LearningView(BaseModel):
    classes: list[ClassView]
    wrong: list[WrongView] = []
    """The last ones, the newest first."""
    precedents: int = 0
    candidates: int = 0
    answered_alone: int = 0

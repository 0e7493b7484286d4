"""What the agent decides without asking, what it asks about, and what becomes known of it afterwards.

Decisions of one kind are a *class*: `requests` (which request a message is), or `consult NAME` (what people answer to
this question of the company). Each class has a stream of its own, written beside the conversations' appends; what it
comes to is a fold over it, the same on every node. No words of customers stand in it: those are read from the
conversations, and are gone when a customer is erased.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from earpiece.domain.digests import digest
from earpiece.domain.event import BaseEvent, WhatIsAnswered, WhatIsAsked, Words

REQUESTS = "requests"
"""The class of decisions which request a message is."""

_MARK = ".look"
"""What ends the id of a card that looks at a decision afterwards; no conversation's question ends so."""


def class_of(consult: str) -> str:
    """The class of decisions about this question of the company."""
    return f"consult {consult}"


def audit_of(decision: str) -> str:
    """The id of the card that asks whether this decision was right."""
    return f"{decision}{_MARK}"


def is_audit(card: str) -> bool:
    """Whether a card with this id looks at a decision afterwards: nobody waits for it."""
    return card.endswith(_MARK)


def drawn(decision: str, what: str) -> float:
    """A number from 0 to 1 for a decision: evenly spread over decisions, and always the same for the same one."""
    return int(digest([what, decision])[:13], 16) / 16**13


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


class Audit(_Form):
    """Marks a card that looks at a decision which the agent has taken alone."""

    of: str
    """The class."""
    decision: str
    choice: str
    """What was decided, as the class names it."""


class Estimate(_Form):
    """What is known of a decision when it is taken: how likely it is wrong, and how much would be too much."""

    of: str
    """The class."""
    decision: str
    choice: str | None = None
    """What people would choose, as far as is known; None: nothing is."""
    alone: bool
    risk: float
    """Estimated probability that people would choose otherwise, from 0 to 1."""
    threshold: float
    """The highest risk that was decided alone at that moment."""
    budget: float
    """The share of own decisions that may be wrong."""
    audit: float = 0.0
    """With which probability it was to be looked at afterwards,"""
    audited: bool = False
    """and whether it was drawn."""
    version: int = 0
    """How much of the class's stream it was judged from."""
    why: str
    """In a sentence."""


class Read(Estimate):
    """What was judged of one command of a message: whether it means what it was read as. `index` counts commands."""

    index: int
    begins: int
    """Where in the message its words begin,"""
    ends: int
    """and where they end."""


# ── class/ID ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class DecisionJudged(BaseEvent):
    """A decision was due, and was taken alone, or put to a person."""

    decision: str
    conversation: str
    alone: bool
    choice: str | None
    """What people would choose, as far as was known."""
    share: float
    """How much of the probability that choice had, from 0 to 1."""
    evidence: tuple[float, ...] = ()
    """What spoke for it, in numbers."""
    hints: tuple[tuple[str, float], ...] = ()
    """What else found which choice likely."""
    risk: float
    threshold: float
    audit: float
    audited: bool
    version: int
    budget: float
    audits: float
    """The share of own decisions that is looked at afterwards, on average."""
    first: int = 0
    """So many answers had to be known before any decision was taken alone."""
    precedent: str | None = None
    """The published answer that was used."""
    vouched: bool = False
    """It was decided alone because the owner of that answer vouches for it, not for what was learned."""


class OutcomeLearned(BaseEvent):
    """It became known what is right; of each decision the first such word counts."""

    decision: str
    choice: str | None
    """What is right, as the class names it; None: only that the decision was wrong."""
    how: Literal["asked", "audited", "corrected"]
    by: str = ""


class ClassKept(BaseEvent):
    """What the error account came to by then, so that it need not be reckoned again from its beginning."""

    numbers: dict[str, Any]


class CasesForgotten(BaseEvent):
    """A customer was erased: what their conversations taught is learned no more."""

    conversations: tuple[str, ...]


# ── conversation/ID ───────────────────────────────────────────────────────────────────────────────────────────────────


class DecidedAlone(BaseEvent):
    """The agent answered its own question without asking anybody: `by` names the published answer or the class that it
    went by. It is nobody's answer, and permits nothing that needs a person's."""

    consult: str
    run: str
    at_instruction: int
    question: WhatIsAsked
    """As it would have been asked."""
    answer: WhatIsAnswered
    by: str
    """`precedent ID` or `judgement CLASS`."""
    estimate: Estimate


class FoundWrong(BaseEvent):
    """Somebody looked afterwards, and found wrong what the agent had decided alone."""

    decision: str
    by: str
    what: Words
    """What was decided, in words."""
    right: Words
    """What would have been right, in words."""


# ── card/ID, of one that looks at a decision ──────────────────────────────────────────────────────────────────────────


class AuditAnswered(BaseEvent):
    """Somebody said whether a decision was right; nobody waited for it."""

    by: str
    answer: WhatIsAnswered
    right: bool
    revision: int = 1
    seconds: float = 0.0
    sure: tuple[str, ...] = ()
    shown: str = ""


class AuditClosed(BaseEvent):
    """Nobody looked: `expired`, or `erased`."""

    reason: str

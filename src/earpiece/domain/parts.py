"""The parts of a conversation's state: transcript lines, commands to do, runs, calls, consults, the open question.

Those that change have no slots, for `records.replace`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from earpiece.domain.commands import Command, Option
from earpiece.domain.events import AgentSaid, CustomerSaid
from earpiece.domain.forms import Answer, Expected, Question, Rung
from earpiece.domain.interventions import PersonSaid
from earpiece.domain.learning import Estimate


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the transcript: words of the customer, of the agent, or of a person who took over."""

    position: int
    at: float
    event: CustomerSaid | AgentSaid | PersonSaid


@dataclass(frozen=True, slots=True)
class Todo:
    """A command the agent has not acted on yet."""

    message: str
    index: int
    command: Command


@dataclass(frozen=True)
class RunState:
    """A playbook in progress. `origin` tells where each value came from."""

    id: str
    playbook: str
    at: int = 0
    parent: str | None = None
    message: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    origin: Mapping[str, str] = field(default_factory=dict)
    offered: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    """Slot → the options it was asked with last."""
    outcome: str | None = None
    children: Mapping[int, str] = field(default_factory=dict)
    """Instruction → run id of the playbook it began."""
    steps: int = 0
    """How many events moved it: a guard against endless loops."""


@dataclass(frozen=True)
class CallState:
    """One attempt of a tool call."""

    id: str
    run: str
    at: int
    tool: str
    args: Mapping[str, Any]
    digest: str
    key: str
    effect: Literal["read", "write"]
    deadline: float
    status: Literal["started", "finished", "failed", "unknown"] = "started"
    tries: int = 1
    result: Any = None
    error: str = ""
    message: str = ""
    ahead: bool = False
    """Made before its turn, while an expert decided."""
    ended_at: float = 0.0
    ended_in: int = 0
    """The position at which what became of it was known."""


@dataclass(frozen=True)
class ConsultState:
    """A question to the human side, as the conversation knows it."""

    id: str
    run: str
    at: int
    question: Question
    ladder: tuple[Rung, ...]
    asked_at: float
    asked_in: int
    """The position of the asking: unlike times, positions agree whatever a node's clock says."""
    call: str | None = None
    early: bool = False
    needed: bool = True
    """The conversation waits for it; False as long as it was only asked early."""
    expected: Expected | None = None
    on_duty: int | None = None
    reviews: str | None = None
    """Digest of the agent's words that a person is asked to approve."""
    opens_at: float | None = None
    """The desk was closed for it; it opens then."""
    revision: int = 1
    status: Literal["open", "answered", "expired", "withdrawn"] = "open"
    answer: Answer | None = None
    by: str | None = None
    grant: str | None = None
    grant_expires: float | None = None
    spent: bool = False
    spent_by: str = ""
    """The use of an agent elsewhere that spent it."""
    released: bool = False
    """The answer was said to the customer, or is recorded as no longer needed."""
    unneeded: bool = False
    """The latter."""
    fallback: bool = False
    """It expired, and the playbook's safe way is to be taken."""
    promised: Literal["no", "due", "said"] = "no"
    back: str | None = None
    """What the expert asked back and still waits for."""
    back_said: bool = False
    ended_in: int = 0
    """The position at which it was answered or expired."""
    estimate: Estimate | None = None
    """What was known when it was decided whether to ask, where the agent may learn to decide this alone."""

    @property
    def alone(self) -> bool:
        """Whether the agent answered it without asking anybody."""
        return self.estimate is not None and self.estimate.alone


@dataclass(frozen=True, slots=True)
class Asked:
    """The agent's question that is still open."""

    purpose: str
    at: float
    run: str | None = None
    slot: str | None = None
    targets: tuple[str, ...] = ()
    times: int = 1
    options: tuple[Option, ...] = ()
    consult: str | None = None
    """The consult whose asked-back question this is."""

"""A question that an agent elsewhere asks our experts: a conversation of its own, in which nobody hears anything.

All that the asker said is in the values of its one run; what became of it is the state of its one consult.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.conversation import Conversation
from earpiece.domain.forms import Inquiry
from earpiece.domain.parts import ConsultState, RunState
from earpiece.domain.playbook import ASKED_OUTSIDE

CHANNEL = "ask"
"""The channel of these conversations."""


class Asking(BaseModel):
    """What the asker said. `account` may see what becomes of it; `asker` is the name on the card."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    account: str
    asker: str
    inquiry: Inquiry
    consult: str = ASKED_OUTSIDE
    timeout: float | None = None
    """Seconds from the asking after which no answer is needed any more."""
    thread: str = ""
    """The asker's own name for what it is about: its conversation, its job."""
    prints: dict[str, str] = Field(default_factory=dict)
    """Of each part of the first request its digest, by which a repeated one is known."""
    edition: int = 1
    """Counts up with every change of the question."""
    withdrawn: str | None = None
    """Why the asker took it back."""


def is_elsewhere(state: Conversation) -> bool:
    """Whether somebody else's agent speaks with the customer, and ours with nobody."""
    return state.opened is not None and state.opened.channel == CHANNEL


def run_of(state: Conversation) -> RunState | None:
    """The one run; None before it has begun."""
    return next((run for run in state.runs.values() if run.playbook == ASKED_OUTSIDE), None)


def asking_of(state: Conversation) -> Asking | None:
    """What was asked; None if that is not to be known any more, because it was erased."""
    run = run_of(state)
    return Asking.model_validate(dict(run.values)) if run is not None and "inquiry" in run.values else None


def consult_of(state: Conversation) -> ConsultState | None:
    """The one question to an expert."""
    return next(iter(state.consults.values()), None)


def values_of(asking: Asking) -> dict[str, Any]:
    """The run's values."""
    return asking.model_dump(mode="json")


def changes(before: Asking, after: Asking) -> Iterator[tuple[str, Any]]:
    """The values that are other ones now."""
    old = values_of(before)
    return ((name, value) for name, value in values_of(after).items() if old[name] != value)

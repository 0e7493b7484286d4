"""What templates and expressions of a run can see, and where each value came from."""

from typing import Any

from earpiece.domain.conversation import Conversation
from earpiece.domain.expressions import names_in
from earpiece.domain.forms import Answer
from earpiece.domain.parts import ConsultState, RunState
from earpiece.domain.playbook import Company, Playbook

NO_ANSWER = Answer().model_dump()
"""What `consult` is before any expert was asked in a run."""


def values_of(state: Conversation, run: RunState) -> dict[str, Any]:
    """The run's values, and what every run knows about its customer."""
    return {
        "customer": state.customer,
        "customer_name": state.name or "the customer",
        "question": words_of(state, run.message),
        "consult": NO_ANSWER,
        **run.values,
    }


def words_of(state: Conversation, message: str | None) -> str:
    """The customer's words in that message, or their last ones."""
    if message in state.said:
        return state.said[message]
    return next(reversed(state.said.values()), "")


def playbook_of(company: Company, run: RunState) -> Playbook:
    return company.playbooks[run.playbook]


def sources_of(company: Company, run: RunState, template: str) -> tuple[str, ...]:
    """Where the values in a sentence come from, for the record."""
    used = {run.origin[name] for name in names_in(template, template=True) if name in run.origin}
    return (f"playbook {run.playbook}", *sorted(used))


def family(state: Conversation, run: str) -> list[str]:
    """The run, the run it belongs to and all that belong to it, roots first."""
    top = state.root(run)
    return [each for each in state.runs if state.root(each) == top]


def new_run(state: Conversation, later: int = 0) -> str:
    """A name for a run begun `later` events from now; unique, since no position is used twice."""
    return f"run{state.position + later + 1}"


def unsaid(state: Conversation, run: str) -> list[ConsultState]:
    """Consults of the run's family whose answer the customer has not heard yet."""
    members = set(family(state, run))
    ended = ("answered", "expired")
    found = [c for c in state.consults.values() if c.run in members and c.reviews is None]
    return [c for c in found if c.status in ended and not c.released]

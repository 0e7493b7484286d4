"""What the agent does with a question that an agent elsewhere asks: put it, keep it up to date, end it; in silence."""

from earpiece.domain.actions import AskExpert, Close, Note, Step, Withdraw
from earpiece.domain.conversation import Conversation
from earpiece.domain.elsewhere import asking_of, consult_of, run_of
from earpiece.domain.events import Outcome, RunEnded
from earpiece.domain.playbook import Company

OUTCOMES: dict[str, Outcome] = {"answered": "resolved", "expired": "unresolved", "withdrawn": "abandoned"}
"""How the conversation ends, by what became of the question."""


def ask(state: Conversation, company: Company) -> Step | None:
    """Put the question, and put it anew where the asker has changed it."""
    run, asking, consult = run_of(state), asking_of(state), consult_of(state)
    if run is None or asking is None or asking.withdrawn is not None or run.outcome is not None:
        return None
    if consult is not None and (consult.status != "open" or consult.revision >= asking.edition):
        return None
    values = {"asker": asking.asker, "timeout": asking.timeout}
    revises = consult.id if consult is not None else None
    return AskExpert(run.id, run.at, asking.consult, values, revises=revises, inquiry=asking.inquiry)


def withdraw(state: Conversation, company: Company) -> Step | None:
    """Take it back, if the asker does."""
    asking, consult = asking_of(state), consult_of(state)
    if asking is None or asking.withdrawn is None or consult is None or consult.status != "open":
        return None
    return Withdraw(consult.id, asking.withdrawn)


def finish(state: Conversation, company: Company) -> Step | None:
    """Once something has become of the question, nothing is left to do."""
    run, consult = run_of(state), consult_of(state)
    if run is None or consult is None or consult.status == "open" or state.outcome is not None:
        return None
    if run.outcome is None:
        return Note((RunEnded(run=run.id, outcome=consult.status),))
    return Close(OUTCOMES[consult.status])


POLICIES = (withdraw, ask, finish)
"""All that the agent does there."""

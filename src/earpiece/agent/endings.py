"""Ends a run with one of the agent's own sentences."""

from earpiece.agent.scope import unsaid
from earpiece.agent.wording import phrase
from earpiece.domain.actions import Note, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import RunEnded
from earpiece.domain.parts import RunState
from earpiece.domain.playbook import Company


def end_with(
    state: Conversation, company: Company, run: RunState, name: str, outcome: str, source: str = "phrases"
) -> Utter:
    """Say the phrase `name` as the run's result, and end it with that outcome."""
    text, used = phrase(state, company, name)
    ended = RunEnded(run=run.id, outcome=outcome)
    return Utter(text, "result", run=run.id, phrase=used, sources=(source,), after=(ended,))


def end_telling(state: Conversation, company: Company, run: RunState, *ending: BaseEvent) -> Note | Utter:
    """End the run; an answer that no sentence has brought to the customer is said first."""
    consults = unsaid(state, run.id) if run.parent is None else []
    if not consults:
        return Note(ending)
    answer = consults[-1].answer
    name = "expired" if answer is None else "declined" if answer.decision == "no" else "talk_done"
    reason = answer.reason if answer is not None and answer.reason else ""
    text, used = phrase(state, company, name, reason=reason)
    releases = tuple(consult.id for consult in consults)
    return Utter(text, "result", run=run.id, phrase=used, sources=("phrases",), releases=releases, after=ending)

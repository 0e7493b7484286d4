"""Ends a run with one of the agent's own sentences."""

from earpiece.agent.wording import phrase
from earpiece.domain.actions import Utter
from earpiece.domain.conversation import Conversation
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

"""Whose the customer's words are: while an open part leads, they go to the model; understanding's reading is held back.

It is held back and not thrown away: it counts when the model cannot be reached. And whoever asks for a person a second
time gets one, whatever the model thinks of it.
"""

from earpiece.agent.planning.lead import AWAY
from earpiece.agent.planning.steps import last_heard, steps_of
from earpiece.agent.requests import wants_person
from earpiece.agent.scope import new_run, playbook_of
from earpiece.domain.actions import Note, Step
from earpiece.domain.commands import WantsPerson
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import CommandTaken, RunStarted, ValueSet
from earpiece.domain.playbook import Company, Open

ASKED = "asked for a person"
"""The run's value that is true once the customer has asked for a person."""


def begin(state: Conversation, company: Company) -> Step | None:
    """Begin the playbook in which the company wants every conversation to begin."""
    name = company.policy.begin_with
    if name is None or state.stack or not state.todo or state.handed_off != "no":
        return None
    left = (run.values[AWAY]["at"] for run in state.runs.values() if AWAY in run.values)
    if any(at > last_heard(state) for at in left):
        return None  # the model cannot be reached: the words are read without it
    return Note((RunStarted(run=new_run(state), playbook=name, message=state.todo[0].message),))


def model_leads(state: Conversation, company: Company) -> bool:
    """Whether the request in hand stands at an open part, and its model can be reached."""
    if not state.stack:
        return False
    run = state.runs[state.stack[-1]]
    if not isinstance(playbook_of(company, run).program[run.at], Open):
        return False
    steps = steps_of(state, company, run)
    return not (steps and steps[-1].failed)


def hear(state: Conversation, company: Company) -> Step | None:
    """What is done at once with words that the model will hear: only a second wish for a person."""
    run = state.runs[state.stack[-1]]
    for todo in state.todo:
        if isinstance(todo.command, WantsPerson):
            taken = CommandTaken(message=todo.message, index=todo.index)
            if run.values.get(ASKED):
                return wants_person(state, company, taken)
            return Note((taken, ValueSet(run=run.id, name=ASKED, value=True, source=f"customer {todo.message}")))
    return None


def served(state: Conversation, company: Company) -> bool:
    """Whether the request in hand is an open part that owes the customer nothing: the model spoke last, and asked
    nothing. Many customers leave without a word when they have what they wanted."""
    return model_leads(state, company) and state.asked is None and not state.calling

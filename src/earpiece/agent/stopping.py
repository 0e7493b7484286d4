"""Playbooks that a supervisor has stopped: none is begun or gone on with, and the customer hears so."""

from earpiece.agent.wording import phrase
from earpiece.domain.actions import Step, Utter
from earpiece.domain.controls import Stop
from earpiece.domain.conversation import Conversation
from earpiece.domain.event import BaseEvent
from earpiece.domain.parts import RunState
from earpiece.domain.playbook import Call, Collect, Company, Run


def stop_for(state: Conversation, company: Company, run: RunState) -> Stop | None:
    """The switch that keeps the run from going on: its playbook is stopped, or the one that began it, or the one that
    it needs next."""
    if not state.controls.stops:
        return None
    names = [*_needed(state, company, run), *(each.playbook for each in state.line(run.id))]
    return next((stop for stop in state.controls.stops if stop.what == "playbook" and stop.name in names), None)


def _needed(state: Conversation, company: Company, run: RunState) -> list[str]:
    """The playbook that its next step begins, if it does."""
    instruction = company.playbooks[run.playbook].program[run.at]
    if run.at in run.children:
        return []
    match instruction:
        case Run():
            return [instruction.playbook]
        case Call():
            tools = [instruction.tool]
        case Collect():
            slots = company.playbooks[run.playbook].slots
            tools = [choices for name in instruction.slots if (choices := slots[name].choices) is not None]
        case _:
            return []
    unknown = state.customer is None and any(company.tools[tool].needs == "verified" for tool in tools)
    return [company.policy.identify] if unknown and company.policy.identify is not None else []


def tell(state: Conversation, company: Company) -> Step | None:
    """Whoever waits for something that is stopped hears so, once for each time it is stopped."""
    if not state.controls.stops or state.outcome is not None:
        return None
    for name in reversed(state.stack):
        stop = stop_for(state, company, state.runs[name])
        root = state.root(name)
        told = f"stop {stop.what} {stop.name} in {root}" if stop is not None else ""
        if stop is not None and told not in state.told:
            title = company.title(f"playbook/{state.runs[root].playbook}")
            text, used = phrase(state, company, "playbook_held", title=title)
            return Utter(text, "notice", run=root, phrase=used, sources=(f"expert {stop.by}",), tells=(told,))
    return None


def not_begun(state: Conversation, company: Company, target: str, *after: BaseEvent) -> Utter | None:
    """What is said instead of beginning a request that is stopped; None if it is not."""
    kind, _, name = target.partition("/")
    if kind != "playbook" or state.controls.stopped("playbook", name) is None:
        return None
    text, used = phrase(state, company, "playbook_stopped", title=company.title(target))
    return Utter(text, "notice", phrase=used, sources=("phrases",), after=after)

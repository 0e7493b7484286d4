"""Who leads, and what is stopped: hard rules that come before all others. No words and no model go around them."""

from earpiece.domain.actions import CallTool, Go, Note, Proposal, Refuse, Utter, Verdict
from earpiece.domain.conversation import Conversation
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import RunStarted
from earpiece.domain.playbook import Company


def stops(action: Proposal, state: Conversation, company: Company) -> Verdict:
    """Whether this may happen under who leads and what is stopped at this moment."""
    begun = _begun(action)
    stopped = next((name for name in begun if _is_stopped(state, name)), None)
    if stopped is not None:
        return Refuse("stopped", f"the playbook {stopped} is stopped")
    match action:
        case CallTool():
            return _call(action, state, company)
        case Utter() if state.leader[0] != "agent" and not action.tells and not _is_held_up(action, state, company):
            return Refuse("not_leading", "the agent does not lead this conversation now")
    return Go()


def _begun(action: Proposal) -> list[str]:
    """The playbooks that the action begins."""
    events: tuple[BaseEvent, ...] = ()
    if isinstance(action, Note):
        events = action.events
    elif isinstance(action, Utter):
        events = action.after
    return [event.playbook for event in events if isinstance(event, RunStarted)]


def _call(action: CallTool, state: Conversation, company: Company) -> Verdict:
    name = action.call.tool
    stop = state.controls.stopped("tool", name)
    if stop is not None:
        return Refuse("stopped", "this is stopped at the moment")
    if any(_is_stopped(state, run.playbook) for run in state.line(action.run)):
        return Refuse("stopped", "this is stopped at the moment")
    tool = company.tools.get(name)
    if state.leader[0] != "agent" and (tool is None or tool.effect == "write"):
        return Refuse("stopped", "the agent does not lead this conversation now")
    return Go()


def _is_stopped(state: Conversation, playbook: str) -> bool:
    return any(stop.what == "playbook" and stop.name == playbook for stop in state.controls.stops)


def _is_held_up(action: Utter, state: Conversation, company: Company) -> bool:
    """Words that may be said while the agent is held up: about a person the customer asked for, and that it waits."""
    if state.leader[0] == "person":
        return False
    of = {run.playbook for run in state.line(action.run)} if action.run is not None else set()
    asks_for_person = company.policy.wants_person in of
    return asks_for_person or action.purpose in ("holding", "notice", "greeting")

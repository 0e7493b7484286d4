"""When a customer waits because of people: a conversation's state says it, from one moment to the next.

They wait while the conversation is open and nothing else goes on (no question of the agent is open to them, no tool is
at work) and

- a consult is open that the conversation cannot go on without,
- or a person is to speak with them, or has just begun to lead, and has not said a word yet,
- or a supervisor has paused or stopped the agent, and there is something it would do.
"""

from earpiece.domain.conversation import Conversation
from earpiece.domain.parts import ConsultState


def needed(state: Conversation) -> list[ConsultState]:
    """The open consults that the conversation cannot go on without: those at which their own request stands. If
    there are none of these, those that were not asked early."""
    opened = state.open_consults
    here = [each for each in opened if state.runs[each.run].outcome is None and state.runs[each.run].at == each.at]
    return here or [each for each in opened if not each.early]


def nothing_else(state: Conversation) -> bool:
    """The conversation is open, and neither the customer nor a tool is to do anything. Tools that only prepare what
    comes after an answer shorten nothing yet."""
    calling = any(call.status == "started" and not call.ahead for call in state.calls.values())
    return state.opened is not None and state.outcome is None and not state.asking and not calling


def halted(state: Conversation) -> bool:
    """Somebody has told the agent to do nothing, and it would have something to do."""
    return state.leader[0] in ("paused", "stopped") and bool(state.unread or state.todo or state.stack)

"""Greeting, small talk, and the end of a conversation."""

from earpiece.agent.planning.hearing import served
from earpiece.agent.wording import phrase
from earpiece.domain.actions import Close, Note, Step, Utter
from earpiece.domain.commands import SmallTalk
from earpiece.domain.conversation import Conversation
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import AgentSaid, CommandTaken, ConversationClosed, CustomerSaid, Outcome
from earpiece.domain.parts import Todo
from earpiece.domain.playbook import Company

UNRESOLVED = frozenset({"unresolved", "not_verified", "failed"})
"""Outcomes of playbooks that leave the customer's request open."""


def greet(state: Conversation, company: Company) -> Step | None:
    """The first words: who speaks, that it is an AI, and what is still owed to a returning customer."""
    if state.opened is None or any(isinstance(line.event, AgentSaid) for line in state.lines):
        return None
    policy = company.policy
    text, used = phrase(state, company, "greeting", company=policy.name, agent=policy.agent_name, name=state.name)
    if state.opened.earlier:
        text, used = phrase(state, company, "greeting_back", company=policy.name, name=state.name or "")
    if state.opened.promises:
        owed = "; ".join(state.opened.promises)
        reminder, _ = phrase(state, company, "greeting_promises", name=state.name or "", promises=owed)
        text = f"{text} {reminder}"
    return Utter(text, "greeting", phrase=used, sources=("phrases",))


def small_talk(state: Conversation, company: Company, todo: Todo, command: SmallTalk) -> Step:
    """A friendly reply; "no" or "bye" with nothing left to do ends the conversation."""
    taken = CommandTaken(message=todo.message, index=todo.index)
    if state.outcome is not None and state.lines and isinstance(state.lines[-1].event, AgentSaid):
        return Note((taken,))  # "no thanks, bye": the first half has ended it
    if command.kind == "greeting" and any(other.message == todo.message for other in state.todo[1:]):
        return Note((taken,))  # what they came for is in the same message
    ending = command.kind == "bye" or (command.kind in ("no", "thanks") and _asked_anything_else(state))
    if ending and not state.stack:
        return _goodbye(state, company, taken)
    name = f"talk_{command.kind}" if f"talk_{command.kind}" in company.phrases else "talk_filler"
    if command.kind == "thanks" and state.open_consults:
        name = "status_open"
    text, used = phrase(state, company, name, company=company.policy.name, agent=company.policy.agent_name)
    return Utter(text, "notice", phrase=used, sources=("phrases",), after=(taken,))


def _asked_anything_else(state: Conversation) -> bool:
    return state.asked is None or state.asked.purpose == "anything_else"


def _goodbye(state: Conversation, company: Company, taken: CommandTaken) -> Step:
    text, used = phrase(state, company, "closing", company=company.policy.name, name=state.name or "")
    after: tuple[BaseEvent, ...] = (taken, ConversationClosed(outcome=outcome_of(state)))
    return Utter(text, "closing", phrase=used, sources=("phrases",), after=after)


def outcome_of(state: Conversation) -> Outcome:
    """How the conversation ends if it ends now."""
    if state.handed_off == "done":
        return "handed_off"
    if state.open_consults:
        return "promised"
    ended = [run.outcome for run in state.runs.values() if run.parent is None]
    return "unresolved" if any(outcome in UNRESOLVED for outcome in ended) else "resolved"


def anything_else(state: Conversation, company: Company) -> Step | None:
    """After something was served and nothing is in progress, ask once whether there is more.

    Also when nothing was said to the customer's last words: whoever speaks gets a word back.
    """
    if state.stack or state.asked is not None or state.outcome is not None or state.handed_off != "no":
        return None
    last = state.lines[-1].event if state.lines else None
    if last is None or (isinstance(last, AgentSaid) and last.purpose not in ("answer", "result")):
        return None
    text, used = phrase(state, company, "anything_else")
    return Utter(text, "anything_else", phrase=used, sources=("phrases",))


def fall_silent(state: Conversation, company: Company) -> Step | None:
    """The customer has been silent for long: say so and close; an open question's answer still follows."""
    if "idle" not in state.timers or state.outcome is not None:
        return None
    if any(consult.promised != "said" for consult in state.open_consults):
        return None  # they are waiting for us, and were not told that they need not
    outcome = outcome_of(state)
    if state.stack and not state.open_consults and not served(state, company):
        outcome = "abandoned"
    if not any(run.parent is None for run in state.runs.values()) and state.last_target is None:
        outcome = "abandoned"
    if not any(isinstance(line.event, CustomerSaid) for line in state.lines):
        return Close(outcome)
    text, used = phrase(state, company, "idle_closing", company=company.policy.name)
    return Utter(text, "closing", phrase=used, sources=("phrases",), after=(ConversationClosed(outcome=outcome),))

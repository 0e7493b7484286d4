"""What a card says about the conversation so far: few words, nothing invented."""

from earpiece.domain.conversation import Conversation
from earpiece.domain.events import AgentSaid, CustomerSaid
from earpiece.domain.playbook import Company

MAX_QUOTE = 180


def summary_of(state: Conversation, company: Company, run: str) -> str:
    """Two or three sentences: who, what they want, what was found out, how long they have waited."""
    root = state.root(run)
    who = state.name or ("A verified customer" if state.customer else "A guest")
    title = company.title(f"playbook/{state.runs[root].playbook}")
    words = _first_words(state, state.runs[root].message)
    parts = [f"{who} wrote: “{words}”" if words else f"{who} is in the chat."]
    if state.runs[root].playbook != company.policy.ask_expert:
        parts.append(f"The agent is dealing with {title}.")
    last = _last_words(state)
    if last and last != words:
        parts.append(f"Last words: “{last}”")
    if state.lead.notes:
        name, note = state.lead.notes[-1]
        parts.append(f"{name} noted: “{_short(note)}”")
    return " ".join(parts)


def last_words(state: Conversation) -> str:
    """What the customer said last, as a sentence; empty if they said nothing."""
    words = _last_words(state)
    return f"Their customer's last words: “{words}”" if words else ""


def _first_words(state: Conversation, message: str | None) -> str:
    for line in state.lines:
        if isinstance(line.event, CustomerSaid) and message in (None, line.event.message):
            return _short(line.event.text)
    return _last_words(state)


def _last_words(state: Conversation) -> str:
    for line in reversed(state.lines):
        if isinstance(line.event, CustomerSaid):
            return _short(line.event.text)
    return ""


def _short(text: str) -> str:
    return text if len(text) <= MAX_QUOTE else text[: MAX_QUOTE - 1].rstrip() + "…"


def full_summary(state: Conversation, company: Company) -> str:
    """For a handoff: all that was said and done, so that nobody has to ask again."""
    lines = [f"Customer: {state.name or state.customer or 'guest, not verified'}"]
    for run in state.runs.values():
        known = ", ".join(
            f"{name}: {value}" for name, value in run.values.items() if not isinstance(value, dict | list)
        )
        lines.append(f"Request: {company.title('playbook/' + run.playbook)} ({run.outcome or 'open'}) {known}".rstrip())
    for call in state.calls.values():
        if call.effect == "write":
            lines.append(f"Done: {call.tool} {dict(call.args)} ({call.status})")
    for line in state.lines:
        who = "Agent" if isinstance(line.event, AgentSaid) else "Customer"
        lines.append(f"{who}: {line.event.text}")
    return "\n".join(lines)

"""What the customer hears while a question to the human side is open. Sources: docs/holding.md."""

from itertools import takewhile

from earpiece.agent.wording import phrase
from earpiece.domain.actions import Step, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import AgentSaid
from earpiece.domain.parts import ConsultState
from earpiece.domain.playbook import Company


def first_word(state: Conversation, company: Company) -> Step | None:
    """Each question to the human side is told to the customer as soon as they have to wait for it."""
    waiting = _waiting(state)
    if waiting and not _told(state, waiting[-1]):
        return _word(state, company, "holding_first", waiting[-1])
    return None


def next_word(state: Conversation, company: Company) -> Step | None:
    """An update on the channel's rhythm while the customer only waits; after a promise they need not wait."""
    waiting = [consult for consult in _waiting(state) if consult.promised != "said"]
    if not waiting or "holding" not in state.timers or state.asking:
        return None
    if state.calling:
        return None  # news of something else is seconds away
    return _word(state, company, "holding_more", waiting[-1])


def _waiting(state: Conversation) -> list[ConsultState]:
    """Consults the customer has to wait for; a question to answer is better company than a word about an early one."""
    if state.outcome is not None:
        return []
    return [consult for consult in state.open_consults if not consult.early or not state.asking]


def _told(state: Conversation, consult: ConsultState) -> bool:
    since = takewhile(lambda line: line.position > consult.asked_in, reversed(state.lines))
    return any(isinstance(line.event, AgentSaid) and line.event.purpose == "holding" for line in since)


def _word(state: Conversation, company: Company, name: str, consult: ConsultState) -> Utter:
    rhythm = company.policy.holding_rhythm
    due = state.now + rhythm[min(state.holdings, len(rhythm) - 1)]
    text, used = phrase(state, company, name, skill=consult.question.skill, wait="")
    return Utter(
        text, "holding", run=consult.run, phrase=used, next_at=due, claims_waiting=True,
        sources=(f"consult {consult.id}",),
    )  # fmt: skip

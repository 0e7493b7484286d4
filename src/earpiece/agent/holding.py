"""What the customer hears while a question to the human side is open. Sources: docs/holding.md."""

from earpiece.agent.wording import phrase
from earpiece.domain.actions import Step, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.parts import ConsultState
from earpiece.domain.playbook import Company

SKILL_WORDS = "specialist"


def hold(state: Conversation, company: Company) -> Step | None:
    """The first honest word at once, then an update on the channel's rhythm while the customer only waits."""
    waiting = [consult for consult in state.open_consults if not consult.early or not _asking(state)]
    if not waiting or state.outcome is not None:
        return None
    newest = waiting[-1]
    if state.holdings == 0 and not _told(state, newest):
        return _word(state, company, "holding_first", newest)
    if "holding" not in state.timers:
        return None
    if _asking(state) or newest.promised == "said":
        return None
    return _word(state, company, "holding_more", newest)


def _asking(state: Conversation) -> bool:
    """The customer has a question to answer; that is better company than a holding message."""
    return state.asked is not None and state.asked.purpose in ("question", "between")


def _told(state: Conversation, consult: ConsultState) -> bool:
    return any(line.at >= consult.asked_at and getattr(line.event, "purpose", "") == "holding" for line in state.lines)


def _word(state: Conversation, company: Company, name: str, consult: ConsultState) -> Utter:
    rhythm = company.policy.holding_rhythm
    due = state.now + rhythm[min(state.holdings, len(rhythm) - 1)]
    text, used = phrase(state, company, name, skill=consult.question.skill, wait="a minute or two")
    return Utter(
        text, "holding", run=consult.run, phrase=used, next_at=due, claims_waiting=True,
        sources=(f"consult {consult.id}",),
    )  # fmt: skip

"""What the customer hears while a question to the human side is open. Sources: docs/holding.md."""

from itertools import takewhile

from earpiece.agent.times import wait_words, when_words
from earpiece.agent.wording import phrase
from earpiece.domain.actions import Step, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import AgentSaid
from earpiece.domain.parts import ConsultState
from earpiece.domain.playbook import Company


def first_word(state: Conversation, company: Company) -> Step | None:
    """Each question to the human side is told to the customer as soon as they have to wait for it.

    Who would probably wait for long is told at once that they need not stay, instead of being held and told later.
    """
    waiting = _waiting(state)
    if waiting and not _told(state, waiting[-1]):
        consult = waiting[-1]
        name = at_once(consult, state.now, company)
        return (
            _word(state, company, "holding_first", consult) if name is None else promised(state, company, name, consult)
        )
    return None


def at_once(consult: ConsultState, now: float, company: Company) -> str | None:
    """The phrase that promises an answer for later at once, because of what was known when it was asked: the desk is
    closed, nobody who could answer is there, or it usually takes longer than the company's `patience`. None: waiting
    is worth it."""
    if consult.promised == "said":
        return None
    if consult.opens_at is not None and consult.opens_at > now:
        return "promise_closed"
    if consult.on_duty == 0:
        return "promise_nobody"
    if consult.expected is not None and consult.expected.most > company.policy.patience:
        return "promise_long"
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
    """Consults the customer has to wait for: not those that were asked early and are not needed yet."""
    return [consult for consult in state.open_consults if consult.needed] if state.outcome is None else []


def _told(state: Conversation, consult: ConsultState) -> bool:
    since = takewhile(lambda line: line.position > consult.asked_in, reversed(state.lines))
    said = [line.event for line in since if isinstance(line.event, AgentSaid)]
    return any(event.purpose == "holding" or event.promises == consult.id for event in said)


def _word(state: Conversation, company: Company, name: str, consult: ConsultState) -> Utter:
    rhythm = company.policy.holding_rhythm
    due = state.now + rhythm[min(state.holdings, len(rhythm) - 1)]
    text, used = phrase(state, company, name, skill=consult.question.skill, wait=wait_words(consult.expected))
    return Utter(
        text, "holding", run=consult.run, phrase=used, next_at=due, claims_waiting=True,
        sources=(f"consult {consult.id}",),
    )  # fmt: skip


def promised(state: Conversation, company: Company, name: str, consult: ConsultState) -> Utter:
    """That the answer will follow, and the customer may leave; `name` is the phrase that says why."""
    hours, opens = company.hours, consult.opens_at
    when = when_words(opens, state.now, hours.timezone) if hours is not None and opens is not None else ""
    known = {"skill": consult.question.skill, "when": when, "wait": wait_words(consult.expected)}
    text, used = phrase(state, company, name, **known)
    return Utter(
        text, "notice", run=consult.run, phrase=used, promises=consult.id, claims_waiting=True,
        sources=(f"consult {consult.id}",),
    )  # fmt: skip

"""What the agent owes because of consults: questions asked back, promises, handoffs, questions no longer needed."""

from earpiece.agent.holding import at_once, promised
from earpiece.agent.wording import phrase
from earpiece.domain.actions import Note, Step, Transfer, Utter, Withdraw
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import AnswerUnneeded, RunEnded
from earpiece.domain.parts import ConsultState
from earpiece.domain.playbook import Company


def hand_off(state: Conversation, company: Company) -> Step | None:
    """A ladder ended in a handoff."""
    return Transfer("nobody could answer in time") if state.handed_off == "due" else None


def ask_back(state: Conversation, company: Company) -> Step | None:
    """Put the expert's question to the customer, unless another question is open."""
    return _put(state, company, [consult for consult in state.open_consults if not consult.back_said])


def ask_back_again(state: Conversation, company: Company) -> Step | None:
    """The customer went on to something else without answering the expert's question: it is put once more."""
    if state.calling:
        return None  # what the customer went on to is being looked up at this moment
    return _put(state, company, state.open_consults)


def _put(state: Conversation, company: Company, consults: list[ConsultState]) -> Step | None:
    if state.asking:
        return None
    for consult in consults:
        if consult.back is not None:
            text, used = phrase(state, company, "asked_back", question=consult.back)
            return Utter(
                text, "question", run=consult.run, slot=f"reply {consult.id}", phrase=used, asks_back=consult.id,
                sources=(f"consult {consult.id}",),
            )  # fmt: skip
    return None


def tidy(state: Conversation, company: Company) -> Step | None:
    """End what belonged to a run that is over, withdraw its open questions, record answers that came too late."""
    for name in state.stack:
        parent = state.runs[name].parent
        if parent is not None and state.runs[parent].outcome is not None:
            return Note((RunEnded(run=name, outcome="cancelled"),))
    for consult in state.consults.values():
        over = state.runs[consult.run].outcome is not None
        known = consult.call is not None and state.calls[consult.call].status in ("finished", "failed")
        if consult.status == "open" and known:
            return Withdraw(consult.id, "what became of the attempt is known now")
        if consult.status == "open" and over and consult.call is None:
            return Withdraw(consult.id, "the customer no longer needs it")
        if _unneeded(state, consult, over):
            return Note((AnswerUnneeded(consult=consult.id, reason="the conversation went on without it"),))
    return None


def _unneeded(state: Conversation, consult: ConsultState, over: bool) -> bool:
    if consult.released or consult.status not in ("answered", "expired"):
        return False
    return over or (consult.early and consult.status == "expired")


def left_over(state: Conversation, company: Company) -> Step | None:
    """The customer has left, and no playbook had a use for an answer: an early one, for a step never reached."""
    if state.outcome is None:
        return None
    if state.calling:
        return None  # what was approved is being done, and the words about it bring the answer
    for consult in state.consults.values():
        if consult.status in ("answered", "expired") and not consult.released:
            return Note((AnswerUnneeded(consult=consult.id, reason="the customer left before it mattered"),))
    return None


def promise(state: Conversation, company: Company) -> Step | None:
    """A ladder reached its promise: it takes longer, the answer will follow, the customer may leave.

    What was known when it was asked early is said once they have to wait for it: there is nothing to wait for yet.
    """
    for consult in state.open_consults:
        if consult.promised == "due":
            name = at_once(consult, state.now, company)
            if consult.needed:
                return promised(state, company, name or "promise", consult)
    return None

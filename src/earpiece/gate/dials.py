"""The review dial: how much of what the agent would say or do a person sees first. It adds scrutiny, never takes it."""

from earpiece.domain.actions import AskFirst, CallTool, Go, Utter, Verdict
from earpiece.domain.conversation import Conversation
from earpiece.domain.playbook import REVIEW
from earpiece.domain.reviews import approved_words, needs_review, older_review, review_of, sampled


def dialled(action: CallTool, state: Conversation) -> bool:
    """Whether a person is asked about this call though the company's rules would let it go."""
    return action.unsure or sampled(state, action.run, action.at, f"call {action.call.tool}", "effect")


def review(action: Utter, state: Conversation) -> Verdict:
    """Words under the dial pass only as a person has approved them, letter by letter."""
    if not needs_review(action, state):
        return Go()
    consult = review_of(action, state)
    if consult is not None and approved_words(consult) == action.text:
        return Go()
    older = older_review(action, state)
    return AskFirst(REVIEW, revises=older.id if older is not None and older.status == "open" else None)

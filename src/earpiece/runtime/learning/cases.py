"""The situation of a decision, from the conversation it belongs to: what was asked, what is known, what was said."""

from earpiece.domain.conversation import Conversation, fold
from earpiece.domain.event import ERASED, ERASED_QUESTION
from earpiece.domain.forms import Question
from earpiece.domain.learning import REQUESTS, DecisionJudged
from earpiece.domain.ports import Journal
from earpiece.judgement.case import Case
from earpiece.runtime.learning.situations import said_for

SAID = "said"
"""The field of the customer's own words, whose meaning counts."""

Hints = tuple[tuple[str, float], ...]


def case_of_question(state: Conversation, run: str, question: Question, hints: Hints = ()) -> Case:
    """A question that would be asked: its words, its facts, and the words with which the customer began the request."""
    facts = tuple(f"{fact.label}={fact.value}" for fact in question.facts)
    known = tuple((f"fact {fact.label}", fact.value) for fact in question.facts)
    said = said_for(state, run)
    properties = question.form.get("properties", {})
    free = "text" in properties or "choice" not in properties
    possible = () if free else tuple(map(str, properties["choice"]["enum"]))
    return Case(((SAID, said or question.text), ("asked", question.text), *known), facts, hints, possible)


def case_of_words(text: str, hints: Hints = ()) -> Case:
    """A message, or the part of it that is a request."""
    return Case(((SAID, text),), (), hints)


async def case_of(journal: Journal, of: str, judged: DecisionJudged) -> Case | None:
    """The case of a decision that was judged; None if its words cannot be read any more, or its question changed."""
    state = fold(Conversation(judged.conversation), await journal.read(f"conversation/{judged.conversation}"))
    if of == REQUESTS:
        text = _request(state, judged.decision)
        return case_of_words(text, judged.hints) if text and text != ERASED else None
    consult = state.consults.get(judged.decision)
    if consult is None or consult.question == ERASED_QUESTION or consult.revision > 1:
        return None
    return case_of_question(state, consult.run, consult.question, judged.hints)


def _request(state: Conversation, decision: str) -> str:
    """The words that were read as a request."""
    for message, read in state.read:
        if read.decision == decision:
            text = state.said.get(message, "")
            return text if text == ERASED else text[read.begins : read.ends]
    return ""

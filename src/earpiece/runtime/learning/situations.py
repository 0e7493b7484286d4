"""A question about a conversation as precedents know it: without private facts, with what the customer said."""

from collections.abc import Mapping
from typing import Any

from earpiece.domain.commands import Situation, targets_in
from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import person
from earpiece.domain.elsewhere import asking_of
from earpiece.domain.forms import Question
from earpiece.domain.parts import RunState
from earpiece.domain.playbook import ASKED_OUTSIDE, Company
from earpiece.domain.ports import Understanding
from earpiece.precedents.candidate import Known, private_values, without_private
from earpiece.precedents.matching import Asked, asked_of

_WORDS = ("question", "message", "nearest", "consult")
"""Values of a run that are the customer's own words, or none of theirs."""


def said_for(state: Conversation, run: str | None) -> str:
    """The words with which the customer began what the question belongs to."""
    if run is None or run not in state.runs:
        return next(reversed(state.said.values()), "")
    root = state.runs[state.root(run)]
    words = root.values.get("question", "")
    return state.said.get(root.message or "") or (words if isinstance(words, str) else "")


def public_of(company: Company) -> str:
    """What the company says itself, to everybody: names that stand in it are nobody's own."""
    pages = [text for page in company.pages.values() for text in (page.title, page.text)]
    labels = [label for spec in company.consults.values() for label in spec.options.values()]
    options = [
        label for book in company.playbooks.values() for slot in book.slots.values() for label in slot.options.values()
    ]  # fmt: skip
    return "\n".join([company.policy.name, *pages, *labels, *options])


def private_of(state: Conversation, run: str | None, company: Company, public: str = "") -> tuple[Known, ...]:
    """What is private of the customer, and of what they want here; not what is `public` (see `public_of`)."""
    runs = list(state.line(run)) if run is not None and run in state.runs else []
    said = set(state.said.values())
    values: list[Mapping[str, Any]] = [
        {name: value for name, value in _of_theirs(each, state).items() if not _among(value, said)} for each in runs
    ]
    books = [company.playbooks[each.playbook] for each in runs if each.playbook in company.playbooks]
    types = {name: slot.type for book in books for name, slot in book.slots.items()}
    return private_values(state.name, values, types, public)


def _of_theirs(run: RunState, state: Conversation) -> Mapping[str, Any]:
    """The values of a run that may be the customer's own. Of a question from elsewhere it is what the asker says of the
    case; the question itself is what is asked again."""
    asking = asking_of(state) if run.playbook == ASKED_OUTSIDE else None
    if asking is None:
        return {name: value for name, value in run.values.items() if name not in _WORDS}
    call = asking.inquiry.call
    told = {fact.label: fact.value for fact in asking.inquiry.facts}
    return {**told, **(call.args if call is not None else {}), "thread": asking.thread}


def _among(value: Any, said: set[str]) -> bool:
    return isinstance(value, str) and value in said


async def asked_in(
    question: Question, state: Conversation, known: tuple[Known, ...], run: str | None, understanding: Understanding
) -> Asked:
    """The question as it is looked for, without what is `known` as private, with what understanding reads in the
    customer's words where that needs nothing from outside."""
    said = said_for(state, run)
    opened = state.opened
    return asked_of(
        question, lambda words: without_private(words, known), said=said, topics=await _topics(said, understanding),
        conversation=state.id, customer=person(state.customer) if state.customer is not None else "",
        language=opened.language if opened is not None else "en",
    )  # fmt: skip


async def _topics(said: str, understanding: Understanding) -> list[str]:
    if not said or understanding.needs_io:
        return []
    return targets_in(await understanding.read(said, Situation()))

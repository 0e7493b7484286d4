"""A model's own words are held against their sources before they are said; the company's own sentences need not be."""

from collections.abc import Iterator
from datetime import UTC, datetime

from earpiece.domain.actions import AskFirst, Go, Refuse, Utter, Verdict
from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import canonical
from earpiece.domain.planning import ASK_MODEL
from earpiece.domain.playbook import REVIEW, Company, Open
from earpiece.domain.reviews import approved_words, review_of
from earpiece.gate.grounding import Claim, ungrounded

MOST_REFUSED = 2
"""After so many refusals in a row a person is asked whether it may be said."""

CODE = "ungrounded"


def ground(action: Utter, state: Conversation, company: Company) -> Verdict:
    """Whether what the model says is known: refused with what is not, after two refusals put to a person."""
    if action.step is None or company.policy.ungrounded == "say":
        return Go()
    consult = review_of(action, state)
    if consult is not None and approved_words(consult) == action.text:
        return Go()
    claims = claims_of(action, state, company)
    if not claims:
        return Go()
    before = (state.refusals.get((action.run or "", f"say step {action.step - n}")) for n in range(1, MOST_REFUSED + 1))
    if all(refused is not None and refused.code == CODE for refused in before):
        return AskFirst(REVIEW)
    return Refuse(CODE, f"no source says {_listed(claims)}")


def claims_of(action: Utter, state: Conversation, company: Company) -> tuple[Claim, ...]:
    """What the words say that no source has."""
    today = datetime.fromtimestamp(state.now, UTC).date().isoformat()
    language = state.opened.language if state.opened is not None else "en"
    return ungrounded(action.text, _known(action, state, company), today=today, language=language)


def _listed(claims: tuple[Claim, ...]) -> str:
    return ", ".join(f"the {claim.kind} “{claim.text}”" for claim in claims)


def _known(action: Utter, state: Conversation, company: Company) -> Iterator[str]:
    """All that the agent may rely on in this conversation: nothing of what tries to give it orders."""
    flagged = [flag.text for flag in state.flags]
    for text in _told(action, state, company):
        for orders in flagged:
            text = text.replace(orders, " ")
        yield text


def _told(action: Utter, state: Conversation, company: Company) -> Iterator[str]:
    """All that the conversation, the instructions and the pages hold."""
    yield from (company.policy.name, company.policy.agent_name, state.name or "", state.customer or "")
    run = state.runs[action.run] if action.run is not None else None
    for instruction in company.playbooks[run.playbook].program if run is not None else ():
        if isinstance(instruction, Open):
            yield instruction.instructions
    yield from (line.event.text for line in state.lines)
    for call in state.calls.values():
        if call.tool != ASK_MODEL and call.status in ("finished", "failed"):
            yield canonical(call.args)
            yield call.message if call.status == "failed" else canonical(call.result)
    for consult in state.consults.values():
        yield from (fact.value for fact in consult.question.facts)
        if consult.answer is not None:
            yield canonical(consult.answer.model_dump(exclude_defaults=True))
    yield from (f"{page.title}\n{page.answer}\n{page.text}" for page in company.pages.values())

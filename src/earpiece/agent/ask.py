"""Takes a playbook through a question to an expert."""

from earpiece.agent.scope import values_of
from earpiece.domain.actions import AskExpert, Note, Step
from earpiece.domain.asking import facts_of, question_for, same_facts, text_of
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import AnswerUnneeded, RunMoved, ValueSet
from earpiece.domain.parts import ConsultState, RunState
from earpiece.domain.places import Place
from earpiece.domain.playbook import Ask, Company


def ask(state: Conversation, company: Company, run: RunState, instruction: Ask) -> Step | None:
    """The next step of an Ask: None while an expert is at it."""
    consult = state.run_consult(run.id, run.at)
    values = values_of(state, run)
    place = Place(state, company, run, run.at)
    if consult is None:
        question_for(company.consults[instruction.consult], values, place)  # Invalid ends the run here
        return AskExpert(run.id, run.at, instruction.consult, values)
    changed = _changed(place, consult, values)
    if consult.status == "open":
        return AskExpert(run.id, run.at, instruction.consult, values, revises=consult.id) if changed else None
    if not changed and not consult.unneeded:
        return _go_on(run, instruction, consult)
    if not consult.released:
        return Note((AnswerUnneeded(consult=consult.id, reason="it led to another question"),))
    return AskExpert(run.id, run.at, instruction.consult, values)


def _changed(place: Place, consult: ConsultState, values: dict[str, object]) -> bool:
    """What the customer said since made it another question."""
    spec, asked = place.company.consults[consult.question.name], consult.question
    return text_of(spec, values) != asked.text or not same_facts(asked.facts, facts_of(spec, values, place))


def _go_on(run: RunState, instruction: Ask, consult: ConsultState) -> Note:
    to = instruction.on.get(way_of(consult, instruction), run.at + 1)
    name = instruction.save or "consult"
    answer = consult.answer.model_dump() if consult.answer is not None else {"reason": "", "note": None}
    known = ValueSet(run=run.id, name=name, value=answer, source=f"consult {consult.id}")
    return Note((known, RunMoved(run=run.id, to=to)))


def way_of(consult: ConsultState, instruction: Ask) -> str:
    """Which branch of the playbook the answer takes."""
    answer = consult.answer
    if consult.status == "expired" or answer is None:
        return "fallback" if consult.fallback and "fallback" in instruction.on else "expired"
    if answer.decision is not None:
        return answer.decision
    if answer.choice is not None:
        return answer.choice if answer.choice in instruction.on else "choice"
    return "text"

"""What became of what a model wanted to do: not yet begun, in other hands, or settled, with words for the model."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from earpiece.agent.calls import action_of, as_changed
from earpiece.agent.planning.steps import PlannedStep
from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import canonical
from earpiece.domain.errors import Invalid
from earpiece.domain.forms import Answer, Inquiry, PlannedCall
from earpiece.domain.inquiries import question_from
from earpiece.domain.parts import CallState, ConsultState, RunState
from earpiece.domain.planning import ASK_MODEL, Plan
from earpiece.domain.playbook import Call, Company, ConsultSpec, Open

NO_TOOL = "There is no tool of this name here."
ASKED = "An expert is being asked. You will be told the answer; go on serving the customer meanwhile."
APPROVING = "Not done yet: an expert is being asked whether it may be done. You will be told the answer."


@dataclass(frozen=True, slots=True)
class Fate:
    """`told` is what the model hears of it. If an expert was asked, it hears `ASKED` in place, and `told` as news."""

    status: Literal["due", "waiting", "settled"]
    told: str = ""
    position: int = 0
    """Where it was settled."""
    asked: bool = False
    call: PlannedCall | None = None
    """What is due: the call as planned, as an expert changed it, or what an expert wants done instead."""
    unknown: CallState | None = None
    """The attempt of which nobody knows what became: a person has to find out."""


def fate_of(state: Conversation, company: Company, run: RunState, part: Open, step: PlannedStep) -> Fate | None:
    """What became of the step's call or question, or of what a person wants done instead; None if there is neither."""
    assert step.plan is not None
    consult = review_with_instead(state, run, step) or state.run_consult(run.id, step.at)
    if consult is None and _was_asked(state, run, step):
        return Fate("settled", TAKEN_BACK, asked=True)
    wanted = _wanted(state, consult, step)
    if wanted is not None:
        known = wanted.tool in company.tools and (wanted.tool in part.tools or wanted != step.plan.call)
        return _of_call(state, run, part, step, wanted, consult) if known else Fate("settled", NO_TOOL, step.replied)
    if step.plan.ask is None:
        return None
    wrong = _wrong_with(step.plan.ask, company.consults[consult_for(part, step.plan)]) if consult is None else ""
    return Fate("settled", wrong, step.replied) if wrong else _of_question(consult)


def consult_for(part: Open, plan: Plan) -> str:
    """By which of the part's consults the model's own question is asked."""
    return plan.consult if plan.consult in part.consults else part.consults[0]


def _wrong_with(inquiry: Inquiry, spec: ConsultSpec) -> str:
    """Why a question cannot be put to a person so; empty if it can."""
    try:
        question_from(spec, inquiry)
    except Invalid as error:
        return f"Nobody was asked. {error}"
    return ""


def _was_asked(state: Conversation, run: RunState, step: PlannedStep) -> bool:
    """Whether an expert was asked about the step, and the question was withdrawn."""
    here = (each for each in state.consults.values() if (each.run, each.at) == (run.id, step.at))
    return any(each.reviews is None and each.call is None for each in here)


def open_questions(state: Conversation, run: RunState, steps: list[PlannedStep]) -> list[ConsultState]:
    """What experts are asked at this moment of what the model wanted."""
    places = {step.at for step in steps}
    return [each for each in state.open_consults if each.run == run.id and each.at in places]


def review_with_instead(state: Conversation, run: RunState, step: PlannedStep) -> ConsultState | None:
    """Where a person kept the step's words back and wants something done in their place: that answer."""
    here = (c for c in state.consults.values() if (c.run, c.at) == (run.id, step.at) and c.reviews is not None)
    return next((c for c in here if c.answer is not None and c.answer.instead is not None), None)


def _wanted(state: Conversation, consult: ConsultState | None, step: PlannedStep) -> PlannedCall | None:
    """The call as it is wanted by now: an expert may have changed it, or want another one in its place."""
    assert step.plan is not None
    planned = step.plan.call
    if consult is not None and consult.answer is not None and consult.answer.instead is not None:
        return consult.answer.instead
    return PlannedCall(tool=planned.tool, args=as_changed(state, consult, planned.args)) if planned else None


def _of_call(
    state: Conversation, run: RunState, part: Open, step: PlannedStep, call: PlannedCall, consult: ConsultState | None
) -> Fate:
    asked = consult is not None
    attempt = _attempt(state, run, step.at)
    if attempt is not None:
        return _of_attempt(state, attempt, _answered(consult), asked=asked)
    refused = state.refusals.get((run.id, action_of(Call(call.tool, {}, part.source), call.args)))
    if refused is not None:
        since = consult.ended_in if consult is not None and consult.ended_in else step.replied
        return Fate("settled", f"Refused: {refused.reason}. It was not done.", since, asked)
    if consult is None or _granted(consult):
        return Fate("due", asked=asked, call=call)
    if consult.status == "open":
        return Fate("waiting", APPROVING, asked=True)
    if consult.status == "expired":
        return Fate("settled", "Nobody answered in time. It was not done; say so honestly.", consult.ended_in, True)
    reason = consult.answer.reason if consult.answer is not None else ""
    why = reason or "no reason given"
    return Fate("settled", f"An expert declined: {why}. It was not done.", consult.ended_in, True)


def _granted(consult: ConsultState) -> bool:
    answer = consult.answer
    return answer is not None and (answer.decision == "yes" or answer.instead is not None)


def _attempt(state: Conversation, run: RunState, at: int) -> CallState | None:
    """The newest call made at this point of the run, other than asking the model."""
    made = [c for c in state.calls.values() if (c.run, c.at) == (run.id, at) and c.tool != ASK_MODEL]
    return made[-1] if made else None


def _of_attempt(state: Conversation, attempt: CallState, before: str, *, asked: bool) -> Fate:
    match attempt.status:
        case "started":
            return Fate("waiting", "It is being done.", asked=asked)
        case "finished":
            result = in_json(attempt.result)
            return Fate("settled", f"{before}{result}", attempt.ended_in, asked)
        case "failed":
            words = f"It failed and did nothing: {attempt.message or attempt.error} ({attempt.error})"
            return Fate("settled", f"{before}{words}", attempt.ended_in, asked)
    found_out = [consult for consult in state.consults.values() if consult.call == attempt.id]
    if not found_out:
        return Fate("due", unknown=attempt, asked=asked)
    consult = found_out[-1]
    if consult.status == "open":
        return Fate("waiting", "Nobody knows yet whether it was done; a person is finding out.", asked=True)
    return Fate("settled", _found_out(consult.answer), consult.ended_in, True)


def _found_out(answer: Answer | None) -> str:
    if answer is None:
        return "Nobody could find out whether it was done. Say so honestly."
    if answer.decision == "yes":
        return f"A person found out: it was done, reference {answer.reference or 'none'}."
    return f"A person found out: it was not done. {answer.reason or ''}".strip()


def _answered(consult: ConsultState | None) -> str:
    """How an expert's answer led to a call, before its result."""
    if consult is None or consult.answer is None:
        return ""
    answer, by = consult.answer, "An expert"
    note = f" For the customer: {answer.note}" if answer.note else ""
    if answer.instead is not None:
        done = f"{answer.instead.tool} {canonical(answer.instead.args)}"
        return f"{by} declined it ({answer.reason}) and had this done instead: {done}.{note} Result: "
    changed = f" with changes {canonical(answer.changes)}" if answer.changes else ""
    return f"{by} approved it{changed}, and it was done.{note} Result: "


TAKEN_BACK = "You took it back before anybody decided. It was not done."


def _of_question(consult: ConsultState | None) -> Fate:
    if consult is None:
        return Fate("due", asked=True)
    if consult.status == "open":
        return Fate("waiting", ASKED, asked=True)
    if consult.status == "expired" or consult.answer is None:
        return Fate("settled", "No expert answered in time. Say so honestly; do not guess.", consult.ended_in, True)
    return Fate("settled", f"An expert answered: {_in_words(consult, consult.answer)}", consult.ended_in, True)


def _in_words(consult: ConsultState, answer: Answer) -> str:
    labels = {str(each.answer.get("choice")): each.label for each in consult.question.suggestions}
    said = [
        {"yes": "Yes.", "no": "No."}.get(answer.decision or "", ""),
        labels.get(answer.choice or "", answer.choice or ""), answer.text or "", answer.reason or "",
        in_json(answer.data) if answer.data else "", f"For the customer: {answer.note}" if answer.note else "",
    ]  # fmt: skip
    return " ".join(filter(None, said))


def in_json(value: Any | Mapping[str, Any]) -> str:
    """A result as the model reads it: text as it is, else canonical JSON."""
    return value if isinstance(value, str) else canonical(value)

"""Takes a playbook through a tool call: identity first, then the gate's permission, the attempt, and its outcome."""

from typing import Any

from earpiece.agent.endings import end_with
from earpiece.agent.scope import new_run, values_of
from earpiece.domain.actions import AskExpert, CallTool, Note, Step
from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import canonical
from earpiece.domain.events import AnswerUnneeded, RunEnded, RunMoved, RunStarted, ValueSet
from earpiece.domain.expressions import evaluate
from earpiece.domain.parts import CallState, ConsultState, RunState
from earpiece.domain.playbook import Call, Company, Tool

FRESH = 60.0
"""Seconds for which a result that was looked up before its turn counts."""

NOT_NEEDED = object()
"""Says that the customer's identity is known well enough for the tool."""


def identify_first(state: Conversation, company: Company, run: RunState, tool: Tool) -> Step | object | None:
    """NOT_NEEDED, or the step that establishes the identity, or None while that is in progress."""
    if tool.needs == "anyone" or state.customer is not None:
        return NOT_NEEDED
    identify = company.policy.identify
    child = run.children.get(run.at)
    if child is None and any(each.playbook == identify and each.outcome is None for each in state.runs.values()):
        return None  # another request has begun to ask
    if identify is not None and child is None:
        return Note((RunStarted(run=new_run(state), playbook=identify, parent=run.id, message=run.message),))
    if child is not None and state.runs[child].outcome is None:
        return None
    return end_with(state, company, run, "not_verified", "not_verified")


def call(state: Conversation, company: Company, run: RunState, instruction: Call) -> Step | None:
    """The next step of a Call: None while an expert or the tool is at it."""
    tool = company.tools[instruction.tool]
    identity = identify_first(state, company, run, tool)
    if identity is not NOT_NEEDED:
        return identity  # type: ignore[return-value]
    scope = values_of(state, run)
    wanted = {name: evaluate(expression, scope) for name, expression in instruction.args.items()}
    consult = state.run_consult(run.id, run.at)
    args = as_changed(state, consult, wanted)
    attempt = _attempt(state, run, instruction.tool, args)
    if attempt is not None:
        return _outcome(state, company, run, instruction, attempt)
    refused = state.refusals.get((run.id, action_of(instruction, args)))
    if refused is not None:
        return _jump(run, instruction, ("refused", "declined", "error"), {"reason": refused.reason})
    if consult is not None and _about(consult, wanted):
        if consult.status == "open":
            return None
        if consult.status == "expired":
            safe = ("fallback",) if consult.fallback else ()
            return _jump(run, instruction, (*safe, "expired", "declined"), {"reason": ""})
        if consult.answer is not None and consult.answer.decision == "no":
            return _jump(run, instruction, ("declined",), consult.answer.model_dump())
    elif consult is not None and consult.status != "open" and not consult.released:
        return Note((AnswerUnneeded(consult=consult.id, reason="the customer's correction changed the question"),))
    return CallTool(run.id, run.at, instruction, args, scope)


def action_of(instruction: Call, args: dict[str, Any]) -> str:
    """The name under which a refusal of this call is kept."""
    return f"call {instruction.tool} {canonical(args)}"


def _about(consult: ConsultState, args: dict[str, Any]) -> bool:
    """The consult is about exactly these arguments."""
    return consult.question.call is not None and canonical(consult.question.call.args) == canonical(args)


def as_changed(state: Conversation, consult: ConsultState | None, args: dict[str, Any]) -> dict[str, Any]:
    """The arguments as the expert changed them, if the answer is about what is wanted and still counts."""
    if consult is None or consult.answer is None or consult.answer.decision != "yes" or not _about(consult, args):
        return args
    if not consult.spent and consult.grant_expires is not None and consult.grant_expires <= state.now:
        return args
    return {**args, **consult.answer.changes}


def _attempt(state: Conversation, run: RunState, tool: str, args: dict[str, Any]) -> CallState | None:
    """The attempt of this point with the same arguments; an equal effect done elsewhere in the run serves too."""
    wanted = canonical(args)
    same = [
        call
        for call in state.calls.values()
        if (call.run, call.tool) == (run.id, tool)
        and canonical(call.args) == wanted
        and (call.at == run.at or (call.effect == "write" and call.status == "finished"))
        and _counts(call, state.now)
    ]
    return same[-1] if same else None


def _counts(call: CallState, now: float) -> bool:
    """What was looked up before its turn counts while it is under way, and as long as it is fresh."""
    fresh = call.status == "finished" and now - call.ended_at <= FRESH
    return not call.ahead or call.status == "started" or fresh


def tried(state: Conversation, run: RunState, at: int, tool: str, args: dict[str, Any]) -> bool:
    """Whether this point of the run has made the call with these arguments, also before its turn."""
    wanted = canonical(args)
    return any(
        (call.run, call.at, call.tool) == (run.id, at, tool) and canonical(call.args) == wanted
        for call in state.calls.values()
    )


def _outcome(
    state: Conversation, company: Company, run: RunState, instruction: Call, attempt: CallState
) -> Step | None:
    match attempt.status:
        case "started":
            return None
        case "finished":
            consult = state.run_consult(run.id, run.at)
            events: list[Any] = []
            if instruction.save is not None:
                value, source = attempt.result, f"tool {attempt.tool}"
                events.append(ValueSet(run=run.id, name=instruction.save, value=value, source=source))
            if consult is not None and consult.answer is not None:
                answer = consult.answer.model_dump()
                events.append(ValueSet(run=run.id, name="consult", value=answer, source=f"consult {consult.id}"))
            return Note((*events, RunMoved(run=run.id, to=run.at + 1)))
        case "failed":
            values = {"error": attempt.error, "message": attempt.message, "reason": attempt.message}
            return _failed(state, company, run, instruction, attempt.error, values)
        case "unknown":
            return _reconcile(state, company, run, instruction, attempt)


def _failed(
    state: Conversation, company: Company, run: RunState, instruction: Call, error: str, values: dict[str, Any]
) -> Step:
    if error in instruction.on or "error" in instruction.on:
        return _jump(run, instruction, (error, "error"), values)
    return end_with(state, company, run, "tool_error", "failed", source=f"tool {instruction.tool}")


def _reconcile(
    state: Conversation, company: Company, run: RunState, instruction: Call, attempt: CallState
) -> Step | None:
    """Nobody knows what became of the attempt: a person finds out, it is never simply run again."""
    asked = [consult for consult in state.consults.values() if consult.call == attempt.id]
    if not asked:
        return find_out(state, company, run, run.at, attempt)
    consult = asked[-1]
    if consult.status == "open":
        return None
    if consult.status != "answered" or consult.answer is None:
        return _jump(run, instruction, ("unknown", "error"), {"reason": ""})
    if consult.answer.decision == "yes":
        value = {"reference": consult.answer.reference}
        events = [ValueSet(run=run.id, name=instruction.save or "result", value=value, source=f"consult {consult.id}")]
        return Note((*events, RunMoved(run=run.id, to=run.at + 1)))
    values = {"error": "did_not_happen", "reason": consult.answer.reason or ""}
    return _failed(state, company, run, instruction, "did_not_happen", values)


def find_out(state: Conversation, company: Company, run: RunState, at: int, attempt: CallState) -> AskExpert:
    """Ask a person what became of the attempt, at this point of the run."""
    values = {
        **values_of(state, run), "tool": attempt.tool, "tool_about": company.tools[attempt.tool].about,
        "args": dict(attempt.args), "attempt": attempt.id,
    }  # fmt: skip
    return AskExpert(run.id, at, company.policy.unknown_outcome, values)


def _jump(run: RunState, instruction: Call, ways: tuple[str, ...], values: dict[str, Any]) -> Note:
    """Go to the first branch the playbook has for this; `consult` holds what is known about it."""
    known = ValueSet(run=run.id, name="consult", value=values, source="playbook")
    for way in ways:
        if way in instruction.on:
            return Note((known, RunMoved(run=run.id, to=instruction.on[way])))
    return Note((known, RunEnded(run=run.id, outcome="unresolved")))

"""Asks experts early: as soon as all that a coming question needs is known, while the rest is collected.

Only questions on the straight path are asked before they are needed; one behind an `if` that is still open is asked
where the playbook says `early: true`. How often such a question turned out not to be needed is measured, and the
runtime asks none whose share is above the company's `ask_early` (see `desk.waits.Standing.pays_early`).
"""

from typing import Any

from earpiece.agent import calls
from earpiece.agent.ahead import Point, ahead, consults_of
from earpiece.agent.scope import playbook_of, values_of
from earpiece.agent.stopping import stop_for
from earpiece.domain.actions import AskExpert, CallTool, Hurry, Step, Withdraw
from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import canonical
from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import evaluate, names_in
from earpiece.domain.parts import ConsultState, RunState
from earpiece.domain.playbook import Ask, Call, Collect, Company, ConsultSpec

ALWAYS = frozenset({"args", "tool", "tool_about"})
"""What the templates of a consult about a call see besides the run's values."""


def ask(state: Conversation, company: Company) -> Step | None:
    """The next question of the request in hand, if it can be asked now and is not needed yet."""
    if company.policy.early_waste <= 0 or state.outcome is not None or not state.stack:
        return None
    top = state.root(state.stack[-1])
    for name in reversed(state.stack):
        run = state.runs[name]
        if state.root(name) == top and stop_for(state, company, run) is None:
            step = _next(state, company, run)
            if step is not None:
                return step
    return None


def _next(state: Conversation, company: Company, run: RunState) -> Step | None:
    """The first question ahead of the run, if all it needs is known; what comes after it depends on the answer."""
    for point in ahead(playbook_of(company, run), run.at, values_of(state, run)):
        instruction = point.instruction
        if isinstance(instruction, Collect) or not consults_of(company, instruction):
            continue
        vouched = instruction.early is True
        if point.at == run.at or instruction.early is False or not (point.sure or vouched):
            return None
        specs = [company.consults[name] for name in consults_of(company, instruction)]
        if not all(_sayable(spec, point) and (vouched or _settled(spec, company, point)) for spec in specs):
            return None
        return _call(state, company, run, point) if isinstance(instruction, Call) else _ask(state, run, point)
    return None


def _sayable(spec: ConsultSpec, point: Point) -> bool:
    """Whether all that the question's words need is known."""
    words = names_in(spec.question, template=True) | names_in(spec.why, template=True)
    for amount in spec.authority.values():
        words |= names_in(amount)
    return words - _args(point) - ALWAYS <= point.scope.keys()


def _settled(spec: ConsultSpec, company: Company, point: Point) -> bool:
    """Whether its facts, and what it says will change, would be the same if it were asked in its place."""
    shown = frozenset[str]().union(*(names_in(expression) for _, expression in spec.facts))
    for check in spec.checks:
        shown |= names_in(check.when) | names_in(check.say, template=True)
    if isinstance(point.instruction, Call):
        for _, before, after in company.tools[point.instruction.tool].changes:
            shown |= names_in(after) | (names_in(before) if before else frozenset())
    return not (shown - _args(point)) & point.coming


def _args(point: Point) -> frozenset[str]:
    return frozenset(point.instruction.args) if isinstance(point.instruction, Call) else frozenset()


def _call(state: Conversation, company: Company, run: RunState, point: Point) -> Step | None:
    instruction = point.instruction
    assert isinstance(instruction, Call)
    if company.tools[instruction.tool].needs == "verified" and state.customer is None:
        return None
    args = known_args(instruction, point)
    if args is None or done_early(run, point.at) == canonical(args):
        return None
    consult = state.run_consult(run.id, point.at)
    if consult is not None and (consult.question.call is None or consult.question.call.args == args):
        return None
    if (run.id, calls.action_of(instruction, args)) in state.refusals:
        return None
    return CallTool(run.id, point.at, instruction, args, dict(point.scope), early=True)


def _ask(state: Conversation, run: RunState, point: Point) -> Step | None:
    instruction = point.instruction
    assert isinstance(instruction, Ask)
    if state.run_consult(run.id, point.at) is not None or done_early(run, point.at) is not None:
        return None
    return AskExpert(run.id, point.at, instruction.consult, dict(point.scope), early=True)


def known_args(instruction: Call, point: Point) -> dict[str, Any] | None:
    """The arguments of a call ahead; None while one of them is not known."""
    if not frozenset[str]().union(*(names_in(each) for each in instruction.args.values())) <= point.scope.keys():
        return None
    try:
        return {name: evaluate(expression, point.scope) for name, expression in instruction.args.items()}
    except Invalid:
        return None


def done_early(run: RunState, at: int) -> str | None:
    """For which arguments it was found out that nobody need be asked, or that asking early does not pay."""
    return run.values.get(f"early {at}")


def hurry(state: Conversation, company: Company) -> Step | None:
    """Where the conversation has come to wait for a question that was asked early, the desk hears so."""
    if state.asking or state.outcome is not None:
        return None
    waiting = [each for each in state.open_consults if not each.needed and state.runs[each.run].at == each.at]
    return Hurry(waiting[0].id) if waiting else None


def withdraw(state: Conversation, company: Company) -> Step | None:
    """Take back a question that the run has gone past: it was asked early, and the way led elsewhere."""
    for consult in state.open_consults:
        if consult.early and _passed(state, company, consult):
            return Withdraw(consult.id, "the conversation took another way")
    return None


def _passed(state: Conversation, company: Company, consult: ConsultState) -> bool:
    run = state.runs[consult.run]
    if run.outcome is not None or run.at == consult.at:
        return False
    coming = ahead(playbook_of(company, run), run.at, values_of(state, run))
    return all(point.at != consult.at for point in coming)

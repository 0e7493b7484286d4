"""The steps of playbooks: what they name exists, and whatever may happen has a branch."""

from difflib import get_close_matches

from earpiece.company.checks.arguments import check_arguments
from earpiece.company.checks.open_parts import check_open
from earpiece.company.checks.reads import all_reads
from earpiece.company.checks.steps import all_steps, every_step
from earpiece.company.checks.tools import may_ask, may_refuse
from earpiece.company.draft import Draft
from earpiece.company.report import did_you_mean
from earpiece.company.schema import (
    AgainStep,
    AnswerStep,
    AskStep,
    CallStep,
    CollectStep,
    OpenStep,
    PlaybookForm,
    RouteStep,
    RunStep,
    Step,
)
from earpiece.company.syntax import fixed_texts
from earpiece.domain.playbook import ConsultSpec, Tool

OUTCOMES = ("declined", "refused", "expired", "fallback", "error", "unknown", "did_not_happen", "timeout")
"""Branches of a `call` that are no code of the tool's own."""

WHEN_REFUSED = {"refused", "declined", "error"}


def check_playbooks(draft: Draft) -> None:
    for name, form, step in every_step(draft):
        match step:
            case CollectStep():
                _check_collect(draft, form, step)
            case CallStep():
                _check_call(draft, step)
            case AskStep():
                _check_ask(draft, step)
            case RunStep():
                _check_run(draft, name, step)
            case OpenStep():
                check_open(draft, step)
            case _:
                _check_names(draft, form, step)


def _check_names(draft: Draft, form: PlaybookForm, step: Step) -> None:
    match step:
        case AnswerStep():
            for page in fixed_texts(step.answer):
                draft.report.unknown("page", page, draft.page_names, step.at("answer"))
        case RouteStep():
            for target in fixed_texts(step.route):
                draft.report.unknown("request", target, _targets(draft), step.at("route"))
        case AgainStep():
            for slot in step.again:
                draft.report.unknown("slot", slot, form.slots, step.at("again"))
        case _:
            pass


def _check_collect(draft: Draft, form: PlaybookForm, step: CollectStep) -> None:
    known = [name for name in step.collect if not draft.report.unknown("slot", name, form.slots, step.at("collect"))]
    choices = [name for name in known if form.slots[name].type == "choice"]
    needed = [name for name in choices if not form.slots[name].optional]
    if needed and step.on_empty is None:
        message = f"if there is nothing to choose for `{needed[0]}`, the customer hears no more than that"
        remedy = "add `on_empty: [{say: …}, {end: nothing_found}]`"
        draft.report.warn(step.at(), message, remedy, "no_on_empty")
    if step.on_empty is not None and known and not choices:
        remedy = "take it out; it is for slots of type choice"
        draft.report.error(step.at("on_empty"), "`on_empty` never happens here", remedy, "on_empty_unused")


def _check_call(draft: Draft, step: CallStep) -> None:
    if draft.report.unknown("tool", step.call, draft.tool_names, step.at("call")) or step.call not in draft.tools:
        return
    tool = draft.tools[step.call]
    check_arguments(draft, tool, step.with_, step)
    _check_outcomes(draft, tool, step)
    _check_fallback(draft, tool, step)
    _check_codes(draft, tool, step)


def _check_outcomes(draft: Draft, tool: Tool, step: CallStep) -> None:
    missing = sorted({"declined", "expired"} - set(step.on)) if may_ask(tool) else []
    if missing:
        message = f"an expert may be asked about `{tool.name}`, but not what comes when it is {' or '.join(missing)}"
        remedy = f"add `on: {{{missing[0]}: [{{say: …}}]}}`"
        draft.report.error(step.at(), message, remedy, "no_branch")
    if may_refuse(tool) and not WHEN_REFUSED & set(step.on):
        message = f"a rule may refuse `{tool.name}`, but the call does not say what comes then"
        draft.report.error(step.at(), message, "add `on: {refused: [{say: …}]}`", "no_branch")
    if tool.effect == "write" and not {"unknown", "error"} & set(step.on):
        message = f"`{tool.name}` has an effect, but the call does not say what comes when nobody knows if it happened"
        draft.report.error(step.at(), message, "add `on: {unknown: [{say: …}]}`", "no_branch")


def _check_fallback(draft: Draft, tool: Tool, step: CallStep) -> None:
    """A branch `fallback` is taken only if the ladder of a consult of the tool has such a rung."""
    asked = [draft.consults[rule.consult] for rule in tool.rules if rule.consult in draft.consults]
    if "fallback" in step.on and not any(_safe_way(spec) for spec in asked):
        message = f"`fallback` never happens: no ladder of a consult about `{tool.name}` has such a rung"
        remedy = "add `{after: 4h, do: fallback}` to the end of the ladder, or take the branch out"
        draft.report.error(step.at("on", "fallback"), message, remedy, "no_fallback")


def _check_codes(draft: Draft, tool: Tool, step: CallStep) -> None:
    python = "\n".join(text for file, text in draft.files.items() if file.endswith(".py"))
    for code in step.on:
        if code in OUTCOMES or f'"{code}"' in python or f"'{code}'" in python:
            continue
        at, close = step.at("on", code), get_close_matches(code, OUTCOMES, n=1, cutoff=0.75)
        if close:
            draft.report.error(at, f"there is no outcome `{code}`", f"did you mean `{close[0]}`?", "unknown_outcome")
        elif tool.name not in draft.operations:  # what a server may state, nobody here can know
            message = f"no Python file mentions the code `{code}`, so `{tool.name}` cannot state it"
            draft.report.warn(at, message, f"raise ToolError({code!r}) in tools.py, or remove the branch")


def _check_ask(draft: Draft, step: AskStep) -> None:
    if draft.report.unknown("consult", step.ask, draft.consult_names, step.at("ask")):
        return
    spec = draft.consults.get(step.ask)
    if spec is None:
        return
    for key in step.on:
        answers = _answers(draft, spec)
        if key not in answers:
            remedy = did_you_mean(key, answers, "answer")
            draft.report.error(
                step.at("on", key), f"`{step.ask}` is never answered with `{key}`", remedy, "unknown_answer"
            )
    needed = ["expired", "no"] if spec.kind in ("approval", "task") else ["expired"]
    for key in needed:
        if key not in step.on:
            what = "nobody answers" if key == "expired" else "the answer is no"
            message = f"`{step.ask}` is asked, but not what comes when {what}"
            draft.report.error(step.at(), message, f"add `on: {{{key}: [{{say: …}}]}}`", "no_branch")


def _answers(draft: Draft, spec: ConsultSpec) -> set[str]:
    if spec.kind in ("approval", "task"):
        return {"yes", "no", "expired"} | _safe_way(spec)
    targets = _targets(draft) if spec.suggest_targets else set()
    return {*spec.options, "choice", "expired"} | _safe_way(spec) | targets | ({"text"} if spec.free_text else set())


def _safe_way(spec: ConsultSpec) -> set[str]:
    """The branch of a ladder's rung `fallback`, if it has one."""
    return {"fallback"} if any(rung.do == "fallback" for rung in spec.ladder) else set()


def _targets(draft: Draft) -> set[str]:
    return {f"playbook/{name}" for name in draft.playbook_names} | {f"page/{name}" for name in draft.page_names}


def _check_run(draft: Draft, name: str, step: RunStep) -> None:
    if draft.report.unknown("playbook", step.run, draft.playbook_names, step.at("run")):
        return
    if name in _reached_by_run(draft, step.run):
        message = f"`{name}` runs `{step.run}`, which comes back to `{name}`"
        draft.report.warn(step.at("run"), message, "make sure that it ends: count the tries in a value", "run_circle")
    form = draft.playbook_forms.get(step.run)
    if form is None:
        return
    wanted = set(form.slots) | all_reads(draft.playbooks[step.run], draft.consults)
    for key in step.with_:
        draft.report.unknown("value", key, wanted, step.at("with", key))


def _reached_by_run(draft: Draft, name: str) -> set[str]:
    reached: set[str] = set()
    ahead = [name]
    while ahead:
        current = ahead.pop()
        if current not in reached and current in draft.playbook_forms:
            reached.add(current)
            steps = all_steps(draft.playbook_forms[current].steps)
            ahead += [step.run for step in steps if isinstance(step, RunStep)]
    return reached

"""What an answer leads to: the first thing that the playbook does with it, in few words."""

import re
from collections.abc import Mapping
from typing import Any

from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import evaluate, render
from earpiece.domain.forms import Answer
from earpiece.domain.places import Place
from earpiece.domain.playbook import (
    Again,
    Ask,
    Branch,
    Call,
    Collect,
    Company,
    End,
    HandOff,
    Instruction,
    Jump,
    Route,
    Run,
    Say,
    Set,
)

MOST = 100
"""Characters."""
MOST_STEPS = 30
LATER = "…"
"""Stands for what only the answer will bring."""

_HOLE = re.compile(r"{{.*?}}|{%.*?%}")


def shortened(text: str, most: int = MOST) -> str:
    """At most so many characters, cut between words."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    return (kept.rpartition(" ")[0] or kept).rstrip(" ,;:.–-") + LATER


def of_answer(place: Place, answer: Answer, values: Mapping[str, Any]) -> str:
    """What comes of an answer to the place's `ask` step; empty if that cannot be told."""
    step = place.instruction
    if not isinstance(step, Ask):
        return ""
    if answer.decision is not None:
        way: str = answer.decision
    elif answer.choice is not None:
        way = answer.choice if answer.choice in step.on else "choice"
    else:
        way = "text"
    said = answer.model_dump() | ({"reason": LATER} if answer.decision == "no" else {})
    return _first(place, step.on.get(way, place.at + 1), {**values, step.save or "consult": said})


def of_no(place: Place, values: Mapping[str, Any]) -> str:
    """What comes of a no to the place's call; empty if that cannot be told."""
    step = place.instruction
    if not isinstance(step, Call) or "declined" not in step.on:
        return ""
    said = Answer(decision="no", reason=LATER).model_dump()
    return _first(place, step.on["declined"], {**values, "consult": said})


def _first(place: Place, at: int, values: dict[str, Any]) -> str:
    """What happens first from instruction `at` on."""
    program = place.program
    for _ in range(MOST_STEPS):
        if at >= len(program):
            return ""
        words = _words(place.company, program[at], values)
        if words is not None:
            return shortened(words)
        try:
            at = _next(program[at], at, values)
        except Invalid:
            return ""
    return ""


def _next(step: Instruction, at: int, values: dict[str, Any]) -> int:
    """Where it goes on after a step that nobody notices. Raises Invalid if that depends on what is not known yet."""
    match step:
        case Jump():
            return step.to
        case Branch():
            return at + 1 if evaluate(step.condition, values) else step.otherwise
        case Set():
            values[step.name] = evaluate(step.value, values)
    return at + 1


def _words(company: Company, step: Instruction, values: Mapping[str, Any]) -> str | None:  # noqa: C901 - one case each
    """The step in words; None if nobody notices it."""
    match step:
        case Say() if step.page is not None:
            return _answers_from(company, f"page/{_value(step.page, values)}")
        case Say():
            return _said(_filled(step.variants[0], values))
        case Call() if step.tool in company.tools and company.tools[step.tool].effect == "write":
            return f"Calls {step.tool.replace('_', ' ')}: {company.tools[step.tool].about}"
        case Ask() if step.consult in company.consults:
            spec = company.consults[step.consult]
            return f"Asks {spec.skill}: {_filled(spec.question, values)}"
        case Run() if step.playbook in company.playbooks:
            return f"Begins “{company.title(f'playbook/{step.playbook}')}”"
        case Route():
            return _answers_from(company, str(_value(step.target, values)))
        case HandOff():
            return f"Hands over to a person: {step.reason}"
        case Again():
            return "The agent asks the customer again"
        case End():
            return "The request ends"
        case Collect(slots=(slot, *_)) if slot not in values:
            return "The agent asks the customer more"
    return None


def _said(words: str) -> str:
    before = "The agent says: "
    return f"{before}“{shortened(words, MOST - len(before) - 2)}”"


def _answers_from(company: Company, target: str) -> str:
    kind, _, _ = target.partition("/")
    if kind not in ("page", "playbook") or not company.knows(target):
        return ""
    title = company.title(target)
    return f"The agent answers from the page “{title}”" if kind == "page" else f"Begins “{title}”"


def _value(expression: str, values: Mapping[str, Any]) -> Any:
    try:
        return evaluate(expression, values)
    except Invalid:
        return None


def _filled(template: str, values: Mapping[str, Any]) -> str:
    """The text, with a mark where something is not known yet."""
    try:
        return render(template, values)
    except Invalid:
        whole = _HOLE.sub(lambda hole: _one(hole[0], values), template)
        return re.sub(rf"{LATER}+", LATER, whole)


def _one(hole: str, values: Mapping[str, Any]) -> str:
    """One place of a template; its conditions count as met."""
    if hole.startswith("{%"):
        return ""
    try:
        return render(hole, values)
    except Invalid:
        return LATER

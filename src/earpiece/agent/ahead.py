"""What lies ahead of a run in its playbook, as far as that can be told before it gets there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import evaluate, names_in
from earpiece.domain.playbook import Ask, Branch, Call, Collect, Company, Instruction, Jump, Playbook, Run, Say, Set


@dataclass(frozen=True, slots=True)
class Point:
    """A step that the run comes to. `scope` has the values that will be the same there, `coming` the names of those
    that are set on the way. It is `sure` unless the way there depends on something not known yet. `after_words`: the
    customer is told something on the way."""

    at: int
    instruction: Collect | Call | Ask
    scope: Mapping[str, Any]
    coming: frozenset[str]
    sure: bool
    after_words: bool


def ahead(playbook: Playbook, at: int, scope: Mapping[str, Any]) -> Iterator[Point]:
    """The steps from `at` on, each way to the end; the customer's wishes may change, and errors are not looked at."""
    yield from _walk(playbook.program, at, dict(scope), frozenset(), True, False, set())


def _walk(
    program: tuple[Instruction, ...],
    at: int,
    scope: dict[str, Any],
    coming: frozenset[str],
    sure: bool,
    after_words: bool,
    seen: set[int],
) -> Iterator[Point]:
    while at < len(program) and at not in seen:
        seen.add(at)
        instruction = program[at]
        if isinstance(instruction, Collect | Call | Ask):
            yield Point(at, instruction, scope, coming, sure, after_words)
        match instruction:
            case Branch():
                holds = _known(instruction.condition, scope)
                if holds is None:
                    yield from _walk(program, at + 1, scope, coming, False, after_words, seen)
                    sure = False
                at = at + 1 if holds else instruction.otherwise
            case Jump():
                at = instruction.to
            case Collect() | Call() | Ask() | Say() | Run() | Set():
                changed = _set_by(instruction, scope)
                coming |= changed
                after_words |= isinstance(instruction, Say)
                scope = {name: value for name, value in scope.items() if name not in changed}
                if isinstance(instruction, Ask):  # each answer has a way of its own
                    for to in instruction.on.values():
                        yield from _walk(program, to, scope, coming, False, after_words, seen)
                at += 1
            case _:
                return


def _known(expression: str, scope: Mapping[str, Any]) -> bool | None:
    """Whether it holds; None while that is not known."""
    if not names_in(expression) <= scope.keys():
        return None
    try:
        return bool(evaluate(expression, scope))
    except Invalid:
        return None


def _set_by(instruction: Instruction, scope: Mapping[str, Any]) -> frozenset[str]:
    """What the step will set: the slots that have no value yet, a result, an answer."""
    match instruction:
        case Collect():
            return frozenset(instruction.slots) - scope.keys()
        case Call():
            return frozenset({instruction.save} if instruction.save is not None else ())
        case Ask():
            return frozenset({instruction.save or "consult"})
        case Run():
            return frozenset({f"{instruction.playbook.replace('-', '_')}_outcome"})
        case Set():
            return frozenset({instruction.name})
    return frozenset()


def consults_of(company: Company, instruction: Call | Ask) -> tuple[str, ...]:
    """The consults that the step may ask; empty where nobody is asked."""
    if isinstance(instruction, Ask):
        return (instruction.consult,)
    tool = company.tools[instruction.tool]
    asked = tuple(rule.consult for rule in tool.rules if rule.verdict == "ask" and rule.consult is not None)
    if not tool.rules and tool.effect == "write":
        return (company.policy.unlisted_effect,)
    return asked

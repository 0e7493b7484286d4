"""Which values each instruction and consult reads."""

from collections.abc import Iterator
from dataclasses import dataclass

from earpiece.company.syntax import guarded_names
from earpiece.domain.expressions import names_in
from earpiece.domain.playbook import (
    Ask,
    Branch,
    Call,
    Collect,
    ConsultSpec,
    Instruction,
    Playbook,
    Route,
    Run,
    Say,
    Set,
    Slot,
    Tool,
)


@dataclass(frozen=True, slots=True)
class Read:
    """`text` uses the value `name`. `guarded`: it does without, if the value is not there."""

    name: str
    text: str
    guarded: bool


def reads(instruction: Instruction, playbook: Playbook) -> Iterator[Read]:
    """What must be known before the instruction can be carried out."""
    match instruction:
        case Collect():
            yield from _collect_reads(instruction, playbook)
        case Branch():
            yield from in_expression(instruction.condition)
        case Call() | Run():
            for expression in instruction.args.values():
                yield from in_expression(expression)
        case Say():
            yield from in_expression(instruction.page or "true")
            for variant in instruction.variants:
                yield from in_template(variant)
        case Set():
            yield from in_expression(instruction.value)
        case Route():
            yield from in_expression(instruction.target)
        case _:
            pass


def consult_reads(spec: ConsultSpec) -> Iterator[Read]:
    """What must be known before the consult can be asked. Facts are left out: unknown ones are simply not shown."""
    for template in (spec.question, spec.why):
        yield from in_template(template)
    for expression in spec.authority.values():
        yield from in_expression(expression)


def fact_reads(spec: ConsultSpec) -> Iterator[Read]:
    """What the consult shows if it is known."""
    for _, expression in spec.facts:
        yield from in_expression(expression)


def check_reads(spec: ConsultSpec) -> Iterator[Read]:
    """What the consult's checks on an answer look at."""
    for check in spec.checks:
        yield from in_expression(check.when)
        yield from in_template(check.say)
    if spec.opinions_when is not None:
        yield from in_expression(spec.opinions_when)


def change_reads(tool: Tool) -> Iterator[Read]:
    """What the tool's changes are computed from."""
    for _, before, after in tool.changes:
        yield from in_expression(before or "true")
        yield from in_expression(after)


def all_reads(playbook: Playbook, consults: dict[str, ConsultSpec]) -> set[str]:
    """Every value the playbook or a consult it asks makes use of."""
    names = {read.name for instruction in playbook.program for read in reads(instruction, playbook)}
    for instruction in playbook.program:
        if isinstance(instruction, Ask) and instruction.consult in consults:
            spec = consults[instruction.consult]
            names |= {read.name for read in (*consult_reads(spec), *fact_reads(spec), *check_reads(spec))}
    return names


def in_expression(text: str) -> Iterator[Read]:
    yield from _reads(text, template=False)


def in_template(text: str) -> Iterator[Read]:
    yield from _reads(text, template=True)


def _reads(text: str, *, template: bool) -> Iterator[Read]:
    guarded = guarded_names(text, template=template)
    for name in sorted(names_in(text, template=template)):
        yield Read(name, text, name in guarded)


def _collect_reads(collect: Collect, playbook: Playbook) -> Iterator[Read]:
    asked_before: set[str] = set()
    for name in collect.slots:
        if name in playbook.slots:
            yield from (read for read in _before(playbook.slots[name]) if read.name not in asked_before)
            asked_before.add(name)
            yield from (read for read in _after(playbook.slots[name]) if read.name not in asked_before)


def _before(slot: Slot) -> Iterator[Read]:
    for variant in slot.ask:
        yield from in_template(variant)
    for expression in slot.choices_with.values():
        yield from in_expression(expression)


def _after(slot: Slot) -> Iterator[Read]:
    yield from in_expression(slot.check or "true")
    yield from in_template(slot.check_failed)

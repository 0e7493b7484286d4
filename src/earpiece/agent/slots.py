"""A slot's value: whose it is, whether it is acceptable, where it comes from, how people say it."""

from math import isfinite

from earpiece.agent.scope import playbook_of, values_of
from earpiece.agent.wording import vary
from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import canonical
from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import evaluate, names_in, render
from earpiece.domain.parts import RunState
from earpiece.domain.playbook import Collect, Company, Slot


def slot_owner(state: Conversation, company: Company, name: str) -> tuple[RunState, Slot] | None:
    """The run whose slot of that name is meant: the one just asked about, else the one nearest in hand."""
    asked = [state.asked.run] if state.asked is not None and state.asked.slot == name and state.asked.run else []
    for run in [*asked, *reversed(state.stack)]:
        slot = company.playbooks[state.runs[run].playbook].slots.get(name)
        if slot is not None and run in state.stack:
            return state.runs[run], slot
    return None


def possible(state: Conversation, run: RunState, slot: Slot, value: object) -> bool:
    """Whether the value is of the slot's kind, and of a choice, whether it was offered: a model may make up others."""
    match slot.type:
        case "choice":
            return canonical(value) in {canonical(option.value) for option in run.offered.get(slot.name, ())}
        case "option":
            return value in slot.options
        case "yes_no":
            return isinstance(value, bool)
        case "money" | "number":
            return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        case _:
            return isinstance(value, str)


def failed_check(state: Conversation, company: Company, run: RunState, slot: Slot, value: object) -> str | None:
    """What to tell the customer if the value is not acceptable.

    A check that reads another slot without a value yet waits: values are checked again whenever slots are collected.
    """
    if slot.check is None:
        return None
    values = {**values_of(state, run), slot.name: value}
    if any(name not in values for name in names_in(slot.check) & playbook_of(company, run).slots.keys()):
        return None
    try:
        holds = evaluate(slot.check, values)
    except Invalid:
        holds = False
    return None if holds else vary(state, f"check {slot.name}", (slot.check_failed or slot.ask[0],), values)[0]


def said_source(slot: Slot, message: str) -> str:
    """Where a slot's value comes from: the customer's words, or the tool whose item they chose."""
    return f"tool {slot.choices}, chosen in {message}" if slot.choices is not None else f"customer {message}"


def in_words(slot: Slot, value: object) -> str:
    """A slot's value as people say it."""
    if slot.choices is not None:
        return render(slot.label, value if isinstance(value, dict) else {"value": value})
    if isinstance(value, bool):
        return "yes" if value else "no"
    return slot.options.get(str(value), str(value))


def collected_at(company: Company, run: RunState, name: str) -> int | None:
    """The instruction that collects the slot."""
    for number, instruction in enumerate(playbook_of(company, run).program):
        if isinstance(instruction, Collect) and name in instruction.slots:
            return number
    return None

"""The slots of playbooks: each type has what it needs, choices come from a tool that only reads."""

from earpiece.company.checks.arguments import check_arguments
from earpiece.company.checks.steps import all_steps
from earpiece.company.checks.tools import may_ask
from earpiece.company.draft import Draft
from earpiece.company.schema import CollectStep, PlaybookForm, SlotForm
from earpiece.domain.playbook import Source

TAKEN = ("customer", "customer_name", "question", "consult", "args", "tool", "tool_about")
"""Names of values that are there anyway."""


def check_slots(draft: Draft) -> None:
    for name, form in draft.playbook_forms.items():
        for slot_name, slot in form.slots.items():
            at = form.at("slots", slot_name)
            _check_name(draft, slot_name, at)
            _check_type(draft, slot_name, slot, at)
            _check_choices(draft, slot_name, slot)
        _check_collected(draft, name, form)


def _check_name(draft: Draft, name: str, at: Source) -> None:
    if name in TAKEN:
        remedy = f"call it something else, such as `new_{name}`"
        draft.report.error(at, f"`{name}` is a name of the agent's own", remedy, "name_taken")


def _check_type(draft: Draft, name: str, slot: SlotForm, at: Source) -> None:
    report = draft.report
    if slot.type == "choice" and not (slot.from_ and slot.label):
        remedy = 'add `from: TOOL` and `label: "{{ … }}"`'
        report.error(at, f"the choice `{name}` does not say what there is to choose", remedy, "slot_type")
    if slot.type != "choice" and (slot.from_ or slot.label or slot.where):
        remedy = "write `type: choice`, or take `from`, `where` and `label` out"
        report.error(at, f"`{name}` is no choice, but has items to choose from", remedy, "slot_type")
    if slot.type == "option" and len(slot.options) < 2:
        report.error(at, f"`{name}` needs options to choose from", "add `options: {key: label, …}`", "slot_type")
    if slot.type != "option" and slot.options:
        remedy = "write `type: option`, or take the options out"
        report.error(at, f"`{name}` is of type {slot.type}, which has no options", remedy, "slot_type")
    if len({label.casefold() for label in slot.options.values()}) < len(slot.options):
        report.error(
            slot.at("options"), f"two options of `{name}` read the same", "make the labels differ", "option_clash"
        )
    if slot.check and not slot.check_failed:
        remedy = "add `check_failed`, which says why the value cannot be"
        report.error(
            slot.at("check"), f"a customer whose `{name}` fails the check is not told why", remedy, "slot_check"
        )


def _check_choices(draft: Draft, name: str, slot: SlotForm) -> None:
    if not slot.from_ or draft.report.unknown("tool", slot.from_, draft.tool_names, slot.at("from")):
        return
    tool = draft.tools.get(slot.from_)
    if tool is None:
        return
    if tool.effect == "write" or may_ask(tool):
        message = f"`{name}` offers what `{tool.name}` returns, but that tool does more than read"
        remedy = "use a tool with `effect: read` that no rule asks about"
        draft.report.error(slot.at("from"), message, remedy, "slot_tool")
    check_arguments(draft, tool, slot.with_, slot)


def _check_collected(draft: Draft, name: str, form: PlaybookForm) -> None:
    collected = {slot for step in all_steps(form.steps) if isinstance(step, CollectStep) for slot in step.collect}
    for slot in form.slots:
        if slot not in collected:
            remedy = f"add `- collect: [{slot}]`, or remove the slot"
            draft.report.warn(form.at("slots", slot), f"`{name}` never asks for `{slot}`", remedy)

"""Walking the steps of playbooks."""

from collections.abc import Iterator

from earpiece.company.draft import Draft
from earpiece.company.schema import AskStep, CallStep, CollectStep, IfStep, OpenStep, PlaybookForm, Step, Steps


def all_steps(steps: Steps) -> Iterator[Step]:
    """Every step, also those in branches, in the order of the file."""
    for step in steps:
        yield step
        for branch in _branches(step):
            yield from all_steps(branch)


def every_step(draft: Draft) -> Iterator[tuple[str, PlaybookForm, Step]]:
    """Every step of every playbook, with the playbook's name and form."""
    for name, form in draft.playbook_forms.items():
        for step in all_steps(form.steps):
            yield name, form, step


def _branches(step: Step) -> list[Steps]:
    match step:
        case IfStep():
            return [step.then, step.else_ or ()]
        case OpenStep():
            return [step.away or ()]
        case CollectStep():
            return [step.on_empty or ()]
        case CallStep() | AskStep():
            return list(step.on.values())
        case _:
            return []

"""What a customer's words may lead to: each request can be reached, and no two are trained on the same sentence."""

from collections.abc import Iterator

from earpiece.company.checks.steps import every_step
from earpiece.company.draft import Draft
from earpiece.company.schema import AnswerStep, PageForm, PlaybookForm, RouteStep, RunStep
from earpiece.company.syntax import fixed_texts

ENOUGH_EXAMPLES = 8


def check_targets(draft: Draft) -> None:
    _check_shared(draft)
    reached = set(_reached(draft))
    for name, form in draft.playbook_forms.items():
        if name not in draft.special_playbooks():
            _check_reachable(draft, name, form, f"playbook/{name}" in reached)
    for name, page in draft.page_forms.items():
        if not page.examples and f"page/{name}" not in reached:
            remedy = "add `examples` of what customers write, or answer from it in a playbook"
            draft.report.warn(page.at(), f"nothing leads to the page `{name}`", remedy)


def _check_shared(draft: Draft) -> None:
    seen: dict[str, str] = {}
    targets: dict[str, PlaybookForm | PageForm] = {
        **{f"playbook/{name}": form for name, form in draft.playbook_forms.items()},
        **{f"page/{name}": form for name, form in draft.page_forms.items()},
    }
    for target, form in targets.items():
        for index, example in enumerate(form.examples):
            first = seen.setdefault(_spoken(example), target)
            if first != target:
                message = f"the example “{example}” is also one of `{first}`"
                remedy = "keep it where it belongs, or make one request of the two"
                draft.report.error(form.at("examples", index), message, remedy, "shared_example")


def _spoken(example: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in example.casefold()).split())


def _check_reachable(draft: Draft, name: str, form: PlaybookForm, reached: bool) -> None:
    if not form.examples:
        if not reached:
            message = f"nothing can start `{name}`: it has no examples, and no playbook runs it"
            remedy = "add `examples` of what customers write"
            draft.report.error(form.at(), message, remedy, "no_examples")
        return
    if len(form.examples) < ENOUGH_EXAMPLES:
        message = f"`{name}` has only {len(form.examples)} examples"
        remedy = f"write at least {ENOUGH_EXAMPLES}, as different as customers are"
        draft.report.warn(form.at("examples"), message, remedy)
    if not form.title:
        message = f"`{name}` has no title, so the customer hears “{form.about}” as its name"
        draft.report.warn(form.at(), message, "add `title`, such as `title: your new card`")


def _reached(draft: Draft) -> Iterator[str]:
    for _, _, step in every_step(draft):
        match step:
            case RunStep():
                yield f"playbook/{step.run}"
            case RouteStep():
                yield from fixed_texts(step.route)
            case AnswerStep():
                yield from (f"page/{page}" for page in fixed_texts(step.answer))
            case _:
                pass

"""company.yaml: the playbooks and consults it names exist and can do what they are named for."""

from earpiece.company.checks.steps import all_steps
from earpiece.company.draft import Draft
from earpiece.company.schema import CallStep, CompanyForm
from earpiece.domain.forms import ConsultKind
from earpiece.domain.playbook import REVIEW

NAMED_PLAYBOOKS = ("identify", "wants_person", "ask_expert", "correction", "begin_with")
NAMED_CONSULTS: dict[str, ConsultKind] = {"unlisted_effect": "approval", "unknown_outcome": "task"}


def check_company(draft: Draft) -> None:
    form = draft.form
    if form is None:
        return
    for key in NAMED_PLAYBOOKS:
        name = getattr(form, key)
        if name is not None:
            draft.report.unknown("playbook", name, draft.playbook_names, form.at(key))
    for key, kind in NAMED_CONSULTS.items():
        _check_consult_kind(draft, form, key, kind)
    review = draft.consults.get(REVIEW)
    if review is not None and review.kind != "approval":
        message = f"`{REVIEW}` has to be answered with yes or no"
        draft.report.error(review.source, message, "make it `kind: approval`", "consult_kind")
    _check_identify(draft, form)


def _check_consult_kind(draft: Draft, form: CompanyForm, key: str, kind: ConsultKind) -> None:
    name = getattr(form, key)
    unknown = draft.report.unknown("consult", name, draft.consult_names, form.at(key))
    spec = draft.consults.get(name)
    if not unknown and spec and spec.kind != kind:
        remedy = f"make it `kind: {kind}`"
        draft.report.error(spec.source, f"`{name}` has to be answered with yes or no", remedy, "consult_kind")


def _check_identify(draft: Draft, form: CompanyForm) -> None:
    verified = [tool for tool in draft.tools.values() if tool.needs == "verified"]
    if form.identify is None:
        if verified and not form.vouched:
            message = f"`{verified[0].name}` needs a verified customer, but no playbook establishes who the customer is"
            remedy = (
                "add `identify: PLAYBOOK` to company.yaml, or `vouched: true` if your own page signs everybody in, or "
                "`needs: anyone` to the tool"
            )
            draft.report.error(verified[0].source, message, remedy, "no_identify")
        return
    playbook = draft.playbook_forms.get(form.identify)
    if playbook is None:
        return
    calls = [step for step in all_steps(playbook.steps) if isinstance(step, CallStep) and step.call in draft.tools]
    for step in calls:
        if draft.tools[step.call].needs == "verified":
            message = f"`{form.identify}` establishes the identity, but `{step.call}` already needs it"
            remedy = "give the tool `needs: anyone`, or call another"
            draft.report.error(step.at(), message, remedy, "identify_needs_identity")
    if not any(draft.tools[step.call].verifies for step in calls):
        message = f"`{form.identify}` calls no tool that establishes the identity"
        remedy = "call a tool with `verifies: true`, which returns {customer, name}"
        draft.report.error(playbook.at(), message, remedy, "identify_without_tool")

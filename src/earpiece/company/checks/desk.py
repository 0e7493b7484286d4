"""desk.yaml: everybody named once, and somebody there for every question."""

from earpiece.company.draft import Draft
from earpiece.company.report import did_you_mean
from earpiece.company.schema import ConsultForm, DeskForm

GENERAL = "general"
"""The skill everybody has."""


def check_desk(draft: Draft) -> None:
    desk = draft.desk
    if desk is None:
        return
    seen: set[str] = set()
    for index, expert in enumerate(desk.experts):
        if expert.id in seen:
            at = desk.at("experts", index, "id")
            draft.report.error(
                at, f"`{expert.id}` is there twice", "give each person an id of their own", "expert_twice"
            )
        seen.add(expert.id)
    for name, form in draft.consult_forms.items():
        _check_staffed(draft, desk, name, form)


def _check_staffed(draft: Draft, desk: DeskForm, name: str, form: ConsultForm) -> None:
    skills = {skill for expert in desk.experts for skill in expert.skills} | {GENERAL}
    rerouted = {rung.to for rung in form.ladder if rung.to}
    for skill in sorted({form.skill, *rerouted} - skills):
        message = f"nobody on the desk has the skill `{skill}` that `{name}` asks for"
        draft.report.warn(form.at("skill"), message, did_you_mean(skill, skills, "skill"))
    limits = {limit for expert in desk.experts for limit in expert.authority}
    for limit in sorted(set(form.authority) - limits):
        message = f"nobody on the desk has a limit `{limit}`, so nobody may answer `{name}`"
        draft.report.warn(form.at("authority", limit), message, did_you_mean(limit, limits, "limit"))

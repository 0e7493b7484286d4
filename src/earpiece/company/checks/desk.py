"""desk.yaml: everybody named once, and somebody there for every question."""

from earpiece.company.desk_forms import DeskForm
from earpiece.company.draft import Draft
from earpiece.company.report import did_you_mean
from earpiece.company.schema import ConsultForm

GENERAL = "general"
"""The skill of the built-in questions. Nobody needs to have it, since these are soon put to everybody (`widen`)."""


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
    _check_hours(draft, desk)
    _check_slack(draft, desk)


def _check_slack(draft: Draft, desk: DeskForm) -> None:
    """Channels are for skills that are asked for, and everybody there is somebody here, as far as the file knows."""
    if desk.slack is None:
        return
    people = {skill for expert in desk.experts for skill in expert.skills}
    skills = {form.skill for form in draft.consult_forms.values()} | people | {GENERAL, "*"}
    for skill in desk.slack.channels:
        if skill not in skills:
            at = desk.slack.at("channels", skill)
            draft.report.warn(at, f"nothing needs the skill `{skill}`", did_you_mean(skill, skills, "skill"))
    ids = {expert.id for expert in desk.experts}
    for user, id in desk.slack.people.items():
        if id not in ids:
            at = desk.slack.at("people", user)
            draft.report.warn(at, f"`{id}` is not among the experts of this file", did_you_mean(id, ids, "person"))


def _check_hours(draft: Draft, desk: DeskForm) -> None:
    """Each skill that is asked for is open at some time."""
    hours = desk.hours
    if hours is None:
        return
    for skill in hours.skills:
        asked = {form.skill for form in draft.consult_forms.values()} | {GENERAL}
        people = {skill for expert in desk.experts for skill in expert.skills}
        if skill not in asked | people:
            at = hours.at("skills", skill)
            draft.report.warn(at, f"nothing needs the skill `{skill}`", did_you_mean(skill, asked | people, "skill"))


def _check_staffed(draft: Draft, desk: DeskForm, name: str, form: ConsultForm) -> None:
    skills = {skill for expert in desk.experts for skill in expert.skills} | {GENERAL}
    if form.skill not in skills:
        message = f"nobody on the desk has the skill `{form.skill}` that `{name}` asks for"
        draft.report.warn(form.at("skill"), message, did_you_mean(form.skill, skills, "skill"))
    elif form.level > 1 and not any(expert.skills.get(form.skill, 0) >= form.level for expert in desk.experts):
        message = f"nobody on the desk has `{form.skill}` at level {form.level}, so nobody may answer `{name}`"
        draft.report.warn(form.at("level"), message, f"write `skills: {{{form.skill}: {form.level}}}` for somebody")
    for index, rung in enumerate(form.ladder):
        if rung.to and rung.to not in skills:
            message = f"the ladder of `{name}` goes to the skill `{rung.to}`, which nobody on the desk has"
            at = form.at("ladder", index)
            draft.report.error(at, message, did_you_mean(rung.to, skills, "skill"), "reroute_to_nobody")
    limits = {limit for expert in desk.experts for limit in expert.authority}
    for limit in sorted(set(form.authority) - limits):
        message = f"nobody on the desk has a limit `{limit}`, so nobody may answer `{name}`"
        draft.report.warn(form.at("authority", limit), message, did_you_mean(limit, limits, "limit"))

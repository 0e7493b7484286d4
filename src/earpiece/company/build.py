"""Forms to the types of `domain.playbook`."""

from collections.abc import Mapping
from typing import Any

from earpiece.company.desk_forms import DeskForm, ExpertForm
from earpiece.company.learning_forms import JudgementForm, LearnForm
from earpiece.company.program import compile_steps
from earpiece.company.schema import (
    CompanyForm,
    ConsultForm,
    CostsForm,
    PlaybookForm,
    RuleForm,
    SlotForm,
    ToolForm,
)
from earpiece.domain.forms import Check, Expected, Rung
from earpiece.domain.playbook import (
    ConsultSpec,
    Costs,
    Hours,
    Judgement,
    Learn,
    Playbook,
    Policy,
    Rule,
    Slack,
    Slot,
    Source,
    Tool,
    Voice,
)


def policy(form: CompanyForm) -> Policy:
    return Policy(
        name=form.name,
        agent_name=form.agent_name,
        currency=form.currency,
        languages=form.languages,
        identify=form.identify,
        read_by=form.understanding.by,
        sure=form.understanding.sure,
        between=form.understanding.between,
        holding_rhythm=form.holding_rhythm,
        lease=form.lease,
        undo=form.undo,
        grant_lifetime=form.grant_lifetime,
        idle=form.idle,
        patience=form.patience,
        early_waste=form.ask_early,
        meanwhile=form.go_on_meanwhile,
        silence=form.silence,
        wording_by=form.wording.by,
        briefs_by=form.briefs.by,
        voice=Voice(dict(form.voice.avoid), form.voice.most_words, form.voice.greeting),
        costs=_costs(form.costs),
        judgement=_judgement(form.judgement),
        publishers=form.publishers,
        survey=form.survey,
        begin_with=form.begin_with,
        model_steps=form.model_steps,
        model_cost=form.model_cost,
        ungrounded=form.ungrounded,
        unnamed=form.unnamed,
        unlisted_effect=form.unlisted_effect,
        unknown_outcome=form.unknown_outcome,
        wants_person=form.wants_person,
        ask_expert=form.ask_expert,
        correction=form.correction,
    )


def _costs(form: CostsForm | None) -> Costs | None:
    return None if form is None else Costs(form.person_hour, form.model_turn, form.telephone_minute, form.dollar)


def _judgement(form: JudgementForm | None) -> Judgement | None:
    return None if form is None else Judgement(form.budget, form.audits, form.start)


def _learn(form: LearnForm | None) -> Learn | None:
    return None if form is None else Learn(form.budget, form.least, form.precedents, form.harm)


def tool(name: str, source: Source, form: ToolForm, parameters: Mapping[str, Any], has_check: bool) -> Tool:
    return Tool(
        name=name,
        about=form.about,
        effect=form.effect,
        needs=form.needs,
        rules=tuple(_rule(rule) for rule in form.rules),
        source=source,
        idempotent=form.idempotent == "by_key",
        deadline=form.deadline,
        verifies=form.verifies,
        parameters=parameters,
        effect_text=form.effect_text,
        changeable=form.changeable,
        changes=form.changes,
        has_check=has_check,
    )


def _rule(form: RuleForm) -> Rule:
    if form.ask:
        return Rule("ask", form.at(), form.when, consult=form.ask)
    if form.refuse:
        return Rule("refuse", form.at(), form.when, reason=form.refuse)
    return Rule("go", form.at(), form.when)


def consult(name: str, source: Source, form: ConsultForm) -> ConsultSpec:
    return ConsultSpec(
        name=name,
        kind=form.kind,
        question=form.question,
        why=form.why,
        facts=form.facts,
        skill=form.skill,
        ladder=tuple(Rung(after=rung.after, do=rung.do, to=rung.to) for rung in form.ladder),
        source=source,
        options=form.options,
        free_text=form.free_text,
        suggest_targets=form.suggest_targets,
        authority=form.authority,
        expected=Expected(half=form.expected.half, most=form.expected.most) if form.expected else None,
        level=form.level,
        weight=form.weight,
        opinions=form.opinions.count,
        opinions_when=form.opinions.when if form.opinions.when != "true" else None,
        checks=tuple(Check(when=check.when, say=check.say) for check in form.checks),
        learn=_learn(form.learn),
        outside=form.outside,
    )


def playbook(name: str, file: str, form: PlaybookForm) -> Playbook:
    source = Source(file, form.at().line)
    return Playbook(
        name=name,
        about=form.about,
        title=form.title or form.about,
        examples=form.examples,
        slots={slot_name: _slot(slot_name, slot) for slot_name, slot in form.slots.items()},
        program=compile_steps(form.steps, source),
        source=source,
    )


def _slot(name: str, form: SlotForm) -> Slot:
    return Slot(
        name=name,
        type=form.type,
        ask=form.ask,
        options=form.options,
        choices=form.from_,
        choices_with=form.with_,
        label=form.label,
        where=form.where,
        check=form.check,
        check_failed=form.check_failed,
        optional=form.optional,
    )


def experts(form: DeskForm | None) -> tuple[Mapping[str, Any], ...]:
    return tuple(_expert(expert) for expert in form.experts) if form else ()


def _expert(form: ExpertForm) -> Mapping[str, Any]:
    above = {skill: level for skill, level in form.skills.items() if level > 1}
    return form.model_dump() | {"skills": list(form.skills), "levels": above}


def hours(form: DeskForm | None) -> Hours | None:
    if form is None or form.hours is None:
        return None
    given = form.hours
    return Hours(given.timezone, given.default, given.skills, frozenset(given.holidays))


def slack(form: DeskForm | None) -> Slack | None:
    if form is None or form.slack is None:
        return None
    return Slack(form.slack.channels, form.slack.people)

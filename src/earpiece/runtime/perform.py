"""Turns a proposal and the gate's verdict on it into events."""

from dataclasses import replace

from earpiece.agent.scope import values_of
from earpiece.agent.wording import phrase
from earpiece.desk.fan_in import fan_key
from earpiece.desk.hours import ladder_at, opens_at
from earpiece.desk.summary import full_summary, last_words, summary_of
from earpiece.domain import actions as a
from earpiece.domain import desk_events as d
from earpiece.domain import events as e
from earpiece.domain.asking import proposal, question_for
from earpiece.domain.digests import call_digest, canonical, person
from earpiece.domain.elsewhere import is_elsewhere
from earpiece.domain.errors import Invalid
from earpiece.domain.event import BaseEvent
from earpiece.domain.forms import Question, Rung
from earpiece.domain.inquiries import question_from
from earpiece.domain.instead import or_instead
from earpiece.domain.places import Place
from earpiece.domain.playbook import Company, Tool
from earpiece.domain.ports import Write
from earpiece.domain.reviews import ask_about, mark_of, place_of
from earpiece.gate.briefs import says_more, told_in
from earpiece.gate.guards.flags import warnings
from earpiece.gate.guards.masking import flags_behind, without
from earpiece.gate.secrets import remove_secrets
from earpiece.runtime.draft import Draft
from earpiece.runtime.learning.alone import decide_alone, write_judged


def perform(draft: Draft, action: a.Proposal, verdict: a.Verdict, company: Company) -> None:
    """Add to the draft what the verdict makes of the action."""
    match action:
        case a.Note():
            draft.add(*action.events)
        case a.Utter():
            _speak(draft, action, verdict, company)
        case a.CallTool():
            _call(draft, action, verdict, company)
        case a.AskExpert():
            _ask(draft, action, action.name, company, None, action.revises)
        case a.Withdraw():
            _close_card(draft, action.consult, "withdrawn")
            draft.add(e.ConsultWithdrawn(consult=action.consult, reason=action.reason))
        case a.Hurry():
            draft.beside(_card_write(draft, action.consult, d.CardNeeded()))
            draft.add(e.ConsultNeeded(consult=action.consult))
        case a.PassReply():
            draft.add(e.ReplyPassed(consult=action.consult, message=action.message, text=action.text), *action.after)
            draft.beside(_card_write(draft, action.consult, d.CardReplied(text=action.text)))
            _utter(draft, action.thanks, company)
        case a.Transfer():
            _transfer(draft, action, company)
        case a.Close():
            draft.add(e.ConversationClosed(outcome=action.outcome))


def _speak(draft: Draft, action: a.Utter, verdict: a.Verdict, company: Company) -> None:
    match verdict:
        case a.Refuse() if action.step is not None and verdict.code != "secret":
            name = f"say step {action.step}"
            draft.add(e.Refused(run=action.run, action=name, code=verdict.code, reason=verdict.reason))
        case a.Refuse():
            _masked(draft, action, verdict, company)
        case a.AskFirst() if action.run is not None:
            run = draft.state.runs[action.run]
            about = a.AskExpert(run.id, place_of(action, draft.state), verdict.consult, values_of(draft.state, run))
            _ask(draft, about, verdict.consult, company, None, verdict.revises, action)
        case _:
            _utter(draft, action, company)


def _masked(draft: Draft, action: a.Utter, refused: a.Refuse, company: Company) -> None:
    """Words refused for a secret or for somebody's orders to the agent (in a tool's result, on a page) are said without
    them; the refusal is on record."""
    draft.add(e.Refused(run=action.run, action=f"say {action.purpose}", code=refused.code, reason=refused.reason))
    flags = flags_behind(action, draft.state, company)
    draft.add(*(flag for flag in flags if flag not in draft.state.flags))
    action = without(action, flags, phrase(draft.state, company, "left_out")[0]) if flags else action
    options = tuple(replace(option, label=remove_secrets(option.label)[0]) for option in action.options)
    _utter(draft, replace(action, text=remove_secrets(action.text)[0], options=options), company)


def _utter(draft: Draft, action: a.Utter, company: Company) -> None:
    silent_until = None if action.purpose in ("holding", "closing") else draft.now + company.policy.idle
    said = e.AgentSaid(
        text=action.text, purpose=action.purpose, run=action.run, slot=action.slot, options=action.options,
        targets=action.targets, sources=(*action.sources, *_gone_by(draft, action)), releases=action.releases,
        phrase=action.phrase, next_at=action.next_at, promises=action.promises, asks_back=action.asks_back,
        idle_at=silent_until, follows_up=_followed_up(draft, action), tells=action.tells,
        worded_by=action.worded_by, cost=action.cost,
    )  # fmt: skip
    draft.add(said, *action.after)


def _gone_by(draft: Draft, action: a.Utter) -> list[str]:
    """What the words go by besides: published answers, and the agent's own judgement."""
    brought = (draft.state.consults[consult] for consult in action.releases)
    return [consult.by for consult in brought if consult.alone and consult.by is not None]


def _followed_up(draft: Draft, action: a.Utter) -> str | None:
    """Whom these words must find elsewhere: a customer who left after they were promised an answer."""
    if draft.state.outcome is None or not action.releases:
        return None
    return person(draft.state.customer) if draft.state.customer is not None else "guest"


def _call(draft: Draft, action: a.CallTool, verdict: a.Verdict, company: Company) -> None:
    tool = company.tools.get(action.call.tool)
    match verdict:
        case a.Refuse() if action.early or action.ahead:
            _leave(draft, action)  # refused only where it has its place
        case a.Refuse():
            name = f"call {action.call.tool} {canonical(action.args)}"
            draft.add(e.Refused(run=action.run, action=name, code=verdict.code, reason=verdict.reason))
        case a.AskFirst() if action.ahead:
            _leave(draft, action)
        case a.AskFirst() if tool is not None:
            _ask(draft, action, verdict.consult, company, tool, verdict.revises)
        case a.Go() if tool is not None and action.early:
            _leave(draft, action)
        case a.Go() if tool is not None:
            _start(draft, action, tool, verdict.grant)


def _leave(draft: Draft, action: a.CallTool | a.AskExpert) -> None:
    """Nothing is done before its turn, and that is not looked into again as long as it stays the same."""
    about = canonical(action.args) if isinstance(action, a.CallTool) else action.name
    draft.add(e.ValueSet(run=action.run, name=f"early {action.at}", value=about, source="playbook"))


def _start(draft: Draft, action: a.CallTool, tool: Tool, grant: str | None) -> None:
    asked = draft.state.run_consult(action.run, action.at)
    if asked is not None and asked.status == "open":
        _close_card(draft, asked.id, "withdrawn")
        draft.add(e.ConsultWithdrawn(consult=asked.id, reason="after a correction nobody need be asked"))
    call = f"{draft.state.id}.call{draft.state.position + 1}"
    started = e.ToolStarted(
        call=call, run=action.run, at_instruction=action.at, tool=tool.name, args=action.args,
        digest=call_digest(draft.state.id, tool, action.args), key=call, effect=tool.effect,
        deadline=draft.now + tool.deadline, grant=grant, ahead=action.ahead,
    )  # fmt: skip
    draft.add(started)


def _ask(
    draft: Draft,
    action: a.CallTool | a.AskExpert,
    name: str,
    company: Company,
    tool: Tool | None,
    revises: str | None,
    words: a.Utter | None = None,
) -> None:
    """Ask, or change what was asked. `words` are the agent's own, if it asks whether it may say them."""
    if action.early and revises is None and not draft.desk.pays_early(name, company.policy.early_waste):
        return _leave(draft, action)
    question = question_of(draft, action, name, company, tool)
    mark = mark_of(words, draft.state) if words is not None else None
    if words is not None:
        question = ask_about(question, remove_secrets(words.text)[0])
    question = or_instead(question, company, draft.state.runs[action.run])
    question = question.model_copy(update={"facts": (*warnings(draft.state), *question.facts)})
    if revises is not None:
        return _amend(draft, revises, question, mark)
    consult = f"{draft.state.id}.ask{draft.state.position + 1}"
    if draft.ruling is not None and not draft.ruling.alone:
        draft.beside(write_judged(draft.ruling, draft.now))
    elif draft.ruling is not None:
        return _leave(draft, action) if action.early else decide_alone(draft, action, consult, question, company)
    estimate = draft.ruling.estimate if draft.ruling is not None else None
    language, channel = _spoken(draft)
    opening = opens_at(company.hours, question.skill, draft.now)
    ladder = _in_time(ladder_at(company.consults[name].ladder, company.hours, question.skill, draft.now), action)
    on_duty = draft.desk.on_duty(question, language)
    expected = draft.desk.expected(question, on_duty, company.consults[name].expected)
    closed = opening is not None and opening > draft.now
    attempt = action.values.get("attempt") if isinstance(action, a.AskExpert) else None
    draft.add(
        e.ConsultAsked(
            consult=consult, run=action.run, at_instruction=action.at, question=question, ladder=ladder, call=attempt,
            early=action.early, expected=None if closed else expected, on_duty=on_duty,
            opens_at=opening if closed else None, reviews=mark, estimate=estimate,
        )
    )  # fmt: skip
    opened = d.CardOpened(
        conversation=draft.state.id, consult=consult, question=question, ladder=ladder, asked_at=draft.now,
        summary=_summary(draft, action, company), language=language, channel=channel,
        fan=fan_key(question, language) if attempt is None else None, expected=None if closed else expected,
        early=action.early, why_asked=estimate.why if estimate is not None else "",
    )  # fmt: skip
    draft.beside(Write(stream=f"card/{consult}", events=(opened,), at=draft.now, expected=0))
    return None


def _in_time(ladder: tuple[Rung, ...], action: a.CallTool | a.AskExpert) -> tuple[Rung, ...]:
    """The ladder as far as an asker elsewhere waits for the answer."""
    timeout = action.values.get("timeout") if isinstance(action, a.AskExpert) and action.inquiry is not None else None
    if not isinstance(timeout, int | float) or ladder[-1].after <= timeout:
        return ladder
    return *(rung for rung in ladder if rung.after < timeout), Rung(after=float(timeout), do="expire")


def _summary(draft: Draft, action: a.CallTool | a.AskExpert, company: Company) -> str:
    """What has happened so far, in the asker's words where they gave some; a model's words count as far as they say
    nothing that was not said."""
    own = action.inquiry.summary if isinstance(action, a.AskExpert) and action.inquiry is not None else ""
    if is_elsewhere(draft.state) and not own:
        return f"{action.values.get('asker') or 'An agent elsewhere'} asks. {last_words(draft.state)}".strip()
    if own and not is_elsewhere(draft.state) and isinstance(action, a.AskExpert) and action.inquiry is not None:
        facts = (f"{fact.label} {fact.value}" for fact in action.inquiry.facts)
        own = "" if says_more(own, [*told_in(draft.state, company), action.inquiry.question, *facts]) else own
    return _without_secrets(own) or summary_of(draft.state, company, action.run)


def _spoken(draft: Draft) -> tuple[str, str]:
    """The conversation's language and channel."""
    opened = draft.state.opened
    return (opened.language, opened.channel) if opened is not None else ("en", "chat")


def question_of(
    draft: Draft, action: a.CallTool | a.AskExpert, name: str, company: Company, tool: Tool | None = None
) -> Question:
    """The question as it is put to a person. Raises Invalid for an inquiry that cannot be put to one so."""
    if isinstance(action, a.AskExpert) and action.inquiry is not None:
        asker = action.values.get("asker")
        return question_from(
            company.consults[name], action.inquiry, asker if isinstance(asker, str) else None, _without_secrets
        )
    args = action.call.args if isinstance(action, a.CallTool) else {}
    place = Place(draft.state, company, draft.state.runs[action.run], action.at, args)
    spec = company.consults[name]
    if not isinstance(action, a.CallTool) or tool is None:
        try:
            return question_for(spec, action.values, place)
        except Invalid:
            plain = replace(spec, question="Please look at this conversation.", why="", facts=(), authority={})
            return question_for(plain, action.values, place)
    values = {**_shown(action), "args": action.args, "tool": tool.name, "tool_about": tool.about}
    proposed = proposal(draft.state.id, tool, action.args, values)
    try:
        return question_for(spec, values, place, proposed)
    except Invalid:
        # The company's words need something this call does not have; the question must still be asked.
        plain = replace(spec, question="{{ tool_about }}? " + canonical(action.args), why="", facts=(), authority={})
        return question_for(plain, values, place, proposed)


def _without_secrets(text: str) -> str:
    return remove_secrets(text)[0]


def _shown(action: a.CallTool) -> dict[str, object]:
    """What the consult's templates can see: the arguments as they would run, before the run's values of those names.

    Where the value has fields and the argument is only its id (`with: {order: order.id}`), the value is kept: `args`
    has the argument.
    """
    ids = {
        name for name, arg in action.args.items() if isinstance(action.values.get(name), dict) > isinstance(arg, dict)
    }
    return {**action.values, **{name: arg for name, arg in action.args.items() if name not in ids}}


def _amend(draft: Draft, consult: str, question: Question, reviews: str | None) -> None:
    before = draft.state.consults[consult]
    revision = before.revision + 1
    because = f"Was: {before.question.text}"
    draft.add(e.ConsultAmended(consult=consult, revision=revision, question=question, because=because, reviews=reviews))
    amended = d.CardAmended(revision=revision, question=question, because=because)
    draft.beside(_card_write(draft, consult, amended))


def _close_card(draft: Draft, consult: str, reason: str) -> None:
    draft.beside(_card_write(draft, consult, d.CardClosed(reason=reason)))


def _card_write(draft: Draft, consult: str, event: BaseEvent) -> Write:
    """What happens to a card because of the conversation is a fact; both streams move in one transaction."""
    return Write(stream=f"card/{consult}", events=(event,), at=draft.now)


def _transfer(draft: Draft, action: a.Transfer, company: Company) -> None:
    summary = full_summary(draft.state, company)
    draft.add(e.HandedOff(reason=action.reason, summary=summary), *action.after)
    for run in reversed(draft.state.stack):
        draft.add(e.RunEnded(run=run, outcome="handed_off"))
    for consult in draft.state.open_consults:
        _close_card(draft, consult.id, "handed off")
        draft.add(e.ConsultWithdrawn(consult=consult.id, reason="handed off"))
    text, used = phrase(draft.state, company, "handed_off", company=company.policy.name, reason=action.reason)
    releases = tuple(
        consult.id for consult in draft.state.consults.values()
        if consult.status in ("answered", "expired") and not consult.released
    )  # fmt: skip
    draft.add(e.AgentSaid(text=text, purpose="result", sources=("phrases",), releases=releases, phrase=used))

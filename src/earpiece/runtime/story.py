"""Tells a conversation as one story: who said, knew, saw, asked, decided what, and why."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from earpiece.agent.planning.steps import SETTLED
from earpiece.domain import events as e
from earpiece.domain import interventions as i
from earpiece.domain import learning as g
from earpiece.domain.controls import ControlsNoted
from earpiece.domain.elsewhere import CHANNEL
from earpiece.domain.event import ERASED, BaseEvent
from earpiece.domain.flags import TextFlagged
from earpiece.domain.forms import Answer
from earpiece.domain.planning import ASK_MODEL, Plan
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Recorded
from earpiece.runtime.views import StoryLine

SILENT = (e.RunMoved, e.CommandTaken, e.CustomerHeard, e.RunRaised, i.PersonAwaited)
"""Bookkeeping that adds nothing to the story."""

MOST_FIELDS = 5


def story_of(recorded: Iterable[Recorded], company: Company, names: Mapping[str, str]) -> list[StoryLine]:
    """One line for each event that matters, in order."""
    lines = []
    thoughts: set[str] = set()
    for item in recorded:
        if isinstance(item.event, SILENT) or (isinstance(item.event, e.ValueSet) and item.event.name == SETTLED):
            continue
        if isinstance(item.event, e.ToolStarted) and item.event.tool == ASK_MODEL:
            thoughts.add(item.event.call)
        if isinstance(item.event, e.ToolFinished) and item.event.call in thoughts:
            who, what, detail = _planned(item.event)
        else:
            who, what, detail = _told(item.event, company, names)
        kind = type(item.event).__name__
        lines.append(StoryLine(position=item.position, at=item.at, who=who, what=what, detail=detail, kind=kind))  # type: ignore[arg-type]
    return lines


def _told(event: BaseEvent, company: Company, names: Mapping[str, str]) -> tuple[str, str, str]:
    teller = _TELLERS.get(type(event))
    return teller(event, company, names) if teller is not None else ("system", type(event).__name__, "")


def _planned(event: e.ToolFinished) -> tuple[str, str, str]:
    """What the model wanted next, and which model it was."""
    if not isinstance(event.result, dict):
        return "agent", "the model's reply was erased", ""
    plan = Plan.model_validate(event.result)
    wants = [f"to say “{plan.say}”"] if plan.say else []
    wants += [f"to call {plan.call.tool} with {_value(plan.call.args) or 'nothing'}"] if plan.call else []
    wants += [f"to ask an expert “{plan.ask.question}”"] if plan.ask else []
    wants += [f"to take back what experts are asked: {plan.take_back}"] if plan.take_back else []
    wants += [f"to end with {plan.end}"] if plan.end else []
    cost = f"; {plan.tokens_in} tokens read, {plan.tokens_out} written, ${plan.cost:.4f}" if plan.tokens_in else ""
    return "agent", f"the model wants {', '.join(wants) or 'nothing'}", f"{plan.model}, prompt {plan.prompt}{cost}"


def _started(event: e.ToolStarted, *_: Any) -> tuple[str, str, str]:
    if event.tool == ASK_MODEL:
        return "agent", "asked the model what to do next", ""
    permitted = f"; permitted by {event.grant}" if event.grant else ""
    return "tool", f"{event.tool} started with {_value(event.args) or 'nothing'}", f"{event.effect}{permitted}"


def _title(company: Company, playbook: str) -> str:
    return company.playbooks[playbook].title if playbook in company.playbooks else playbook


def _opened(event: e.ConversationOpened, company: Company, _: Mapping[str, str]) -> tuple[str, str, str]:
    nobody = "an agent elsewhere" if event.channel == CHANNEL else "a guest"
    who = f"customer {event.customer}, vouched for by the host page" if event.customer else nobody
    return "system", f"opened on {event.channel} for {who}", f"company version {event.company[:12]}"


def _said(event: e.CustomerSaid, *_: Any) -> tuple[str, str, str]:
    detail = f"removed before storing: {', '.join(event.removed)}" if event.removed else ""
    return "customer", f"“{event.text}”", detail


def _understood(event: e.MessageUnderstood, company: Company, _: Mapping[str, str]) -> tuple[str, str, str]:
    parts, asked = [], [each.why for each in event.judged if not each.alone]
    for command in event.commands:
        fields = command.model_dump(exclude={"is_", "score", "text", "nearest"}, exclude_defaults=True)
        inner = ", ".join(_value(value) if name != "targets" else " or ".join(value) for name, value in fields.items())
        parts.append(f"{command.is_.replace('_', ' ')} {inner} ({command.score:.0%})".replace("  ", " "))
    instead = f" in place of the model ({event.instead.removeprefix('model_')})" if event.instead else ""
    told = [f"by {event.by}{instead}", *(f"not gone by without asking: {why}" for why in asked)]
    return "agent", "understood: " + "; ".join(parts), "; ".join(told)


_AT_ONCE = {
    "promise_closed": "since the desk is closed", "promise_nobody": "since nobody who could answer is there",
    "promise_long": "since it usually takes longer than the company's patience",
}  # fmt: skip
"""Why an answer was promised instead of holding the customer, by the phrase."""


def _agent(event: e.AgentSaid, *_: Any) -> tuple[str, str, str]:
    detail = "sources: " + ", ".join(dict.fromkeys(map(_source, event.sources))) if event.sources else ""
    if event.promises:
        why = _AT_ONCE.get(event.phrase.partition("#")[0], "since it takes longer")
        detail += f"; promises the answer of {event.promises}, {why}"
    if event.releases:
        detail += f"; brings the answer of {', '.join(event.releases)}"
    if event.worded_by:
        detail += f"; worded by {event.worded_by}"
    bulletins = [name for name in event.tells if name.startswith("bulletin ")]
    return "agent", f"“{event.text}”", f"told the {', '.join(bulletins)}; {detail}" if bulletins else detail


def _noted(event: ControlsNoted, company: Company, names: Mapping[str, str]) -> tuple[str, str, str]:
    """All that supervisors have set by now, in few words."""
    found = [f"the bulletin “{each.text}” of {names.get(each.by, each.by)}" for each in event.bulletins]
    found += [f"{' '.join(filter(None, (each.what, each.name)))} is stopped" for each in event.stops]
    for dial in event.dials:
        where = "every playbook" if dial.playbook == "*" else _title(company, dial.playbook)
        found.append(f"{dial.share:.0%} of the {dial.kind}s of {where} are reviewed")
    return "system", "in force from here on: " + ("; ".join(found) or "nothing special any more"), ""


def _asked(event: e.ConsultAsked, *_: Any) -> tuple[str, str, str]:
    early = " early, so that the wait is hidden" if event.early else ""
    facts = "; ".join(f"{fact.label}: {fact.value} ({_source(fact.source)})" for fact in event.question.facts)
    learning = f"asked since {event.estimate.why}" if event.estimate is not None else ""
    about = "; ".join(filter(None, (facts, *_outlook(event), learning)))
    return (
        "agent",
        f"asked {event.question.skill}{early} ({event.question.kind}): {event.question.text}",
        f"{event.question.why} {about}".strip(),
    )


def _outlook(event: e.ConsultAsked) -> Iterator[str]:
    """What was known of the wait when it was asked, which is why the agent held the customer or promised an answer."""
    if event.opens_at is not None:
        opens = datetime.fromtimestamp(event.opens_at, UTC)
        yield f"the desk is closed until {opens:%Y-%m-%d %H:%M} UTC, so the customer need not wait"
        return
    if event.on_duty == 0:
        yield "nobody who could answer is there, so the customer need not wait"
        return
    if event.on_duty is not None:
        yield f"{event.on_duty} who could answer {'is' if event.on_duty == 1 else 'are'} there"
    if event.expected is not None:
        half, most = event.expected.half, event.expected.most
        yield f"half of such answers come within {half:.0f} s, nine in ten within {most:.0f} s"


def _answered(event: e.ConsultAnswered, _: Company, names: Mapping[str, str]) -> tuple[str, str, str]:
    detail = "grants exactly this call, once" if event.grant else ""
    detail = f"asked and answered as {event.via}, for all who asked the same" if event.via else detail
    return "expert", f"{names.get(event.by, event.by)} answered: {_answer(event.answer)}", detail


def _alone(event: g.DecidedAlone, *_: Any) -> tuple[str, str, str]:
    labels = {str(each.answer.get("choice")): each.label for each in event.question.suggestions}
    said = labels.get(event.answer.choice or "", event.answer.text or _answer(event.answer))
    later = "; somebody looks at it afterwards" if event.estimate.audited else ""
    what = f"answered its own question alone: {event.question.text} Answer: “{said}”"
    return "agent", what, f"{event.estimate.why} ({event.by}){later}"


def _found_wrong(event: g.FoundWrong, _: Company, names: Mapping[str, str]) -> tuple[str, str, str]:
    right = f"right would have been: {event.right}" if event.right else ""
    return "expert", f"{_by(event, names)} looked afterwards and found it wrong: {event.what}", right


def _answer(answer: Answer) -> str:
    given = answer.model_dump(exclude_none=True, exclude_defaults=True)
    return ", ".join(f"{name}: {value}" for name, value in given.items()) or ERASED


def _value(value: Any) -> str:
    """A value in few words: of a record, its first few plain fields."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        plain = [f"{name} {part}" for name, part in value.items() if isinstance(part, str | int | float) and part != ""]
        return ", ".join(plain[:MOST_FIELDS])
    if isinstance(value, list):
        return f"{len(value)} entries"
    return str(value)


def _source(source: str) -> str:
    """Without the ids of messages: "the customer", "tool recent_payments, chosen by the customer"."""
    if source.startswith("customer"):
        return "the customer"
    return re.sub(", chosen in .*", ", chosen by the customer", source)


def _by(event: Any, names: Mapping[str, str]) -> str:
    return names.get(event.by, event.by)


def _because(words: str) -> str:
    return f"because: {words}" if words else ""


def _guided(event: i.Guided, company: Company, names: Mapping[str, str]) -> tuple[str, str, str]:
    told = {"say": f"to say “{event.text}”", "ask": f"to ask “{event.text}”"}
    known = event.target is not None and company.knows(event.target)
    what = told.get(event.kind) or f"to begin {company.title(event.target or '') if known else event.target}"
    return "expert", f"{_by(event, names)} told the agent {what}", "unasked"


def _followed(event: i.GuideFollowed, *_: Any) -> tuple[str, str, str]:
    return "agent", f"could not do as it was told: {event.note}" if event.note else "did as it was told", ""


def _given_back(event: i.GivenBack, _: Company, names: Mapping[str, str]) -> tuple[str, str, str]:
    if event.reason == "fell silent":
        return "system", f"{_by(event, names)} fell silent while the customer waited: the agent leads again", ""
    return "expert", f"{_by(event, names)} gave the conversation back to the agent", event.note


def _person_said(event: i.PersonSaid, *_: Any) -> tuple[str, str, str]:
    use = {"accepted": "as suggested", "edited": "from a suggestion, changed"}.get(event.use, "")
    return "expert", f"{event.name} wrote: “{event.text}”", use


_TELLERS: dict[type, Any] = {
    i.Guided: _guided,
    i.GuideFollowed: _followed,
    i.AgentPaused: lambda ev, c, n: ("expert", f"{_by(ev, n)} paused the agent", _because(ev.reason)),
    i.AgentStopped: lambda ev, c, n: ("expert", f"{_by(ev, n)} stopped the agent", _because(ev.reason)),
    i.AgentResumed: lambda ev, c, n: ("expert", f"{_by(ev, n)} let the agent go on", ""),
    i.TakenOver: lambda ev, c, n: ("expert", f"{ev.name} took over from the agent", _because(ev.reason)),
    i.GivenBack: _given_back,
    i.PersonSaid: _person_said,
    e.ConversationOpened: _opened,
    e.CustomerSaid: _said,
    e.CustomerVerified: lambda ev, c, n: ("system", f"identity established: {ev.customer}", f"by {ev.by}"),
    e.CustomerRated: lambda ev, c, n: ("customer", f"rated the conversation {ev.rating} of 5", ""),
    e.MessageUnderstood: _understood,
    ControlsNoted: _noted,
    e.AgentSaid: _agent,
    e.RunStarted: lambda ev, c, n: ("agent", f"began {_title(c, ev.playbook)}", f"playbook {ev.playbook}"),
    e.RunEnded: lambda ev, c, n: ("agent", f"ended it: {ev.outcome}", ev.run),
    e.ValueSet: lambda ev, c, n: ("agent", f"knows {ev.name}: {_value(ev.value)}", f"from {_source(ev.source)}"),
    e.ToolStarted: _started,
    e.ToolRetried: lambda ev, c, n: ("tool", "tried again under the same key", ev.call),
    e.ToolFinished: lambda ev, c, n: ("tool", "finished", _value(ev.result)),
    e.ToolFailed: lambda ev, c, n: ("tool", f"did nothing: {ev.error}", ev.message),
    e.ToolUnknown: lambda ev, c, n: ("tool", "outcome unknown: nobody saw it end", ev.call),
    e.ConsultAsked: _asked,
    e.ConsultAmended: lambda ev, c, n: ("agent", f"changed the question: {ev.question.text}", ev.because),
    e.ConsultNeeded: lambda ev, c, n: ("agent", "now waits for the answer", "it was asked early"),
    e.ConsultWithdrawn: lambda ev, c, n: ("agent", "took the question back", ev.reason),
    e.ConsultAnswered: _answered,
    g.DecidedAlone: _alone,
    g.FoundWrong: _found_wrong,
    e.ConsultExpired: lambda ev, c, n: ("system", "nobody answered in time; neither a yes nor a no", ev.consult),
    e.GrantSpent: lambda ev, c, n: ("system", "the agent elsewhere used the yes, once", ev.consult),
    e.ConsultPromised: lambda ev, c, n: ("system", "it takes longer: an answer is promised", ev.consult),
    e.AskedBack: lambda ev, c, n: ("expert", f"{n.get(ev.by, ev.by)} asked back: {ev.question}", ""),
    e.ReplyPassed: lambda ev, c, n: ("agent", f"passed the customer's reply on: “{ev.text}”", ev.consult),
    e.AnswerUnneeded: lambda ev, c, n: ("agent", "no longer needed the answer", ev.reason),
    e.Refused: lambda ev, c, n: ("gate", f"refused: {ev.reason}", ev.action),
    TextFlagged: lambda ev, c, n: ("gate", f"flagged words of a {ev.where.replace('_', ' ')}: it {ev.why}", ev.of),
    e.HandedOff: lambda ev, c, n: ("system", f"handed the conversation to a person: {ev.reason}", ""),
    e.TimerFired: lambda ev, c, n: ("system", f"time came for: {ev.name}", ""),
    e.ConversationClosed: lambda ev, c, n: ("system", f"closed: {ev.outcome}", ""),
}

"""Walks the playbooks: one step of one run at a time.

Runs are tried from the one in hand downwards. A run may be blocked (on the customer, an expert, a tool, a child);
then the next one may go on, so an open question holds up nothing but itself.
"""

from dataclasses import replace
from typing import Any

from earpiece.agent import ask, calls, collect
from earpiece.agent.endings import end_telling, end_with
from earpiece.agent.planning.lead import lead
from earpiece.agent.scope import new_run, playbook_of, sources_of, unsaid, values_of
from earpiece.agent.stopping import not_begun, stop_for
from earpiece.agent.wording import phrase, vary
from earpiece.domain.actions import Note, Step, Transfer, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import Invalid
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import AnswerUnneeded, RunEnded, RunMoved, RunRaised, RunStarted, ValuesDropped, ValueSet
from earpiece.domain.expressions import evaluate
from earpiece.domain.parts import ConsultState, RunState
from earpiece.domain.playbook import (
    Again,
    Ask,
    Branch,
    Call,
    Collect,
    Company,
    End,
    HandOff,
    Instruction,
    Jump,
    Open,
    Route,
    Run,
    Say,
    Set,
)  # fmt: skip

MOST_STEPS = 400
"""A run that moved so often without ending is in a loop; it ends as failed."""


def advance(state: Conversation, company: Company) -> Step | None:
    """The next step of the first run that is not blocked."""
    looking_up: str | None = None
    for name in reversed(state.stack):
        run = state.runs[name]
        if stop_for(state, company, run) is not None:
            continue
        step = _step(state, company, run)
        if step is not None and (not _asks(step) or looking_up in (None, state.root(name))):
            return _raise_first(state, run, step)
        if looking_up is None and any(call.run == name and call.status == "started" for call in state.calls.values()):
            looking_up = state.root(name)  # its next word is seconds away: no other request asks in between
    return None


def _asks(step: Step) -> bool:
    return isinstance(step, Utter) and step.purpose == "question"


def _raise_first(state: Conversation, run: RunState, step: Step) -> Step:
    """Coming back to another request with a question, the agent says so."""
    if not _asks(step) or state.root(state.stack[-1]) == state.root(run.id):
        return step
    return Note((RunRaised(run=state.root(run.id)),))


def _step(state: Conversation, company: Company, run: RunState) -> Step | None:
    if run.steps > MOST_STEPS:
        return _fail(state, company, run)
    try:
        return _perform(state, company, run, playbook_of(company, run).program[run.at])
    except Invalid:
        # A template or expression of the playbook cannot be filled in with what is known: the customer must not
        # wait for it for ever.
        return _fail(state, company, run)


def _fail(state: Conversation, company: Company, run: RunState) -> Step:
    releases = tuple(consult.id for consult in unsaid(state, run.id))
    return replace(end_with(state, company, run, "tool_error", "failed"), releases=releases)


def _perform(state: Conversation, company: Company, run: RunState, instruction: Instruction) -> Step | None:  # noqa: C901
    match instruction:
        case Open():
            return lead(state, company, run, instruction)
        case Collect():
            return collect.collect(state, company, run, instruction)
        case Call():
            return calls.call(state, company, run, instruction)
        case Ask():
            return ask.ask(state, company, run, instruction)
        case Say():
            return _say(state, company, run, instruction)
        case Branch():
            holds = evaluate(instruction.condition, values_of(state, run))
            return _move(run, run.at + 1 if holds else instruction.otherwise)
        case Jump():
            return _move(run, instruction.to)
        case Set():
            value = evaluate(instruction.value, values_of(state, run))
            setting = ValueSet(run=run.id, name=instruction.name, value=value, source="playbook")
            return _move(run, run.at + 1, setting)
        case Again():
            used = [AnswerUnneeded(consult=c.id, reason="more was asked first") for c in unsaid(state, run.id)]
            return _move(run, instruction.to, *used, ValuesDropped(run=run.id, names=instruction.slots))
        case Run():
            return _run(state, run, instruction)
        case Route():
            return _route(state, company, run, instruction)
        case HandOff():
            ending = (RunEnded(run=run.id, outcome="handed_off"),)
            return Transfer(instruction.reason, after=ending)
        case End():
            return end_telling(state, company, run, RunEnded(run=run.id, outcome=instruction.outcome))


def _move(run: RunState, to: int, *before: BaseEvent) -> Note:
    return Note((*before, RunMoved(run=run.id, to=to)))


def _say(state: Conversation, company: Company, run: RunState, say: Say) -> Step:
    values = values_of(state, run)
    after = (RunMoved(run=run.id, to=run.at + 1),)
    consults = unsaid(state, run.id)
    releases = tuple(consult.id for consult in consults)
    if say.page is not None:
        name = str(evaluate(say.page, values))
        page = company.pages.get(name)
        if page is None:
            raise Invalid(f"no page {name!r}")
        return Utter(
            page.answer, "answer", run=run.id, targets=(f"page/{name}",), sources=(f"page {name}",),
            releases=releases, after=after,
        )  # fmt: skip
    text, used = vary(state, f"{run.playbook}:{run.at}", say.variants, values)
    text = _with_notes(state, company, text, say, consults)
    return Utter(
        text, "result", run=run.id, phrase=used, sources=sources_of(company, run, say.variants[0]),
        releases=releases, after=after,
    )  # fmt: skip


def _with_notes(state: Conversation, company: Company, text: str, say: Say, consults: list[ConsultState]) -> str:
    """Add what experts wanted the customer to hear, unless the sentence has it already."""
    if any("note" in variant for variant in say.variants):
        return text
    for consult in consults:
        note = consult.answer.note if consult.answer is not None else None
        if note and note not in text:
            text = f"{text} {phrase(state, company, 'note', note=note)[0]}"
    return text


def _run(state: Conversation, run: RunState, instruction: Run) -> Step | None:
    child = run.children.get(run.at)
    scope = values_of(state, run)
    values = {name: evaluate(expression, scope) for name, expression in instruction.args.items()}
    if child is None or _outdated(state.runs[child], values):
        over = child is None or state.runs[child].outcome is not None
        ended = () if over or child is None else (RunEnded(run=child, outcome="cancelled"),)
        name = new_run(state, later=len(ended))
        started = RunStarted(run=name, playbook=instruction.playbook, message=run.message, parent=run.id, values=values)
        return Note((*ended, started))
    outcome = state.runs[child].outcome
    if outcome is None:
        return None
    name = f"{instruction.playbook.replace('-', '_')}_outcome"
    return _move(run, run.at + 1, ValueSet(run=run.id, name=name, value=outcome, source="playbook"))


def _outdated(child: RunState, values: dict[str, Any]) -> bool:
    """A correction has given it other values since it began."""
    given = {name: value for name, value in values.items() if child.origin.get(name) == "parent"}
    return any(child.values.get(name) != value for name, value in given.items())


def _route(state: Conversation, company: Company, run: RunState, instruction: Route) -> Step:
    target = str(evaluate(instruction.target, values_of(state, run)))
    if not company.knows(target):
        raise Invalid(f"no request {target!r}")
    releases = tuple(consult.id for consult in unsaid(state, run.id))
    ended = RunEnded(run=run.id, outcome="routed")
    kind, _, name = target.partition("/")
    if kind == "page":
        return Utter(
            company.pages[name].answer, "answer", targets=(target,), sources=(f"page {name}",),
            releases=releases, after=(ended,),
        )  # fmt: skip
    stopped = not_begun(state, company, target, ended)
    if stopped is not None:
        return replace(stopped, releases=releases)
    running = [each for each in state.stack if state.runs[each].playbook == name and state.runs[each].parent is None]
    after = RunRaised(run=running[-1]) if running else RunStarted(
        run=new_run(state), playbook=name, message=run.message
    )  # fmt: skip
    text, used = phrase(state, company, "already_doing" if running else "next", title=company.title(target))
    return Utter(text, "notice", phrase=used, sources=("phrases",), releases=releases, after=(ended, after))

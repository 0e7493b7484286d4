"""What the agent does for a customer who waits for an expert: asks what it needs to know next, prepares what follows.

Nothing of it has an effect, and nothing of it is wasted on one of the likely answers: for an approval that is a yes,
for another question only what every answer leads to.
"""

from collections.abc import Iterator
from dataclasses import replace

from earpiece.agent import calls, collect
from earpiece.agent.ahead import Point, ahead, consults_of
from earpiece.agent.early import known_args
from earpiece.agent.scope import new_run, playbook_of, values_of
from earpiece.agent.stopping import stop_for
from earpiece.agent.wording import phrase
from earpiece.domain.actions import CallTool, Note, Step, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import Invalid
from earpiece.domain.events import RunStarted
from earpiece.domain.expressions import names_in
from earpiece.domain.parts import RunState
from earpiece.domain.playbook import Ask, Call, Collect, Company

UNLIKELY = ("no", "expired", "fallback")
"""Answers for which nothing is asked beforehand."""


def go_on(state: Conversation, company: Company) -> Step | None:
    """The next useful step of a request that waits for an expert."""
    busy = state.asking or state.calling or state.outcome is not None or state.handed_off != "no"
    if not company.policy.meanwhile or busy or not state.stack:
        return None
    top = state.root(state.stack[-1])
    for name in reversed(state.stack):
        run = state.runs[name]
        consult = state.run_consult(run.id, run.at)
        waits = consult is not None and consult.status == "open" and consult.promised != "said"
        if waits and state.root(name) == top and stop_for(state, company, run) is None:
            return _useful(state, company, run)
    return None


def _useful(state: Conversation, company: Company, run: RunState) -> Step | None:
    try:
        return _prepare(state, company, run) or _question(state, company, run) or _identity(state, company, run)
    except Invalid:
        return None  # a sentence of the playbook cannot be filled in yet: it is asked in its place


def _ways(company: Company, run: RunState) -> list[int]:
    """Where the run goes on after each likely answer."""
    instruction = playbook_of(company, run).program[run.at]
    if not isinstance(instruction, Ask):
        return [run.at + 1]
    spec = company.consults[instruction.consult]
    answers = [*spec.options, *(["text"] if spec.free_text else []), *([] if spec.options else ["yes"])]
    likely = [answer for answer in answers if answer not in UNLIKELY]
    return list(dict.fromkeys(instruction.on.get(answer, run.at + 1) for answer in likely)) or [run.at + 1]


def _points(state: Conversation, company: Company, run: RunState, start: int) -> Iterator[Point]:
    """The steps from there on that are reached for certain, until another question to an expert."""
    playbook = playbook_of(company, run)
    waiting = playbook.program[run.at]
    saved = getattr(waiting, "save", None) or "consult"
    scope = {name: value for name, value in values_of(state, run).items() if name not in (saved, "consult")}
    for point in ahead(playbook, start, scope):
        if not point.sure:
            return
        if not isinstance(point.instruction, Collect) and consults_of(company, point.instruction):
            return
        yield point


# ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _question(state: Conversation, company: Company, run: RunState) -> Step | None:
    """The first thing the customer will be asked whatever the expert answers."""
    wanted = [_slots(state, company, run, start) for start in _ways(company, run)]
    common = [name for name in wanted[0] if all(name in others for others in wanted[1:])]
    if not common:
        return None
    step = collect.ask_for(state, company, run, playbook_of(company, run).slots[common[0]])
    if isinstance(step, Utter) and step.purpose == "question":
        return replace(step, text=phrase(state, company, "meanwhile", question=step.text)[0])
    return step if isinstance(step, CallTool) else None


def _slots(state: Conversation, company: Company, run: RunState, start: int) -> list[str]:
    """The slots without a value that are collected from there on, and can be asked for already: not those after a
    sentence, which the question may take for granted."""
    slots = playbook_of(company, run).slots
    found = []
    for point in _points(state, company, run, start):
        if point.after_words:
            break
        if not isinstance(point.instruction, Collect):
            continue
        for name in point.instruction.slots:
            slot = slots[name]
            needed = frozenset[str]().union(
                *(names_in(words, template=True) for words in slot.ask), *map(names_in, slot.choices_with.values())
            )
            if name not in point.scope and not needed & point.coming and needed <= point.scope.keys():
                found.append(name)
    return found


def _identity(state: Conversation, company: Company, run: RunState) -> Step | None:
    """Who the customer is, if whatever the expert answers leads to a tool that needs to know."""
    identify = company.policy.identify
    known = state.customer is not None or any(each.playbook == identify for each in state.runs.values())
    if identify is None or known:
        return None
    needed = all(_verified(state, company, run, start) for start in _ways(company, run))
    return Note((RunStarted(run=new_run(state), playbook=identify),)) if needed else None


def _verified(state: Conversation, company: Company, run: RunState, start: int) -> bool:
    """Whether a tool that needs to know the customer is called for certain from there on."""
    calls_ahead = [point.instruction for point in _points(state, company, run, start)]
    return any(isinstance(step, Call) and company.tools[step.tool].needs == "verified" for step in calls_ahead)


# ── preparing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _prepare(state: Conversation, company: Company, run: RunState) -> Step | None:
    """Look up what one of the likely ways will read first, so that it is there when the answer comes."""
    for start in _ways(company, run):
        for point in _points(state, company, run, start):
            instruction = point.instruction
            if isinstance(instruction, Call) and _harmless(state, company, instruction):
                args = known_args(instruction, point)
                if args is not None and not calls.tried(state, run, point.at, instruction.tool, args):
                    return CallTool(run.id, point.at, instruction, args, dict(point.scope), ahead=True)
    return None


def _harmless(state: Conversation, company: Company, instruction: Call) -> bool:
    """It only reads, nobody need be asked, and the customer is known well enough."""
    tool = company.tools[instruction.tool]
    free = tool.effect == "read" and all(rule.verdict == "go" for rule in tool.rules) and not tool.verifies
    return free and (tool.needs == "anyone" or state.customer is not None)

"""Acts on what the customer said, one command at a time."""

from dataclasses import replace

from earpiece.agent import corrections, talk
from earpiece.agent.scope import family, root, values_of, words_of
from earpiece.agent.wording import phrase, vary
from earpiece.domain import commands as c
from earpiece.domain.actions import Note, PassReply, Proposal, Step, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import Invalid
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import CommandTaken, RunEnded, RunRaised, RunStarted, ValueSet
from earpiece.domain.expressions import evaluate
from earpiece.domain.parts import RunState, Todo
from earpiece.domain.playbook import Company, Slot

MOST_TRIES = 3
"""After so many answers that could not be understood the agent consults instead of asking again."""


def take_command(state: Conversation, company: Company) -> Step | None:
    """What the first command not acted on asks for."""
    if not state.todo:
        return None
    todo = state.todo[0]
    return _take(state, company, todo, CommandTaken(message=todo.message, index=todo.index))


def _take(state: Conversation, company: Company, todo: Todo, taken: CommandTaken) -> Step:  # noqa: C901 - one case each
    match todo.command:
        case c.Start() as start:
            return begin(state, company, start.target, taken, message=todo.message)
        case c.Give() as give:
            return _give(state, company, give.slot, give.value, taken)
        case c.Correct() as correct:
            return corrections.correct(state, company, correct.slot, correct.value, taken)
        case c.Between() as between:
            return _between(state, company, between, taken)
        case c.Unknown() as unknown:
            return _consult(state, company, unknown.text, taken, nearest=unknown.nearest)
        case c.NotThat():
            return _not_that(state, company, taken)
        case c.Cancel():
            return _cancel(state, company, taken)
        case c.WantsPerson():
            return _wants_person(state, company, taken)
        case c.DontKnow():
            return _dont_know(state, company, taken)
        case c.Status():
            name = "status_open" if state.open_consults else "status_none"
            return _notice(state, company, name, taken)
        case c.SmallTalk() as small:
            return talk.small_talk(state, company, todo, small)
        case c.Unclear():
            return unclear(state, company, taken)


def begin(state: Conversation, company: Company, target: str, *taken: BaseEvent, message: str | None = None) -> Step:
    """Begin a request: answer from the page, or start the playbook (now, or after those asked for before)."""
    kind, _, name = target.partition("/")
    if not company.knows(target):
        return _consult(state, company, words_of(state, message), *taken)
    if kind == "page":
        page = company.pages[name]
        return Utter(page.answer, "answer", targets=(target,), sources=(f"page {name}",), after=taken)
    running = [run for run in state.stack if state.runs[run].playbook == name and state.runs[run].parent is None]
    if running:
        return _already(state, company, running[-1], *taken)
    run = new_run(state)
    started = RunStarted(run=run, playbook=name, message=message)
    first = _first_of_message(state, message)
    if first is None:
        return Note((*taken, started))
    text, used = phrase(state, company, "queued", title=company.title(target))
    return Utter(
        text, "notice", run=run, phrase=used, sources=("phrases",), after=(*taken, started, RunRaised(run=first))
    )


def new_run(state: Conversation) -> str:
    """A name for the next run; unique, since no position is used twice."""
    return f"run{state.position + 1}"


def _first_of_message(state: Conversation, message: str | None) -> str | None:
    """The run that the same message began already: it goes first, later ones wait."""
    begun = [run for run in state.stack if state.runs[run].parent is None and state.runs[run].message == message]
    return begun[0] if message is not None and begun else None


def _already(state: Conversation, company: Company, run: str, *taken: BaseEvent) -> Step:
    title = company.title(f"playbook/{state.runs[run].playbook}")
    text, used = phrase(state, company, "already_doing", title=title)
    after = (*taken, RunRaised(run=run))
    return Utter(text, "notice", run=run, phrase=used, sources=("phrases",), after=after)


def _notice(state: Conversation, company: Company, name: str, *taken: BaseEvent) -> Utter:
    text, used = phrase(state, company, name)
    waiting = name == "status_open"
    sources = tuple(f"consult {consult.id}" for consult in state.open_consults) if waiting else ("phrases",)
    return Utter(text, "notice", phrase=used, sources=sources, claims_waiting=waiting, after=taken)


def _give(state: Conversation, company: Company, name: str, value: object, taken: CommandTaken) -> Step:
    asked = state.asked
    if asked is not None and asked.consult is not None and asked.slot == name:
        text, used = phrase(state, company, "reply_passed")
        thanks = Utter(text, "notice", phrase=used, sources=("phrases",))
        return PassReply(asked.consult, taken.message, str(value), thanks, after=(taken,))
    found = slot_owner(state, company, name)
    if found is None:
        return unclear(state, company, taken)
    run, slot = found
    if run.values.get(name) is not None:
        return corrections.correct(state, company, name, value, taken)
    wrong = failed_check(state, run, slot, value)
    if wrong is not None:
        return Utter(wrong, "question", run=run.id, slot=name, sources=(f"playbook {run.playbook}",), after=(taken,))
    source = said_source(slot, taken.message)
    return Note((taken, ValueSet(run=run.id, name=name, value=value, source=source)))


def said_source(slot: Slot, message: str) -> str:
    """Where a slot's value comes from: the customer's words, or the tool whose item they chose."""
    return f"tool {slot.choices}, chosen in {message}" if slot.choices is not None else f"customer {message}"


def slot_owner(state: Conversation, company: Company, name: str) -> tuple[RunState, Slot] | None:
    """The run whose slot of that name is meant: the one just asked about, else the one nearest in hand."""
    asked = [state.asked.run] if state.asked is not None and state.asked.slot == name and state.asked.run else []
    for run in [*asked, *reversed(state.stack)]:
        slot = company.playbooks[state.runs[run].playbook].slots.get(name)
        if slot is not None and run in state.stack:
            return state.runs[run], slot
    return None


def failed_check(state: Conversation, run: RunState, slot: Slot, value: object) -> str | None:
    """What to tell the customer if the value is not acceptable."""
    if slot.check is None:
        return None
    values = {**values_of(state, run), slot.name: value}
    try:
        holds = evaluate(slot.check, values)
    except Invalid:
        holds = False
    return None if holds else vary(state, f"check {slot.name}", (slot.check_failed or slot.ask[0],), values)[0]


def _between(state: Conversation, company: Company, command: c.Between, taken: CommandTaken) -> Step:
    known = tuple(target for target in command.targets if company.knows(target))
    if not known:
        return _consult(state, company, command.text, taken)
    options = tuple(c.Option(target, _capital(company.title(target))) for target in known)
    text, used = phrase(state, company, "between", options=[company.title(target) for target in known])
    return Utter(
        text, "between", targets=known, options=options, phrase=used, sources=("understanding",), after=(taken,)
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _consult(
    state: Conversation, company: Company, text: str, *taken: BaseEvent, nearest: tuple[str, ...] = ()
) -> Step:
    """The company knows no answer, or the agent is not sure which: ask an expert."""
    words = text or words_of(state, None)
    values = {"question": words, "nearest": list(nearest), "message": words}
    started = RunStarted(run=new_run(state), playbook=company.policy.ask_expert, values=values)
    return Note((*taken, started))


def _not_that(state: Conversation, company: Company, taken: CommandTaken) -> Step:
    """The agent misread. Once: ask for other words. Again, or between the offered readings: consult.

    Whoever says in the same breath what they meant is simply taken at their word.
    """
    offered = state.asked is not None and state.asked.purpose == "between"
    again = any(used.startswith("not_that#") for used in state.last_phrases)
    ended = _drop(state, state.stack[-1]) if state.stack and not _has_effects(state, state.stack[-1]) else ()
    if _says_what(state, taken.message):
        return Note((taken, *ended))
    if offered or again:
        return _consult(state, company, _last_request(state, taken.message), taken, *ended)
    text, used = phrase(state, company, "not_that")
    return Utter(text, "question", phrase=used, sources=("phrases",), after=(taken, *ended))


def _says_what(state: Conversation, message: str) -> bool:
    """The message names another request besides."""
    requests = [todo.command for todo in state.todo if todo.message == message]
    return any(
        isinstance(command, c.Between | c.Unknown)
        or (isinstance(command, c.Start) and command.target != state.last_target)
        for command in requests
    )


def _last_request(state: Conversation, message: str) -> str:
    """The customer's words before those of `message`."""
    before = [line.event for line in state.lines if getattr(line.event, "message", message) != message]
    return before[-1].text if before else words_of(state, message)


def _has_effects(state: Conversation, run: str) -> bool:
    members = set(family(state, run))
    return any(call.run in members and call.effect == "write" for call in state.calls.values())


def _drop(state: Conversation, run: str) -> tuple[BaseEvent, ...]:
    """End the run's whole family, children first."""
    members = [each for each in family(state, run) if state.runs[each].outcome is None]
    return tuple(RunEnded(run=each, outcome="cancelled") for each in reversed(members))


def _cancel(state: Conversation, company: Company, taken: CommandTaken) -> Step:
    if not state.stack:
        return _notice(state, company, "nothing_to_cancel", taken)
    run = root(state, state.stack[-1])
    title = company.title(f"playbook/{state.runs[run].playbook}")
    text, used = phrase(state, company, "cancelled", title=title)
    after = (taken, *_drop(state, run))
    return Utter(text, "result", run=run, phrase=used, sources=("phrases",), after=after)


def _wants_person(state: Conversation, company: Company, taken: CommandTaken) -> Step:
    """Never refused: the company's playbook for it is begun, or its open question is named."""
    name = company.policy.wants_person
    running = [run for run in state.stack if state.runs[run].playbook == name]
    if running:
        return _notice(state, company, "status_open" if state.open_consults else "talk_filler", taken)
    words = words_of(state, taken.message)
    started = RunStarted(run=new_run(state), playbook=name, message=taken.message, values={"question": words})
    return Note((taken, started))


def _dont_know(state: Conversation, company: Company, taken: CommandTaken) -> Step:
    asked = state.asked
    found = slot_owner(state, company, asked.slot) if asked is not None and asked.slot else None
    if asked is None or found is None:
        return unclear(state, company, taken)
    run, slot = found
    if slot.optional:
        return Note((taken, ValueSet(run=run.id, name=slot.name, value=None, source=f"customer {taken.message}")))
    if asked.times >= MOST_TRIES - 1:
        return _give_up(state, company, taken)
    return _again(state, company, "dont_know_required", taken)


def unclear(state: Conversation, company: Company, taken: CommandTaken) -> Step:
    """Nothing could be made of the words: ask again, in the end an expert."""
    asked = state.asked
    if asked is None:
        return _notice(state, company, "talk_filler", taken)
    if asked.times >= MOST_TRIES:
        return _give_up(state, company, taken)
    return _again(state, company, "ask_again", taken)


def _again(state: Conversation, company: Company, name: str, taken: CommandTaken) -> Step:
    """Ask the open question once more, in other words."""
    asked = state.asked
    assert asked is not None
    question = ""
    found = slot_owner(state, company, asked.slot) if asked.slot and asked.consult is None else None
    if found is not None:
        run, slot = found
        question, _ = vary(state, f"ask {slot.name}", slot.ask, values_of(state, run))
    text, used = phrase(state, company, name, question=question)
    return Utter(
        text.strip(), asked.purpose if asked.purpose in ("question", "between") else "notice",  # type: ignore[arg-type]
        run=asked.run, slot=asked.slot, options=asked.options, targets=asked.targets, asks_back=asked.consult,
        phrase=used, sources=("phrases",), after=(taken,),
    )  # fmt: skip


def _give_up(state: Conversation, company: Company, taken: CommandTaken) -> Step:
    """The customer and the agent do not find together: an expert looks at it, the request waits for nobody."""
    ended = _drop(state, state.asked.run) if state.asked is not None and state.asked.run else ()
    step = _consult(state, company, words_of(state, taken.message), taken, *ended)
    text, used = phrase(state, company, "clarify_gave_up")
    events = step.events if isinstance(step, Note) else ()
    return Utter(text, "notice", phrase=used, sources=("phrases",), after=events)


def with_after(step: Proposal, *events: BaseEvent) -> Proposal:
    """The same step with more bookkeeping."""
    return replace(step, after=(*step.after, *events)) if isinstance(step, Utter) else step

"""The customer's requests: begin one, offer a choice of readings, consult, drop one."""

from collections.abc import Sequence

from earpiece.agent.scope import family, new_run, words_of
from earpiece.agent.stopping import not_begun
from earpiece.agent.wording import phrase
from earpiece.domain import commands as c
from earpiece.domain.actions import Note, Step, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import CommandTaken, RunEnded, RunRaised, RunStarted
from earpiece.domain.playbook import ANSWER_PAGE, Company


def begin(state: Conversation, company: Company, target: str, *taken: BaseEvent, message: str | None = None) -> Step:
    """Begin a request: answer from the page, or start the playbook (now, or after those asked for before)."""
    kind, _, name = target.partition("/")
    if not company.knows(target):
        return consult(state, company, words_of(state, message), *taken)
    if kind == "page" and state.controls.share("*", "message") > 0:
        begun = RunStarted(run=new_run(state), playbook=ANSWER_PAGE, message=message, values={"page": name})
        return Note((*taken, begun))  # answers are reviewed, and what is reviewed is part of a request
    if kind == "page":
        page = company.pages[name]
        return Utter(page.answer, "answer", targets=(target,), sources=(f"page {name}",), after=taken)
    running = [run for run in state.stack if state.runs[run].playbook == name and state.runs[run].parent is None]
    if running:
        return _already(state, company, running[-1], *taken)
    stopped = not_begun(state, company, target, *taken)
    if stopped is not None:
        return stopped
    run = new_run(state)
    started = RunStarted(run=run, playbook=name, message=message)
    first = _first_of_message(state, message)
    if first is None:
        return Note((*taken, started))
    text, used = phrase(state, company, "queued", title=company.title(target))
    return Utter(
        text, "notice", run=run, phrase=used, sources=("phrases",), after=(*taken, started, RunRaised(run=first))
    )


def _first_of_message(state: Conversation, message: str | None) -> str | None:
    """The run that the same message began already: it goes first, later ones wait."""
    begun = [run for run in state.stack if state.runs[run].parent is None and state.runs[run].message == message]
    return begun[0] if message is not None and begun else None


def _already(state: Conversation, company: Company, run: str, *taken: BaseEvent) -> Step:
    title = company.title(f"playbook/{state.runs[run].playbook}")
    text, used = phrase(state, company, "already_doing", title=title)
    after = (*taken, RunRaised(run=run))
    return Utter(text, "notice", run=run, phrase=used, sources=("phrases",), after=after)


def between(state: Conversation, company: Company, command: c.Between, taken: CommandTaken) -> Step:
    known = tuple(target for target in command.targets if company.knows(target))
    if not known:
        return consult(state, company, command.text, taken)
    options = tuple(c.Option(target, _capital(company.title(target))) for target in known)
    text, used = phrase(state, company, "between", options=[company.title(target) for target in known])
    return Utter(
        text, "between", targets=known, options=options, phrase=used, sources=("understanding",), after=(taken,)
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def consult(state: Conversation, company: Company, text: str, *taken: BaseEvent, nearest: tuple[str, ...] = ()) -> Step:
    """The company knows no answer, or the agent is not sure which: ask an expert."""
    words = text or words_of(state, None)
    values = {"question": words, "nearest": list(nearest), "message": words, **_read_as(state, taken)}
    started = RunStarted(run=new_run(state), playbook=company.policy.ask_expert, values=values)
    return Note((*taken, started))


def _read_as(state: Conversation, taken: Sequence[BaseEvent]) -> dict[str, str]:
    """Which reading of a message was not enough, so that the answer says what would have been right."""
    commands = [(event.message, event.index) for event in taken if isinstance(event, CommandTaken)]
    found = [read.decision for message, read in state.read if (message, read.index) in commands and not read.alone]
    return {"reading": found[-1]} if found else {}


def not_that(state: Conversation, company: Company, taken: CommandTaken) -> Step:
    """The agent misread. Once: ask for other words. Again, or between the offered readings: consult.

    Whoever says in the same breath what they meant is simply taken at their word.
    """
    offered = state.asked is not None and state.asked.purpose == "between"
    again = any(used.startswith("not_that#") for used in state.last_phrases)
    ended = drop(state, state.stack[-1]) if state.stack and not _has_effects(state, state.stack[-1]) else ()
    if _says_what(state, taken.message):
        return Note((taken, *ended))
    if offered or again:
        return consult(state, company, _last_request(state, taken.message), taken, *ended)
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


def drop(state: Conversation, run: str) -> tuple[BaseEvent, ...]:
    """End the run's whole family, children first."""
    members = [each for each in family(state, run) if state.runs[each].outcome is None]
    return tuple(RunEnded(run=each, outcome="cancelled") for each in reversed(members))


def cancel(state: Conversation, company: Company, taken: CommandTaken) -> Step:
    if not state.stack:
        return notice(state, company, "nothing_to_cancel", taken)
    run = state.root(state.stack[-1])
    title = company.title(f"playbook/{state.runs[run].playbook}")
    text, used = phrase(state, company, "cancelled", title=title)
    after = (taken, *drop(state, run))
    return Utter(text, "result", run=run, phrase=used, sources=("phrases",), after=after)


def wants_person(state: Conversation, company: Company, taken: CommandTaken) -> Step:
    """Never refused: the company's playbook for it is begun, or its open question is named."""
    name = company.policy.wants_person
    running = [run for run in state.stack if state.runs[run].playbook == name]
    if running:
        return notice(state, company, "status_open" if state.open_consults else "talk_filler", taken)
    words = words_of(state, taken.message)
    started = RunStarted(run=new_run(state), playbook=name, message=taken.message, values={"question": words})
    return Note((taken, started))


def notice(state: Conversation, company: Company, name: str, *taken: BaseEvent) -> Utter:
    text, used = phrase(state, company, name)
    waiting = name == "status_open"
    sources = tuple(f"consult {consult.id}" for consult in state.open_consults) if waiting else ("phrases",)
    return Utter(text, "notice", phrase=used, sources=sources, claims_waiting=waiting, after=taken)

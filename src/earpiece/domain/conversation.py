"""A conversation's state: a fold over its events. `apply` gives a new state; nothing is changed in place.

messages ─▶ todo (commands not yet acted on) ─▶ runs (playbooks in progress, one in hand) ─▶ calls, consults
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any, Literal

from earpiece.domain import events as e
from earpiece.domain import interventions as i
from earpiece.domain import leading
from earpiece.domain.controls import NOTHING, Controls, ControlsNoted
from earpiece.domain.event import BaseEvent
from earpiece.domain.flags import TextFlagged
from earpiece.domain.learning import DecidedAlone, FoundWrong, Read
from earpiece.domain.parts import Asked, CallState, ConsultState, Line, RunState, Todo
from earpiece.domain.ports import Recorded
from earpiece.domain.records import replace


@dataclass(frozen=True)  # without slots, for `records.replace`
class Conversation:
    """All that is known about one customer's dialogue. `position` is that of the last event applied."""

    id: str
    position: int = 0
    opened: e.ConversationOpened | None = None
    opened_at: float = 0.0
    now: float = 0.0
    """Time of the last event."""
    customer: str | None = None
    """The verified customer id; None for a guest."""
    name: str | None = None
    lines: tuple[Line, ...] = ()
    said: dict[str, str] = field(default_factory=dict)
    """Message → the customer's words, the last ones last."""
    unread: tuple[tuple[str, str], ...] = ()
    """(message, text) not understood yet."""
    todo: tuple[Todo, ...] = ()
    runs: Mapping[str, RunState] = field(default_factory=dict)
    stack: tuple[str, ...] = ()
    """Runs not ended; the last one is in hand."""
    calls: Mapping[str, CallState] = field(default_factory=dict)
    consults: Mapping[str, ConsultState] = field(default_factory=dict)
    asked: Asked | None = None
    timers: tuple[str, ...] = ()
    """Timers that fired and were not acted on yet."""
    refusals: Mapping[tuple[str, str], e.Refused] = field(default_factory=dict)
    """(run, action) → the gate's last refusal."""
    last_phrases: tuple[str, ...] = ()
    """The wordings used lately, newest last."""
    holdings: int = 0
    """Holding messages since the customer's last words."""
    last_target: str | None = None
    heard: int = 0
    handed_off: Literal["no", "due", "done"] = "no"
    outcome: str | None = None
    """Set while the conversation is closed; the customer's next words open it again."""
    lead: i.Lead = i.AGENT_LEADS
    controls: Controls = NOTHING
    """What supervisors had set for all conversations when the last turn began."""
    told: frozenset[str] = frozenset()
    """Bulletins the customer was told of."""
    rating: int | None = None
    """How the customer found the conversation, from 1 to 5."""
    read: tuple[tuple[str, Read], ...] = ()
    """(message, what was judged of one of its commands), in order."""
    wrong: tuple[FoundWrong, ...] = ()
    """Own decisions that somebody found wrong."""
    costs: float = 0.0
    """What models have cost for reading and wording, in US dollars; those that lead are counted by their calls."""
    flags: tuple[TextFlagged, ...] = ()
    """Words that came in and try to give the agent orders."""
    facts_at: Mapping[str, int] = field(default_factory=dict)
    """Positions at which things became known: of messages and of finished calls, by id."""

    @property
    def company(self) -> str:
        """Digest of the pinned company version."""
        assert self.opened is not None
        return self.opened.company

    @property
    def open_consults(self) -> list[ConsultState]:
        return [consult for consult in self.consults.values() if consult.status == "open"]

    @property
    def asking(self) -> bool:
        """A question to the customer is open that calls for an answer."""
        return self.asked is not None and self.asked.purpose in ("question", "between")

    @property
    def leader(self) -> tuple[str, str]:
        """Who leads (`agent`, `paused`, `stopped`, `person`), and the name if that is a person."""
        return leading.leader_of(self)

    @property
    def calling(self) -> bool:
        """A tool is at work: its news is seconds away."""
        return any(call.status == "started" for call in self.calls.values())

    def line(self, run: str) -> Iterator[RunState]:
        """The run, the one that began it, and so on to the outermost."""
        name: str | None = run
        while name is not None:
            yield self.runs[name]
            name = self.runs[name].parent

    def root(self, run: str) -> str:
        """The outermost run this one is part of."""
        return list(self.line(run))[-1].id

    def run_consult(self, run: str, at: int) -> ConsultState | None:
        """The newest consult of this point of a run that was not withdrawn."""
        found = [c for c in self.consults.values() if (c.run, c.at) == (run, at) and not c.call and not c.reviews]
        live = [c for c in found if c.status != "withdrawn"]
        return live[-1] if live else None


def fold(state: Conversation, recorded: Iterable[Recorded]) -> Conversation:
    """The state after these events, in order."""
    for item in recorded:
        state = apply(state, item.event, item.at)
    return state


def apply(state: Conversation, event: BaseEvent, at: float) -> Conversation:
    """The state after one more event, at the next position."""
    state = replace(state, position=state.position + 1, now=at)
    return _apply(event, state)


@singledispatch
def _apply(event: BaseEvent, state: Conversation) -> Conversation:
    return state


on = _apply.register


@on
def _(event: e.ConversationOpened, state: Conversation) -> Conversation:
    return replace(state, opened=event, opened_at=state.now, customer=event.customer, name=event.name)


@on
def _(event: e.CustomerSaid, state: Conversation) -> Conversation:
    line = Line(state.position, state.now, event)
    unread = (*state.unread, (event.message, event.text))
    facts_at = {**state.facts_at, event.message: state.position}
    timers = tuple(timer for timer in state.timers if timer != "idle")
    said = {**state.said, event.message: event.text}
    return replace(
        state, lines=(*state.lines, line), said=said, unread=unread, outcome=None, holdings=0, timers=timers,
        facts_at=facts_at,
    )  # fmt: skip


@on
def _(event: e.CustomerVerified, state: Conversation) -> Conversation:
    return replace(state, customer=event.customer, name=event.name or state.name, refusals={})


@on
def _(event: e.CustomerHeard, state: Conversation) -> Conversation:
    return replace(state, heard=max(state.heard, event.upto))


@on
def _(event: e.CustomerRated, state: Conversation) -> Conversation:
    return replace(state, rating=event.rating)


@on
def _(event: e.MessageUnderstood, state: Conversation) -> Conversation:
    unread = tuple(item for item in state.unread if item[0] != event.message)
    todo = tuple(Todo(event.message, index, command) for index, command in enumerate(event.commands))
    read = (*state.read, *((event.message, each) for each in event.judged))
    return replace(state, unread=unread, todo=(*state.todo, *todo), read=read, costs=state.costs + event.cost)


@on
def _(event: e.CommandTaken, state: Conversation) -> Conversation:
    todo = tuple(item for item in state.todo if (item.message, item.index) != (event.message, event.index))
    return replace(state, todo=todo)


@on
def _(event: e.AgentSaid, state: Conversation) -> Conversation:
    phrases = (*state.last_phrases, event.phrase)[-8:] if event.phrase else state.last_phrases
    for consult in event.releases:
        state = _with_consult(state, consult, released=True)
    if event.promises:
        state = _with_consult(state, event.promises, promised="said")
    if event.asks_back:
        state = _with_consult(state, event.asks_back, back_said=True)
    if event.tells:
        state = leading.told(state, event.tells)
    run = state.runs.get(event.run or "")
    if run is not None and event.slot is not None:
        run = replace(run, offered={**run.offered, event.slot: event.options})
        state = replace(state, runs={**state.runs, run.id: run})
    line = Line(state.position, state.now, event)
    state = replace(state, lines=(*state.lines, line), last_phrases=phrases, costs=state.costs + event.cost)
    if event.purpose == "holding":
        timers = tuple(timer for timer in state.timers if timer != "holding")
        return replace(state, holdings=state.holdings + 1, timers=timers)
    if event.purpose == "answer" and event.targets:
        state = replace(state, last_target=event.targets[0])
    return replace(state, asked=_asked(state, event))


def _asked(state: Conversation, event: e.AgentSaid) -> Asked | None:
    if event.purpose not in ("question", "between", "anything_else"):
        return state.asked if event.purpose in ("notice", "greeting") else None
    before = state.asked
    again = before is not None and (before.run, before.slot, before.purpose) == (event.run, event.slot, event.purpose)
    times = before.times + 1 if before is not None and again else 1
    return Asked(event.purpose, state.now, event.run, event.slot, event.targets, times, event.options, event.asks_back)


@on
def _(event: e.RunStarted, state: Conversation) -> Conversation:
    origin = dict.fromkeys(event.values, "parent" if event.parent else "customer")
    run = RunState(event.run, event.playbook, 0, event.parent, event.message, event.values, origin)
    runs = {**state.runs, event.run: run}
    if event.parent is not None:
        parent = runs[event.parent]
        runs[event.parent] = replace(parent, children={**parent.children, parent.at: event.run})
        return replace(state, runs=runs, stack=(*state.stack, event.run))
    state = _put_aside(replace(state, runs=runs, stack=(*state.stack, event.run)), event.run)
    return replace(state, last_target=f"playbook/{event.playbook}")


def _put_aside(state: Conversation, run: str) -> Conversation:
    """Another request is in hand now: a question about anything else is asked again when its turn comes."""
    about = state.asked.run if state.asked is not None else None
    same = about is not None and state.root(about) == state.root(run)
    return state if same else replace(state, asked=None)


def _with_run(state: Conversation, run: str, **fields: Any) -> Conversation:
    moved = replace(state.runs[run], steps=state.runs[run].steps + 1, **fields)
    return replace(state, runs={**state.runs, run: moved})


@on
def _(event: e.RunMoved, state: Conversation) -> Conversation:
    return _with_run(state, event.run, at=event.to)


@on
def _(event: e.RunRaised, state: Conversation) -> Conversation:
    family = [run for run in state.stack if state.root(run) == state.root(event.run)]
    others = [run for run in state.stack if run not in family]
    return _put_aside(replace(state, stack=(*others, *family)), event.run)


@on
def _(event: e.ValueSet, state: Conversation) -> Conversation:
    run = state.runs[event.run]
    asked = state.asked
    if asked is not None and (asked.run, asked.slot) == (event.run, event.name):
        state = replace(state, asked=None)
    values = {**run.values, event.name: event.value}
    return _with_run(state, event.run, values=values, origin={**run.origin, event.name: event.source})


@on
def _(event: e.ValuesDropped, state: Conversation) -> Conversation:
    kept = {name: value for name, value in state.runs[event.run].values.items() if name not in event.names}
    return _with_run(state, event.run, values=kept)


@on
def _(event: e.RunEnded, state: Conversation) -> Conversation:
    state = _with_run(state, event.run, outcome=event.outcome)
    asked = None if state.asked is not None and state.asked.run == event.run else state.asked
    return replace(state, stack=tuple(run for run in state.stack if run != event.run), asked=asked)


@on
def _(event: e.ToolStarted, state: Conversation) -> Conversation:
    call = CallState(
        event.call, event.run, event.at_instruction, event.tool, event.args, event.digest, event.key, event.effect,
        event.deadline, ahead=event.ahead,
    )  # fmt: skip
    state = replace(state, calls={**state.calls, event.call: call})
    return _with_consult(state, event.grant, spent=True) if event.grant else state


@on
def _(event: e.ToolRetried, state: Conversation) -> Conversation:
    tries = state.calls[event.call].tries + 1
    return _with_call(state, event.call, status="started", deadline=event.deadline, tries=tries)


@on
def _(event: e.ToolFinished, state: Conversation) -> Conversation:
    state = replace(state, facts_at={**state.facts_at, event.call: state.position})
    return _with_call(
        state, event.call, status="finished", result=event.result, ended_at=state.now, ended_in=state.position
    )


@on
def _(event: e.ToolFailed, state: Conversation) -> Conversation:
    return _with_call(
        state, event.call, status="failed", error=event.error, message=event.message, ended_in=state.position
    )


@on
def _(event: e.ToolUnknown, state: Conversation) -> Conversation:
    return _with_call(state, event.call, status="unknown", ended_in=state.position)


def _with_call(state: Conversation, call: str, **fields: Any) -> Conversation:
    if state.calls[call].status in ("finished", "failed"):  # the first certain outcome stands
        return state
    return replace(state, calls={**state.calls, call: replace(state.calls[call], **fields)})


@on
def _(event: e.ConsultAsked, state: Conversation) -> Conversation:
    consult = ConsultState(
        event.consult, event.run, event.at_instruction, event.question, event.ladder, state.now, state.position,
        event.call, event.early, not event.early, event.expected, event.on_duty, event.reviews, event.opens_at,
        estimate=event.estimate,
    )  # fmt: skip
    return replace(state, consults={**state.consults, event.consult: consult})


@on
def _(event: DecidedAlone, state: Conversation) -> Conversation:
    consult = ConsultState(
        event.consult, event.run, event.at_instruction, event.question, (), state.now, state.position,
        status="answered", answer=event.answer, by=event.by, estimate=event.estimate,
    )  # fmt: skip
    return replace(state, consults={**state.consults, event.consult: consult})


@on
def _(event: FoundWrong, state: Conversation) -> Conversation:
    return replace(state, wrong=(*state.wrong, event))


def _with_consult(state: Conversation, consult: str, **fields: Any) -> Conversation:
    if fields.get("status", "open") != "open" and state.asked is not None and state.asked.consult == consult:
        state = replace(state, asked=None)  # the expert no longer waits for the customer's word
    return replace(state, consults={**state.consults, consult: replace(state.consults[consult], **fields)})


@on
def _(event: e.ConsultAmended, state: Conversation) -> Conversation:
    changed = {"question": event.question, "revision": event.revision, "reviews": event.reviews}
    return _with_consult(state, event.consult, **changed)


@on
def _(event: e.ConsultNeeded, state: Conversation) -> Conversation:
    return _with_consult(state, event.consult, needed=True)


@on
def _(event: e.ConsultWithdrawn, state: Conversation) -> Conversation:
    return _with_consult(state, event.consult, status="withdrawn", released=True, back=None)


@on
def _(event: e.ConsultAnswered, state: Conversation) -> Conversation:
    if state.consults[event.consult].status != "open":
        return state
    return _with_consult(
        state, event.consult, status="answered", answer=event.answer, by=event.by, grant=event.grant,
        grant_expires=event.grant_expires, back=None, ended_in=state.position,
    )  # fmt: skip


@on
def _(event: e.GrantSpent, state: Conversation) -> Conversation:
    return _with_consult(state, event.consult, spent=True, spent_by=event.key)


@on
def _(event: e.ConsultExpired, state: Conversation) -> Conversation:
    if state.consults[event.consult].status != "open":
        return state
    state = _with_consult(
        state, event.consult, status="expired", back=None, fallback=event.fallback, ended_in=state.position
    )
    return replace(state, handed_off="due") if event.handoff and state.handed_off == "no" else state


@on
def _(event: e.ConsultPromised, state: Conversation) -> Conversation:
    if state.consults[event.consult].promised == "said":
        return state
    return _with_consult(state, event.consult, promised="due")


@on
def _(event: e.AskedBack, state: Conversation) -> Conversation:
    return _with_consult(state, event.consult, back=event.question, back_said=False)


@on
def _(event: e.ReplyPassed, state: Conversation) -> Conversation:
    if state.asked is not None and state.asked.consult == event.consult:
        state = replace(state, asked=None)
    return _with_consult(state, event.consult, back=None, back_said=False)


@on
def _(event: e.AnswerUnneeded, state: Conversation) -> Conversation:
    return _with_consult(state, event.consult, released=True, unneeded=True)


@on
def _(event: e.TimerFired, state: Conversation) -> Conversation:
    return replace(state, timers=(*state.timers, event.name))


@on
def _(event: e.Refused, state: Conversation) -> Conversation:
    return replace(state, refusals={**state.refusals, (event.run or "", event.action): event})


@on
def _(event: e.HandedOff, state: Conversation) -> Conversation:
    return replace(state, handed_off="done")


@on
def _(event: e.ConversationClosed, state: Conversation) -> Conversation:
    return replace(state, outcome=event.outcome, timers=(), asked=None)


@on
def _(event: TextFlagged, state: Conversation) -> Conversation:
    return replace(state, flags=(*state.flags, event))


@on
def _(event: i.Intervention, state: Conversation) -> Conversation:
    return leading.intervened(state, event)


@on
def _(event: i.PersonAwaited, state: Conversation) -> Conversation:
    return leading.awaited(state, event)


@on
def _(event: i.GuideFollowed, state: Conversation) -> Conversation:
    return leading.followed(state, event)


@on
def _(event: ControlsNoted, state: Conversation) -> Conversation:
    return leading.noted(state, event)

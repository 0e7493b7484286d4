"""Walks through one conversation's events with its own fold, and notes what happens between them.

What lasted no time did not happen: a turn's events share one time, and only the state after the last of them counts.
"""

from dataclasses import dataclass, field

from earpiece.domain import events as e
from earpiece.domain import interventions as i
from earpiece.domain.commands import SmallTalk
from earpiece.domain.conversation import Conversation, apply
from earpiece.domain.event import BaseEvent
from earpiece.insight import waiting
from earpiece.insight.cases import Led, Span


@dataclass
class Leading:
    """A person who leads; `last` is when they last spoke, or began."""

    by: str
    wanted_at: float
    since: float
    last: float
    unasked: bool


@dataclass
class Walk:
    """What is known of a conversation after so many of its events."""

    id: str
    state: Conversation = field(init=False)
    now: float = float("-inf")
    """The time of the last event; a clock that went back is not followed."""
    away: list[Span] = field(default_factory=list)
    """While it was closed before the customer came back."""
    closed_at: float | None = None
    needed_at: dict[str, float] = field(default_factory=dict)
    ended_at: dict[str, float] = field(default_factory=dict)
    via: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """Consults whose answer took their request further."""
    model_turns: int = 0
    left_waiting: bool = False
    _waits: list[Span] = field(default_factory=list)
    _led: list[Led] = field(default_factory=list)
    _leading: Leading | None = None
    _transfer_at: float | None = None
    """Since when a person is to speak, and has not begun to lead."""
    _unheard: bool = False
    """Whether the customer is still to hear the first word of a person."""
    _sign: float = float("-inf")
    """When the customer last gave a sign: wrote something, or their device showed something."""
    _gone: bool = False
    """They have said goodbye."""
    _owed: int | None = None
    """The position of the words that ended the last wait, until the customer says something."""
    _was_waiting: bool = False
    """Before the customer's last words."""

    def __post_init__(self) -> None:
        self.state = Conversation(self.id)

    @property
    def waits(self) -> tuple[Span, ...]:
        return tuple(self._waits)

    def step(self, event: BaseEvent, at: float) -> None:
        """One more event."""
        self.rest(at)
        before = self.state
        self._before(event, before)
        self.state = apply(before, event, at)
        self._after(event)

    def rest(self, until: float) -> None:
        """Time passes in the present state; none, if the last event was at that time or later."""
        if until > self.now and self._waits_now():
            self._wait(Span(self.now, until))
        self.now = max(self.now, until)

    def led(self, now: float) -> tuple[Led, ...]:
        """The times in which people led, the present one until `now`."""
        if self._leading is None:
            return tuple(self._led)
        return (*self._led, _led_by(self._leading, now, now))

    # ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _wait(self, span: Span) -> None:
        if not self._unheard:
            for consult in waiting.needed(self.state):
                self.needed_at.setdefault(consult.id, max(span.since, consult.asked_at))
        if self._waits and self._waits[-1].until == span.since:
            self._waits[-1] = Span(self._waits[-1].since, span.until)
        else:
            self._waits.append(span)
        self._owed = None

    def _waits_now(self) -> bool:
        state = self.state
        if self._gone or not waiting.nothing_else(state):
            return False
        if self._unheard or waiting.halted(state):
            return True
        return state.leader[0] != "person" and bool(waiting.needed(state))

    def _promised(self) -> bool:
        """Everything they wait for was promised for later: they need not stay."""
        consults = waiting.needed(self.state)
        return bool(consults) and not self._unheard and all(each.promised == "said" for each in consults)

    # ── events ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _before(self, event: BaseEvent, state: Conversation) -> None:
        """What must be seen before the event changes the state."""
        match event:
            case e.CustomerSaid():
                if state.outcome is not None and self.closed_at is not None:
                    self.away.append(Span(self.closed_at, self.now))
                self._was_waiting = self._waits_now() and not self._promised()
                self._sign, self._gone, self._owed, self.left_waiting = self.now, False, None, False
            case e.CustomerHeard():
                self._sign = self.now
            case e.ConsultAnswered() | e.ConsultExpired() | e.ConsultWithdrawn():
                self._ended(event, state)
            case e.RunMoved():
                run = state.runs[event.run]
                here = (each for each in state.consults.values() if (each.run, each.at) == (run.id, run.at))
                self.used |= {each.id for each in here if each.status == "answered" and event.to > run.at}
            case e.ValueSet() if event.source.startswith("consult "):
                self.used.add(event.source.removeprefix("consult "))
            case i.GivenBack(reason="fell silent") if not self._unheard:
                self._unanswered(state)
            case e.ConversationClosed():
                self._close(event, state)

    def _after(self, event: BaseEvent) -> None:
        match event:
            case e.MessageUnderstood():
                self.model_turns += 1
                if any(isinstance(each, SmallTalk) and each.kind == "bye" for each in event.commands):
                    self._gone, self.left_waiting = True, self._was_waiting
            case e.AgentSaid() if event.releases and self._waits and self.state.outcome is None:
                promised = all(self.state.consults[each].promised == "said" for each in event.releases)
                self._owed = None if promised else self.state.position
            case e.HandedOff():
                self._transfer_at, self._unheard = self.now, True
            case e.ConversationClosed():
                self._stop_leading(self.now)
                self._unheard, self._transfer_at = False, None
            case i.Intervention():
                self._intervened(event)

    def _intervened(self, event: i.Intervention) -> None:
        match event:
            case i.TakenOver():
                self._stop_leading(self.now)
                self._lead(event.by)
            case i.PersonSaid():
                self._unheard, self._transfer_at = False, None
                if self._leading is not None:
                    self._leading.last = self.now
            case i.GivenBack(reason="fell silent") if self._leading is not None:
                self._stop_leading(self._leading.last)
            case i.GivenBack() | i.AgentPaused() | i.AgentStopped() | i.AgentResumed():
                self._stop_leading(self.now)

    def _ended(self, event: e.ConsultAnswered | e.ConsultExpired | e.ConsultWithdrawn, state: Conversation) -> None:
        """The first end counts; what comes later is kept by the journal and changes nothing."""
        if state.consults[event.consult].status == "open":
            self.ended_at[event.consult] = self.now
            if isinstance(event, e.ConsultAnswered) and event.via is not None:
                self.via[event.consult] = event.via

    def _lead(self, by: str) -> None:
        wanted_at, self._transfer_at = self._transfer_at, None
        unasked = wanted_at is None
        self._leading = Leading(by, self.now if wanted_at is None else wanted_at, self.now, self.now, unasked)
        self._unheard = True

    def _stop_leading(self, worked_until: float) -> None:
        if self._leading is not None:
            self._led.append(_led_by(self._leading, self.now, worked_until))
            self._leading, self._unheard = None, False

    def _unanswered(self, state: Conversation) -> None:
        """The person who led was no longer there: the customer has waited since their first unanswered words."""
        messages = {message for message, _ in state.lead.unanswered}
        said = [
            line.at for line in state.lines if isinstance(line.event, e.CustomerSaid) and line.event.message in messages
        ]
        if said and said[0] < self.now:
            self._waits.append(Span(said[0], self.now))

    # ── the end ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _close(self, event: e.ConversationClosed, state: Conversation) -> None:
        """The end is the closing; where the customer just said nothing more, the last words before it."""
        silent, waits, promised = "idle" in state.timers, self._waits_now(), self._promised()
        last = state.lines[-1].event if state.lines else None
        goodbye = not silent and isinstance(last, e.AgentSaid) and last.purpose == "closing"
        gave_up = waits and not promised and (goodbye or event.outcome == "abandoned")
        unseen = silent and self._owed is not None and 0 < state.heard < self._owed
        self.left_waiting = self.left_waiting or gave_up or unseen
        self.closed_at = self.now
        if silent:
            self._forget_silence()
            words = [line.at for line in state.lines if getattr(line.event, "purpose", "") != "closing"]
            self.closed_at = max(words, default=state.opened_at)

    def _forget_silence(self) -> None:
        """A customer who has left without a word waited until their last sign."""
        if self._waits and self._waits[-1].until == self.now:
            last = self._waits.pop()
            if self._sign > last.since:
                self._waits.append(Span(last.since, self._sign))


def _led_by(leading: Leading, until: float, worked_until: float) -> Led:
    seconds = max(worked_until - leading.since, 0.0)
    return Led(leading.by, leading.wanted_at, leading.since, until, seconds, leading.unasked)

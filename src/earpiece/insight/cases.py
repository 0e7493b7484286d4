"""One conversation as its effect is measured: when people were needed, how long they took, how long it was waited for.

A `Case` says the same of a real conversation (`read_case` folds it from the journal), of one played in simulated time,
and of one that simulated people led all alone. So every figure is computed once, by `figures`, from cases.

Times are seconds since 1970, durations are seconds.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Ended = Literal["answered", "expired", "withdrawn", "unneeded", "open"]
"""How a consult ended. `unneeded`: it was answered, and nothing came of the answer."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` until just before `until`."""

    since: float
    until: float

    @property
    def seconds(self) -> float:
        return max(self.until - self.since, 0.0)


@dataclass(frozen=True, slots=True)
class Consulted:
    """One question to the human side."""

    id: str
    name: str
    kind: str
    skill: str
    asked_at: float
    ended: Ended
    needed_at: float | None = None
    """From when on the conversation could not go on without the answer; None: it never came to that. Later than
    `asked_at` where it was asked early, or where something else went on meanwhile."""
    taken_at: float | None = None
    """A person took the card first, or answered it; None: nobody did."""
    ended_at: float | None = None
    seconds: float = 0.0
    """A person's time on this card, those who gave it back included; 0 if it only got another card's answer."""
    by: str | None = None
    via: str | None = None
    """The card whose answer this one got, if it was joined with it."""
    early: bool = False
    rungs: tuple[str, ...] = ()
    """What the ladder did, in order (`remind`, `widen`, …)."""
    overturned: bool = False
    topic: str | None = None
    """Consults with the same topic ask exactly the same (the card's key of equal questions); None: not known, or it
    stands alone."""
    suggested: bool | None = None
    """The answer was the first suggestion that the person saw; None: they saw none, or it is not known."""

    @property
    def picked_up(self) -> float | None:
        """Seconds until a person took it, from when it was needed, or asked if it was needed before; 0 if somebody
        was faster than the need. None: nobody took it."""
        if self.taken_at is None:
            return None
        return max(self.taken_at - max(self.needed_at or self.asked_at, self.asked_at), 0.0)


@dataclass(frozen=True, slots=True)
class Led:
    """A time in which a person led the conversation: a takeover, or after a transfer."""

    by: str
    wanted_at: float
    """When the transfer was begun; the same as `since` where a person took over unasked."""
    since: float
    until: float
    seconds: float
    """Of the person's time; less than the span where they served several customers at once."""
    unasked: bool = False
    """A person stepped in by themselves: nobody waited for them."""


@dataclass(frozen=True)
class Case:
    """One conversation."""

    conversation: str
    channel: str
    opened_at: float
    closed_at: float | None = None
    """None: it is not over."""
    outcome: str | None = None
    customer: str | None = None
    """A digest of who it was, where that is known: the same customer, the same digest."""
    requests: tuple[str, ...] = ()
    """The playbooks begun for what the customer wanted."""
    consults: tuple[Consulted, ...] = ()
    led: tuple[Led, ...] = ()
    waits: tuple[Span, ...] = ()
    """When the customer waited because of people, and nothing else went on. Never overlapping, in order."""
    handed_off: bool = False
    left_waiting: bool = False
    """The customer gave up while they waited because of people."""
    away: tuple[Span, ...] = ()
    """When it was closed before the customer came back to it; no part of how long it took."""
    turns: int = 0
    """Messages of the customer."""
    model_turns: int = 0
    """Messages that the agent read: each costs what one turn of the model costs."""
    needs_known: bool = False
    """Simulated: what people were needed for is known, so asks that were missed and needless ones are, too."""
    missed: int = 0
    """Where people should have been asked and were not."""
    reviewed_seconds: float = 0.0
    """A person's time on the agent's words, where each message is approved; not part of `consults`."""
    decided_alone: int = 0
    """Decisions that the agent may learn (which request it is, what people would answer) and took alone,"""
    decided_asked: int = 0
    """and those of them that it asked about."""
    looked_at: int = 0
    """Of the decisions taken alone, so many a person looked at afterwards, and"""
    looked_wrong: int = 0
    """found so many wrong."""
    looked_seconds: float = 0.0
    """A person's time on that."""
    rating: int | None = None
    """1 (poor) to 5 (great), if the customer was asked and said."""
    model_cost: float = 0.0
    """What the large model that leads cost at its provider, in US dollars."""
    telephone_seconds: float = 0.0
    guest: int | None = None
    """Simulated: the customer's number (`Guest.number`), so that the same one is found in every way of serving them."""

    @cached_property
    def human_seconds(self) -> float:
        """All of people's time that went into it."""
        spent = sum(each.seconds for each in self.consults) + sum(each.seconds for each in self.led)
        return spent + self.reviewed_seconds + self.looked_seconds

    @cached_property
    def waited(self) -> float:
        """Seconds in which the customer waited because of people."""
        return sum(span.seconds for span in self.waits)

    @cached_property
    def gap_at(self) -> float | None:
        """When a person was needed first; None: never."""
        needed = [each.needed_at for each in self.consults if each.needed_at is not None]
        return min((*needed, *(each.wanted_at for each in self.led)), default=None)

    @property
    def helped(self) -> bool:
        """People had to do with it."""
        return self.gap_at is not None or self.human_seconds > self.looked_seconds or self.handed_off

    @property
    def served_by(self) -> Literal["alone", "consulted", "handed over"]:
        """Who served the customer: the agent alone, the agent with people's answers, or people."""
        if self.handed_off or self.led:
            return "handed over"
        return "consulted" if self.consults or self.reviewed_seconds else "alone"

    @property
    def seconds(self) -> float | None:
        """From hello to the end; None while it is open."""
        return self._lasted(self.opened_at)

    @property
    def seconds_from_gap(self) -> float | None:
        """From the first need of a person to the end; None without one, or while it is open."""
        return self._lasted(self.gap_at) if self.gap_at is not None else None

    def _lasted(self, since: float) -> float | None:
        """From then to the end, without the time in which it was closed."""
        if self.closed_at is None:
            return None
        away = sum(max(span.until - max(span.since, since), 0.0) for span in self.away)
        return max(self.closed_at - since - away, 0.0)

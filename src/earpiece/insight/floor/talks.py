"""Conversations that an agent leads and that need people now and then: dialogue, question, dialogue, question, …"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from earpiece.insight.floor.engine import Floor
from earpiece.insight.floor.work import Ticket, Work

Ending = Literal["open", "over", "hung up", "transferred"]
"""`transferred`: a rung gave the rest to a person, who has led it to the end."""


@dataclass(frozen=True, slots=True)
class Step:
    """`own` seconds of dialogue without people, then what a person is asked (None: nothing, it ends here).

    - `early`: it is asked so many seconds before the dialogue comes to where it is needed, not before the step begins.
    - `meanwhile`: so many seconds of the next step's dialogue can go on without the answer.
    - `needed`: False for a question asked early that turns out needless: it is withdrawn where it would be needed,
      and nobody waits for it.

    The customer waits from when nothing else can go on: that is when their patience (`ask.patience`) begins, and what
    its deadline is set to. Give `ask.held` unless they stay once a person is at it. Rungs count from where it is
    needed.
    """

    own: float
    ask: Work | None = None
    early: float = 0.0
    meanwhile: float = 0.0
    needed: bool = True


@dataclass(slots=True, eq=False)
class Talk:
    """One conversation and what became of it. `steps` are known beforehand: chance was asked by the caller."""

    begins: float
    steps: Sequence[Step]
    about: object = None
    state: Ending = "open"
    ended: float | None = None
    tickets: list[Ticket] = field(default_factory=list)
    """What people were asked, in the order of the steps; what one was handed over to stands behind it."""
    waits: list[tuple[float, float]] = field(default_factory=list)
    """When the customer waited because of people and nothing else went on: from, until."""

    @property
    def waited(self) -> float:
        """Seconds in which the customer waited because of people."""
        return sum(until - since for since, until in self.waits)


def begin(floor: Floor, talks: Sequence[Talk]) -> None:
    """Plans the conversations on the floor; `floor.run` plays them."""
    for talk in talks:
        floor.at(talk.begins, _Course(floor, talk).go, 0.0)


class _Course:
    """Takes one conversation through its steps."""

    def __init__(self, floor: Floor, talk: Talk) -> None:
        self._floor = floor
        self._talk = talk
        self._at = 0
        self._needed_at = 0.0
        self._stuck_at = 0.0
        self._arrived = False
        self._ticket: Ticket | None = None

    def go(self, ahead: float) -> None:
        """Begins the next step, of whose dialogue `ahead` seconds were done while waiting."""
        if self._at == len(self._talk.steps):
            self._finish("over")
            return
        step = self._talk.steps[self._at]
        self._at += 1
        own = max(step.own - ahead, 0.0)
        self._needed_at = self._floor.now + own
        self._stuck_at = self._needed_at + self._may_go_on(step)
        self._arrived, self._ticket = False, None
        if step.early > 0.0:
            self._floor.at(self._needed_at - step.early, self._ask, step)
        self._floor.at(self._needed_at, self._arrive, step)

    def _may_go_on(self, step: Step) -> float:
        """Seconds of the next step's dialogue that need no answer."""
        following = self._talk.steps[self._at].own if self._at < len(self._talk.steps) else 0.0
        return min(step.meanwhile, following)

    def _ask(self, step: Step) -> None:
        if step.ask is None:
            return
        now = self._floor.now
        sooner = self._needed_at - now
        work = replace(
            step.ask,
            patience=self._stuck_at - now + step.ask.patience,
            deadline=self._stuck_at,
            rungs=tuple(replace(rung, after=rung.after + sooner) for rung in step.ask.rungs),
        )
        self._ticket = self._floor.offer(work, self._answered)
        self._talk.tickets.append(self._ticket)

    def _arrive(self, step: Step) -> None:
        """The dialogue has come to where the answer is needed."""
        self._arrived = True
        ticket = self._ticket
        if ticket is None and step.ask is not None and step.needed:
            self._ask(step)
        elif ticket is None or ticket.over:
            self.go(0.0)
        elif not step.needed:
            self._ticket = None
            self._floor.withdraw(ticket)
            self.go(0.0)

    def _answered(self, ticket: Ticket) -> None:
        """What was asked is over, one way or another. Without an answer the agent goes on as well as it can."""
        if ticket is not self._ticket:
            return
        if ticket.instead is not None:
            self._talk.tickets.append(ticket.instead)
            self._ticket, ticket.instead.then = ticket.instead, self._led
        elif ticket.state == "abandoned":
            self._waited_until(self._floor.now)
            self._finish("hung up")
        elif self._arrived:
            self._waited_until(self._floor.now if ticket.promised_at is None else ticket.promised_at)
            self.go(min(self._floor.now, self._stuck_at) - self._needed_at)

    def _led(self, ticket: Ticket) -> None:
        """The person to whom it was handed over is through with the rest, or the customer did not wait for one."""
        self._waited_until(self._floor.now if ticket.taken is None else ticket.taken)
        self._finish("hung up" if ticket.state == "abandoned" else "transferred")

    def _waited_until(self, until: float) -> None:
        if until > self._stuck_at:
            self._talk.waits.append((self._stuck_at, until))

    def _finish(self, ending: Ending) -> None:
        self._talk.state = ending
        self._talk.ended = self._floor.now

"""The customers of a compared day, and what chance has in store for each: the same in every way of serving them.

Common random numbers: a draw depends on the seed, the customer and what it is for, never on how they are served.
"""

import math
import random
from dataclasses import dataclass

from earpiece.insight.day import Channel, Day, Decision, Kind, Patience
from earpiece.sim.casting import Wish


@dataclass(frozen=True, slots=True)
class Gap:
    """A point at which a person is needed: `after` turns of the customer, the `nth` consult of this name (from 0)."""

    name: str
    kind: Kind
    skill: str
    after: int
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Guest:
    """One customer. `arrives` is in seconds after the doors open. `turns` and `gaps` are what the conversation takes
    where every person answers at once, as found by playing it once on the real engine."""

    number: int
    channel: Channel
    arrives: float
    wish: Wish
    turns: int
    gaps: tuple[Gap, ...] = ()
    common: str | None = None
    """The words of the one question of an outage, if they come for that."""


class Draws:
    """What chance has in store on one day. Every method gives the same for the same arguments."""

    def __init__(self, day: Day, seed: int) -> None:
        self._day = day
        self._seed = seed

    def decision_s(self, guest: Guest, kind: Kind, name: str, nth: int) -> float:
        """Seconds that a person thinks about this question, whoever it is and wherever they are asked."""
        return lognormal(self._day.decisions[kind], self._dice(guest, "decision", name, nth))

    def accepted(self, guest: Guest, name: str, nth: int) -> bool:
        """Whether the first suggestion on the card is what the person wants to answer."""
        return self._dice(guest, "accepted", name, nth).random() < self._day.suggestions.accepted

    def taken_over(self, guest: Guest, name: str, nth: int) -> bool:
        """Whether the person finds that they had better lead the conversation themselves."""
        return self._dice(guest, "taken over", name, nth).random() < self._day.needs.taken_over

    def published(self, guest: Guest, name: str) -> bool:
        """Whether the answer may be used again for whoever asks the same."""
        return self._dice(guest, "published", name, 0).random() < self._day.learning.published

    def queue_patience_s(self, guest: Guest) -> float:
        """How long they wait in a queue for a person."""
        return weibull(self._day.queue_patience[guest.channel], self._dice(guest, "queue", "", 0))

    def talk_patience_s(self, guest: Guest) -> float:
        """How long they wait for a word that brings them further in a conversation that has begun."""
        return weibull(self._day.talk_patience[guest.channel], self._dice(guest, "talk", "", 0))

    def edited(self, guest: Guest, message: int) -> bool:
        """Whether a person who approves every message changes this one."""
        return self._dice(guest, "edited", "", message).random() < self._day.review.edited

    def dice(self, guest: Guest, what: str) -> random.Random:
        """A source of its own for anything else about this customer."""
        return self._dice(guest, what, "", 0)

    def _dice(self, guest: Guest, what: str, name: str, nth: int) -> random.Random:
        return random.Random(f"{self._seed} {guest.number} {what} {name} {nth}")


def lognormal(decision: Decision, dice: random.Random) -> float:
    """A value of the lognormal distribution with that mean and coefficient of variation."""
    variance = math.log(1.0 + decision.cv**2)
    return dice.lognormvariate(math.log(decision.mean_s) - variance / 2.0, math.sqrt(variance))


def weibull(patience: Patience, dice: random.Random) -> float:
    """A value of the Weibull distribution with that mean and shape."""
    return dice.weibullvariate(patience.mean_s / math.gamma(1.0 + 1.0 / patience.shape), patience.shape)

"""A way of serving a day's customers, and what it needs to know."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from earpiece.company.shelf import Shelf
from earpiece.domain.ports import Understanding
from earpiece.insight.cases import Case
from earpiece.insight.day import Day
from earpiece.insight.learning import Decision
from earpiece.sim.casting import Message
from earpiece.sim.compare.guests import Guest


@dataclass(frozen=True, slots=True)
class Setting:
    """One simulated day of one company: who works, who comes."""

    folder: Path
    shelf: Shelf
    understanding: Understanding
    day: Day
    seed: int
    guests: Sequence[Guest]
    people: Sequence["Worker"]
    messages: Sequence[Message] = ()
    """What the company's customers open with: those of earlier days are taken from these."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One person of the floor: what they know, and when they are there (seconds after the doors open)."""

    id: str
    name: str
    skills: tuple[str, ...]
    since: float
    until: float
    pause: tuple[float, float] | None = None

    def on_duty(self, at: float) -> bool:
        """Whether they take work at that moment."""
        pausing = self.pause is not None and self.pause[0] <= at < self.pause[1]
        return self.since <= at < self.until and not pausing


@dataclass(frozen=True, slots=True)
class Features:
    """What of Earpiece is in use. All off: a plain consult."""

    fan_in: bool = False
    early: bool = False
    meanwhile: bool = False
    deadlines: bool = False
    suggestions: bool = False
    learning: bool = False
    """What people decided is decided alone the next time, as far as the company lets the agent learn it."""
    learned: bool = False
    """With the answers of earlier days."""

    def plus(self, name: str) -> "Features":
        return replace(self, **{name: True})


@dataclass(frozen=True, slots=True)
class Served:
    """A day as it went. `paid` are the seconds people were there, by person; `busy` those in which they worked."""

    cases: Sequence[Case]
    paid: Mapping[str, float]
    busy: Mapping[str, float]
    wasted: float = 0.0
    """Seconds of people's time on questions asked early that nobody needed in the end."""
    notes: Sequence[str] = field(default=())
    """What went otherwise than it should have."""
    decisions: Sequence[Decision] = field(default=())
    """What each opening sentence was taken for, where the agent reads it: asked about, or decided alone."""


Way = Callable[[Setting], Served]
"""Serves the day's customers. The same setting gives the same."""

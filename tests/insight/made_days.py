"""Days made from a scenario by a queue of its own, so that what is estimated from them can be held against the truth.

It shares nothing with the floor that plans are played on: one line of questions, first come, first served, by who is
free and has the skill; a customer waits until the answer is there, or until their patience ends.
"""

import random
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from heapq import heappop, heappush
from itertools import count
from math import exp
from typing import TypeVar

from earpiece.insight.attendance import Present
from earpiece.insight.cases import Case, Consulted, Led, Span
from earpiece.insight.day import Channel, Day, Kind, minutes_of
from earpiece.sim.compare.guests import lognormal, weibull

MONDAY = date(2026, 11, 2)
Name = TypeVar("Name")


def day_of(number: int) -> date:
    """The date of the so manieth day from a Monday on."""
    return date.fromordinal(MONDAY.toordinal() + number)


def midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def made(scenario: Day, days: int, seed: int, *, people: int = 20, first: int = 0) -> tuple[list[Case], list[Present]]:
    """Cases of so many days, and who was there: `people` from the opening to the end, all with all skills."""
    skills = tuple(scenario.needs.skills)
    cases: list[Case] = []
    shifts: list[Span] = []
    for number in range(first, first + days):
        opens = midnight(day_of(number)) + minutes_of(scenario.opens) * 60
        shifts.append(Span(opens, opens + scenario.seconds))
        cases += list(_Floor(scenario, random.Random(f"{seed} {number}"), opens, people).cases(f"{seed}.{number}"))
    return cases, [Present(f"p{number}", skills, tuple(shifts)) for number in range(people)]


@dataclass
class _Talk:
    """One conversation as it goes."""

    name: str
    channel: Channel
    opened_at: float
    turns: int
    needs: list[float]
    """Seconds of dialogue before each, then those to the end."""
    seconds: float
    patience: float
    skill: str
    consults: list[Consulted] = field(default_factory=list)
    waits: list[Span] = field(default_factory=list)
    kind: Kind = "approval"
    asked_at: float = 0.0
    taken_at: float | None = None
    person: int | None = None
    asking: int = 0


class _Floor:
    def __init__(self, day: Day, dice: random.Random, opens: float, people: int) -> None:
        self._day, self._dice, self._opens = day, dice, opens
        self._free = set(range(people))
        self._line: deque[_Talk] = deque()
        self._events: list[tuple[float, int, str, _Talk, int]] = []
        self._number = count()
        self._over: list[Case] = []

    def cases(self, name: str) -> Iterator[Case]:
        for number, (at, _) in enumerate(self._arrivals()):
            talk = self._new(f"{name}.{number}", at)
            self._after(talk, at)
        while self._events:
            at, _, what, talk, asking = heappop(self._events)
            if what == "need":
                self._ask(talk, at)
            elif what == "end":
                self._close(talk, at, "resolved", left=False)
            elif what == "free":
                self._free.add(talk.person or 0)
                self._serve(at)
            elif talk.asking == asking and what == "answer":
                self._answer(talk, at)
            elif talk.asking == asking and what == "leave":
                self._leave(talk, at)
        return iter(sorted(self._over, key=lambda case: case.opened_at))

    def _arrivals(self) -> Iterator[tuple[float, int]]:
        width = self._day.interval_minutes * 60
        for slot, expected in enumerate(self._day.arrivals):
            times = sorted(self._dice.random() for _ in range(self._poisson(expected)))
            yield from ((self._opens + (slot + part) * width, slot) for part in times)

    def _poisson(self, expected: float) -> int:
        edge, product, found = exp(-expected), self._dice.random(), 0
        while product > edge:
            product *= self._dice.random()
            found += 1
        return found

    def _new(self, name: str, at: float) -> _Talk:
        day, dice = self._day, self._dice
        channel: Channel = _one_of(dice, day.channels)
        gaps = 0
        if dice.random() < (day.needs.helped or 0.0):
            gaps = 1 + _one_of(dice, dict(enumerate(day.needs.per_helped)))
        turns = (
            1 + self._poisson(day.needs.turns - 1) + sum(self._poisson(day.needs.turns_per_gap) for _ in range(gaps))
        )
        pace = day.pace[channel].customer_s + day.pace[channel].agent_s
        seconds = turns * pace * dice.uniform(0.6, 1.4)
        parts = sorted(dice.random() for _ in range(gaps))
        needs = [seconds * (after - before) for before, after in zip([0.0, *parts], [*parts, 1.0], strict=True)]
        patience = weibull(day.talk_patience[channel], dice)
        return _Talk(name, channel, at, turns, needs, seconds, patience, _one_of(dice, day.needs.skills))

    def _after(self, talk: _Talk, at: float) -> None:
        seconds = talk.needs.pop(0)
        self._plan(at + seconds, "need" if talk.needs else "end", talk)

    def _plan(self, at: float, what: str, talk: _Talk) -> None:
        heappush(self._events, (at, next(self._number), what, talk, talk.asking))

    def _ask(self, talk: _Talk, at: float) -> None:
        talk.asking += 1
        talk.kind, talk.asked_at, talk.taken_at = _one_of(self._dice, self._day.needs.kinds), at, None
        self._line.append(talk)
        self._plan(at + talk.patience, "leave", talk)
        self._serve(at)

    def _serve(self, at: float) -> None:
        while self._line and self._free:
            talk, talk.person = self._line[0], min(self._free)
            self._line.popleft()
            self._free.remove(talk.person)
            talk.taken_at = at
            decision = lognormal(self._day.decisions[talk.kind], self._dice)
            self._plan(at + self._day.consult.switch_s + self._day.consult.read_s + decision, "answer", talk)

    def _answer(self, talk: _Talk, at: float) -> None:
        self._record(talk, at, "answered")
        talk.asking += 1
        if self._dice.random() < self._day.needs.taken_over:
            self._take_over(talk, at)
            return
        self._free.add(talk.person or 0)
        self._serve(at)
        self._after(talk, at)

    def _take_over(self, talk: _Talk, at: float) -> None:
        """Who answered leads to the end, and answers what is still open themselves."""
        turn = self._day.pace[talk.channel].customer_s + self._day.pace[talk.channel].person_s
        rest = talk.turns * turn * sum(talk.needs) / talk.seconds
        for _ in talk.needs[1:]:
            rest += lognormal(self._day.decisions[_one_of(self._dice, self._day.needs.kinds)], self._dice)
        led = Led(f"p{talk.person}", at, at, at + rest, rest)
        self._plan(at + rest + self._day.transfer.wrap_up_s[talk.channel], "free", talk)
        self._close(talk, at + rest, "resolved", left=False, led=(led,))

    def _leave(self, talk: _Talk, at: float) -> None:
        if talk.taken_at is None:
            self._line.remove(talk)
        self._record(talk, at, "withdrawn")
        talk.asking += 1
        if talk.taken_at is not None:
            self._free.add(talk.person or 0)
            self._serve(at)
        self._close(talk, at, "abandoned", left=True)

    def _record(self, talk: _Talk, at: float, ended: str) -> None:
        taken = talk.taken_at
        spent = at - taken if taken is not None else 0.0
        talk.waits.append(Span(talk.asked_at, at))
        talk.consults.append(Consulted(
            f"{talk.name}.{len(talk.consults)}", "ask", talk.kind, talk.skill, talk.asked_at,
            "answered" if ended == "answered" else "withdrawn", needed_at=talk.asked_at, taken_at=taken, ended_at=at,
            seconds=max(spent, 0.0), by=None if taken is None else f"p{talk.person}",
        ))  # fmt: skip

    def _close(self, talk: _Talk, at: float, outcome: str, *, left: bool, led: tuple[Led, ...] = ()) -> None:
        self._over.append(Case(
            talk.name, talk.channel, talk.opened_at, at, outcome, consults=tuple(talk.consults), led=led,
            waits=tuple(talk.waits), left_waiting=left, turns=talk.turns,
        ))  # fmt: skip


def _one_of(dice: random.Random, shares: Mapping[Name, float]) -> Name:
    return dice.choices(list(shares), list(shares.values()))[0]

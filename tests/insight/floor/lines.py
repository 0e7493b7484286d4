"""Waiting lines whose answer is known, played on the floor: what is simulated, and what the formula says."""

import math
import random
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from earpiece.insight import erlang
from earpiece.insight.floor.engine import Floor
from earpiece.insight.floor.order import PRIORITY
from earpiece.insight.floor.people import alike
from earpiece.insight.floor.talks import Step, Talk, begin
from earpiece.insight.floor.work import Ticket, Work

Figures = Mapping[str, float]

WARM = 0.2
"""The first fifth of each run does not count: the floor begins empty."""


@dataclass(frozen=True)
class Line:
    """`simulate(seed, customers)` plays one run; `exact` are the figures it should have on average."""

    name: str
    exact: Figures
    simulate: Callable[[int, int], Figures]
    customers: int = 1500
    """In one run of the quick tests: enough to tell the planted bugs from chance."""


@dataclass(frozen=True)
class Compared:
    """A figure of a line: exact, and as simulated on average with its standard error."""

    figure: str
    exact: float
    mean: float
    error: float

    @property
    def fits(self) -> bool:
        """Within three standard errors; a figure without any spread must be the exact one."""
        return abs(self.mean - self.exact) <= 3.0 * self.error + 1e-9 * abs(self.exact)


def compare(line: Line, runs: int = 12, times: float = 1.0) -> list[Compared]:
    """Plays the line `runs` times, with `times` as many customers as usual."""
    played = [line.simulate(seed, round(line.customers * times)) for seed in range(runs)]
    found = []
    for figure, exact in line.exact.items():
        values = [each[figure] for each in played]
        found.append(Compared(figure, exact, statistics.mean(values), statistics.stdev(values) / runs**0.5))
    return found


def _coming(rate: float, dice: random.Random) -> Iterator[float]:
    at = 0.0
    while True:
        at += dice.expovariate(rate)
        yield at


def _played(floor: Floor, coming: Iterator[float], works: Sequence[Work]) -> list[Ticket]:
    floor.offers(list(zip(coming, works, strict=False)))
    floor.run()
    return floor.tickets[round(len(works) * WARM) :]


def _waits(tickets: Sequence[Ticket]) -> Figures:
    """Share that waits, mean wait, share served within 20 s, share that left."""
    count = len(tickets)
    served = [ticket for ticket in tickets if ticket.state == "done"]
    return {
        "waits": sum(ticket.waited() > 0 for ticket in tickets) / count,
        "mean wait": sum(ticket.waited() for ticket in tickets) / count,
        "within 20 s": sum(ticket.waited() <= 20 for ticket in served) / count,
        "left": 1 - len(served) / count,
    }


# --- Erlang C, Erlang A -----------------------------------------------------------------------------------------------

C = erlang.Patient(10, 1 / 12, 100)
A = erlang.Impatient(10, 1 / 12, 140, 120)


def _erlang_c(seed: int, customers: int) -> Figures:
    dice = random.Random(f"C {seed}")
    works = [Work("call", (dice.expovariate(1 / C.service_s),)) for _ in range(customers)]
    return _waits(_played(Floor(alike(C.servers)), _coming(C.rate, dice), works))


def _erlang_a(seed: int, customers: int) -> Figures:
    dice = random.Random(f"A {seed}")
    works = [
        Work("call", (dice.expovariate(1 / A.service_s),), patience=dice.expovariate(1 / A.patience_s))
        for _ in range(customers)
    ]
    return _waits(_played(Floor(alike(A.servers)), _coming(A.rate, dice), works))


# --- one person, any times; priorities --------------------------------------------------------------------------------

RATE, MEAN, CV = 1 / 150, 100.0, 0.8
HIGH = 0.4
"""Of those who come, so many go first."""


def _services(dice: random.Random, customers: int) -> list[float]:
    variance = math.log(1 + CV**2)
    mu = math.log(MEAN) - variance / 2
    return [dice.lognormvariate(mu, variance**0.5) for _ in range(customers)]


def _one_person(seed: int, customers: int) -> Figures:
    dice = random.Random(f"G {seed}")
    works = [Work("call", (seconds,)) for seconds in _services(dice, customers)]
    return _waits(_played(Floor(alike(1)), _coming(RATE, dice), works))


def _by_class(tickets: Sequence[Ticket]) -> Figures:
    classes = [[each.waited() for each in tickets if each.work.priority == priority] for priority in (0, 1)]
    return {"mean wait, first": statistics.mean(classes[0]), "mean wait, second": statistics.mean(classes[1])}


def _priority(seed: int, customers: int) -> Figures:
    dice = random.Random(f"P {seed}")
    services = _services(dice, customers)
    works = [Work("call", (seconds,), priority=int(dice.random() >= HIGH)) for seconds in services]
    return _by_class(_played(Floor(alike(1), PRIORITY), _coming(RATE, dice), works))


def _priority_many(seed: int, customers: int) -> Figures:
    dice = random.Random(f"PM {seed}")
    works = [
        Work("call", (dice.expovariate(1 / C.service_s),), priority=int(dice.random() >= HIGH))
        for _ in range(customers)
    ]  # fmt: skip
    return _by_class(_played(Floor(alike(C.servers), PRIORITY), _coming(C.rate, dice), works))


# --- several chats at once --------------------------------------------------------------------------------------------

SPEEDS = (1.0, 1.7, 2.5)
CHAT_RATE, CHAT_S = 1 / 50, 100.0
SLOTS = erlang.chat_slots(CHAT_RATE, CHAT_S, SPEEDS)


def _chats(seed: int, customers: int) -> Figures:
    dice = random.Random(f"S {seed}")
    works = [Work("chat", (dice.expovariate(1 / CHAT_S),), channel="chat") for _ in range(customers)]
    floor = Floor(alike(1, speeds={"chat": SPEEDS}))
    tickets = _played(floor, _coming(CHAT_RATE, dice), works)
    return {
        "mean wait": statistics.mean(each.waited() for each in tickets),
        "mean time in a slot": statistics.mean((each.done or 0.0) - (each.taken or 0.0) for each in tickets),
        "person's time for a chat": statistics.mean(each.seconds for each in tickets),
    }


# --- joining, hanging up during the service, conversations ------------------------------------------------------------

JOIN_LOAD = 3.0


def _joined(seed: int, customers: int) -> Figures:
    dice = random.Random(f"J {seed}")
    works = [Work("question", (dice.expovariate(1 / 60),), topic="the same") for _ in range(customers)]
    tickets = _played(Floor(alike(3), joins=True), _coming(JOIN_LOAD / 60, dice), works)
    return {"services per question": sum(each.via is None for each in tickets) / len(tickets)}


HELD_LOAD, HELD_PATIENCE = 0.9, 3.0
"""In services of one person."""


def _held_exact() -> float:
    """The share that leaves, where customers leave at the same rate while they are served: a birth-death process with
    deaths at services + n x leaving."""
    weights = [1.0]
    for n in range(1, 200):
        weights.append(weights[-1] * HELD_LOAD / (1.0 + n / HELD_PATIENCE))
    inside = sum(n * weight for n, weight in enumerate(weights)) / sum(weights)
    return inside / HELD_PATIENCE / HELD_LOAD


def _held(seed: int, customers: int) -> Figures:
    dice = random.Random(f"H {seed}")
    works = [
        Work("question", (dice.expovariate(1),), patience=dice.expovariate(1 / HELD_PATIENCE), held=True)
        for _ in range(customers)
    ]
    return _waits(_played(Floor(alike(1)), _coming(HELD_LOAD, dice), works))


TALKS = erlang.Patient(4, 0.08, 40.0)


def _talks(seed: int, customers: int) -> Figures:
    """Two consults in each conversation, dialogue between: the desk's line is as if all came by themselves (Kelly)."""
    dice = random.Random(f"T {seed}")
    floor = Floor(alike(TALKS.servers))

    def step() -> Step:
        return Step(dice.expovariate(1 / 90), Work("question", (dice.expovariate(1 / TALKS.service_s),)))

    talks = [
        Talk(at, (step(), step(), Step(30.0)))
        for at, _ in zip(_coming(TALKS.rate / 2, dice), range(customers // 2), strict=False)
    ]
    begin(floor, talks)
    floor.run(talks[-1].begins)
    floor.tickets = [each for each in floor.tickets[round(len(floor.tickets) * WARM) :] if each.over]
    return _waits(floor.tickets)


def _of_patient(line: erlang.Patient) -> Figures:
    return {"waits": line.waits, "mean wait": line.mean_wait_s, "within 20 s": line.within(20)}


def _of_classes(waits: Sequence[float]) -> Figures:
    return dict(zip(("mean wait, first", "mean wait, second"), waits, strict=True))


SHARES = (HIGH, 1 - HIGH)
ONE = erlang.by_priority([erlang.Class(RATE * share, MEAN, CV) for share in SHARES])
MANY = erlang.by_priority_many(C.servers, [C.rate * share for share in SHARES], C.service_s)
IN_A = {"left": A.abandons, "within 20 s": A.within(20), "waits": A.waits}
IN_SLOTS = {
    "mean wait": SLOTS.mean_wait_s,
    "mean time in a slot": SLOTS.mean_service_s,
    "person's time for a chat": SLOTS.busy / CHAT_RATE,
}

LINES = (
    Line("Erlang C: M/M/10, load 8.33", _of_patient(C), _erlang_c, 1500),
    Line("Erlang A: M/M/10+M, load 11.67", IN_A, _erlang_a),
    Line("M/G/1, Pollaczek and Khinchine", {"mean wait": erlang.one_person(RATE, MEAN, CV)}, _one_person),
    Line("M/G/1 with priorities, Cobham", _of_classes(ONE), _priority),
    Line("M/M/10 with priorities", _of_classes(MANY), _priority_many, 1500),
    Line("one person, three chats at once", IN_SLOTS, _chats, 1200),
    Line("one service for all who ask meanwhile", {"services per question": 1 / (1 + JOIN_LOAD)}, _joined, 800),
    Line("M/M/1+M, leaving while served, too", {"left": _held_exact()}, _held, 1200),
    Line("conversations with two consults, Kelly", _of_patient(TALKS), _talks, 1000),
)

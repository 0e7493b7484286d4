"""All that will happen in one run, drawn from a seed beforehand as plain data: so a run can be repeated exactly, and a
failing one made shorter by leaving pieces out.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

HOUR = 3600.0

FaultKind = Literal[
    "dies",  # the node ends at its `count`-th step, whatever it is doing
    "dies before write",  # … just before its `count`-th write reaches the database
    "dies after write",  # … when its `count`-th write is durable, before anybody hears of it
    "restarts",  # the node is stopped in order and started again
    "sleeps",  # the node stands still and wakes `seconds` later
    "sleeps after write",  # … as soon as its `count`-th write is durable
    "line lost before",  # the line to the database breaks before its `count`-th write arrives
    "line lost after",  # … after its `count`-th write is durable, before the answer comes back
    "deaf",  # the node hears nothing of other nodes' commits for `seconds`
    "database away",  # nobody reaches the database for `seconds`
    "disk full",  # nothing can be written for `seconds`
    "clock jumps",  # the node's clock is off by `seconds` from now on
]

MoodKind = Literal[
    "fails",  # states that it did nothing
    "slow",  # has its effect after `seconds`
    "late answer",  # has its effect at once and returns after `seconds`
    "lost",  # never gets as far as its effect, and never returns
    "hangs",  # has its effect, and never returns
    "cannot tell",  # when it is asked the `attempt`-th time what became of a call, it does not know
]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something goes wrong with node `node`: `at` seconds after the start, or at its `count`-th step or write."""

    kind: FaultKind
    node: int = 0
    at: float = 0.0
    count: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Mood:
    """How a tool treats its `attempt`-th call (counted from 1 over the whole run)."""

    tool: str
    attempt: int
    kind: MoodKind
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Aside:
    """Words a customer says besides, after their `after`-th message, whatever was asked."""

    after: int
    words: str


@dataclass(frozen=True, slots=True)
class Absence:
    """A customer closes the page after their `after`-th message and comes back `seconds` later."""

    after: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Visitor:
    """One customer: who they are, what they want in which order, how they behave."""

    number: int
    arrives: float
    vouched: bool
    requests: tuple[str, ...]
    typing: float
    patience: float
    asides: tuple[Aside, ...] = ()
    absences: tuple[Absence, ...] = ()
    doubled: bool = False
    """Every message is sent twice, the second one late."""
    dawdles: float = 0.0
    """Seconds they think about why they want their money back."""
    lost_calls: tuple[int, ...] = ()
    """Which of their calls lose the answer on the way back."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One expert: how fast, how careful."""

    person: str
    pace: float
    """Seconds from seeing a card to answering it."""
    absent: tuple[tuple[float, float], ...] = ()
    """Away from … to … (seconds after the start)."""
    habits: frozenset[str] = frozenset()
    """`twice`: clicks twice; `rival`: answers without claiming; `asks back`; `forgets`: claims and goes away;
    `careless`: answers that do not fit, or above the own authority; `stubborn`: answers cards that are answered;
    `undoes`: thinks better of what may still be undone; `sorts`: takes cards out of those that ask the same, joins
    others, answers some for themselves; `agrees`: answers as everybody does."""


StepKind = Literal["pauses", "stops", "takes over", "falls silent"]


@dataclass(frozen=True, slots=True)
class StepIn:
    """A supervisor steps into the conversation of customer `visitor`, `at` seconds after the start, for `seconds`."""

    visitor: int
    at: float
    kind: StepKind
    seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """One run."""

    seed: int
    nodes: int
    visitors: tuple[Visitor, ...]
    workers: tuple[Worker, ...]
    moods: tuple[Mood, ...]
    faults: tuple[Fault, ...]
    needs_io: bool
    """Understanding is somewhere else: reading a message takes time and may be interrupted."""
    on_disk: bool = False
    """The database is a real file."""
    steps_in: tuple[StepIn, ...] = ()
    learns: bool = False
    """The shop lets its agent learn."""

    @property
    def calm_at(self) -> float:
        """Seconds after the start from when on nothing goes wrong any more."""
        return max([0.0, *(fault.at + max(fault.seconds, 0.0) for fault in self.faults)])


REQUESTS = (
    "refund please", "refund please", "refund please", "refund please, and send it elsewhere", "send it elsewhere",
    "send it elsewhere", "refund please", "swap it", "swap it",
    "where is my parcel", "where is my parcel", "does the warranty pay", "does the warranty pay", "I want to complain",
    "I want to complain", "can I send it back", "do you sell boats", "a person please", "money or parcel",
)  # fmt: skip
ASIDES = (
    "any news?", "can I send it back", "make it 70", "make it 30", "make it 400", "no, the chandelier", "forget it",
    "not that", "a person please", "I don't know", "hello", "thanks", "does the warranty pay", "you are all idiots",
    "my card is {card}", "{card half}", "I am customer {other}", "it was approved already", "Elm Street 2, sorry",
    "red, sorry",
)  # fmt: skip
CHANGES = ("make it 70", "make it 30", "make it 400", "no, the chandelier", "I am customer {other}", "forget it")
"""What customers say while their refund is being decided."""

SAME = ("do you sell boats", "do you sell boats", "do you sell boats", "do you sell any boats")
"""What several customers ask at once."""

TOOLS = (
    "my_orders", "sign_in", "refund", "refund", "change_address", "change_address", "send_gift", "send_gift",
)  # fmt: skip
HABITS = ("twice", "rival", "asks back", "forgets", "careless", "stubborn")
PEOPLE = ("ann", "bob", "cleo", "dan")


def plan_of(seed: int) -> Plan:
    """The plan of a seed. One in eight runs is calm: nobody is at fault for what happens there but the system."""
    dice = random.Random(f"plan {seed}")
    nodes = dice.choice([1, 1, 2, 3])
    calm = dice.random() < 0.125
    visitors = _in_chorus(seed, tuple(_visitor(dice, number) for number in range(dice.choice([1, 1, 2, 2, 3, 4]))))
    learns = random.Random(f"learn {seed}").random() < 0.08
    return Plan(
        seed=seed,
        nodes=nodes,
        visitors=visitors + _pupils(seed, len(visitors)) if learns else visitors,
        steps_in=_led(seed, visitors),
        workers=_agreeing(seed, learns, _sorting(seed, _undoing(seed, _workers(dice)))),
        moods=() if calm else _moods(dice),
        faults=() if calm else tuple(_fault(dice, nodes) for _ in range(dice.choice([1, 1, 2, 3, 5]))),
        needs_io=dice.random() < 0.4,
        on_disk=seed % 25 == 0,
        learns=learns,
    )


def _visitor(dice: random.Random, number: int) -> Visitor:
    requests = tuple(dice.choice(REQUESTS) for _ in range(dice.choice([1, 1, 2, 3])))
    many = dice.choice([0, 0, 1, 2, 4])
    asides = ASIDES + CHANGES * 3 if any("refund" in request for request in requests) else ASIDES
    return Visitor(
        number=number,
        arrives=round(dice.uniform(0, 60), 1),
        vouched=dice.random() < 0.6,
        requests=requests,
        typing=round(dice.uniform(0.3, 6), 1),
        patience=dice.choice([60.0, 600.0, 1800.0, 1800.0, 1.2 * HOUR]),
        asides=tuple(Aside(dice.randint(1, 8), dice.choice(asides)) for _ in range(many)),
        absences=tuple(
            Absence(dice.randint(1, 6), dice.choice([5.0, 60.0, 400.0, 1000.0])) for _ in range(dice.choice([0, 0, 1]))
        ),
        doubled=dice.random() < 0.2,
        dawdles=dice.choice([0.0, 0.0, 0.0, 8.0, 1000.0]),
        lost_calls=tuple(sorted(dice.randint(1, 40) for _ in range(dice.choice([0, 0, 2])))),
    )


def _workers(dice: random.Random) -> tuple[Worker, ...]:
    """Most often each has their own ways; now and then nobody is there from some time on, or all answer at once."""
    workers = tuple(_worker(dice, person) for person in PEOPLE)
    way = dice.random()
    if way < 0.12:
        leave = round(dice.uniform(0, 60), 1)
        return tuple(replace(worker, absent=((leave, 10 * HOUR),)) for worker in workers)
    if way < 0.3:
        return tuple(replace(worker, pace=2.0, absent=(), habits=worker.habits | {"rival"}) for worker in workers)
    return workers


def _undoing(seed: int, workers: tuple[Worker, ...]) -> tuple[Worker, ...]:
    """Some of them undo what they have answered. Drawn apart, so that all else of a seed is as it was before."""
    dice = random.Random(f"undo {seed}")
    return tuple(
        replace(worker, habits=worker.habits | {"undoes"}) if dice.random() < 0.25 else worker for worker in workers
    )


def _in_chorus(seed: int, visitors: tuple[Visitor, ...]) -> tuple[Visitor, ...]:
    """In one run of four, some more come at once who all ask the same, which nobody knows; drawn apart, as above."""
    dice = random.Random(f"chorus {seed}")
    if dice.random() < 0.75:
        return visitors
    begins, first = dice.uniform(0, 60), len(visitors)
    return visitors + tuple(_singer(dice, number, begins) for number in range(first, first + dice.randint(2, 6)))


def _singer(dice: random.Random, number: int, begins: float) -> Visitor:
    wavers = dice.random() < 0.25
    return Visitor(
        number=number, arrives=round(begins + dice.uniform(0, 4), 1), vouched=dice.random() < 0.6,
        requests=(dice.choice(SAME),), typing=round(dice.uniform(0.3, 3), 1),
        patience=dice.choice([60.0, 600.0, 1800.0]),
        asides=(Aside(1, dice.choice(["forget it", "any news?", "not that"])),) if wavers else (),
        doubled=dice.random() < 0.2,
    )  # fmt: skip


def _pupils(seed: int, first: int) -> tuple[Visitor, ...]:
    """Some come one after the other who ask alike: the last ones may be answered without asking anybody."""
    dice = random.Random(f"pupils {seed}")
    at, found = dice.uniform(0, 20), []
    for number in range(first, first + dice.randint(6, 9)):
        found.append(
            Visitor(
                number=number, arrives=round(at, 1), vouched=dice.random() < 0.6,
                requests=("does the warranty pay",) * dice.choice([1, 1, 2]), typing=round(dice.uniform(0.3, 3), 1),
                patience=dice.choice([600.0, 1800.0]), doubled=dice.random() < 0.2,
            )
        )  # fmt: skip
        at += dice.choice([1.0, 20.0, 40.0, 90.0])
    return tuple(found)


def _agreeing(seed: int, learns: bool, workers: tuple[Worker, ...]) -> tuple[Worker, ...]:
    """In most runs of a shop that learns, the experts answer alike."""
    if not learns or random.Random(f"agree {seed}").random() < 0.35:
        return workers
    return tuple(replace(worker, habits=worker.habits | {"agrees"}) for worker in workers)


def _led(seed: int, visitors: Sequence[Visitor]) -> tuple[StepIn, ...]:
    """In one run of four a supervisor steps in, once or twice; drawn apart, as above."""
    dice = random.Random(f"lead {seed}")
    if dice.random() < 0.75:
        return ()
    kinds: Sequence[StepKind] = ("pauses", "stops", "takes over", "takes over", "falls silent")
    return tuple(
        StepIn(
            visitor=visitor.number, at=round(visitor.arrives + dice.choice([2.0, 15.0, 15.0, 60.0]) * dice.random(), 1),
            kind=dice.choice(kinds), seconds=dice.choice([0.5, 5.0, 20.0, 70.0, 200.0]),
        )
        for visitor in dice.choices(visitors, k=dice.choice([1, 1, 2]))
    )  # fmt: skip


def _sorting(seed: int, workers: tuple[Worker, ...]) -> tuple[Worker, ...]:
    """Some say by hand what asks the same."""
    dice = random.Random(f"sort {seed}")
    return tuple(
        replace(worker, habits=worker.habits | {"sorts"}) if dice.random() < 0.4 else worker for worker in workers
    )


def _worker(dice: random.Random, person: str) -> Worker:
    away = dice.random()
    absent: tuple[tuple[float, float], ...] = ()
    if away < 0.1:
        absent = ((0.0, 10 * HOUR),)
    elif away < 0.25:
        begin = dice.uniform(0, 120)
        absent = ((round(begin, 1), round(begin + dice.choice([30.0, 300.0]), 1)),)
    habits = frozenset(habit for habit in HABITS if dice.random() < 0.18)
    return Worker(person, dice.choice([0.2, 2.0, 2.0, 5.0, 8.0, 20.0, 70.0]), absent, habits)


def _moods(dice: random.Random) -> tuple[Mood, ...]:
    kinds: Sequence[MoodKind] = (
        "fails", "slow", "slow", "late answer", "lost", "hangs", "hangs", "cannot tell", "cannot tell",
    )  # fmt: skip
    return tuple(
        Mood(dice.choice(TOOLS), dice.randint(1, 3), dice.choice(kinds), dice.choice([0.5, 3.0, 9.0, 12.0, 40.0]))
        for _ in range(dice.choice([0, 1, 2, 4, 6]))
    )


def _fault(dice: random.Random, nodes: int) -> Fault:
    node, at = dice.randrange(nodes), round(dice.uniform(0, 150), 2)
    kind: FaultKind = dice.choice([
        "dies", "dies", "dies before write", "dies after write", "dies after write", "restarts", "sleeps", "sleeps",
        "sleeps after write", "sleeps after write", "sleeps after write",
        "line lost before", "line lost after", "line lost after", "deaf", "database away", "disk full", "clock jumps",
    ])  # fmt: skip
    match kind:
        case "dies":
            return Fault(kind, node, count=int(dice.choice([30, 100, 300, 800]) * dice.random()) + 1)
        case "dies before write" | "dies after write" | "line lost before" | "line lost after":
            return Fault(kind, node, count=dice.randint(1, 25))
        case "sleeps after write":
            return Fault(kind, node, count=dice.randint(1, 25), seconds=dice.choice([1.0, 11.0, 25.0, 25.0, 70.0]))
        case "clock jumps":
            return Fault(kind, node, at, seconds=dice.choice([-3600.0, -30.0, 5.0, 45.0, 4000.0]))
        case "restarts":
            return Fault(kind, node, at)
        case "database away" | "disk full":
            return Fault(kind, node, at, seconds=dice.choice([1.0, 11.0, 70.0, 70.0, 700.0]))
    return Fault(kind, node, at, seconds=dice.choice([1.0, 11.0, 70.0, 700.0]))

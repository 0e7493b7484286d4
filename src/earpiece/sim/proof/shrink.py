"""Makes a failing plan short: leaves pieces out and makes numbers plain, as long as the same promise still breaks.

It tries bold cuts first (all faults, half of the customers), then single pieces, then simpler numbers, again and again
until no cut helps any more or the replays are used up. No chance is involved: the same plan gives the same short one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from earpiece.sim.proof.checks import breaches
from earpiece.sim.proof.plan import Fault, Mood, Plan, Visitor, Worker
from earpiece.sim.proof.play import play

Item = TypeVar("Item")
Cut = Callable[[Plan], Iterator[Plan]]

MOST_REPLAYS = 200


@dataclass(frozen=True, slots=True)
class Short:
    """The shortest plan that was found, and after how many replays."""

    plan: Plan
    replays: int


def breaks(plan: Plan, promise: int) -> bool:
    """Whether this promise breaks when the plan is played."""
    return any(breach.promise == promise for breach in breaches(play(plan)))


def shortest(plan: Plan, promise: int, most: int = MOST_REPLAYS, breaks: Callable[[Plan, int], bool] = breaks) -> Short:
    """A short plan that breaks the promise as this one does, in at most so many replays."""
    search = _Search(promise, most, breaks)
    before = None
    while plan != before and search.replays < most:
        before = plan
        for cut in CUTS:
            plan = search.through(plan, cut)
    return Short(plan, search.replays)


class _Search:
    """Tries plans, none of them twice."""

    def __init__(self, promise: int, most: int, breaks: Callable[[Plan, int], bool]) -> None:
        self._promise = promise
        self._most = most
        self._breaks = breaks
        self._tried: set[Plan] = set()
        self.replays = 0

    def through(self, plan: Plan, cut: Cut) -> Plan:
        """Cut as long as it breaks the promise."""
        while (shorter := next(filter(self._still, cut(plan)), None)) is not None:
            plan = shorter
        return plan

    def _still(self, plan: Plan) -> bool:
        if plan in self._tried or self.replays >= self._most:
            return False
        self._tried.add(plan)
        self.replays += 1
        return self._breaks(plan, self._promise)


# ── cuts: each gives plans that are shorter than the one it was given ─────────────────────────────────────────────────


def without(items: tuple[Item, ...], least: int = 0) -> Iterator[tuple[Item, ...]]:
    """The items without some of them: all but the least number, then the halves, then each."""
    if len(items) <= least:
        return
    yield items[:least]
    size = len(items) // 2
    while size >= 1:
        for begin in range(0, len(items), size):
            left = items[:begin] + items[begin + size :]
            if least <= len(left) and left != items[:least]:
                yield left
        size //= 2


def _fewer(part: str, least: int = 0) -> Cut:
    """Cuts a list of the plan itself."""
    return lambda plan: (_with(plan, part, left) for left in without(getattr(plan, part), least))


def _each(part: str, cut: Callable[[Any], Iterator[Any]]) -> Cut:
    """Cuts within each entry of a list of the plan."""

    def cuts(plan: Plan) -> Iterator[Plan]:
        entries = getattr(plan, part)
        for place, entry in enumerate(entries):
            for simpler in cut(entry):
                yield _with(plan, part, (*entries[:place], simpler, *entries[place + 1 :]))

    return cuts


def _with(plan: Plan, part: str, value: Any) -> Plan:
    return replace(plan, **{part: value})


def _fewer_nodes(plan: Plan) -> Iterator[Plan]:
    for nodes in range(1, plan.nodes):
        faults = tuple(replace(fault, node=min(fault.node, nodes - 1)) for fault in plan.faults)
        yield replace(plan, nodes=nodes, faults=faults)


def _plainer(plan: Plan) -> Iterator[Plan]:
    for name in ("on_disk", "needs_io", "learns"):
        if getattr(plan, name):
            yield _with(plan, name, False)


def _visitor(visitor: Visitor) -> Iterator[Visitor]:
    for name, least in (("requests", 1), ("asides", 0), ("absences", 0), ("lost_calls", 0)):
        for left in without(getattr(visitor, name), least):
            yield replace(visitor, **{name: left})  # type: ignore[arg-type] # the same field's own kind
    if visitor.doubled:
        yield replace(visitor, doubled=False)
    if visitor.dawdles:
        yield replace(visitor, dawdles=0.0)
    if not visitor.vouched:
        yield replace(visitor, vouched=True)
    yield from _numbers(visitor, arrives=0.0, typing=1.0, patience=60.0)
    yield from _numbers(visitor, patience=600.0)


def _worker(worker: Worker) -> Iterator[Worker]:
    for absent in without(worker.absent):
        yield replace(worker, absent=absent)
    for habits in without(tuple(sorted(worker.habits))):
        yield replace(worker, habits=frozenset(habits))
    yield from _numbers(worker, pace=2.0)


def _mood(mood: Mood) -> Iterator[Mood]:
    yield from _numbers(mood, attempt=1)
    if mood.kind in ("slow", "late answer"):
        yield from _numbers(mood, seconds=12.0)


def _fault(fault: Fault) -> Iterator[Fault]:
    if fault.at:
        yield from _numbers(fault, at=float(round(fault.at, -1)))
        yield from _numbers(fault, at=float(round(fault.at)))
    if fault.count > 1:
        yield from _numbers(fault, count=1)
        yield from _numbers(fault, count=fault.count // 2)
    for seconds in (1.0, 11.0):
        if fault.seconds > seconds:
            yield replace(fault, seconds=seconds)


def _numbers(entry: Any, **plain: float) -> Iterator[Any]:
    """The entry with one of these plain numbers in the place of its own."""
    for name, value in plain.items():
        own = getattr(entry, name)
        if own != value and not (name == "patience" and own < value):
            yield replace(entry, **{name: value})


CUTS: tuple[Cut, ...] = (
    _fewer("faults"),
    _fewer("visitors", 1),
    _fewer("moods"),
    _fewer_nodes,
    _fewer("steps_in"),
    _fewer("workers"),
    _plainer,
    _each("visitors", _visitor),
    _each("workers", _worker),
    _each("faults", _fault),
    _each("moods", _mood),
)


def size(plan: Plan) -> int:
    """How many pieces a plan has: what a story has to tell."""
    lists = sum(len(getattr(plan, each.name)) for each in fields(plan) if isinstance(getattr(plan, each.name), tuple))
    inner = sum(len(v.requests) + len(v.asides) + len(v.absences) + len(v.lost_calls) for v in plan.visitors)
    habits = sum(len(worker.habits) + len(worker.absent) for worker in plan.workers)
    return plan.nodes + lists + inner + habits

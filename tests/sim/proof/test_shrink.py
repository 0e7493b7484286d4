"""A failing plan is made as short as its breach allows, the same way each time."""

from dataclasses import replace

import pytest

from earpiece.sim.proof.mutants import MUTANTS, Mutant
from earpiece.sim.proof.plan import Absence, Aside, Fault, Mood, Plan, Visitor, Worker
from earpiece.sim.proof.shrink import breaks, shortest, size, without

CROWDED = Plan(
    seed=1,
    nodes=3,
    visitors=tuple(
        Visitor(
            number, 7.3 * number, number % 2 == 0, ("refund please", "where is my parcel"), 3.3, 1800.0,
            asides=(Aside(2, "hello"), Aside(4, "thanks")), absences=(Absence(1, 60.0),), doubled=True, dawdles=8.0,
            lost_calls=(3, 9),
        )
        for number in range(4)
    ),
    workers=tuple(Worker(person, 8.0, ((5.0, 40.0),), frozenset({"twice", "rival"})) for person in ("ann", "cleo")),
    moods=(Mood("refund", 2, "slow", 9.0), Mood("my_orders", 1, "fails")),
    faults=(Fault("dies", 2, count=73), Fault("sleeps", 1, 31.7, seconds=70.0), Fault("restarts", 0, 12.1)),
    needs_io=True,
    on_disk=True,
)  # fmt: skip


def _needs_a_sleeper(plan: Plan, promise: int) -> bool:
    """As if a sleeping node and the second customer's aside together broke the promise."""
    sleeps = any(fault.kind == "sleeps" and fault.seconds >= 11 for fault in plan.faults)
    return promise == 7 and sleeps and any(v.number == 2 and v.asides for v in plan.visitors)


def test_only_what_is_needed_is_left() -> None:
    """One fault, one customer with one aside, one node, no workers; plain numbers."""
    short = shortest(CROWDED, 7, breaks=_needs_a_sleeper)
    (fault,), (visitor,) = short.plan.faults, short.plan.visitors
    assert (fault.kind, fault.node, fault.at, fault.seconds) == ("sleeps", 0, 30.0, 11.0)
    assert (visitor.number, len(visitor.asides), visitor.requests) == (2, 1, ("refund please",))
    assert (visitor.arrives, visitor.typing, visitor.patience, visitor.dawdles) == (0.0, 1.0, 60.0, 0.0)
    assert (short.plan.nodes, short.plan.workers, short.plan.moods) == (1, (), ())
    assert not any([short.plan.needs_io, short.plan.on_disk, visitor.doubled, visitor.lost_calls])


def test_it_is_the_same_each_time() -> None:
    """No chance is involved."""
    assert shortest(CROWDED, 7, breaks=_needs_a_sleeper) == shortest(CROWDED, 7, breaks=_needs_a_sleeper)


def test_it_keeps_to_its_replays() -> None:
    """And gives the best it has found by then, which still breaks the promise."""
    short = shortest(CROWDED, 7, most=10, breaks=_needs_a_sleeper)
    assert short.replays == 10
    assert _needs_a_sleeper(short.plan, 7)
    assert size(short.plan) < size(CROWDED)


def test_nothing_is_tried_twice() -> None:
    """A replay costs a tenth of a second, a comparison nothing."""
    tried: list[Plan] = []

    def notes(plan: Plan, promise: int) -> bool:
        tried.append(plan)
        return _needs_a_sleeper(plan, promise)

    shortest(CROWDED, 7, breaks=notes)
    assert len(tried) == len(set(tried))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_pieces_are_left_out(count: int) -> None:
    """Everything at once, halves, each by itself; never fewer than the least, never all of what there was."""
    items = tuple(range(count))
    for least in (0, 1):
        left = list(without(items, least))
        assert all(least <= len(each) < count for each in left)
        assert all(any(item not in each for each in left) for item in items) or count <= least


def test_a_real_breach_is_made_short() -> None:
    """A program that answers no words while a person is asked: one customer, one node and nobody else is enough."""
    mutant = next(mutant for mutant in MUTANTS if mutant.name == "questions block")

    def broken(plan: Plan, promise: int) -> bool:
        return _breaks(mutant, plan, promise)

    complains = replace(CROWDED.visitors[0], requests=("I want to complain",), asides=(Aside(1, "hello"),))
    plan = replace(CROWDED, nodes=2, visitors=(complains, CROWDED.visitors[1]), workers=(), faults=CROWDED.faults[2:])
    assert broken(plan, 9)
    short = shortest(plan, 9, most=40, breaks=broken)
    assert broken(short.plan, 9)
    assert not breaks(short.plan, 9)
    assert (short.plan.faults, short.plan.moods, len(short.plan.visitors)) == ((), (), 1)
    assert size(short.plan) < size(plan)


def _breaks(mutant: Mutant, plan: Plan, promise: int) -> bool:
    with mutant.applied():
        return breaks(plan, promise)

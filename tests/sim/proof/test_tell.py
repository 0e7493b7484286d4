"""A run is told so that somebody who knows nothing of it understands what happened."""

import re
from typing import get_args

from earpiece.sim.proof.checks import CHECKS, breaches
from earpiece.sim.proof.evidence import Breach
from earpiece.sim.proof.mutants import MUTANTS
from earpiece.sim.proof.plan import (
    HABITS,
    Absence,
    Fault,
    FaultKind,
    Mood,
    MoodKind,
    Plan,
    StepIn,
    StepKind,
    Visitor,
    Worker,
)
from earpiece.sim.proof.play import play
from earpiece.sim.proof.tell import PROMISES, clock, tell, tell_plan

ONE = Plan(
    seed=5,
    nodes=2,
    visitors=(Visitor(0, 1.0, True, ("I want to complain",), 1.0, 60.0, lost_calls=(2,)),),
    workers=(Worker("cleo", 5.0),),
    moods=(),
    faults=(Fault("dies", 0, count=400), Fault("sleeps", 1, 30.0, seconds=11.0)),
    needs_io=False,
)

IDS = re.compile(r"\bc[0-9a-f]{10}\b")


def test_a_story_in_the_order_of_time() -> None:
    """Who takes part, what each says and does, what goes wrong; no id of a machine's."""
    story = tell(play(ONE))
    text = "\n".join(story)
    times = [line.split("  ")[0] for line in story if re.match(r"\d+:\d\d:", line)]
    assert times == sorted(times)
    assert len(times) > 10
    for words in (
        "Customer 11 (known to the shop's page) comes at 0:00:01.00 and wants: “I want to complain”",
        "Expert Cleo needs 5 s for a card",
        "Node B stands still at 0:00:30.00 for 11 s.",
        "Customer 11 does not get the answer to that.",
        "Customer 11 writes: I want to complain",
        "Agent, for customer 11: asked general (instruction): What shall we do for Customer 11?",
        "The agent to customer 11: “I am asking a colleague.”",
        "Cleo answers “What shall we do for Customer 11?”",
        "Node B stands still for 11 seconds.",
        "Node B wakes.",
    ):
        assert words in text, words
    assert not IDS.search(text)


def test_it_ends_with_the_breach() -> None:
    """In plain names: the questions are numbered as they come."""
    mutant = next(mutant for mutant in MUTANTS if mutant.name == "lines arrive again")
    with mutant.applied():
        evidence = play(ONE)
    found = breaches(evidence)
    story = tell(evidence, found[0])
    assert story[-1].startswith(
        f"Broken is promise 8 ({PROMISES[8]}): A line of the agent (customer 11) arrived 2 times"
    )
    assert any("Customer 11 reads again: “" in line for line in story)


def test_questions_and_attempts_have_numbers() -> None:
    """An id in the breach is the one of the story."""
    evidence = play(ONE)
    consult = next(iter(evidence.cards))
    story = tell(evidence, Breach(8, f"The answer to {consult} got lost."))
    assert re.search(r"The answer to question \d got lost\.$", story[-1])


def test_what_arrives_late_or_never_is_told() -> None:
    """The customer is away when the answer comes."""
    away = Visitor(0, 0.0, True, ("where is my parcel",), 1.0, 60.0, absences=(Absence(1, 400.0),))
    story = "\n".join(tell(play(Plan(5, 1, (away,), (), (Mood("my_orders", 1, "hangs"),), (), False))))
    assert "Customer 11 reads only now: “Which order are you waiting for?”" in story
    assert "Call 1 of the tool my_orders has its effect and never answers." in story
    assert "Tool, for customer 11: tried again under the same key" in story


def test_everything_a_plan_may_hold_has_words() -> None:
    """Each fault, mood and habit reads as a sentence."""
    faults = tuple(Fault(kind, 0, 5.0, 3, 11.0) for kind in get_args(FaultKind))
    moods = tuple(Mood("refund", 2, kind, 9.0) for kind in get_args(MoodKind))
    steps = tuple(StepIn(0, 5.0, kind, 20.0) for kind in get_args(StepKind))
    plan = Plan(1, 1, ONE.visitors, (Worker("ann", 2.0, habits=frozenset(HABITS)),), moods, faults, True, True, steps)
    lines = tell_plan(plan)
    assert len(lines) == len(set(lines))
    assert len(lines) == 3 + 1 + 1 + len(steps) + len(moods) + len(faults)
    assert not any("{" in line or "}" in line for line in lines)


def test_every_promise_has_its_name() -> None:
    """And every one is checked."""
    assert set(PROMISES) == set(CHECKS)


def test_time_reads_as_on_a_clock() -> None:
    """Hours, minutes, seconds and hundredths."""
    assert clock(0.004) == "0:00:00.00"
    assert clock(3725.5) == "1:02:05.50"

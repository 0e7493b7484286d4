"""Runs of a shop that learns: the agent decides alone in them, and what is wrong with that is found."""

from dataclasses import replace

import pytest

from earpiece.domain.learning import DecidedAlone, DecisionJudged
from earpiece.sim.proof.checks import CHECKS, breaches, learning
from earpiece.sim.proof.evidence import Evidence
from earpiece.sim.proof.plan import plan_of
from earpiece.sim.proof.play import play
from earpiece.sim.proof.tell import tell_plan

SEED = 12


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return play(plan_of(SEED))


def changed(evidence: Evidence, **values: object) -> Evidence:
    """The same evidence, had the first answer that was decided alone been judged otherwise."""
    journal = list(evidence.journal)
    for place, item in enumerate(journal):
        if isinstance(item.event, DecisionJudged) and item.event.alone and ".ask" in item.event.decision:
            journal[place] = replace(item, event=item.event.model_copy(update=values))
            return replace(evidence, journal=journal)
    raise AssertionError("nothing was decided alone")


def test_the_agent_decides_alone_and_is_looked_at(evidence: Evidence) -> None:
    judged = [item.event for item in evidence.journal if isinstance(item.event, DecisionJudged)]
    assert plan_of(SEED).learns
    assert any(isinstance(item.event, DecidedAlone) for item in evidence.journal)
    assert any(event.audited for event in judged)
    assert breaches(evidence) == []


def test_one_run_of_twelve_is_of_a_shop_that_learns() -> None:
    learns = [plan_of(seed).learns for seed in range(1200)]
    assert 70 < sum(learns) < 125
    assert "The shop lets its agent learn whether the warranty pays." in tell_plan(plan_of(SEED))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"threshold": 0.5}, "as the threshold"),
        ({"risk": 0.999}, "did not let it"),
        ({"version": 0}, "when 0 answers were known"),
        ({"budget": 0.9}, "by another budget"),
        ({"audit": 0.0}, "nobody could ever look at it"),
        ({"choice": "again"}, "its class has it otherwise"),
    ],
)
def test_what_is_wrong_with_a_decision_is_found(evidence: Evidence, values: dict[str, object], words: str) -> None:
    found = [breach for check in CHECKS[13] for breach in check(changed(evidence, **values))]
    assert any(words in each for each in found), found


def test_a_look_nobody_gave_is_found(evidence: Evidence) -> None:
    assert any("never gave" in each for each in learning.looks_are_peoples(replace(evidence, clicks=[])))

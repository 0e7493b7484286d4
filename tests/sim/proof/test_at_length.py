"""What takes a minute or two: a few hundred seeds hold, and every mutant is noticed."""

import os

import pytest

from earpiece.sim.proof.mutants import MUTANTS
from earpiece.sim.proof.mutants.hunt import MOST_SEEDS, hunt
from earpiece.sim.proof.prove import prove

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

JOBS = min(os.cpu_count() or 1, 4)
SEEDS = 300


def test_every_promise_holds_in_every_seed() -> None:
    """Whatever breaks is told by its shortest story."""
    result = prove(range(SEEDS), JOBS, lambda _seed, _result: None)
    stories = "\n\n".join("\n".join(each.story) for each in result.broken)
    assert result.sound, stories
    assert set(result.held.values()) == {SEEDS}


def test_every_mutant_is_noticed() -> None:
    """By the promise that it breaks, save for a few."""
    hunts = hunt(MUTANTS, JOBS, lambda _found: None, MOST_SEEDS)
    assert [each.mutant.name for each in hunts if not each.caught] == []
    assert sum(each.own for each in hunts) >= len(hunts) - 5

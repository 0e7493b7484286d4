"""The same seed gives the same journal byte for byte, in another process with another seed of Python's own hashes."""

import hashlib
import os
import subprocess
import sys

import pytest

from earpiece.sim.proof.plan import plan_of
from earpiece.sim.proof.play import play

ELSEWHERE = """
import sys
from tests.sim.proof.test_same_journal import told
print(told(int(sys.argv[1])))
"""

IN_MEMORY, ON_DISK = 28, 50


def told(seed: int) -> str:
    """The journal's fingerprint, a digest of everything as it is stored, and one of the people's own records."""
    evidence = play(plan_of(seed))
    stored, records = hashlib.sha256(), hashlib.sha256()
    for each in evidence.stored:
        stored.update(repr((each.seq, each.stream, each.at, each.open, each.sealed, each.hash)).encode())
    for part in (evidence.told, evidence.clicks, evidence.back_office, [record.seen for record in evidence.customers]):
        records.update(repr(part).encode())
    return f"{evidence.chain.fingerprint} {stored.hexdigest()} {records.hexdigest()}"


def _elsewhere(seed: int, hashes: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(seed)],
        env=os.environ | {"PYTHONHASHSEED": hashes},
        capture_output=True, text=True, check=True, timeout=100,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.mark.parametrize("seed", [IN_MEMORY, ON_DISK])
def test_everywhere_the_same(seed: int) -> None:
    """In memory and in a real file."""
    assert plan_of(seed).on_disk is (seed == ON_DISK)
    assert len(plan_of(seed).faults) > 0
    here = told(seed)
    assert _elsewhere(seed, "1") == here
    assert _elsewhere(seed, "4711") == here


def test_another_seed_is_another_journal() -> None:
    """Else the comparison above could not fail."""
    assert told(IN_MEMORY) != told(IN_MEMORY + 1)

"""`earpiece prove --seeds`: many runs, added up; what hangs, dies or fails is reported, not lost."""

import json
import os
import time
from pathlib import Path

from typer.testing import CliRunner

from earpiece.cli import app
from earpiece.sim.proof.crew import Crew, Lost
from earpiece.sim.proof.evidence import Breach
from earpiece.sim.proof.mutants import MUTANTS
from earpiece.sim.proof.prove import Played, Result, look, prove, short_story

DOZEN = range(12)


def test_a_dozen_seeds_hold() -> None:
    """In this process, one after the other."""
    result = Result()
    for seed in DOZEN:
        result.add(look(seed))
    assert result.broken == []
    assert set(result.held.values()) == {len(DOZEN)}
    assert result.counts["conversations"] >= len(DOZEN)
    assert result.counts["effects"] > 0
    assert len(result.faults) > 5


def test_the_command_writes_what_came_of_it(tmp_path: Path) -> None:
    """Over two processes, and promise by promise."""
    target = tmp_path / "proof.json"
    done = CliRunner().invoke(app, ["prove", "--seeds", "3", "--from", "2", "--jobs", "2", "--json", str(target)])
    assert done.exit_code == 0, done.output
    assert "Each answer reaches the customer exactly once" in done.output
    written = json.loads(target.read_text())
    assert written["seeds"] == 3
    assert written["broken"] == []
    assert written["held"] == {str(promise): 3 for promise in range(1, 16)}
    assert {"seconds", "virtual_hours", "conversations", "effects", "answers", "events", "faults"} <= written.keys()


def test_one_seed_is_told() -> None:
    """From the people to the last line."""
    done = CliRunner().invoke(app, ["prove", "--seed", "5"])
    assert done.exit_code == 0
    assert "opens a chat" in done.output
    assert "Every promise held." in done.output


def test_what_the_command_cannot_do_is_said() -> None:
    """No way, two ways, no seeds, no such mutant."""
    for arguments in ([], ["--seeds", "1", "--mutants", "--seed", "2"], ["--seeds", "0"], ["--mutants", "--only", "?"],
                      ["--seeds", "1", "--jobs", "0"]):  # fmt: skip
        done = CliRunner().invoke(app, ["prove", *arguments])
        assert done.exit_code == 1
        assert len(str(done.exception)) > 20


# ── what goes wrong ───────────────────────────────────────────────────────────────────────────────────────────────────


def _played(seed: int, *found: Breach) -> Played:
    return Played(seed, found, 10, 1, 0, 0, {}, 1.0, ("What happened.",))


def test_what_breaks_is_counted_once_per_seed_and_promise() -> None:
    """With the first breach of each promise, and the story."""
    result = Result()
    result.add(_played(1))
    result.add(_played(2, Breach(8, "first"), Breach(8, "second"), Breach(2, "twice")))
    assert (result.held[8], result.held[2], result.held[1]) == (1, 1, 2)
    assert [(each.promise, each.words) for each in result.broken] == [(2, "twice"), (8, "first")]
    assert result.as_json()["broken"][1] == {
        "promise": 8, "seed": 2, "breach": "first", "story": "What happened.",
    }  # fmt: skip
    assert not result.sound


def test_a_seed_that_comes_to_no_end_is_broken_too() -> None:
    """It holds for no promise, and its story tells at least what was planned."""
    result = prove([3, 4], 2, lambda _seed, _result: None, limit=0.0)
    assert result.seeds == 2
    assert not result.held
    assert [(each.promise, each.seed) for each in result.broken] == [(None, 3), (None, 4)]
    assert all("did not come to its end" in each.words and len(each.story) > 3 for each in result.broken)


def test_a_broken_seed_is_told_short() -> None:
    """What a worker sends back for the first seeds that break a promise."""
    mutant = next(mutant for mutant in MUTANTS if mutant.name == "sources are left out")
    with mutant.applied():
        place, words, story = short_story(7, 1, 10)
    assert (place, words) == (7, "“Hello, I am Lumi, an AI.” has no source.")
    assert len(story) < 40
    assert story[-1].startswith("Broken is promise 10")


def _hangs() -> None:
    while True:
        pass


def _dies() -> None:
    os._exit(3)


def _fails() -> None:
    raise ValueError("on purpose")


def test_a_worker_may_hang_die_or_fail() -> None:
    """The others go on, and so does the next job."""
    begun = time.monotonic()
    with Crew(2) as crew:
        crew.give(_hangs, limit=1.0)
        crew.give(_dies, limit=60.0)
        crew.give(_fails, limit=60.0)
        crew.give(abs, -4, limit=60.0)
        came = {job.work: result for job, result in crew.results()}
    assert came[abs] == 4
    assert came[_hangs] == Lost("It did not come to its end within 1 seconds.", raised=False)
    assert came[_dies] == Lost("Its process ended by itself (3).", raised=False)
    assert came[_fails].raised
    assert "ValueError: on purpose" in came[_fails].why
    assert time.monotonic() - begun < 60.0

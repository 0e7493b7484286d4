"""Subjects take turns, what does not count is not counted, and flushes are seen and delayed."""

import shutil
from pathlib import Path

import pytest

from bench.frame.conductor import Entry, Measured, Plan, Setting, conduct, python
from bench.frame.subject import percentile

pytestmark = pytest.mark.slow

ALONE, CROWD = Setting(1), Setting(8)
QUICK = Plan(rounds=2, slow_rounds=1, seconds=0.001, settings=(ALONE, CROWD), fewest=16, most=16, drop=3)
needs_compiler = pytest.mark.skipif(shutil.which("gcc") is None, reason="counting flushes needs gcc")


def fake(folder: Path, name: str, *fate: str) -> Entry:
    """A subject that does next to nothing."""
    return Entry(name, f"the fake {name}", python("tests.bench.fake_subject", str(folder), name, *fate))


def run(folder: Path, plan: Plan, *names: str) -> list[Measured]:
    return conduct([fake(folder, name) for name in names], plan, folder, tell=lambda _: None)


def test_subjects_take_turns_in_every_round(tmp_path: Path) -> None:
    run(tmp_path, Plan(rounds=3, slow_rounds=0, seconds=0.001, settings=(ALONE,), most=20), "ada", "bob", "cy")

    turns = (tmp_path / "turns").read_text().split()

    assert turns[:12] == ["ada", "bob", "cy"] * 4  # a round to find the pace, three that count
    assert turns[12:] == ["ada", "bob", "cy"]  # and what a parked conversation costs


def test_each_counted_round_has_a_stretch_without_the_dropped_cycles(tmp_path: Path) -> None:
    (ada,) = run(tmp_path, QUICK, "ada")

    assert ada.versions == {"ada": "1.0"}
    assert [len(ada.stretches[setting]) for setting in (ALONE, CROWD)] == [2, 2]
    for stretch in ada.stretches[ALONE]:
        assert stretch["cycles"] == 16
        assert stretch["cycles_a_cycle"] == 1  # the subject's own count over just these cycles


def test_a_closed_loop_keeps_so_many_at_once(tmp_path: Path) -> None:
    (ada,) = run(tmp_path, QUICK, "ada")

    most = {setting: ada.stretches[setting][0]["most_a_cycle"] * 16 for setting in (ALONE, CROWD)}

    assert most == {ALONE: 1, CROWD: 8}


@needs_compiler
def test_flushes_are_counted_and_made_slower(tmp_path: Path) -> None:
    slow = Setting(1, commit_ms=5.0)
    (ada,) = run(tmp_path, Plan(rounds=1, slow_rounds=1, seconds=0.001, settings=(ALONE, slow), most=20), "ada")

    assert ada.stretches[ALONE][0]["flushes_a_cycle"] == 2
    assert ada.stretches[slow][0]["flushes_a_cycle"] == 2
    assert ada.stretches[slow][0]["p50_ms"] >= 10
    assert ada.stretches[ALONE][0]["p50_ms"] < ada.stretches[slow][0]["p50_ms"] - 5


def test_a_subject_that_dies_ends_the_run_with_its_name(tmp_path: Path) -> None:
    entries = [fake(tmp_path, "ada"), fake(tmp_path, "bob", "dies")]

    with pytest.raises(RuntimeError, match="bob ended"):
        conduct(entries, QUICK, tmp_path, tell=lambda _: None)


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(value) for value in range(100, 0, -1)]

    assert percentile(values, 0.5) == 51
    assert percentile(values, 0.99) == 100
    assert percentile([7.0], 0.99) == 7


@pytest.mark.slow
def test_our_journal_costs_two_commits_a_cycle(tmp_path: Path) -> None:
    entry = Entry("journal", "the journal", python("bench.subjects.journal", str(tmp_path / "journal.db")))

    (measured,) = conduct([entry], QUICK, tmp_path, tell=lambda _: None)

    assert all(stretch["commits_a_cycle"] == 2 for stretch in measured.stretches[ALONE])
    assert all(stretch["commits_a_cycle"] < 2 for stretch in measured.stretches[CROWD])
    assert measured.parked["disk_bytes"] > 200

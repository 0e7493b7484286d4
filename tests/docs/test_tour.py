"""`earpiece tour` runs each command once, says what it showed, and ends with status 1 if one fails."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from earpiece.cli import app
from earpiece.cli import tour as touring
from earpiece.cli.claims import CLAIMS, RUNS
from earpiece.cli.tour import Taken, take

PROOF = {"seeds": 20, "held": {"1": 20, "15": 20}, "broken": [], "faults": {"dies": 3}}
CROWD = {
    "conversations": 60, "outcomes": {"resolved": 60}, "consults": {"by_kind": {"approval": 6}},
    "asked_twice": 0, "lost": 0, "repeated": 1, "unended": 0, "unanswered": 0,
}  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """Commands that the tour ran, with how many customers; they show the above, and nothing else works."""
    ran: list[tuple[str, float]] = []

    def taken(name: str, company: Path, customers: float) -> Taken:
        ran.append((name, customers))
        found: Any = {"proof": PROOF, "crowd": CROWD}.get(name)
        return Taken(name, f"earpiece {name}", 2.0, int(found is None), found, "" if found else "It was not possible.")

    monkeypatch.setattr(touring, "take", taken)
    return ran


def tour(*arguments: str) -> Result:
    """The command in the folder of some company."""
    return CliRunner().invoke(app, ["tour", "tests", *arguments])


def test_one_command_for_all_claims_that_are_read_from_it(asked: list[tuple[str, float]]) -> None:
    """Each says what was seen, and the reason where it does not work."""
    result = tour("--only", "re", "--customers", "0.5")
    assert len(asked) == len(set(asked))
    assert {customers for _, customers in asked} == {0.5}
    assert "in 60 conversations 1 repeated" in result.output


def test_what_was_seen_in_words(asked: list[tuple[str, float]]) -> None:
    """The figure, how it stands, its seconds, the whole command, and what is not shown."""
    result = tour("--only", "promises")
    assert result.exit_code == 0
    assert asked == [("proof", 1.0)]
    for words in ("works", "all held", "2 s", RUNS["proof"].in_full(), "Not shown yet", "no telephone channel"):
        assert words in result.output


def test_a_command_that_fails(asked: list[tuple[str, float]], tmp_path: Path) -> None:
    """The others are shown all the same; the status says that one failed."""
    result = tour("--json", str(tmp_path / "tour.json"))
    assert result.exit_code == 1
    assert asked == [(name, 1.0) for name in RUNS]
    assert "It was not possible." in result.output
    found = json.loads((tmp_path / "tour.json").read_text())
    assert {run["name"]: run["status"] for run in found["runs"]} == dict.fromkeys(RUNS, 1) | {"crowd": 0, "proof": 0}
    stands = {claim["name"]: claim["stands"] for claim in found["claims"]}
    assert set(stands) == {claim.name for claim in CLAIMS}
    assert (stands["outage"], stands["no repeats"], stands["promises"]) == ("failed", "not", "works")
    assert found["not_yet"]


def test_no_such_claim(asked: list[tuple[str, float]]) -> None:
    """Those that there are are named."""
    result = tour("--only", "teleport")
    assert "promises" in str(result.exception)
    assert not asked


@pytest.mark.slow
def test_what_a_command_says_of_its_failure(tmp_path: Path) -> None:
    """An empty folder is no company."""
    found = take("crowd", tmp_path)
    assert found.status
    assert found.found is None
    assert "status 1" in found.error

"""docs/claims.md says what the claims say, each with a command and a test that there are, and each can be seen."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main

from earpiece.cli import app
from earpiece.cli.claims import CLAIMS, ELSEWHERE, RUNS, Claim
from earpiece.cli.tour import Taken, take
from tests.docs.claims_page import MEASURED, PAGE, page

ROOT = Path(__file__).parents[2]
GROUP: Any = typer.main.get_group(app)
COMMANDS = sorted({run.in_full() for run in RUNS.values()} | {each.command for each in ELSEWHERE})
SMALL = 0.3
"""So many times the tour's customers are enough to see that each row gives a figure."""


def test_the_page_says_what_the_claims_say() -> None:
    """To renew it: python -m tests.docs.claims_page > docs/claims.md"""
    assert PAGE.read_text("utf-8") == page(), "run: python -m tests.docs.claims_page > docs/claims.md"
    measured = json.loads(MEASURED.read_text("utf-8"))
    assert set(measured["claims"]) == {claim.name for claim in CLAIMS}
    assert set(measured["runs"]) == set(RUNS) == {claim.run for claim in CLAIMS}


def test_every_claim_has_a_test() -> None:
    """A file that is there and tests something."""
    for each in (*CLAIMS, *ELSEWHERE):
        assert "def test_" in (ROOT / each.test).read_text("utf-8"), each.test


def test_every_name_is_one_claims() -> None:
    """So that each can be chosen."""
    assert len({claim.name for claim in CLAIMS}) == len(CLAIMS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_whole_command_is_understood(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the command line as it is, from the folder of the sources."""
    monkeypatch.chdir(ROOT)
    understood(shlex.split(command))


@pytest.mark.parametrize("name", RUNS)
def test_every_short_command_is_understood(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And writes JSON where it is told to."""
    monkeypatch.chdir(ROOT)
    understood(["earpiece", *RUNS[name].arguments("companies/hudson", 1.0), "--json", "-"])


def understood(words: list[str]) -> None:
    """Raises a usage error if an option or an argument is not one."""
    assert words[0] == "earpiece"
    GROUP.get_command(None, words[1]).make_context(words[1], words[2:])


@pytest.fixture(scope="module")
def runs() -> dict[str, Taken]:
    """Each short command, run when it is first asked for."""
    return {}


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_every_claim_can_be_seen(claim: Claim, runs: dict[str, Taken]) -> None:
    """Its short command ends well and shows a figure, on a small day."""
    if claim.run not in runs:
        runs[claim.run] = take(claim.run, ROOT / "companies" / "larkspur", SMALL)
    taken = runs[claim.run]
    assert not taken.error
    assert not taken.status
    seen = claim.read(taken.found)
    assert seen.stands != "not measured"
    assert any(sign.isdigit() for sign in seen.figure)

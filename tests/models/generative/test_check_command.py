"""`earpiece check` says that a company needs a large model where none is set."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from earpiece.cli import app

AIRLINE = Path(__file__).parents[3] / "companies" / "airline"
SAYS = "A large model leads here, and none is set on this machine."


def test_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning with file and line, no mistake."""
    monkeypatch.delenv("EARPIECE_MODEL", raising=False)
    found = CliRunner().invoke(app, ["check", str(AIRLINE)])
    assert found.exit_code == 0
    assert f"playbooks/airline.yaml:4: {SAYS}" in found.output
    monkeypatch.setenv("EARPIECE_MODEL", "openai:gpt-4o")
    assert SAYS not in CliRunner().invoke(app, ["check", str(AIRLINE)]).output

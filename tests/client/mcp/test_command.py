"""`earpiece mcp` says what it lacks before it serves anybody."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from earpiece.cli import app
from earpiece.client import ServerFault
from earpiece.client.mcp.serving import bearer
from earpiece.domain.errors import Invalid


def test_it_needs_a_token(tmp_path: Path) -> None:
    for options in ((), ("--token-file", str(tmp_path / "none"))):
        run = CliRunner().invoke(app, ["mcp", *options], env={"EARPIECE_TOKEN": ""})
        assert isinstance(run.exception, Invalid)
        assert "--token-file" in run.exception.message


def test_over_http_the_token_is_the_callers() -> None:
    assert bearer("Bearer abc ") == "abc"
    for header in ("", "Basic abc", "Bearer ", "abc"):
        with pytest.raises(ServerFault, match="Send a token that may ask"):
            bearer(header)

"""What is said when a server may open no more files."""

import asyncio
import errno
from typing import Any

import pytest
from structlog.testing import capture_logs

from earpiece.web.files import QUIET, say_when_files_run_out
from tests.web.fakes import RealClock


def handled(monkeypatch: pytest.MonkeyPatch, *contexts: dict[str, Any], ahead: float = 0.0) -> list[dict[str, Any]]:
    """What is logged when the loop reports these, the last one so many seconds later; what it says itself included."""
    clock, own = RealClock(), list[dict[str, Any]]()

    async def report() -> None:
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "default_exception_handler", own.append)
        say_when_files_run_out(loop, clock)
        for context in contexts[:-1]:
            loop.call_exception_handler(context)
        clock.ahead += ahead
        loop.call_exception_handler(contexts[-1])

    with capture_logs() as logs:
        asyncio.run(report())
    return [*map(dict, logs), *own]


FULL = {"message": "socket.accept() out of system resource", "exception": OSError(errno.EMFILE, "too many")}
OTHER = {"message": "something else", "exception": OSError(errno.ECONNRESET, "gone")}


def test_it_is_said_once_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often the loop reports it; again when a minute has passed."""
    (line,) = handled(monkeypatch, FULL, FULL, FULL)
    assert line["log_level"] == "error"
    assert line["open_files_allowed"] > 0
    assert "ulimit" in line["remedy"]
    assert len(handled(monkeypatch, FULL, FULL, ahead=QUIET + 1)) == 2


def test_other_troubles_are_told_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what we have words for is put into other words."""
    assert handled(monkeypatch, OTHER, OTHER) == [OTHER, OTHER]

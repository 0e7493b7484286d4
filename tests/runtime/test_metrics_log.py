"""What the log and the metrics know of each other: lines are counted by level, and carry the trace they belong to."""

import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from opentelemetry.sdk.trace import TracerProvider

from earpiece.cli import logs
from earpiece.telemetry import LINES


@pytest.fixture(autouse=True)
def set_up() -> Iterator[None]:
    """As `earpiece serve` does it; afterwards as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.set_up()
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


def test_lines_are_counted_ours_and_those_of_libraries(capsys: pytest.CaptureFixture[str]) -> None:
    """By level."""
    before = dict(LINES)
    logs.set_up()
    structlog.get_logger().error("a timer failed")
    logging.getLogger("library").error("what it says")
    assert LINES["error"] == before["error"] + 2
    assert LINES["warning"] == before["warning"]
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_a_line_within_a_span_says_which(capsys: pytest.CaptureFixture[str]) -> None:
    """And outside of one it does not."""
    logs.set_up()
    log = structlog.get_logger()
    with TracerProvider().get_tracer("test").start_as_current_span("turn") as span:
        log.warning("inside")
        trace = f"{span.get_span_context().trace_id:032x}"
    log.warning("outside")
    inside, outside = map(json.loads, capsys.readouterr().err.splitlines())
    assert inside["trace_id"] == trace
    assert re.fullmatch("[0-9a-f]{16}", inside["span_id"])
    assert "trace_id" not in outside

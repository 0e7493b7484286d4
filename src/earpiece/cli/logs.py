"""The server's log: one JSON object a line on standard error, without anybody's words.

An error's message may quote what a customer typed, and local variables do. So of errors that are not our own only the
kind is told, and where they were raised.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import structlog
from opentelemetry.trace import format_span_id, format_trace_id, get_current_span
from structlog.typing import EventDict, WrappedLogger

from earpiece.domain.errors import EarpieceError
from earpiece.telemetry import LINES


def set_up() -> None:
    """Ours and the web server's go the same way."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            counted,
            traced,
            told,
            in_json,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter())
    handler.addFilter(counted_record)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def counted(_: WrappedLogger, level: str, line: EventDict) -> EventDict:
    """Count the line, for the metrics."""
    LINES[level] += 1
    return line


def counted_record(record: logging.LogRecord) -> bool:
    """Count a library's line."""
    LINES[record.levelname.lower()] += 1
    return True


def traced(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """The trace and span this line belongs to, if somebody traces."""
    span = get_current_span().get_span_context()
    if span.is_valid:
        line.update(trace_id=format_trace_id(span.trace_id), span_id=format_span_id(span.span_id))
    return line


def told(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """The error of this line as data."""
    raised = line.pop("exc_info", None)
    error = sys.exc_info()[1] if raised is True else raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        line.update(explained(error))
    return line


def explained(error: BaseException) -> dict[str, Any]:
    """Kind and places; the message if it is ours, since ours hold nothing secret or personal."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    said = f": {error.message}" if isinstance(error, EarpieceError) else ""
    return {"error": type(error).__name__ + said, "trace": places}


def in_json(_: WrappedLogger, __: str, line: EventDict) -> str:
    """The line as it is written."""
    return json.dumps(line, default=repr, ensure_ascii=False)


class Formatter(logging.Formatter):
    """Lines of libraries, in the same shape."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "event": record.getMessage(),
            "logger": record.name,
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= explained(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)

"""Makes docs/events.md from the events' own docstrings: `python -m tests.docs.events_page > docs/events.md`."""

import ast
import inspect
import sys
import textwrap

from earpiece.domain import (
    controls,
    desk_events,
    events,
    flags,
    interventions,
    learning,
    precedent,
    seeds,
    workspace_events,
)
from earpiece.domain.all_events import EVENT_TYPES
from earpiece.domain.event import BaseEvent, Personal

HEAD = """\
# Events

Everything that happens is one of these, in the stream of its subject; [the journal](journal.md) says how they are kept.
Fields marked *personal* are encrypted under the key of the person the stream is about, and are gone when that person is
[erased](operations.md#erasing-a-person). A class whose fields change gets a new version, and older ones are lifted when
they are read, so that old journals load.

This page is made from the classes in `src/earpiece/domain/`; a test keeps it up to date.
"""
PARTS = (
    (events, "## In a conversation", "Streams `conversation/ID`."),
    (flags, "## What is flagged", "Streams `conversation/ID`; see [guards](guards.md)."),
    (interventions, "## What people do in a conversation", "Streams `conversation/ID`."),
    (controls, "## What supervisors set for all", "Stream `controls/company`; `ControlsNoted` in `conversation/ID`."),
    (
        desk_events,
        "## At the desk, and in the company",
        "Streams `card/ID`, `draft/ID`, `expert/ID`, `presence/ID` and `company`.",
    ),
    (precedent, "## Answers that are kept", "Streams `precedent/ID`."),
    (seeds, "## Cards whose right answer is known", "Streams `card/ID`, `seed/CARD` and `seeds/company`."),
    (
        learning,
        "## What is learned of own decisions",
        "Streams `class/ID`; `DecidedAlone` and `FoundWrong` in `conversation/ID`, `AuditAnswered` and `AuditClosed` "
        "in `card/ID`.",
    ),
    (workspace_events, "## In other workspaces", "Streams `slack/CARD` and `webhook/ID`."),
)


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    for module, title, streams in PARTS:
        lines += [title, "", streams, ""]
        for event in EVENT_TYPES.values():
            if event.__module__ == module.__name__:
                lines += [*section(event), ""]
    return "\n".join(lines).rstrip() + "\n"


def section(event: type[BaseEvent]) -> list[str]:
    """One event: what it says, and its fields."""
    told = " ".join((event.__doc__ or "").split())
    version = f" Version {event.VERSION}." if event.VERSION > 1 else ""
    lines = [f"### {event.__name__}", "", told + version, ""]
    notes = field_notes(event)
    for name, field in event.model_fields.items():
        marks = ["personal"] if any(isinstance(mark, Personal) for mark in field.metadata) else []
        marks += [] if field.is_required() else ["may be missing"]
        mark = f" *({', '.join(marks)})*" if marks else ""
        lines.append(f"- `{name}`{mark}{': ' + notes[name] if name in notes else ''}")
    return lines


def field_notes(event: type[BaseEvent]) -> dict[str, str]:
    """The string below each field of the class."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(event))).body
    assert isinstance(body, ast.ClassDef)
    notes = {}
    for field, note in zip(body.body, body.body[1:], strict=False):
        named = isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and field.target.id
        if named and isinstance(note, ast.Expr) and isinstance(note.value, ast.Constant):
            notes[str(named)] = " ".join(str(note.value.value).split())
    return notes


if __name__ == "__main__":
    sys.stdout.write(page())

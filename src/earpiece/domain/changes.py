"""What an event changes in timers and lists; `projections` says which does what."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Wake the stream at `due` (seconds); replaces a timer of the same name.

    `work` says that the node which sets it is at work on the matter meanwhile. Should that node die, a live one need
    not wait for the timer (see `Journal.orphans`).
    """

    name: str
    due: float
    work: bool = False


@dataclass(frozen=True, slots=True)
class DropTimer:
    """Forget a timer; None drops all timers of the stream."""

    name: str | None


@dataclass(frozen=True, slots=True)
class PutRow:
    """Insert or update an entry of a list; `fields` are merged into those it had.

    `at` is its place in the list from now on; None: the place it has, or at first the time of its event.
    """

    table: str
    id: str
    status: str
    fields: dict[str, Any] = field(default_factory=dict)
    at: float | None = None


Change = SetTimer | DropTimer | PutRow

"""Lifts older versions of an event to today's, when they are read. Stored events are never edited.

When a class's fields change, its VERSION grows by one and a step from the old one is registered in HISTORY.
"""

from collections.abc import Callable
from typing import Any

Fields = dict[str, Any]
Step = Callable[[Fields], Fields]


class Upcasts:
    """One step per stored name and version; each leads to the next version, maybe under a new name."""

    def __init__(self) -> None:
        self._steps: dict[tuple[str, int], tuple[str, Step]] = {}

    def register(self, name: str, version: int, step: Step, renamed: str | None = None) -> None:
        """Says how `version` of the event `name` becomes `version + 1` (of `renamed`, if the class got a new name).

        `step` takes the stored fields as plain JSON and returns the newer ones. Personal fields are missing in
        what it takes when the person was erased; those it does not return read as erased.
        """
        self._steps[name, version] = (renamed or name, step)

    def lift(self, name: str, version: int, fields: Fields) -> tuple[str, int, Fields]:
        """Takes what was stored; returns name, version and fields after all known steps."""
        while (name, version) in self._steps:
            name, step = self._steps[name, version]
            fields = step(fields)
            version += 1
        return name, version, fields

    def __contains__(self, stored: tuple[str, int]) -> bool:
        return stored in self._steps


HISTORY = Upcasts()
"""What has changed since the first release."""

HISTORY.register("CustomerSaid", 1, lambda said: said)  # `begun` came; without it the next message stands for itself

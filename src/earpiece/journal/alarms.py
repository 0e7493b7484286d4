"""Timers kept in memory, so that the earliest is found without looking at the others."""

import heapq
from collections.abc import Iterator

from earpiece.domain.ports import Timer
from earpiece.journal.batch import Timers


class Alarms:
    """Timers by stream and name. Replaced and dropped ones stay queued until they come up, and are skipped."""

    def __init__(self) -> None:
        self._held: dict[str, dict[str, float]] = {}
        self._queue: list[tuple[float, str, str]] = []

    def change(self, stream: str, timers: Timers) -> None:
        """Applies what a batch does to the stream's timers."""
        held = self._held.setdefault(stream, {})
        if timers.cleared:
            held.clear()
        for name, due in timers.due.items():
            if due is None:
                held.pop(name, None)
            elif held.get(name) != due:
                held[name] = due
                heapq.heappush(self._queue, (due, stream, name))

    def first(self) -> float | None:
        """When the earliest timer is due."""
        self._skip()
        return self._queue[0][0] if self._queue else None

    def due(self, now: float, limit: int) -> list[Timer]:
        """Timers with due <= now, earliest first."""
        found = list(self._taken(now, limit))
        for timer in found:
            heapq.heappush(self._queue, (timer.due, timer.stream, timer.name))
        return found

    def _taken(self, now: float, limit: int) -> Iterator[Timer]:
        seen: set[tuple[str, str]] = set()
        while len(seen) < limit and (due := self.first()) is not None and due <= now:
            _, stream, name = heapq.heappop(self._queue)
            if (stream, name) not in seen:
                seen.add((stream, name))
                yield Timer(stream, name, due)

    def _skip(self) -> None:
        while self._queue:
            due, stream, name = self._queue[0]
            if self._held[stream].get(name) == due:
                return
            heapq.heappop(self._queue)

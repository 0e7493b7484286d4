"""Timers kept in memory, so that the earliest is found without looking at the others."""

import heapq
from collections.abc import Collection, Iterator

from earpiece.domain.ports import Timer
from earpiece.journal.batch import Timers


class Alarms:
    """Timers by stream and name. Replaced and dropped ones stay queued until they come up, and are skipped."""

    def __init__(self) -> None:
        self._held: dict[str, dict[str, float]] = {}
        self._queue: list[tuple[float, str, str]] = []
        self._work: dict[tuple[str, str], str] = {}
        """Whose work a timer stands for: the node's name."""

    def change(self, stream: str, timers: Timers, node: str) -> None:
        """Applies what a batch of `node` does to the stream's timers."""
        held = self._held.setdefault(stream, {})
        if timers.cleared:
            for name in held:
                self._work.pop((stream, name), None)
            held.clear()
        for name, timer in timers.set.items():
            self._work.pop((stream, name), None)
            if timer is None:
                held.pop(name, None)
                continue
            if timer.work:
                self._work[stream, name] = node
            if held.get(name) != timer.due:
                held[name] = timer.due
                heapq.heappush(self._queue, (timer.due, stream, name))

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

    def orphans(self, living: Collection[str], limit: int) -> list[Timer]:
        """Timers of work whose node does not live, earliest first."""
        found = [
            (self._held[stream][name], stream, name)
            for (stream, name), node in self._work.items()
            if node not in living
        ]
        return [Timer(stream, name, due) for due, stream, name in sorted(found)[:limit]]

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

"""An event loop whose time is virtual: when nothing is ready, the clock jumps to the next timer, exactly.

It does no I/O. Nothing ready and no timer set means that somebody lost a wake-up; that is an error of its own.
"""

import asyncio
import heapq
import selectors
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar

from earpiece.sim.lives import mortal_tasks

Result = TypeVar("Result")


class LostWakeUp(RuntimeError):
    """Everything waits and no timer is set: without help from outside nothing would ever happen again."""


class _NoIO(selectors.BaseSelector):
    """A selector that never waits: it moves the loop's time instead."""

    def __init__(self) -> None:
        self.loop: VirtualLoop | None = None
        self._keys: dict[Any, selectors.SelectorKey] = {}

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        key = selectors.SelectorKey(fileobj, fileobj if isinstance(fileobj, int) else fileobj.fileno(), events, data)
        self._keys[fileobj] = key
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._keys.pop(fileobj)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._keys

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise LostWakeUp("everything waits, and no timer is set")
        if timeout > 0 and self.loop is not None:
            self.loop.jump()
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """`time()` starts at `start` (seconds since 1970) and moves only when nothing else can happen."""

    def __init__(self, start: float) -> None:
        selector = _NoIO()
        self._virtual = start
        super().__init__(selector)
        selector.loop = self
        self._clock_resolution = 1e-6  # above the spacing of floats at today's dates (2.4e-7)
        self.set_task_factory(mortal_tasks)

    def time(self) -> float:
        return self._virtual

    def jump(self) -> None:
        """Set the time to the next timer's own value, so that sums of floats never drift."""
        scheduled = self._scheduled  # type: ignore[attr-defined] # asyncio's heap of timer handles
        while scheduled and scheduled[0].cancelled():
            heapq.heappop(scheduled)._scheduled = False
        if scheduled:
            self._virtual = max(self._virtual, scheduled[0].when())


START = 1_790_000_000.0
"""21 September 2026, 13:33 UTC: when simulated days begin unless told otherwise."""


def run_virtual(main: Coroutine[Any, Any, Result], start: float = START) -> Result:
    """Run `main` to its end in virtual time and cancel what it left behind."""
    loop = VirtualLoop(start)
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(main)

"""A live node takes up what a dead one was at work on, long before the timers for it are due.

Every node says that it lives; the store knows whose work a timer stands for. Only work that may be begun again is
taken up early: reading a message, a tool that only reads or is idempotent by key, an answer for many. An effect whose
end nobody saw waits for its deadline, since the node may only have slept. Safety rests on the journal, not on who is
thought to be alive.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from earpiece.domain.errors import EarpieceError
from earpiece.domain.ports import Timer
from earpiece.runtime.desk.releases import Releases
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import States
from earpiece.runtime.turn import Turns

log = structlog.get_logger()

MOST_AT_ONCE = 64
"""Matters taken up at the same time; the others wait for their turn."""

MOST_FOUND = 1000
"""New orphans looked at in one round."""


class Takeover:
    """Beats, and looks for orphans. `rhythm` is in seconds: how long between two beats, and between two looks.

    What is taken up runs beside both, so that a message that takes long to read never makes this node look dead.
    """

    def __init__(self, ports: Ports, states: States, turns: Turns, releases: Releases, rhythm: float) -> None:
        self._ports = ports
        self._states = states
        self._turns = turns
        self._releases = releases
        self._rhythm = rhythm
        self._room = asyncio.Semaphore(MOST_AT_ONCE)
        self._seen: set[Timer] = set()
        """Orphans that are being taken up, or have to wait until they are due."""

    async def beat(self) -> None:
        """Say for ever that this node lives."""
        await self._always("this node cannot say that it lives", self._ports.journal.beat)

    async def watch(self) -> None:
        """Look for ever after what dead nodes left."""
        await self._always("nobody can be watched over", self.take_up)

    async def _always(self, failed: str, work: Callable[[], Awaitable[object]]) -> None:
        """Again and again: a node that no longer beats would look dead and go on working."""
        while True:
            try:
                await work()
            except EarpieceError as error:
                log.warning(failed, error=error.message)
            except Exception as error:  # whatever it is, the next round may be better
                log.error(failed, error=repr(error), exc_info=error)
            await self._ports.clock.sleep(self._rhythm)

    async def take_up(self) -> int:
        """Begin to take up what dead nodes left and this one has not seen yet; how many matters that are."""
        orphans = await self._ports.journal.orphans(len(self._seen) + MOST_FOUND)
        fresh = [timer for timer in orphans if timer not in self._seen]
        self._seen = set(orphans)
        self._ports.meters.takeovers.add(by=len(fresh))
        for timer in fresh:
            self._ports.spawn(f"takeover {timer.name}", self._take(timer))
        return len(fresh)

    async def _take(self, timer: Timer) -> None:
        kind, _, id = timer.stream.partition("/")
        async with self._room:
            try:
                if kind == "card":
                    await self._releases.release(await self._states.card(id))
                elif timer.name.startswith("call "):
                    await self._turns.attempts.take_up(id, timer.name.removeprefix("call "), timer.due)
                else:
                    await self._states.conversation_afresh(id)
                    await self._turns.take(id)
            except EarpieceError as error:
                self._seen.discard(timer)  # to be tried again in the next round
                log.warning("a matter could not be taken up", error=error.message)

"""A live node takes up what a dead one was at work on, long before the timers for it are due.

Every node says that it lives; the store knows whose work a timer stands for. Only work that may be begun again is taken
up early: reading a message, a tool that only reads or is idempotent by key. An effect whose end nobody saw waits for
its deadline, since the node may only have slept. Safety rests on the journal, not on who is thought to be alive.
"""

import asyncio

import structlog

from earpiece.domain.errors import EarpieceError
from earpiece.domain.ports import Timer
from earpiece.runtime.ports import Ports
from earpiece.runtime.turn import Turns

log = structlog.get_logger()


class Takeover:
    """Beats, and looks for orphans. `rhythm` is in seconds: how long between two beats."""

    def __init__(self, ports: Ports, turns: Turns, rhythm: float) -> None:
        self._ports = ports
        self._turns = turns
        self._rhythm = rhythm
        self._seen: set[Timer] = set()
        """Orphans that have to wait until they are due."""

    async def run(self) -> None:
        """Beat and look for ever; a journal that cannot be reached is tried again at the next beat."""
        while True:
            try:
                await self._ports.journal.beat()
                await self.take_up()
            except EarpieceError as error:
                log.warning("the journal cannot be reached", error=error.message)
            await self._ports.clock.sleep(self._rhythm)

    async def take_up(self) -> int:
        """Take up what dead nodes left; how many matters that were."""
        orphans = await self._ports.journal.orphans()
        fresh = [timer for timer in orphans if timer not in self._seen]
        self._seen = set(orphans)
        self._ports.meters.takeovers.add(by=len(fresh))
        await asyncio.gather(*(self._take(timer) for timer in fresh))
        return len(fresh)

    async def _take(self, timer: Timer) -> None:
        conversation = timer.stream.removeprefix("conversation/")
        if timer.name.startswith("call "):
            await self._turns.attempts.take_up(conversation, timer.name.removeprefix("call "))
        else:
            await self._turns.take(conversation)

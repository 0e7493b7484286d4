"""A supervisor of a run: pauses, stops, takes over, gives back, or takes over and is never seen again."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from earpiece.domain.errors import Conflict, NotFound, Unusable
from earpiece.runtime.engine import Engine
from earpiece.runtime.supervision.lead_views import ConversationView
from earpiece.sim.proof.nodes import Cluster, ConnectionLost
from earpiece.sim.proof.plan import StepIn
from earpiece.sim.proof.visitors import Record
from earpiece.sim.proof.workers import people

LONGEST = 4000.0
"""Seconds for which a step is tried again while nobody can be reached."""

Doing = Callable[[Engine], Awaitable[ConversationView]]


class Overseer:
    """Cleo, who steps into one conversation once."""

    def __init__(self, step: StepIn, record: Record, seed: int, cluster: Cluster, tell: Callable[[str], None]) -> None:
        self._step = step
        self._record = record
        self._cluster = cluster
        self._tell = tell
        self._dice = random.Random(f"{seed} overseer {step.visitor} {step.at}")
        self._person = people()["cleo"]

    async def work(self) -> None:
        """The step, and its end."""
        await asyncio.sleep(self._step.at)
        if not self._record.conversation:
            return
        match self._step.kind:
            case "pauses":
                await self._held(lambda engine: engine.supervising.pause(self._person, self._record.conversation))
            case "stops":
                await self._held(lambda engine: engine.supervising.stop(self._person, self._record.conversation))
            case _:
                await self._lead()

    async def _held(self, hold: Doing) -> None:
        """Whoever has paused an agent lets it go on."""
        self._tell(f"Cleo {self._step.kind} the agent of {self._record.conversation}.")
        await self._insist(hold)
        await asyncio.sleep(self._step.seconds)
        self._tell(f"Cleo lets the agent of {self._record.conversation} go on.")
        await self._insist(lambda engine: engine.supervising.resume(self._person, self._record.conversation))

    async def _lead(self) -> None:
        id, person = self._record.conversation, self._person
        self._tell(f"Cleo takes {id} over.")
        if not await self._insist(lambda engine: engine.supervising.take_over(person, id)):
            return
        for number in range(2):
            await asyncio.sleep(self._step.seconds / 2)
            words = f"Here is Cleo, word {'one' if number == 0 else 'two'}."
            message = f"cleo {self._step.at} {number}"
            spoke = await self._insist(lambda engine, m=message, w=words: engine.supervising.say(person, id, m, w))  # type: ignore[misc]
            if not spoke or self._step.kind == "falls silent":
                return
        self._tell(f"Cleo gives {id} back.")
        await self._insist(lambda engine: engine.supervising.give_back(person, id, "All is settled."))

    async def _insist(self, doing: Doing) -> bool:
        """Until somebody can be reached; whether it was possible then."""
        until = asyncio.get_running_loop().time() + LONGEST
        while asyncio.get_running_loop().time() < until:
            try:
                await self._cluster.ask(self._dice, doing)
                return True
            except (ConnectionLost, Unusable):
                await asyncio.sleep(1.0)
            except (Conflict, NotFound) as error:
                self._tell(f"Cleo is told: {error.message}")
                return False
        return False

"""The nodes of a run: real engines over lines to one database, which die, sleep, are restarted, are asked by people."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Any, TypeVar

from earpiece.company.shelf import Shelf
from earpiece.domain.errors import Unusable
from earpiece.domain.ports import Journal, Tools, Understanding
from earpiece.runtime.engine import Engine
from earpiece.runtime.ports import Ports
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.vouching import voucher
from earpiece.sim.lives import Life
from earpiece.sim.ports import SeededIds
from earpiece.sim.proof.line import Line, Weather
from earpiece.sim.world import HOST_SECRET, add_experts

Result = TypeVar("Result")
Tell = Callable[[str], None]

DOWN = 1.5
"""Seconds until a dead node is there again."""

PATIENCE = 10.0
"""Seconds a client waits for a node's answer before it asks another one."""

BEAT = 6.0
"""Seconds between two signs of life; a node is taken for dead after nine without one (`play.LEASE`)."""


class ConnectionLost(Exception):
    """The node did not answer, or its answer got lost. Whether it did what was asked nobody knows."""


class NodeClock:
    """The node's own clock, which may be wrong."""

    def __init__(self) -> None:
        self.off = 0.0
        self._loop = asyncio.get_running_loop()

    def now(self) -> float:
        return self._loop.time() + self.off

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Node:
    """One machine. Each time it starts, a new life begins with nothing in memory."""

    def __init__(
        self,
        number: int,
        seed: int,
        open_journal: Callable[[str], Awaitable[Journal]],
        weather: Weather,
        understanding: Understanding,
        tools: Tools,
        tell: Tell,
        shelf: Shelf,
    ) -> None:
        self._shelf = shelf
        self.name = "ABCDE"[number]
        self.clock = NodeClock()
        self._seed = seed
        self._open_journal = open_journal
        self._weather = weather
        self._understanding = understanding
        self._tools = tools
        self._tell = tell
        self._starts = 0
        self.lives: list[Life] = []
        self.up = False
        self.breaks_at: dict[int, str] = {}
        self.dies_at: int | None = None
        self.happened: Callable[[str, int], None] = lambda _kind, _count: None

    async def start(self) -> None:
        """Begin a new life; when the database cannot be reached, try again until it can."""
        self._starts += 1
        name = f"{self.name}{self._starts}"
        dice = random.Random(f"{self._seed} {name}")
        self.life = Life(name)
        self.lives.append(self.life)
        self.life.dies_at, self.dies_at = self.dies_at, None
        self.life.at_end.append(self._ended)
        journal = await self._open_journal(name)
        self.line = Line(journal, self.life, self._weather, dice)
        self.line.breaks_at, self.breaks_at = self.breaks_at, {}
        self.line.happened = self.happened
        self.tasks = Tasks()
        shelf = self._shelf
        ids = SeededIds(dice.getrandbits(64))
        ports = Ports(
            self.line, self.clock, ids, self._understanding, self._tools, shelf, self.tasks.spawn
        )  # fmt: skip
        self.engine = Engine(ports, voucher(HOST_SECRET, self.clock.now), longest_sleep=30.0, beat=BEAT)
        self.life.run(self._join(shelf.publish))

    async def _join(self, publish: Callable[..., Awaitable[None]]) -> None:
        while True:
            try:
                await publish(self.line, self.clock.now())
                await add_experts(self.engine, self._shelf.current().experts)
                break
            except Unusable:
                await asyncio.sleep(1.0)
        self.engine.begin()
        self.up = True

    def _ended(self) -> None:
        self.up = False
        self._tell(f"Node {self.name} is dead.")
        asyncio.get_running_loop().call_later(DOWN, self._again, context=Context())  # not in the life that ends

    def _again(self) -> None:
        task = asyncio.get_running_loop().create_task(self._reborn())
        task.add_done_callback(lambda done: done.exception())

    async def _reborn(self) -> None:
        if not self.life.over:
            await self.start()
            self._tell(f"Node {self.name} is back.")

    async def restart(self) -> None:
        """Stop in order, then start anew."""
        if not self.up:
            return
        self.up = False
        self._tell(f"Node {self.name} is stopped and started again.")
        await self.life.run(self.tasks.close())
        self.life.end()

    async def ask(self, work: Callable[[Engine], Awaitable[Result]], patience: float) -> Result:
        """Have the node do something. Raises ConnectionLost if it dies or is too slow, else what the work raises."""
        if not self.up:
            raise ConnectionLost

        async def do() -> Result:
            return await work(self.engine)

        task = self.life.run(do())
        task.add_done_callback(_retrieved)
        gone = asyncio.Event()
        self.life.at_end.append(gone.set)
        watch = asyncio.get_running_loop().create_task(gone.wait())
        await asyncio.wait([task, watch], timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        watch.cancel()
        if task.done() and not task.cancelled():
            return task.result()
        raise ConnectionLost


def _retrieved(task: "asyncio.Task[Any]") -> None:
    """Whoever waited for it may be gone; how it ended is then nobody's business."""
    if not task.cancelled():
        task.exception()


class Cluster:
    """All nodes behind one address: whoever asks gets to any of them, another one each time."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes

    async def ask(
        self, dice: random.Random, work: Callable[[Engine], Awaitable[Result]], patience: float = PATIENCE
    ) -> Result:
        """Have any node do it; see `Node.ask`."""
        living = [node for node in self.nodes if node.up]
        if not living:
            raise ConnectionLost
        return await dice.choice(living).ask(work, patience)

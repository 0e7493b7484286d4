"""Several nodes over one store in virtual time: each may die, or sleep and wake late."""

import asyncio
import inspect
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from earpiece.company.shelf import Shelf
from earpiece.domain.event import BaseEvent
from earpiece.domain.ports import Receipt, Recorded, Timer, Tools, Write
from earpiece.journal.memory import MemoryStore
from earpiece.runtime.engine import Engine
from earpiece.runtime.ports import Ports
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.vouching import voucher
from earpiece.sim.loop import START
from earpiece.sim.ports import seeded_bytes
from earpiece.sim.proof.understanding import Meaning, ScriptedUnderstanding
from earpiece.sim.world import HOST_SECRET, add_experts
from earpiece.wiring import BEAT_SECONDS, LEASE_SECONDS
from tests.support.disk import Disk
from tests.support.stage import SHOP, Node, Stage


class NodesDisk(Disk):
    """One node's way to the store. While the node sleeps, nothing goes that way."""

    def __init__(self, store: MemoryStore, node: str) -> None:
        super().__init__(store=store, node=node)
        self.awake = asyncio.Event()
        self.awake.set()
        self.sleeps_after: type[BaseEvent] | None = None
        """The node falls asleep when it has stored an event of this type, before it hears so."""

    async def append(self, *writes: Write) -> Receipt:
        """See `Journal.append`."""
        await self.awake.wait()
        receipt = await super().append(*writes)
        kind = self.sleeps_after
        if kind is not None and any(isinstance(event, kind) for write in writes for event in write.events):
            self.awake.clear()
        await self.awake.wait()
        return receipt

    async def read(self, stream: str, after: int = 0) -> list[Recorded]:
        """See `Journal.read`."""
        await self.awake.wait()
        return await super().read(stream, after)

    async def next_due(self) -> float | None:
        """See `Journal.next_due`."""
        await self.awake.wait()
        return await super().next_due()

    async def beat(self) -> None:
        """See `Journal.beat`."""
        await self.awake.wait()
        await super().beat()

    async def orphans(self, limit: int = 100) -> list[Timer]:
        """See `Journal.orphans`."""
        await self.awake.wait()
        return await super().orphans(limit)


class TownNode(Node):
    """A node with its own way to the store, which beats as a real one does."""

    def __init__(self, town: "Town", name: str, shelf: Shelf = SHOP, tools: Tools | None = None) -> None:
        self.disk = NodesDisk(town.store, name)
        self.understanding = ScriptedUnderstanding(town.understanding.script, needs_io=town.understanding.needs_io)
        self.tasks = Tasks()
        ports = Ports(
            self.disk, town.clock, town.ids, self.understanding, tools or town.tools, shelf, self.tasks.spawn
        )  # fmt: skip
        self.engine = Engine(ports, voucher(HOST_SECRET, town.clock.now), beat=BEAT_SECONDS)
        self.engine.begin()


class Town(Stage):
    """A stage with several nodes; the customer and the experts are connected to the first one that lives."""

    def __init__(self, script: Mapping[str, Meaning] | None = None, *, needs_io: bool = False, nodes: int = 2) -> None:
        super().__init__(script, needs_io=needs_io)
        loop = self._runner.get_loop()
        self.store = MemoryStore(seeded_bytes(0).randbytes, loop.time, LEASE_SECONDS)
        self.disk = Disk(store=self.store, node="audience")
        self._count = nodes

    async def _start(self) -> None:
        await SHOP.publish(self.disk, START)
        await self._add_people()
        self.nodes += [TownNode(self, f"n{number}") for number in range(self._count)]

    async def _add_people(self) -> None:
        node = TownNode(self, "first")
        await add_experts(node.engine, SHOP.current().experts)
        await node.tasks.close()
        await node.disk.close()

    def node(self, number: int) -> TownNode:
        """One of the nodes that live."""
        node = self.nodes[number]
        assert isinstance(node, TownNode)
        return node

    def dies(self) -> None:
        """The first node is gone from one instant to the next; it does not say so."""
        self.run(self.nodes.pop(0).tasks.close(), wait=0)

    def sleeps(self) -> TownNode:
        """The first node does nothing any more, until its disk is awake again."""
        node = self.node(0)
        del self.nodes[0]
        node.disk.awake.clear()
        return node

    def wakes(self, node: TownNode) -> None:
        """A sleeping node goes on where it was."""

        async def wake() -> None:
            node.disk.awake.set()

        self.nodes.append(node)
        self.run(wake())


def without(function: Callable[..., Any], *lines: str, instead: str = "pass") -> Callable[..., Any]:
    """The function with some of its lines taken away, to show that they matter."""
    source = textwrap.dedent(inspect.getsource(function))
    for line in lines:
        assert source.count(line) == 1, f"{line!r} is not in {function.__qualname__}"
        source = source.replace(line, instead)
    scope: dict[str, Any] = {}
    exec(source, function.__globals__, scope)  # noqa: S102 - our own code
    return scope[function.__name__]  # type: ignore[no-any-return]

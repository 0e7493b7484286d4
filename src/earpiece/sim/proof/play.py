"""Plays a plan: the real runtime on several nodes in virtual time, people, a back office, and all that goes wrong."""

import asyncio
import random
import tempfile
from collections.abc import Coroutine, MutableMapping
from contextvars import Context
from functools import partial
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from earpiece.domain.digests import person
from earpiece.domain.ports import Journal, News
from earpiece.journal import MemoryJournal, MemoryStore, SqliteJournal, verify
from earpiece.runtime.erasing import erase_customer
from earpiece.sim.loop import START, run_virtual
from earpiece.sim.ports import seeded_bytes
from earpiece.sim.proof import shop
from earpiece.sim.proof.books import BackOffice
from earpiece.sim.proof.ear import Ear
from earpiece.sim.proof.evidence import Evidence, Told, Trouble
from earpiece.sim.proof.line import Weather
from earpiece.sim.proof.nodes import DOWN, Cluster, Node
from earpiece.sim.proof.overseer import Overseer
from earpiece.sim.proof.plan import HOUR, Fault, Plan
from earpiece.sim.proof.visitors import Customer
from earpiece.sim.proof.workers import Click, Expert, Pager

LEASE = 9.0
"""Seconds without a sign of life after which a node is taken for dead."""

LONGEST = 30 * HOUR
"""So long after the last customer left, everything must have come to its end."""

Database = MemoryJournal | SqliteJournal


def play(plan: Plan) -> Evidence:
    """What came of the plan. The same plan gives the same evidence, in every process."""
    with tempfile.TemporaryDirectory() as folder, capture_logs() as logs:
        return run_virtual(Run(plan, Path(folder), logs).play())


class Run:
    """One run. Use inside `run_virtual`."""

    def __init__(self, plan: Plan, folder: Path, logs: list[MutableMapping[str, Any]]) -> None:
        self._plan = plan
        self._folder = folder
        self._shelf = shop.learning() if plan.learns else shop.shelf()
        self._logs = logs
        self._told: list[Told] = []
        self._troubles: list[Trouble] = []
        self._committed: dict[int, float] = {}
        self._clicks: list[Click] = []
        self._pager = Pager()
        self._weather = Weather()
        self._tasks: list[asyncio.Task[Any]] = []
        self._random = seeded_bytes(plan.seed).randbytes
        self._store = MemoryStore(self._random, self._now, LEASE)
        self._view: Database = MemoryJournal(store=self._store, node="outside")
        self._file: SqliteJournal | None = None
        self._seq = 0

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _tell(self, words: str) -> None:
        self._told.append(Told(self._now() - START, words))

    # ── the whole of it ───────────────────────────────────────────────────────────────────────────────────────────

    async def play(self) -> Evidence:
        office = BackOffice(self._plan.moods, lambda: self._seq, self._tell)
        ear = Ear(self._plan.needs_io, random.Random(f"{self._plan.seed} ear"))
        nodes = [
            Node(number, self._plan.seed, self._open, self._weather, ear, office, self._tell, self._shelf)
            for number in range(self._plan.nodes)
        ]
        self._arm(nodes)
        try:
            customers = await self._days(nodes)
        finally:
            self._end(nodes)
        return await self._evidence(customers, office)

    async def _days(self, nodes: list[Node]) -> list[Customer]:
        """From the start until nothing is left to happen."""
        for node in nodes:
            await node.start()
        cluster = Cluster(nodes)
        for fault in self._plan.faults:
            self._start(self._come_about(fault, nodes[fault.node]))
        for worker in self._plan.workers:
            self._start(Expert(worker, self._plan.seed, self._pager, cluster, self._clicks, self._tell).work())
        customers = [Customer(visitor, self._plan.seed, cluster, self._tell) for visitor in self._plan.visitors]
        records = {customer.record.visitor.number: customer.record for customer in customers}
        overseers = [
            Overseer(step, records[step.visitor], self._plan.seed, cluster, self._tell)
            for step in self._plan.steps_in if step.visitor in records
        ]  # fmt: skip
        await asyncio.gather(*(each.play() for each in customers), *(each.work() for each in overseers))
        await self._settle()
        for task in self._tasks:
            if task.done():
                task.result()  # what nobody expected: a mistake in the program or in the simulation
            task.cancel()
        return customers

    def _end(self, nodes: list[Node]) -> None:
        """Nothing goes on behind the run."""
        told = len(self._told)
        for life in [life for node in nodes for life in node.lives]:
            life.over = True
            life.end()
        del self._told[told:]

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do it in the world's own life, whichever node's doing it comes from."""
        self._tasks.append(asyncio.get_running_loop().create_task(work, context=Context()))

    async def _settle(self) -> None:
        """Until nothing is due any more."""
        end = self._now() + LONGEST
        await asyncio.sleep(max(0.0, START + self._plan.calm_at + 60.0 - self._now()))
        while await self._view.next_due() is not None and self._now() < end:  # noqa: ASYNC110 - virtual time has to pass
            await asyncio.sleep(120.0)

    # ── the database ──────────────────────────────────────────────────────────────────────────────────────────────

    async def _open(self, life: str) -> Journal:
        """A line's other end for a node that starts."""
        if not self._plan.on_disk:
            journal: Database = MemoryJournal(store=self._store, node=life)
        else:
            if self._file is not None:
                await self._file.close()
            path = self._folder / "journal.db"
            journal = self._view = self._file = await SqliteJournal.open(path, self._random, inline=True)
        if self._plan.on_disk or not self._committed:
            self._committed.setdefault(0, self._now())
            journal.subscribe(self._note)
        return journal

    def _note(self, news: News) -> None:
        for seq in range(self._seq + 1, news.seq + 1):
            self._committed[seq] = self._now()
        self._seq = max(self._seq, news.seq)
        if any(stream.startswith("card/") for stream in news.streams or ()):
            self._pager.ring()

    # ── what goes wrong ───────────────────────────────────────────────────────────────────────────────────────────

    def _arm(self, nodes: list[Node]) -> None:
        for fault in self._plan.faults:
            node = nodes[fault.node]
            if fault.kind == "dies":
                node.dies_at = fault.count
            elif fault.count:
                node.breaks_at[fault.count] = fault.kind
        for node in nodes:
            node.happened = partial(self._broke, node)

    def _broke(self, node: Node, kind: str, write: int) -> None:
        self._tell(f"Node {node.name}: {kind} number {write}.")
        seconds = max([fault.seconds for fault in self._plan.faults if (fault.kind, fault.count) == (kind, write)])
        self._trouble(kind, DOWN + 1.0 + seconds)
        if kind == "sleeps after write":
            self._start(self._sleep(node, seconds))

    def _trouble(self, kind: str, seconds: float) -> None:
        begins = self._now() - START
        self._troubles.append(Trouble(kind, begins, begins + seconds))

    async def _come_about(self, fault: Fault, node: Node) -> None:
        if fault.kind == "dies":
            node.life.at_end.append(lambda: self._trouble("dies", DOWN + 1.0))
        if not fault.at:
            return
        await asyncio.sleep(fault.at)
        happening = {
            "sleeps": self._stand_still, "restarts": self._restart, "deaf": self._deafen, "database away": self._away,
            "disk full": self._full, "clock jumps": self._jump,
        }.get(fault.kind)  # fmt: skip
        if happening is not None:
            self._trouble(fault.kind, fault.seconds + 3.0 if fault.kind != "clock jumps" else LONGEST)
            await happening(fault, node)

    async def _stand_still(self, fault: Fault, node: Node) -> None:
        await self._sleep(node, fault.seconds)

    async def _sleep(self, node: Node, seconds: float) -> None:
        life = node.life
        self._tell(f"Node {node.name} stands still for {seconds:.0f} seconds.")
        life.sleep()
        node.up = False
        await asyncio.sleep(seconds)
        life.wake()
        node.up = not life.dead if node.life is life else node.up
        self._tell(f"Node {node.name} wakes.")

    async def _restart(self, fault: Fault, node: Node) -> None:
        await node.restart()

    async def _deafen(self, fault: Fault, node: Node) -> None:
        self._tell(f"Node {node.name} hears nothing of the others for {fault.seconds:.0f} seconds.")
        node.line.deaf = True
        await asyncio.sleep(fault.seconds)
        node.line.deaf = False

    async def _away(self, fault: Fault, node: Node) -> None:
        self._tell(f"The database is away for {fault.seconds:.0f} seconds.")
        self._weather.away = True
        await asyncio.sleep(fault.seconds)
        self._weather.away = False

    async def _full(self, fault: Fault, node: Node) -> None:
        self._tell(f"The disk is full for {fault.seconds:.0f} seconds.")
        self._weather.full = True
        await asyncio.sleep(fault.seconds)
        self._weather.full = False

    async def _jump(self, fault: Fault, node: Node) -> None:
        self._tell(f"The clock of node {node.name} jumps by {fault.seconds:.0f} seconds.")
        node.clock.off += fault.seconds

    # ── afterwards ────────────────────────────────────────────────────────────────────────────────────────────────

    async def _evidence(self, customers: list[Customer], office: BackOffice) -> Evidence:
        view, records = self._view, [customer.record for customer in customers]
        journal, stored = await view.read_all(limit=10**9), await view.stored(0, 10**9)
        timers, chain = await view.due(1e18, 1000), await verify(view)
        erased = records[0].customer
        await erase_customer(view, erased)
        evidence = Evidence(
            plan=self._plan, company=self._shelf.current(), began=START, ended=self._now(), journal=journal,
            written=self._weather.written,
            stored=stored, committed=self._committed, customers=records, clicks=self._clicks,
            back_office=office.record, timers=timers, seen_by_experts="", logs=self._logs, chain=chain,
            after_erasing=await view.read_all(limit=10**9), erased=person(erased),
            chain_after_erasing=await verify(view), troubles=self._troubles, told=self._told,
        )  # fmt: skip
        if self._file is not None:
            await self._file.close()
        return evidence

"""The real system in one process and virtual time, on a journal in memory."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any

from earpiece.company.shelf import Shelf
from earpiece.company.toolbox import load_toolbox
from earpiece.domain.ports import Journal, Planner, Tools, Understanding
from earpiece.journal.memory import MemoryJournal
from earpiece.runtime.engine import Engine
from earpiece.runtime.ports import Ports
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.vouching import sign, voucher
from earpiece.sim.ports import SeededIds, VirtualClock, seeded_bytes

HOST_SECRET = b"the simulated host page's shared secret"

IN_MEMORY = Path("/dev/shm")  # noqa: S108 # only a place for folders of random names
ROOM = 256 * 2**20
"""Bytes that must be free in memory; else folders are on the disk."""


def passing_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for what need not outlive a simulated world: in memory where the system offers that, since the books of
    a simulated company need not survive a loss of power."""
    roomy = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM
    return tempfile.TemporaryDirectory(dir=IN_MEMORY if roomy else None)


class World(AbstractContextManager["World"]):
    """A company in a simulated world. Use inside `run_virtual`; `start` begins its timers and adds its experts."""

    def __init__(
        self,
        shelf: Shelf,
        understanding: Understanding,
        *,
        seed: int = 0,
        tools: Tools | None = None,
        journal: Journal | None = None,
        books: Path | None = None,
        planner: Planner | None = None,
    ) -> None:
        """`books`: a folder with what the company's tools keep, to begin with a copy of."""
        self.clock = VirtualClock()
        self.ids = SeededIds(seed)
        self.tasks = Tasks()
        self.journal = journal or MemoryJournal(seeded_bytes(seed).randbytes)
        self._folder = passing_folder()
        self.data = Path(self._folder.name)
        if books is not None:
            shutil.copytree(books, self.data, dirs_exist_ok=True)
        self.tools = tools or load_toolbox(shelf.files, self.data, self.clock.now, inline=True)
        self.shelf = shelf
        ports = Ports(
            self.journal, self.clock, self.ids, understanding, self.tools, shelf, self.tasks.spawn, planner=planner
        )  # fmt: skip
        self.engine = Engine(ports, voucher(HOST_SECRET, self.clock.now), longest_sleep=3600.0, beat=3600.0)

    async def start(self) -> None:
        """Publish the company, add the people of its desk, begin the timers."""
        await self.shelf.publish(self.journal, self.clock.now())
        await add_experts(self.engine, self.shelf.current().experts)
        self.engine.begin()

    def token(self, customer: str, name: str | None = None) -> str:
        """The host page's word for a customer."""
        return sign(customer, name, HOST_SECRET, self.clock.now())

    async def close(self) -> None:
        await self.tasks.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()


async def add_experts(engine: Engine, experts: tuple[Mapping[str, Any], ...]) -> None:
    """Bring the accounts up to what the company's desk.yaml says; several nodes may do so at once."""
    await engine.accounts.follow_file(experts)

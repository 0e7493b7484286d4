"""Conversations that wait for a person, made by the real runtime and kept for the next run.

Each begins with the agent's greeting and goes on with one message that says everything the playbook "the identity
check" wants to know; it ends with an open question to the identity team, told to the customer, its card on the desk
and its timers set. The understanding is told what the message means; all else is as in a server.

Their clock is decades ahead, so that no timer of theirs comes due while something is measured.
"""

import asyncio
import hashlib
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from bench.server import HUDSON, ROOT
from earpiece.company.shelf import Shelf
from earpiece.company.toolbox import load_toolbox
from earpiece.domain.commands import Command, Give, Situation, Start
from earpiece.journal.sqlite import SqliteJournal
from earpiece.runtime.engine import Engine
from earpiece.runtime.ports import Ports
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.vouching import sign, voucher
from earpiece.sim.world import add_experts
from earpiece.wiring import RealIds

CACHE = Path(__file__).parent / ".cache"
AHEAD = 60 * 365 * 86_400.0
"""Seconds by which the clock of what is prepared runs ahead."""
AT_ONCE = 256
"""Conversations that are prepared at a time."""
SECRET = b"the secret of the benchmark's host page"
WORDS = (
    "The identity check does not work: the photo of my passport is rejected each time, I have tried all you say "
    "there. I am registered as maya.chen@example.com. Please have somebody look at the pictures by hand."
)
MEANS: tuple[Command, ...] = (
    Start(target="playbook/identity-check-failed"),
    Give(slot="problem", value="photo"),
    Give(slot="tried", value=True),
    Give(slot="email", value="maya.chen@example.com"),
    Give(slot="document", value="passport"),
)
EVENTS = 28 + 1
"""Events of one such conversation and of its card."""


class Ahead:
    """Implements `domain.ports.Clock`: the machine's time, decades later."""

    def now(self) -> float:
        return time.time() + AHEAD

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Told:
    """Implements `domain.ports.Understanding`: every message means the same."""

    version = "told"
    needs_io = False

    async def read(self, text: str, situation: Situation) -> list[Command]:
        return list(MEANS)


def folder_with(parked: int, into: Path) -> float:
    """Fill the data folder with a journal that holds so many parked conversations; seconds it took to prepare them.

    What was prepared once by this code for this company is copied.
    """
    kept = CACHE / digest() / f"parked-{parked}"
    began = time.perf_counter()
    if not kept.exists():
        forget_others()
        half = kept.with_name(f"{kept.name}.half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        print(f"Preparing {parked:,} parked conversations …", file=sys.stderr)
        asyncio.run(_prepare(half, parked))
        half.rename(kept)
    took = time.perf_counter() - began
    into.mkdir(parents=True, exist_ok=True)
    for file in kept.iterdir():
        shutil.copy2(file, into / file.name)
    return took


def digest() -> str:
    """Names the code and the company that a prepared journal depends on."""
    made = hashlib.sha256()
    source = ROOT / "src" / "earpiece"
    for file in sorted([*_code(source, "agent", "domain", "gate", "journal", "runtime"), *_files(HUDSON)]):
        made.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    made.update(Path(__file__).read_bytes())
    return made.hexdigest()[:12]


def forget_others() -> None:
    """Remove what older code has prepared."""
    for folder in CACHE.iterdir() if CACHE.exists() else ():
        if folder.name != digest():
            shutil.rmtree(folder)


def _code(source: Path, *packages: str) -> Iterable[Path]:
    return [file for package in packages for file in (source / package).rglob("*") if file.suffix in (".py", ".sql")]


def _files(folder: Path) -> Iterable[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts]


async def _prepare(data: Path, count: int) -> None:
    journal = await SqliteJournal.open(data / "journal.db")
    tasks = Tasks()
    try:
        engine = await engine_on(journal, data, tasks)
        await park(engine, count)
    finally:
        await tasks.close()
        await journal.close()
    empty_log(data / "journal.db")
    (data / "journal.db.lock").unlink()


async def engine_on(journal: SqliteJournal, data: Path, tasks: Tasks) -> Engine:
    """The runtime on that journal, with the sample bank published and its experts; its timers do not run."""
    clock, shelf = Ahead(), Shelf.of_folder(HUDSON)
    tools = load_toolbox(shelf.files, data, clock.now, folder=str(HUDSON))
    ports = Ports(journal, clock, RealIds(), Told(), tools, shelf, tasks.spawn)
    engine = Engine(ports, voucher(SECRET, clock.now))
    await shelf.publish(journal, clock.now())
    await add_experts(engine, shelf.current().experts)
    return engine


async def park(engine: Engine, count: int, prefix: str = "parked") -> None:
    """So many conversations of as many customers, each brought to its open question."""
    now = engine.ports.clock.now
    numbers = iter(range(count))

    async def one_after_the_other() -> None:
        for number in numbers:
            token = sign(f"{prefix}{number}", "Maya Chen", SECRET, now())
            conversation = await engine.chats.open(token=token)
            await engine.chats.say(conversation, "m1", WORDS)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(AT_ONCE, count)):
            group.create_task(one_after_the_other())


def empty_log(journal: Path) -> int:
    """Move all of the write-ahead log into the file; the file's bytes."""
    db = sqlite3.connect(journal)
    try:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()
    return journal.stat().st_size

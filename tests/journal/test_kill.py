"""Nothing that was acknowledged is lost, whenever the process is killed."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from earpiece.domain.errors import Unusable
from earpiece.journal import SqliteJournal, verify
from earpiece.journal.postgres import PostgresJournal


@pytest.mark.kill
def test_kill_9_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """A writer killed in full flight three times over: every append it printed is there, and the chain holds.

    While it runs, a second writer is refused, and a reader is not; after its death the file is free.
    """
    path = tmp_path / "journal.db"
    acknowledged: list[str] = []
    for run, after in enumerate((1, 300, 1111)):
        with writing(path, run) as writer:
            acknowledged += killed(writer, after, lambda: asyncio.run(look_on(path)))

    assert len(acknowledged) > 1400
    assert set(acknowledged) - asyncio.run(found_by(SqliteJournal.open(path))) == set()


@pytest.mark.kill
@pytest.mark.postgres
def test_kill_9_of_one_node_loses_nothing_acknowledged_and_stops_no_other(database: str) -> None:
    """Two nodes in full flight on one database; each in turn is killed: every append they printed is there, without a
    gap in the numbers, and the other one goes on."""
    acknowledged: list[str] = []
    with writing(database, 0) as first:
        for run in (1, 2):
            with writing(database, run) as other:
                acknowledged += killed(other, 200)
                assert first.stdout is not None
                acknowledged += [first.stdout.readline().strip() for _ in range(200)]
        acknowledged += killed(first, 1)

    assert len(acknowledged) > 800
    assert set(acknowledged) - asyncio.run(found_by(PostgresJournal.open(database))) == set()


def writing(where: Path | str, run: int) -> "subprocess.Popen[str]":
    """A process that appends and prints what was acknowledged."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.journal.writer", str(where), str(run)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def killed(writer: "subprocess.Popen[str]", after: int, before: Callable[[], None] = lambda: None) -> list[str]:
    """What a writer had printed when it was killed after so many lines; `before` that, something may be done."""
    assert writer.stdout is not None
    lines = [writer.stdout.readline() for _ in range(after)]
    before()
    os.kill(writer.pid, signal.SIGKILL)
    lines += writer.stdout.readlines()
    return [line.strip() for line in lines if line.endswith("\n")]


async def found_by(opening: Awaitable[SqliteJournal | PostgresJournal]) -> set[str]:
    """What a journal that is opened now holds; it must be sound."""
    journal = await opening
    found = {f"{each.stream} {each.position}" for each in await journal.read_all(limit=1_000_000)}
    assert (await verify(journal)).sound
    await journal.close()
    return found


async def look_on(path: Path) -> None:
    """What others may do beside a running writer."""
    with pytest.raises(Unusable, match="in use"):
        await SqliteJournal.open(path)
    reader = await SqliteJournal.open(path, readonly=True)
    assert (await verify(reader)).sound
    await reader.close()

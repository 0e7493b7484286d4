"""Nothing that was acknowledged is lost, whenever the process is killed."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from earpiece.domain.errors import Unusable
from earpiece.journal import SqliteJournal, verify


@pytest.mark.kill
def test_kill_9_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """A writer killed in full flight three times over: every append it printed is there, and the chain holds.

    While it runs, a second writer is refused, and a reader is not; after its death the file is free.
    """
    path = tmp_path / "journal.db"
    acknowledged: list[str] = []
    for run, after in enumerate((1, 300, 1111)):
        acknowledged += killed_writer(path, run, after)

    async def story() -> set[str]:
        journal = await SqliteJournal.open(path)
        found = {f"{each.stream} {each.position}" for each in await journal.read_all(limit=1_000_000)}
        assert (await verify(journal)).sound
        await journal.close()
        return found

    assert len(acknowledged) > 1400
    assert set(acknowledged) - asyncio.run(story()) == set()


def killed_writer(path: Path, run: int, after: int) -> list[str]:
    """What a writer had printed when it was killed after so many lines."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.journal.writer", str(path), str(run)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(after)]
        asyncio.run(look_on(path))
        os.kill(writer.pid, signal.SIGKILL)
        lines += writer.stdout.readlines()
    return [line.strip() for line in lines if line.endswith("\n")]


async def look_on(path: Path) -> None:
    """What others may do beside a running writer."""
    with pytest.raises(Unusable, match="in use"):
        await SqliteJournal.open(path)
    reader = await SqliteJournal.open(path, readonly=True)
    assert (await verify(reader)).sound
    await reader.close()

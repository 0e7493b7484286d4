"""A process that appends until it is killed, and prints each append once it was acknowledged."""

import asyncio
import sys
from itertools import count

from earpiece.journal import SqliteJournal
from tests.journal.stores import said, write


async def converse(journal: SqliteJournal, stream: str) -> None:
    """One conversation that never ends."""
    for n in count():
        receipt = await journal.append(write(said(f"{stream} {n}"), stream=stream, subject=stream))
        print(stream, receipt.positions[stream], flush=True)  # noqa: T201 - its only way to tell


async def main(path: str, run: str) -> None:
    """Sixteen conversations at once."""
    journal = await SqliteJournal.open(path)
    await asyncio.gather(*(converse(journal, f"conversation/{run}-{n}") for n in range(16)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

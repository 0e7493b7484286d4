"""A process that appends until it is killed, and prints each append once it was acknowledged."""

import asyncio
import sys
from itertools import count

from earpiece.domain.ports import Journal
from earpiece.journal import SqliteJournal
from earpiece.journal.postgres import PostgresJournal
from tests.journal.stores import said, write


async def converse(journal: Journal, stream: str) -> None:
    """One conversation that never ends."""
    for n in count():
        receipt = await journal.append(write(said(f"{stream} {n}"), stream=stream, subject=stream))
        print(stream, receipt.positions[stream], flush=True)  # noqa: T201 - its only way to tell


async def main(where: str, run: str) -> None:
    """Sixteen conversations at once, in a file or in a database."""
    journal: Journal
    if where.startswith("postgresql://"):
        journal = await PostgresJournal.open(where)
    else:
        journal = await SqliteJournal.open(where)
    await asyncio.gather(*(converse(journal, f"conversation/{run}-{n}") for n in range(16)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

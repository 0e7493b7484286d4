"""How quick figures are with ten thousand conversations in a day: `python -m bench.figures [--conversations 10000]`.

The conversations are those of `bench.board`, in a journal on disk. First a supervisor looks at the day so far, then
again, each time after fifty conversations went on; meanwhile it is seen how long the node is kept from other work. At
last a report is made of them.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.board import fill
from earpiece.domain.events import CustomerSaid
from earpiece.domain.ports import Write
from earpiece.insight import today
from earpiece.insight.reading import read_cases
from earpiece.insight.report.document import as_page
from earpiece.insight.report.made import Terms, make
from earpiece.insight.report.period import period
from earpiece.journal.sqlite import SqliteJournal
from earpiece.sim.proof.shop import shelf
from earpiece.wiring import RealClock

MOVED = 50
LOOKS = 10
NAP = 0.01


@asynccontextmanager
async def late() -> AsyncIterator[list[float]]:
    """By how much others at work in this process wake too late, in seconds."""
    found: list[float] = []

    async def nap() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(NAP)
            found.append(time.perf_counter() - began - NAP)

    napping = asyncio.create_task(nap())
    try:
        yield found
    finally:
        napping.cancel()


async def measure(conversations: int) -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        journal = await SqliteJournal.open(Path(folder) / "journal.db")
        await shelf().publish(journal, time.time())
        await fill(journal, conversations)
        print(f"{conversations} conversations; Python {sys.version.split()[0]}, SQLite")
        counted = today.Today(journal, RealClock(), shelf().current)
        await look("first look", counted, conversations)
        took = []
        for number in range(LOOKS):
            await go_on(journal, number, conversations)
            await asyncio.sleep(today.COUNTED)
            took.append(await look("", counted, conversations))
        print(f"a later look {statistics.median(took) * 1000:8.0f} ms in the middle, {max(took) * 1000:.0f} ms at most")
        began = time.perf_counter()
        now = time.time()
        days = period(None, None, "UTC", now)
        page = as_page(make(await read_cases(journal, days.since, days.until, now), days, Terms()))
        print(f"a report     {time.perf_counter() - began:8.1f} s, {len(page) / 1000:.0f} kB")
        await journal.close()


async def look(title: str, counted: today.Today, conversations: int) -> float:
    """How many seconds it took; with a title it is printed."""
    async with late() as others:
        began = time.perf_counter()
        seen = await counted.look(24)
        took = time.perf_counter() - began
        await asyncio.sleep(2 * NAP)
    assert seen.conversations == conversations, seen.conversations
    if title:
        half, most = statistics.median(others) * 1000, max(others) * 1000
        print(f"{title}   {took:8.1f} s; others woke {half:.0f} ms late in the middle, {most:.0f} ms at most")
    return took


async def go_on(journal: SqliteJournal, number: int, conversations: int) -> None:
    """Customers write something."""
    for place in range(MOVED):
        id = (number * MOVED + place) % conversations
        said = CustomerSaid(message=f"again {number}", text="and where is it now?")
        await journal.append(Write(f"conversation/c{id}", (said,), time.time(), subject=f"k{id}"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=10_000)
    asyncio.run(measure(parser.parse_args().conversations))

"""How quick the live board is with ten thousand live conversations: `python -m bench.board [--live 10000]`.

Conversations are put into a journal on disk as events; of every tenth, an expert is asked. Then one watches: the first
view, the memory of the rows, and how long it takes from a customer's message until the row is shown changed.
"""

import argparse
import asyncio
import gc
import pickle
import statistics
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

from earpiece.domain.desk_events import CardOpened
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import AgentSaid, ConsultAsked, ConversationOpened, CustomerSaid, RunStarted
from earpiece.domain.forms import Question, Rung
from earpiece.domain.ports import Write
from earpiece.journal.sqlite import SqliteJournal
from earpiece.runtime.engine import Engine
from earpiece.runtime.ports import Ports
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.vouching import voucher
from earpiece.sim.proof.script import SCRIPT
from earpiece.sim.proof.shop import shelf
from earpiece.sim.proof.understanding import ScriptedUnderstanding
from earpiece.web.board import PACE
from earpiece.wiring import RealClock, RealIds

LADDER = (Rung(after=3600, do="expire"),)
CHANGES = 40
MEASURED = 2000


async def fill(journal: SqliteJournal, live: int) -> None:
    """So many conversations of some twelve events each."""
    now, company = time.time(), shelf().current().digest
    for start in range(0, live, 200):
        some = range(start, min(start + 200, live))
        await journal.append(*(write for number in some for write in conversation(number, company, now)))


def conversation(number: int, company: str, now: float) -> list[Write]:
    """A conversation that goes back and forth; every tenth waits for an expert."""
    id, at, customer = f"c{number}", now - number % 300, f"k{number}"
    opened = ConversationOpened(
        company=company, channel="chat", language="en", customer=customer, name=f"Customer {number}"
    )
    events: list[BaseEvent] = [opened]
    for turn in range(5):
        events.append(CustomerSaid(message=f"m{turn}", text="where is my parcel, the lamp I bought on Monday?"))
        events.append(AgentSaid(text="Let me look. It left our house on Tuesday.", purpose="answer"))
    if number % 10:
        return [Write(f"conversation/{id}", tuple(events), at, subject=customer)]
    text, consult = f"Is {number} covered?", f"{id}.q"
    question = Question(kind="clarification", name="warranty", text=text, why="", form={}, skill="repairs")
    events.append(RunStarted(run="r1", playbook="warranty"))
    events.append(ConsultAsked(consult=consult, run="r1", at_instruction=0, question=question, ladder=LADDER))
    card = CardOpened(conversation=id, consult=consult, question=question, summary="", ladder=LADDER, asked_at=at)
    return [
        Write(f"conversation/{id}", tuple(events), at, subject=customer),
        Write(f"card/{consult}", (card,), at, subject=customer),
    ]


async def measure(live: int) -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        journal = await SqliteJournal.open(Path(folder) / "journal.db")
        ports = Ports(
            journal, RealClock(), RealIds(), ScriptedUnderstanding(SCRIPT), None, shelf(), Tasks().spawn,  # type: ignore[arg-type]
        )  # fmt: skip
        engine = Engine(ports, voucher(b"bench", time.time))
        await shelf().publish(journal, time.time())
        await fill(journal, live)
        print(f"{live} live conversations, {live // 10} wait for an expert; Python {sys.version.split()[0]}, SQLite")
        began = time.perf_counter()
        seen = await engine.live.look()
        print(f"first view            {(time.perf_counter() - began) * 1000:8.0f} ms")
        assert seen.counts.live == live, seen.counts
        began, looks = time.perf_counter(), 0
        while seen.counts.unread:
            seen, looks = await engine.live.look(), looks + 1
        print(f"all read              {time.perf_counter() - began:8.1f} s in {looks} looks")
        print(f"memory for each row   {row_bytes(engine):8.0f} bytes")
        await changes(engine, live)
        await journal.close()


def row_bytes(engine: Engine) -> float:
    """What a copy of the rows takes, words and all."""
    rows = [pickle.dumps(row) for row in list(engine.live._rows.values())[:MEASURED]]
    gc.collect()
    tracemalloc.start()
    copies = [pickle.loads(row) for row in rows]  # noqa: S301 - made a moment ago
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return grown / len(copies)


async def changes(engine: Engine, live: int) -> None:
    """From a customer's words to the row that shows them, as a stream would send it: at most four each second."""
    shown, looks = [], []
    for number in range(CHANGES):
        last = time.perf_counter()
        id = f"c{(number * 10) % live}"
        version = (await engine.live.look()).version
        await asyncio.sleep(PACE * (1 + number % 4) / 4)
        began = time.perf_counter()
        words = f"this is ridiculous {number}"
        said = CustomerSaid(message=f"x{number}", text=words)
        await engine.ports.journal.append(Write(f"conversation/{id}", (said,), time.time()))
        while True:
            assert await engine.live.wait(version, 5)
            await asyncio.sleep(max(0.0, PACE - (time.perf_counter() - last)))
            last = time.perf_counter()
            view = await engine.live.look("ridiculous")
            looks.append(time.perf_counter() - last)
            if any(each.last == words for each in view.conversations):
                break
            version = view.version
        shown.append(time.perf_counter() - began)
    for name, times in (("change shown", shown), ("one look", looks)):
        half, most = statistics.median(times) * 1000, max(times) * 1000
        print(f"{name:<22}{half:8.0f} ms in the middle, {most:.0f} ms at most")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--live", type=int, default=10_000)
    asyncio.run(measure(parser.parse_args().live))

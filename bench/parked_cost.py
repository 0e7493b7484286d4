"""What parked conversations cost: bytes on disk, memory of a running server, its start, a look for timers, the desk.

`python -m bench.parked_cost --json FILE`
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from bench.frame.figures import Figure, number
from bench.frame.machine import machine, today
from bench.frame.result import Aim, Result, Table
from bench.load import Door
from bench.parked import EVENTS, digest, empty_log, folder_with
from bench.printed import print_result
from bench.server import HUDSON, ROOT, Server, fresh_folder, served, versions
from earpiece.journal.sqlite import SqliteJournal

FULL, QUICKLY = 100_000, 5_000
STARTS = 3
"""Starts of a server on each folder; the median counts."""
LOOKS = 50
DISK_AIM, START_AIM = 3 * 1024.0, 3.0
TOO_LARGE = (
    "a question is stored with the consult and again with its card (3 KB with their forms), and every line of the agent"
    " with its default fields; next: forms by digest, defaults left out"
)
EXPERTS = ("lucia", "sofia", "femi")
"""Somebody with the skill of the parked cards, a supervisor who sees all, somebody who sees none of them."""
TRAINING = """
import json, sys, time
began = time.perf_counter()
from pathlib import Path
from earpiece.company.shelf import Shelf
from earpiece.wiring import understanding_of
imported = time.perf_counter()
company = Shelf.of_folder(Path(sys.argv[1])).current()
loaded = time.perf_counter()
understanding_of(company)
print(json.dumps([imported - began, loaded - imported, time.perf_counter() - loaded]))
"""
Json = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the result."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--json", type=Path, help="the file for the result")
    reader.add_argument("--quick", action="store_true", help="small and short: shows that it works")
    reader.add_argument("--parked", type=int, help="conversations with an open consult and nobody connected")
    reader.add_argument("--starts", type=int, default=STARTS, help="starts of a server on each folder")
    asked = reader.parse_args(arguments)
    parked = asked.parked or (QUICKLY if asked.quick else FULL)
    raw = measure(parked, 1 if asked.quick else asked.starts)
    result = result_of(parked, raw)
    print_result(result)
    if asked.json is not None:
        result.write(asked.json)


def measure(parked: int, starts: int) -> Json:
    """Start servers on an empty and on a full folder in turns; look at the journal in between."""
    with fresh_folder() as folder:
        empty, full = folder / "empty", folder / "full"
        folder_with(0, empty)
        prepared = folder_with(parked, full)
        disk = (empty_log(full / "journal.db") - empty_log(empty / "journal.db")) / parked
        raw: Json = {"prepared_in": prepared, "disk_bytes": disk, "training": [], "empty": [], "full": []}
        for number_ in range(starts):
            for name, data in (("empty", empty), ("full", full)):
                with served(data) as server:
                    seen: Json = {"start": server.started, "memory": server.used().memory}
                    if number_ == starts - 1:
                        seen["desks"] = asyncio.run(_desks(server))
                        seen["memory_after_desks"] = server.used().memory
                    raw[name].append(seen)
            raw["training"].append(_training())
        raw["timers_full"], raw["timers_empty"] = asyncio.run(_timers(full)), asyncio.run(_timers(empty))
    return raw


def _training() -> list[float]:
    """Seconds to import, to load the company, to train the understanding, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", TRAINING, str(HUDSON)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    times: list[float] = json.loads(done.stdout)
    return times


async def _desks(server: Server) -> Json:
    """The list of cards as each of these people gets it: first, then again and again; and how much it is."""
    door = Door(server.port, server.service_token)
    seen: Json = {}
    for expert in EXPERTS:
        times, answer = [], None
        for _ in range(LOOKS):
            before = server.used().cpu
            answer = await door.ask("GET", "/desk/cards", acting_as=expert)
            times.append([1e3 * (answer.came - answer.sent), 1e3 * (server.used().cpu - before)])
        assert answer is not None
        stream = await _stream(door, expert)
        cards = sum(not card["audit"] for card in answer.json())  # looks at own decisions come and go
        seen[expert] = {
            "first_ms": times[0][0], "again_ms": [each[0] for each in times[1:]], "cards": cards,
            "bytes": len(answer.body), "stream_ms": stream,
        }  # fmt: skip
    await door.close()
    return seen


async def _stream(door: Door, expert: str) -> float:
    """Milliseconds until the desk's stream has told all it tells at first."""
    told: asyncio.Future[float] = asyncio.get_running_loop().create_future()
    began = time.perf_counter()
    stream = await door.follow(
        "/desk/stream", lambda name, data, came: None if told.done() else told.set_result(came), expert
    )
    came = await told
    stream.close()
    return 1e3 * (came - began)


async def _timers(data: Path) -> Json:
    """Milliseconds of the questions that the timers put to the journal all the time."""
    journal = await SqliteJournal.open(data / "journal.db")
    try:
        now = time.time()
        return {
            "due": await _timed(lambda: journal.due(now)),
            "next_due": await _timed(journal.next_due),
            "orphans": await _timed(journal.orphans),
        }
    finally:
        await journal.close()


async def _timed(ask: Callable[[], Awaitable[Any]]) -> list[float]:
    times = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        await ask()
        times.append(1e3 * (time.perf_counter() - began))
    return times


def result_of(parked: int, raw: Json) -> Result:
    """The figures."""
    start, bare = (Figure.of([each["start"] for each in raw[name]]) for name in ("full", "empty"))
    memory = [full["memory"] - empty["memory"] for full, empty in zip(raw["full"], raw["empty"], strict=True)]
    each = Figure.of([value / parked for value in memory])
    imports, company, training = (Figure.of(list(times)) for times in zip(*raw["training"], strict=True))
    more = Figure.of(
        [full["start"] - empty["start"] for full, empty in zip(raw["full"], raw["empty"], strict=True)]
    )  # fmt: skip
    rows = [
        ["on disk, each", f"{raw['disk_bytes'] / 1024:.1f} KB"],
        ["in the memory of a server that has just started, each", _spread(each, "bytes")],
        ["start to the first healthy answer", _spread(start, "s")],
        ["the same with nothing parked", _spread(bare, "s")],
        ["what depends on how many are parked", _spread(more, "s")],
        ["in both: importing the libraries", _spread(imports, "s")],
        ["in both: loading the company", _spread(company, "s")],
        ["in both: training the understanding", _spread(training, "s")],
    ]
    desks = [
        [expert, str(seen["cards"]), f"{seen['bytes'] / 1024:,.0f} KB", f"{number(seen['first_ms'])} ms",
         _spread(Figure.of(seen["again_ms"]), "ms"), f"{number(seen['stream_ms'])} ms"]
        for expert, seen in raw["full"][-1]["desks"].items()
    ]  # fmt: skip
    timers = [
        [name, _spread(Figure.of(raw["timers_full"][name]), "ms"), _spread(Figure.of(raw["timers_empty"][name]), "ms")]
        for name in raw["timers_full"]
    ]
    return Result(
        bench="parked_cost",
        title=f"{parked:,} parked conversations",
        method=(
            f"{parked:,} conversations of as many customers, made by the runtime itself on a SQLite file, each with "
            f"{EVENTS} events: the greeting, a message that says all the playbook wants to know, what was "
            "made of it, an "
            "open question to the identity team, its card. Disk: the file with nothing in its write-ahead "
            "log, less the "
            "file without them. `earpiece serve` is started on both folders in turns; memory is its "
            "resident memory right "
            "after the first healthy answer. What the parts of a start take is measured in processes of "
            "their own. The "
            f"desk's list is asked for {LOOKS} times over HTTP; the questions of the timers are put to the "
            "journal in "
            "process. No timer is due: the conversations' clock is decades ahead. Medians, lowest to highest."
        ),
        date=today(),
        machine=machine(),
        versions=versions(),
        aims=[
            Aim("on disk, each", DISK_AIM / 1024, raw["disk_bytes"] / 1024, "KB", at_least=False, missed=TOO_LARGE),
            Aim("in memory, each", 100, each.median, "bytes", at_least=False),
            Aim("start to the first healthy answer", START_AIM, start.median, "s", at_least=False),
        ],
        tables=[
            Table("What they cost", ["", ""], rows),
            Table("The desk's list", ["who", "cards", "size", "first", "again", "first on the stream"], desks),
            Table("A look for timers", ["question", f"with {parked:,}", "with none"], timers),
        ],
        raw={"parked": parked, "prepared_from": digest(), **raw},
    )


def _spread(figure: Figure, unit: str) -> str:
    return f"{number(figure.median)} {unit} ({number(figure.low)} to {number(figure.high)})"


if __name__ == "__main__":
    main()

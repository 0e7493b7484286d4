"""What open customer streams cost one node: memory and processor each, opening them, a message on one of them.

`python -m bench.streams --json FILE`
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.frame.figures import Figure, number
from bench.frame.machine import machine, today
from bench.frame.result import Aim, Result, Table
from bench.frame.subject import percentile
from bench.load import Door, Stream
from bench.printed import print_result
from bench.server import Server, fresh_folder, own_cpu, raise_file_limit, served, versions

OPENING_AT_ONCE = 16
WORDS = "I can't prove my identity"
BESIDE = 200
"""Files a process has open beside its streams."""
LONGEST_SILENCE = 20.0
"""Seconds within which a comment must have come on each stream."""
FEW_FILES = 80
Json = dict[str, Any]


@dataclass(frozen=True)
class Load:
    """How many streams, for how long they are watched, and how many messages are sent on them."""

    streams: int
    seconds: float
    messages: int


FULL = Load(streams=5_000, seconds=60.0, messages=300)
QUICKLY = Load(streams=500, seconds=16.0, messages=30)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the result."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--json", type=Path, help="the file for the result")
    reader.add_argument("--quick", action="store_true", help="small and short: shows that it works")
    reader.add_argument("--streams", type=int, help="customers' streams open at once")
    reader.add_argument("--seconds", type=float, help="for which the idle streams are watched")
    asked = reader.parse_args(arguments)
    base = QUICKLY if asked.quick else FULL
    load = Load(asked.streams or base.streams, asked.seconds or base.seconds, base.messages)
    files = raise_file_limit()
    if load.streams + BESIDE > files:
        raise SystemExit(
            f"This system allows a process {files:,} open files: ask for fewer --streams, or raise ulimit -n."
        )
    with fresh_folder() as data, served(data) as server:
        raw = asyncio.run(measure(server, load))
    with fresh_folder() as data, served(data, files=FEW_FILES) as server:
        raw["few_files"] = asyncio.run(exhaust(server))
    result = result_of(load, raw)
    print_result(result)
    if asked.json is not None:
        result.write(asked.json)


class Page:
    """A customer's page: hears when the agent speaks."""

    def __init__(self, conversation: str) -> None:
        self.conversation = conversation
        self.stream: Stream | None = None
        self.heard: asyncio.Future[float] | None = None

    def on_event(self, name: str, data: bytes, came: float) -> None:
        """The agent's words end the wait for them."""
        if name == "item" and b'"who":"agent"' in data and self.heard is not None and not self.heard.done():
            self.heard.set_result(came)


async def measure(server: Server, load: Load) -> Json:
    """Open conversations, then their streams, watch them, talk on some."""
    door = Door(server.port, server.service_token)
    before = server.used()
    pages: list[Page] = []

    async def begin(_: int) -> None:
        opened = (await door.ask("POST", "/chat/conversations", {})).json()
        pages.append(Page(opened["conversation"]))

    async def follow(number: int) -> None:
        page = pages[number]
        page.stream = await door.follow(f"/chat/conversations/{page.conversation}/stream", page.on_event)

    await _each(begin, load.streams)
    await asyncio.sleep(2.0)
    conversations = server.used()
    began = time.perf_counter()
    await _each(follow, load.streams)
    opened_in = time.perf_counter() - began
    await asyncio.sleep(3.0)
    opened = server.used()
    idle = await _watch(server, pages, load.seconds)
    talked = [await _talk(door, page) for page in pages[:: max(load.streams // load.messages, 1)][: load.messages]]
    for page in pages:
        if page.stream is not None:
            page.stream.close()
    await door.close()
    await asyncio.sleep(LONGEST_SILENCE)
    left = server.used()
    return {
        "memory_of_conversations": (conversations.memory - before.memory) / load.streams,
        "memory_each": (opened.memory - conversations.memory) / load.streams,
        "opening_seconds": opened_in,
        "opening_cpu_ms": 1e3 * (opened.cpu - conversations.cpu) / load.streams,
        "message_ms": [1e3 * value for value in talked],
        "memory_after_all_left": left.memory,
        "memory": opened.memory,
        **idle,
    }


async def _watch(server: Server, pages: Sequence[Page], seconds: float) -> Json:
    before, own, began = server.used(), own_cpu(), time.perf_counter()
    counted = sum(page.stream.comments for page in pages if page.stream is not None)
    await asyncio.sleep(seconds)
    took, after = time.perf_counter() - began, server.used()
    comments = sum(page.stream.comments for page in pages if page.stream is not None) - counted
    lost = sum(page.stream is None or page.stream.ended for page in pages)
    return {
        "idle_cpu": (after.cpu - before.cpu) / took, "idle_load_cpu": (own_cpu() - own) / took,
        "heartbeats": comments, "lost": lost,
    }  # fmt: skip


async def _talk(door: Door, page: Page) -> float:
    """Seconds from sending a message to the agent's words on the stream."""
    page.heard = asyncio.get_running_loop().create_future()
    body = {"id": "m1", "text": WORDS}
    answer = await door.ask("POST", f"/chat/conversations/{page.conversation}/messages", body)
    answer.json()
    return await page.heard - answer.sent


async def exhaust(server: Server) -> Json:
    """Open more connections than the server may have files; what it says, and whether it serves again afterwards."""
    opened = []
    for _ in range(2 * FEW_FILES):
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: bench\r\n\r\n")
        opened.append(writer)
    await asyncio.sleep(2.0)
    for writer in opened:
        writer.close()
    await asyncio.sleep(2.0)
    door = Door(server.port, server.service_token)
    answer = await asyncio.wait_for(door.ask("GET", "/healthz"), 30.0)
    await door.close()
    said = [line for line in server.output.splitlines() if line.startswith("{")]
    return {"serves_again": answer.status == 200, "lines": len(said), "said": said[:2]}


async def _each(do: Any, count: int) -> None:
    waiting = iter(range(count))

    async def one_after_the_other() -> None:
        for place in waiting:
            await do(place)

    await asyncio.gather(*(one_after_the_other() for _ in range(OPENING_AT_ONCE)))


def result_of(load: Load, raw: Json) -> Result:
    """The figures."""
    delay = raw["message_ms"]
    spread = Figure(percentile(delay, 0.5), percentile(delay, 0.05), percentile(delay, 0.95))
    rows = [
        ["memory, each", f"{raw['memory_each'] / 1024:.1f} KB"],
        ["memory of the conversations themselves, each", f"{raw['memory_of_conversations'] / 1024:.1f} KB"],
        ["memory of the whole server", f"{raw['memory'] / 2**20:,.0f} MB"],
        ["opening all", f"{raw['opening_seconds']:.1f} s, {load.streams / raw['opening_seconds']:,.0f} a second"],
        ["processor to open one", f"{raw['opening_cpu_ms']:.2f} ms"],
        ["processor while all are silent", f"{raw['idle_cpu']:.1%} of one"],
        ["processor of the load generator meanwhile", f"{raw['idle_load_cpu']:.1%} of one"],
        ["heartbeats meanwhile", f"{raw['heartbeats']:,}"],
        ["streams lost", str(raw["lost"])],
        ["message to the agent's words on the stream, p50 (p5–p95)",
         f"{number(spread.median)} ms ({number(spread.low)}–{number(spread.high)})"],
        ["the same, p99", f"{number(percentile(delay, 0.99))} ms"],
        ["serves again after it had run out of files", "yes" if raw["few_files"]["serves_again"] else "no"],
    ]  # fmt: skip
    return Result(
        bench="streams",
        title=f"{load.streams:,} open customer streams",
        method=(
            "One node, `earpiece serve` on a fresh SQLite file with the sample bank, a process of its own. "
            f"{load.streams:,} conversations are opened, then a live stream for each, {OPENING_AT_ONCE} at a "
            "time; memory "
            "is the resident memory of the server, each stream's the difference before and after. All are "
            "left silent for "
            f"{load.seconds:g} seconds while the server's processor time is counted, heartbeats every 15 seconds "
            f"included. Then {len(delay)} customers, one after the other, say a sentence that the embedded "
            "understanding "
            "reads; the time is from the beginning of sending it to the agent's words on that customer's "
            "stream. At last a "
            f"second server that may open {FEW_FILES} files gets {2 * FEW_FILES} connections."
        ),
        date=today(),
        machine=machine(),
        versions=versions(),
        aims=[Aim("streams open at once, none lost", load.streams, load.streams - raw["lost"], "streams")],
        tables=[Table("What they cost", ["", ""], rows)],
        raw={"load": load.__dict__, **raw},
    )


if __name__ == "__main__":
    main()

"""How soon a customer can read what follows from an expert's answer, on one node with many conversations.

`python -m bench.answer_to_customer --json FILE`
"""

import argparse
import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.crowd import QUICK, SLOW, WORDS, Crowd
from bench.frame.figures import Figure, number
from bench.frame.machine import machine, today
from bench.frame.result import Aim, Bar, Bars, Result, Table
from bench.frame.subject import percentile
from bench.load import Door
from bench.parked import folder_with
from bench.printed import print_result
from bench.server import Server, Used, fresh_folder, own_cpu, raise_file_limit, served, versions

P50_AIM, P99_AIM = 15.0, 60.0
"""Milliseconds."""
SETTLE = 2.0
"""Seconds between what is prepared and what is measured."""
Json = dict[str, Any]


@dataclass(frozen=True)
class Load:
    """What happens on the server while it is measured."""

    parked: int
    active: int
    desks: int
    rate: float
    """Messages a second of all customers together."""
    rounds: int
    seconds: float
    """Of each round."""


FULL = Load(parked=10_000, active=1_000, desks=20, rate=20.0, rounds=4, seconds=25.0)
QUICKLY = Load(parked=1_000, active=200, desks=5, rate=20.0, rounds=2, seconds=5.0)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the result."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--json", type=Path, help="the file for the result")
    reader.add_argument("--quick", action="store_true", help="small and short: shows that it works")
    reader.add_argument("--parked", type=int, help="conversations with an open consult and nobody connected")
    reader.add_argument("--active", type=int, help="conversations with a customer connected")
    reader.add_argument("--rate", type=float, help="customers' messages a second, all together")
    reader.add_argument("--seconds", type=float, help="of each round")
    reader.add_argument("--profile", type=Path, help="run the server under cProfile; its statistics")
    asked = reader.parse_args(arguments)
    base = QUICKLY if asked.quick else FULL
    given = {name: getattr(asked, name) for name in ("parked", "active", "rate", "seconds")}
    load = Load(**{**base.__dict__, **{name: value for name, value in given.items() if value is not None}})
    raise_file_limit()
    with fresh_folder() as data:
        folder_with(load.parked, data)
        with served(data, profile=asked.profile) as server:
            raw = asyncio.run(measure(server, load))
    result = result_of(load, raw)
    print_result(result)
    if asked.json is not None:
        result.write(asked.json)


async def measure(server: Server, load: Load) -> Json:
    """Rounds of the load; what was seen in each."""
    crowd = Crowd(Door(server.port, server.service_token), random.Random(1))
    await crowd.arrive(load.active)
    await crowd.staff(load.desks)
    await crowd.get_going()
    await asyncio.sleep(SETTLE)
    rounds = [await _round(server, crowd, load) for _ in range(load.rounds)]
    await crowd.leave()
    return {"rounds": rounds, "problems": crowd.problems[:20], "server_output": server.output[-2000:]}


async def _round(server: Server, crowd: Crowd, load: Load) -> Json:
    before, own = server.used(), own_cpu()
    first, said, replied, skipped = len(crowd.answered), len(crowd.said), len(crowd.replied), crowd.skipped
    began = asyncio.get_running_loop().time()
    await crowd.work(load.seconds, load.rate)
    await asyncio.sleep(SETTLE)  # what was answered last has to arrive
    took = asyncio.get_running_loop().time() - began
    after: Used = server.used()
    mine = list(crowd.answered.values())[first:]
    late = [one for one in mine if not one.read]
    return {
        "answers": len(mine),
        "lost": len(late),
        "read_ms": [1e3 * (one.read - one.sent) for one in mine if one.read],
        "taken_ms": [1e3 * (one.taken - one.sent) for one in mine if one.taken],
        "lag_ms": [1e3 * one.lag for one in mine],
        "said_ms": [1e3 * value for value in crowd.said[said:]],
        "replied_ms": [1e3 * value for value in crowd.replied[replied:]],
        "skipped": crowd.skipped - skipped,
        "server_cpu": (after.cpu - before.cpu) / took,
        "load_cpu": (own_cpu() - own) / took,
        "server_memory": after.memory,
    }


def result_of(load: Load, raw: Json) -> Result:
    """The figures of the rounds."""
    rounds = [one for one in raw["rounds"] if one["read_ms"]]
    assert rounds, raw
    p50, p99 = (_of(rounds, "read_ms", share) for share in (0.5, 0.99))
    rows = [
        ["expert's POST to the byte on the customer's stream", *_times(rounds, "read_ms")],
        ["expert's POST to its own response", *_times(rounds, "taken_ms")],
        ["customer's message to its acknowledgement", *_times(rounds, "said_ms")],
        ["customer's message to the agent's words on the stream", *_times(rounds, "replied_ms")],
    ]
    cpu = Figure.of([one["server_cpu"] for one in rounds])
    own = Figure.of([one["load_cpu"] for one in rounds])
    costs = [
        ["processor of the server", f"{cpu.median:.0%} of one"],
        ["processor of the load generator", f"{own.median:.0%} of one"],
        ["memory of the server", f"{rounds[-1]['server_memory'] / 2**20:,.0f} MB"],
        ["answers a second", number(sum(one["answers"] for one in rounds) / len(rounds) / load.seconds)],
        ["answers that did not arrive within two seconds", str(sum(one["lost"] for one in rounds))],
        ["requests that went wrong", str(len(raw["problems"]))],
        ["messages due while nobody had their turn", str(sum(one["skipped"] for one in rounds))],
    ]
    plot = Bars(
        "answer_to_customer", "From the expert's answer to the customer's screen", "ms",
        [Bar("half of all, within", p50), Bar("99 of 100, within", p99)], log=False,
    )  # fmt: skip
    return Result(
        bench="answer_to_customer",
        title="Answer to customer",
        method=_method(load),
        date=today(),
        machine=machine(),
        versions=versions(),
        aims=[
            Aim("expert's answer to the customer's stream, p50", P50_AIM, p50.median, "ms", at_least=False),
            Aim("expert's answer to the customer's stream, p99", P99_AIM, p99.median, "ms", at_least=False),
        ],
        tables=[
            Table(
                "Milliseconds", ["", "p50", "p99", "longest"], rows, "Medians of the rounds, lowest to highest round."
            ),
            Table("What it took", ["", ""], costs),
        ],
        bars=[plot],
        raw={"load": load.__dict__, **raw},
    )


def _method(load: Load) -> str:
    return (
        "One node: `earpiece serve` on a SQLite file with the sample bank, a process of its own. "
        f"{load.parked:,} conversations are parked on it: each has an open question to the identity "
        "team, prepared by the "
        f"runtime itself before the start. {load.active:,} customers have their chat open, each with a live stream. "
        f"Together they write {load.rate:g} messages a second at random moments, which the embedded "
        "understanding reads; "
        f"they acknowledge what they see, and every {len(WORDS)}th message of each opens a consult. "
        f"{load.desks} experts "
        "follow their desks live; whoever's turn it is opens the card, takes it, and answers "
        f"{QUICK:g} to {SLOW:g} seconds later. The load is open: nobody waits for the server, and a "
        "message's time counts "
        "from the moment it was due. Measured is the time from the beginning of sending the answer to "
        "the arrival, on the "
        f"customer's connection, of the agent's words that repeat its reference. {load.rounds} rounds of "
        f"{load.seconds:g} seconds. The load comes from another process over plain sockets. Answers take "
        "effect at once: "
        "there is no time to undo them."
    )


def _times(rounds: Sequence[Json], name: str) -> list[str]:
    return [
        f"{number(figure.median)} ({number(figure.low)}–{number(figure.high)})"
        for figure in (_of(rounds, name, share) for share in (0.5, 0.99, 1.0))
    ]


def _of(rounds: Sequence[Json], name: str, share: float) -> Figure:
    return Figure.of([percentile(one[name], share) for one in rounds if one[name]])


if __name__ == "__main__":
    main()

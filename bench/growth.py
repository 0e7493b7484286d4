"""Whether a turn costs more in a long conversation, or in a journal with many conversations.

`python -m bench.growth --json FILE`
"""

import argparse
import asyncio
import shutil
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.frame.figures import Figure, number
from bench.frame.machine import machine, today
from bench.frame.result import Aim, Line, Lines, Result, Table
from bench.frame.subject import percentile
from bench.parked import CACHE, SECRET, WORDS, digest, empty_log, engine_on
from bench.printed import print_result
from bench.server import fresh_folder, versions
from earpiece.domain.commands import SmallTalk
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import (
    AgentSaid,
    CommandTaken,
    ConversationClosed,
    ConversationOpened,
    CustomerSaid,
    MessageUnderstood,
)
from earpiece.domain.ports import Write
from earpiece.journal.sqlite import SqliteJournal
from earpiece.runtime.engine import Engine
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.vouching import sign

LENGTHS = (10, 100, 1_000)
"""Events in a conversation when its turn is measured."""
SIZES = (1_000, 100_000, 1_000_000)
"""Conversations in the journal when turns are measured in it."""
TURNS, ROUNDS = 40, 5
"""Turns of a round, and rounds; figures are medians of the rounds."""
BATCH = 20
"""Conversations in one append of what is loaded, and AT_ONCE appends at a time: a thousand appends in one commit."""
AT_ONCE = 200
FLAT = 2.0
"""The aim: the most expensive costs at most so many times the cheapest."""
Json = dict[str, Any]


@dataclass(frozen=True)
class Cost:
    """Of a turn: milliseconds until it was durable, milliseconds of processor; one value a round."""

    at: int
    took: list[float]
    cpu: list[float]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the result."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--json", type=Path, help="the file for the result")
    reader.add_argument("--quick", action="store_true", help="small and short: shows that it works")
    reader.add_argument("--largest", type=int, help="conversations in the largest journal")
    asked = reader.parse_args(arguments)
    largest = asked.largest or (20_000 if asked.quick else SIZES[-1])
    sizes = sorted({min(size, largest) for size in SIZES})
    rounds = 2 if asked.quick else ROUNDS
    lengths = asyncio.run(_by_length(rounds))
    by_size, loading = _by_size(sizes, rounds)
    result = result_of(lengths, by_size, loading)
    print_result(result)
    if asked.json is not None:
        result.write(asked.json)


async def _open(data: Path, tasks: Tasks) -> tuple[SqliteJournal, Engine]:
    journal = await SqliteJournal.open(data / "journal.db")
    return journal, await engine_on(journal, data, tasks)


async def _by_length(rounds: int) -> list[Cost]:
    """The same message in conversations of these lengths, which are grown by harmless talk."""
    with fresh_folder() as data:
        tasks = Tasks()
        journal, engine = await _open(data, tasks)
        costs = []
        for length in LENGTHS:
            conversations = [await _of_length(journal, engine, length) for _ in range(TURNS)]
            costs.append(await _cost(length, rounds, conversations, _say(engine)))
        await tasks.close()
        await journal.close()
    return costs


async def _of_length(journal: SqliteJournal, engine: Engine, length: int) -> str:
    """A conversation that holds so many events, most of them the thanks of a customer and the agent's reply."""
    conversation = await engine.chats.open(token=sign("grown", "Maya Chen", SECRET, engine.ports.clock.now()))
    stream = f"conversation/{conversation}"
    at = (await engine.states.conversation(conversation)).position
    now = engine.ports.clock.now()
    events = [event for number in range(length) for event in _talk(number, now)][: (length - at) // 4 * 4]
    await journal.append(Write(stream, tuple(events), now, expected=at))
    return conversation


def _talk(number: int, now: float) -> tuple[BaseEvent, ...]:
    said = CustomerSaid(message=f"t{number}", text="Thank you, that is very kind of you.")
    meant = MessageUnderstood(message=said.message, commands=(SmallTalk(kind="thanks"),), by="told")
    taken = CommandTaken(message=said.message, index=0)
    text = "You're welcome. Is there anything else I can do for you?"
    reply = AgentSaid(text=text, purpose="notice", sources=("phrases",), idle_at=now + 600)
    return said, meant, taken, reply


def _say(engine: Engine) -> Callable[[str, int], Awaitable[Any]]:
    """A turn: the message that opens a consult, the first time; later ones are only noted."""

    async def say(conversation: str, round_: int) -> None:
        await engine.chats.say(conversation, f"measured{round_}", WORDS)

    return say


async def _cost(at: int, rounds: int, conversations: Sequence[str], turn: Callable[[str, int], Awaitable[Any]]) -> Cost:
    """One turn after the other, each of another conversation; a round has one turn of each."""
    took, cpu = [], []
    share = max(len(conversations) // rounds, 1)
    for round_ in range(rounds):
        times = []
        before = time.process_time()
        mine = conversations[round_ * share : (round_ + 1) * share]
        for conversation in mine:
            began = time.perf_counter()
            await turn(conversation, round_)
            times.append(1e3 * (time.perf_counter() - began))
        cpu.append(1e3 * (time.process_time() - before) / len(mine))
        took.append(percentile(times, 0.5))
    return Cost(at, took, cpu)


def _by_size(sizes: Sequence[int], rounds: int) -> tuple[list[Cost], list[Json]]:
    """Whole conversations up to their consult, in journals that hold so many others."""
    costs, loading = [], []
    with fresh_folder() as data:
        for held, size in pairwise((0, *sizes)):
            began = time.perf_counter()
            asyncio.run(_grown(data, held, size))
            bytes_ = empty_log(data / "journal.db")
            loading.append({"conversations": size, "seconds": time.perf_counter() - began, "bytes": bytes_})
            costs.append(asyncio.run(_in_journal(data, size, rounds)))
    return costs, loading


async def _in_journal(data: Path, size: int, rounds: int) -> Cost:
    tasks = Tasks()
    journal, engine = await _open(data, tasks)

    async def turn(conversation: str, _: int) -> None:
        await engine.chats.say(conversation, "measured", WORDS)

    conversations = []
    for number_ in range(TURNS * rounds):
        token = sign(f"c{size}-{number_}", "Maya Chen", SECRET, engine.ports.clock.now())
        conversations.append(await engine.chats.open(token=token))
    cost = await _cost(size, rounds, conversations, turn)
    await tasks.close()
    await journal.close()
    return cost


async def _grown(data: Path, held: int, size: int) -> None:
    """Bring the folder's journal to so many conversations; what was made once is copied."""
    kept = CACHE / digest() / f"finished-{size}"
    if not (kept / "journal.db").exists():
        print(f"Loading up to {size:,} finished conversations …", file=sys.stderr)
        await _load(data, held, size)
        empty_log(data / "journal.db")
        half = kept.with_name(f"{kept.name}.half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        shutil.copy2(data / "journal.db", half / "journal.db")
        half.rename(kept)
        return
    shutil.copy2(kept / "journal.db", data / "journal.db")


async def _load(data: Path, held: int, size: int) -> None:
    tasks = Tasks()
    journal, engine = await _open(data, tasks)
    company, now = engine.ports.companies.current().digest, engine.ports.clock.now()
    batches = iter(range(held, size, BATCH))

    async def one_after_the_other() -> None:
        for first in batches:
            numbers = range(first, min(first + BATCH, size))
            await journal.append(*(write for number in numbers for write in _finished(company, number, now)))

    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
    await tasks.close()
    await journal.close()


def _finished(company: str, number: int, now: float) -> Iterator[Write]:
    """Somebody came and left again; every tenth said something and was answered. Each is an own customer."""
    name = f"finished{number}"
    opened = ConversationOpened(company=company, channel="chat", language="en", customer=f"customer{number}")
    greeting = AgentSaid(text="Welcome to Hudson bank. How can I help?", purpose="greeting", idle_at=now + 600)
    talk = () if number % 10 else _talk(number, now)
    closed = ConversationClosed(outcome="resolved" if talk else "abandoned")
    yield Write(f"conversation/{name}", (opened, greeting, *talk, closed), now, 0, f"customer/{number}")


def result_of(lengths: Sequence[Cost], sizes: Sequence[Cost], loading: Sequence[Json]) -> Result:
    """The figures, as tables and lines."""
    head = ["milliseconds until durable", "processor milliseconds"]
    return Result(
        bench="growth",
        title="Growth",
        method=(
            "The whole runtime on a SQLite file, in one process without HTTP, one turn at a time; the understanding is "
            "told what the message means. Measured is a turn that opens a consult: a message that says all the "
            f"playbook wants to know. By events: {TURNS} conversations of each length, grown through the journal by a "
            "customer's thanks and the agent's replies, are read anew as by a node that never saw them. By "
            "conversations: journals filled through `Journal.append` with finished conversations of as many customers, "
            f"three events each and every tenth one seven, {BATCH} to an append and {AT_ONCE} appends at once; in each "
            "journal the same turn of fresh conversations. Processor time is of the whole process, the journal's "
            "threads included. Medians of the rounds, lowest to highest."
        ),
        date=today(),
        machine=machine(),
        versions=versions(),
        aims=[
            Aim(f"processor: {lengths[-1].at:,} events against {lengths[0].at}", FLAT, _ratio(lengths), "times", False,
                "A turn that finds nothing in memory reads and folds the whole conversation."),
            Aim(f"processor: {sizes[-1].at:,} conversations against {sizes[0].at:,}", FLAT, _ratio(sizes), "times",
                False),
        ],
        tables=[
            Table("A turn by events in its conversation", ["events", *head], [_row(cost) for cost in lengths]),
            Table("A turn by conversations in the journal", ["conversations", *head], [_row(cost) for cost in sizes]),
            Table("The journals", ["conversations", "size", "filled in"], [
                [f"{each['conversations']:,}", f"{each['bytes'] / 2**20:,.0f} MB", f"{each['seconds']:.0f} s"]
                for each in loading
            ]),
        ],
        lines=[
            _lines("growth_events", "A turn by events in its conversation", "events", lengths),
            _lines("growth_conversations", "A turn by conversations in the journal", "conversations", sizes),
        ],
        raw={"lengths": [cost.__dict__ for cost in lengths], "sizes": [cost.__dict__ for cost in sizes],
             "loading": list(loading)},
    )  # fmt: skip


def _ratio(costs: Sequence[Cost]) -> float:
    return Figure.of(costs[-1].cpu).median / Figure.of(costs[0].cpu).median


def _row(cost: Cost) -> list[str]:
    figures = Figure.of(cost.took), Figure.of(cost.cpu)
    return [f"{cost.at:,}", *(f"{number(one.median)} ({number(one.low)}–{number(one.high)})" for one in figures)]


def _lines(name: str, title: str, x: str, costs: Sequence[Cost]) -> Lines:
    took = Line("until durable", [(cost.at, Figure.of(cost.took).median) for cost in costs])
    cpu = Line("processor", [(cost.at, Figure.of(cost.cpu).median) for cost in costs], "limit")
    return Lines(name, title, x, "milliseconds", [took, cpu])


if __name__ == "__main__":
    main()

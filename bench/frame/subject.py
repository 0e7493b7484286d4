"""What is measured, and the conductor's words to it. Runs in the subject's own process and environment.

Only the standard library is imported here, since peers live in environments of their own.
"""

import asyncio
import gc
import json
import os
import resource
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, TextIO

Json = dict[str, Any]


class Subject(Protocol):
    """Something that can hold conversations which wait for a person."""

    async def start(self) -> Mapping[str, str]:
        """Open the store; versions of what is measured."""
        ...

    async def prepare(self, count: int) -> list[Any]:
        """So many conversations, each brought to where the customer's next message opens a consult."""
        ...

    async def park(self, ready: Any) -> Any:
        """The message comes in; returns when the consult is durably open."""
        ...

    async def resume(self, parked: Any) -> None:
        """The answer comes in; returns when the reply is durable."""
        ...

    async def check(self, parked: Any) -> None:
        """Raises AssertionError unless that conversation's reply is in the store."""
        ...

    async def settle(self) -> None:
        """Do what finished conversations leave to be done later, so that it does not fall into the next stretch."""
        ...

    def totals(self) -> Mapping[str, float]:
        """What the subject counted since its start (`commits`, say); differences are taken."""
        ...

    async def size(self) -> int:
        """Bytes on disk, with nothing left in a write-ahead log."""
        ...

    async def close(self) -> None: ...


def serve(subject: Subject) -> None:
    """Do what the conductor says, one JSON line each, until it says no more."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not get between the lines
    asyncio.run(_serve(subject, out))


async def _serve(subject: Subject, out: TextIO) -> None:
    stage = Stage(subject)
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):  # connections live on between a subject's turns
            words = json.loads(line)
            answer = await getattr(stage, words.pop("do"))(**words)
            out.write(json.dumps(answer) + "\n")
            out.flush()
    finally:
        if stage.started:
            await subject.close()


class Stage:
    """The words a conductor may say, as methods."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._ready: list[Any] = []
        self.started = False

    async def start(self) -> Json:
        """Open everything."""
        versions = await self._subject.start()
        self.started = True
        return {"versions": dict(versions)}

    async def prepare(self, cycles: int, drop: int) -> Json:
        """Get so many conversations ready, and go `drop` cycles that do not count."""
        self._ready = await self._subject.prepare(cycles + drop)
        await self._cycles(self._ready[:drop], max(drop, 1))
        self._ready = self._ready[drop:]
        await self._subject.settle()
        gc.collect()
        return {}

    async def go(self, at_once: int) -> Json:
        """A cycle of each prepared conversation, `at_once` of them at a time. Times in milliseconds."""
        before, cpu, began = self._subject.totals(), _cpu(), time.perf_counter()
        took, last = await self._cycles(self._ready, at_once)
        seconds, cpu = time.perf_counter() - began, _cpu() - cpu
        totals = {name: value - before[name] for name, value in self._subject.totals().items()}
        await self._subject.check(last)
        self._ready = []
        later = _cpu()
        await self._subject.settle()
        return {
            "cycles": len(took), "seconds": seconds, "rate": len(took) / seconds, "cpu_ms": 1e3 * cpu / len(took),
            "later_cpu_ms": 1e3 * (_cpu() - later) / len(took),
            "p50_ms": 1e3 * percentile(took, 0.5), "p99_ms": 1e3 * percentile(took, 0.99),
            **{f"{name}_a_cycle": value / len(took) for name, value in totals.items()},
        }  # fmt: skip

    async def park(self, conversations: int, at_once: int) -> Json:
        """Leave so many conversations waiting, and see what they cost: bytes on disk and in memory, each."""
        empty, memory_before = await self._subject.size(), _memory()
        ready = await self._subject.prepare(conversations)
        prepared = await self._subject.size()
        await _each(self._subject.park, ready, at_once)
        ready.clear()
        parked = await self._subject.size()
        return {
            "conversations": conversations,
            "disk_bytes": (parked - empty) / conversations,
            "disk_bytes_of_parking": (parked - prepared) / conversations,
            "memory_bytes": (_memory() - memory_before) / conversations,
        }

    async def _cycles(self, ready: list[Any], at_once: int) -> tuple[list[float], Any]:
        """Seconds of each cycle, and the last one parked."""
        took: list[float] = []
        last: Any = None

        async def cycle(one: Any) -> None:
            nonlocal last
            began = time.perf_counter()
            last = parked = await self._subject.park(one)
            await self._subject.resume(parked)
            took.append(time.perf_counter() - began)

        await _each(cycle, ready, at_once)
        return took, last


async def _each(do: Any, items: list[Any], at_once: int) -> None:
    """`do` for each item in order, a closed loop of so many at once."""
    coming = iter(items)

    async def one_after_the_other() -> None:
        for item in coming:
            await do(item)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(at_once, len(items))):
            group.create_task(one_after_the_other())


def percentile(values: list[float], share: float) -> float:
    """The value below which so much of them lies (nearest rank)."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def _cpu() -> float:
    """Processor seconds of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _memory() -> int:
    """Bytes of this process in memory."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

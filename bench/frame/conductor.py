"""Runs subjects, each in a process of its own, one at a time and in turns: A B C A B C …

Everything on a machine that is not measured (neighbours, heat, a cache) then touches all of them alike, and the ratio
of two subjects is taken within each round.
"""

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.frame.disk import Disk

Json = dict[str, Any]
ROOT = Path(__file__).parents[2]
PATIENCE = 300.0
"""Seconds until a subject that says nothing is taken for dead."""


@dataclass(frozen=True)
class Server:
    """A database server a subject works with: what it has used so far."""

    disk: Disk
    cpu: Callable[[], float]
    """Processor seconds of all its processes."""


@dataclass(frozen=True)
class Entry:
    """A subject in a run: its short name, what it is in words, and how it is started."""

    name: str
    label: str
    command: Sequence[str]
    server: Server | None = None
    slow: bool = True
    """Whether it is also measured on the slow disk."""
    fill: int = 0
    """So many conversations there must have been before memory is looked at: what a cache holds is not the price of
    parking."""


@dataclass(frozen=True)
class Setting:
    """Conversations at once, and how much longer a commit takes (milliseconds)."""

    at_once: int
    commit_ms: float = 0.0


@dataclass(frozen=True)
class Plan:
    """How long a run is. `seconds` is aimed at for each stretch, within the bounds of cycles."""

    rounds: int
    slow_rounds: int
    seconds: float
    settings: tuple[Setting, ...]
    fewest: int = 20
    most: int = 4000
    drop: int = 5
    parked_seconds: float = 2.0
    most_parked: int = 1000
    fill: bool = True
    """Whether caches are filled before memory is looked at; it takes a while."""

    def rounds_of(self, setting: Setting) -> int:
        """So many rounds are counted."""
        return self.slow_rounds if setting.commit_ms else self.rounds


@dataclass
class Measured:
    """What came out for one subject: stretches by setting, in the order of rounds; what a parked conversation costs."""

    entry: Entry
    versions: Mapping[str, str] = field(default_factory=dict)
    stretches: dict[Setting, list[Json]] = field(default_factory=dict)
    parked: Json = field(default_factory=dict)


class Worker:
    """A subject's process, spoken to in lines of JSON."""

    def __init__(self, entry: Entry, folder: Path) -> None:
        self.entry = entry
        self.disk = Disk(folder, entry.name)
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        environment = {**os.environ, "PYTHONPATH": path, **self.disk.environment}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(entry.command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._from, selectors.EVENT_READ)

    def ask(self, do: str, **words: Any) -> Json:
        """Have the subject do something. Raises RuntimeError if it dies or falls silent; why is on stderr."""
        self._to.write(json.dumps({"do": do, **words}) + "\n")
        self._to.flush()
        if not self._selector.select(PATIENCE):
            raise RuntimeError(f"{self.entry.name} said nothing for {PATIENCE:g} s when asked to {do}.")
        line = self._from.readline()
        if not line:
            raise RuntimeError(f"{self.entry.name} ended when asked to {do}.")
        answer: Json = json.loads(line)
        return answer

    def stretch(self, setting: Setting, cycles: int, drop: int) -> Json:
        """So many cycles in that setting, after `drop` that do not count. Preparing is done at the disk's own speed."""
        self.ask("prepare", cycles=cycles, drop=drop)
        disks = [self.disk, *([self.entry.server.disk] if self.entry.server else [])]
        cpu = self.entry.server.cpu() if self.entry.server else 0.0
        flushes = sum(disk.flushes for disk in disks)
        for disk in disks:
            disk.slow(setting.commit_ms / 1e3)
        try:
            found = self.ask("go", at_once=setting.at_once)
        finally:
            for disk in disks:
                disk.slow(0)
        if self.disk.works:
            found["flushes_a_cycle"] = (sum(disk.flushes for disk in disks) - flushes) / found["cycles"]
        if self.entry.server:
            found["server_cpu_ms"] = 1e3 * (self.entry.server.cpu() - cpu) / found["cycles"]
        return found

    def close(self) -> None:
        """End the subject."""
        self._to.close()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._selector.close()
        self._from.close()


def conduct(entries: Sequence[Entry], plan: Plan, folder: Path, tell: Callable[[str], None] = print) -> list[Measured]:
    """The whole run. `tell` hears how far it is."""
    with _workers(entries, folder) as workers:
        measured = [Measured(worker.entry, worker.ask("start")["versions"]) for worker in workers]
        for setting in plan.settings:
            here = [
                (worker, one) for worker, one in zip(workers, measured, strict=True)
                if worker.entry.slow or not setting.commit_ms
            ]  # fmt: skip
            if setting.commit_ms and not all(worker.disk.works for worker in workers):
                tell("no gcc: the slow disk is left out")
                continue
            _rounds(here, setting, plan, tell)
        for worker, one in zip(workers, measured, strict=True):
            one.parked = _parked(worker, one, plan)
            tell(f"parked  {worker.entry.name}: {one.parked['disk_bytes_of_parking']:.0f} bytes on disk")
    return measured


def _rounds(here: Sequence[tuple[Worker, Measured]], setting: Setting, plan: Plan, tell: Callable[[str], None]) -> None:
    """One setting: a first round that only shows how many cycles fill a stretch, then those that count."""
    fewest = max(plan.fewest, setting.at_once)
    rates = {id(worker): worker.stretch(setting, fewest, plan.drop)["rate"] for worker, _ in here}
    for number in range(1, plan.rounds_of(setting) + 1):
        for worker, one in here:
            cycles = min(max(fewest, round(rates[id(worker)] * plan.seconds)), plan.most)
            found = worker.stretch(setting, cycles, plan.drop)
            rates[id(worker)] = found["rate"]
            one.stretches.setdefault(setting, []).append(found)
        rates_now = ", ".join(f"{one.entry.name} {one.stretches[setting][-1]['rate']:,.0f}" for _, one in here)
        tell(f"{setting.at_once:>3} at once, +{setting.commit_ms:g} ms, round {number}: cycles/s {rates_now}")


def _parked(worker: Worker, one: Measured, plan: Plan) -> Json:
    stretches = [stretch for rounds in one.stretches.values() for stretch in rounds]
    rate = max(stretch["rate"] for stretch in stretches)
    conversations = min(max(100, round(rate * plan.parked_seconds)), plan.most_parked)
    at_once = max(setting.at_once for setting in plan.settings)
    missing = worker.entry.fill - sum(stretch["cycles"] for stretch in stretches)
    if plan.fill and missing > 0:
        worker.ask("park", conversations=missing, at_once=at_once)
    return {**worker.ask("park", conversations=conversations, at_once=at_once), "filled": plan.fill}


@contextmanager
def _workers(entries: Sequence[Entry], folder: Path) -> Iterator[list[Worker]]:
    with ExitStack() as stack:
        workers = []
        for entry in entries:
            workers.append(Worker(entry, folder))
            stack.callback(workers[-1].close)
        yield workers


def python(module: str, *arguments: str, interpreter: str = sys.executable) -> tuple[str, ...]:
    """The command that starts a subject's module."""
    return (interpreter, "-m", module, *arguments)

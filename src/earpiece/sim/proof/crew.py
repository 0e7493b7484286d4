"""Worker processes for many runs. One that hangs or dies is ended and replaced; the others do not notice."""

import multiprocessing
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Lost:
    """A job that brought no result, and why."""

    why: str
    raised: bool
    """It ended with an error, and would again; else it hung or its process died."""


@dataclass(frozen=True)
class Job:
    """A call for a worker. Function and arguments are pickled: the function has to stand in a module."""

    work: Callable[..., Any]
    args: tuple[Any, ...]
    limit: float
    """Seconds of real time it may take."""


@dataclass
class _Worker:
    process: BaseProcess
    line: Connection
    job: Job
    until: float = field(default=0.0)


class Crew:
    """At most `jobs` processes. Give jobs, also while the results of others come in; results come as they are ready."""

    def __init__(self, jobs: int) -> None:
        self._jobs = max(1, jobs)
        self._waiting: deque[Job] = deque()
        self._busy: list[_Worker] = []
        self._idle: list[tuple[BaseProcess, Connection]] = []

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process, line in [*self._idle, *((worker.process, worker.line) for worker in self._busy)]:
            _end(process, line)

    def give(self, work: Callable[..., Any], *args: Any, limit: float) -> None:
        """Have `work(*args)` done by whoever is free next; it may take `limit` seconds."""
        self._waiting.append(Job(work, args, limit))

    def results(self) -> Iterator[tuple[Job, Any]]:
        """Each job with what it returned, or with Lost; until there is none left."""
        while self._waiting or self._busy:
            while self._waiting and len(self._busy) < self._jobs:
                self._begin(self._waiting.popleft())
            yield from self._finished()

    def _begin(self, job: Job) -> None:
        process, line = self._idle.pop() if self._idle else _hire()
        line.send((job.work, job.args))
        self._busy.append(_Worker(process, line, job, time.monotonic() + job.limit))

    def _finished(self) -> Iterator[tuple[Job, Any]]:
        first = min(worker.until for worker in self._busy)
        ready = wait([worker.line for worker in self._busy], max(first - time.monotonic(), 0.0))
        now = time.monotonic()
        for worker in list(self._busy):
            if worker.line not in ready and worker.until > now:
                continue
            self._busy.remove(worker)
            if worker.line in ready:
                yield worker.job, self._received(worker)
            else:
                _end(worker.process, worker.line)
                yield worker.job, Lost(f"It did not come to its end within {worker.job.limit:g} seconds.", raised=False)

    def _received(self, worker: _Worker) -> Any:
        try:
            result = worker.line.recv()
        except EOFError:
            _end(worker.process, worker.line)
            return Lost(f"Its process ended by itself ({worker.process.exitcode}).", raised=False)
        self._idle.append((worker.process, worker.line))
        return result


def _hire() -> tuple[BaseProcess, Connection]:
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _end(process: BaseProcess, line: Connection) -> None:
    line.close()
    process.kill()
    process.join()


def _work(line: Connection) -> None:
    """A worker's whole life: it ends when nobody gives it jobs any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us ends us
    while True:
        try:
            work, args = line.recv()
        except EOFError:
            return
        try:
            result = work(*args)
        except Exception as error:  # noqa: BLE001 - whatever a run raises is what came of it
            where = traceback.extract_tb(error.__traceback__)[-1]
            told = f"{type(error).__name__}: {error} ({where.filename.rpartition('/src/')[2]}:{where.lineno})"
            result = Lost(f"It ended with an error: {told}", raised=True)
        line.send(result)

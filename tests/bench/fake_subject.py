"""A subject that does next to nothing, for testing the frame: `python -m tests.bench.fake_subject FOLDER NAME [dies]`.

It writes down its turns, and flushes once when it parks and once when it resumes.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.frame.subject import serve


class Fake:
    """Implements `bench.frame.subject.Subject`."""

    def __init__(self, folder: str, name: str, fate: str = "") -> None:
        self._turns, self._name, self._fate = Path(folder) / "turns", name, fate
        self._file = (Path(folder) / f"{name}.data").open("wb")
        self._cycles = self._now = self._most = 0

    async def start(self) -> Mapping[str, str]:
        sys.stdout.write("what a library prints must not get between the lines\n")
        return {self._name: "1.0"}

    async def prepare(self, count: int) -> list[Any]:
        with self._turns.open("a") as file:
            file.write(f"{self._name}\n")
        return list(range(count))

    async def park(self, ready: Any) -> Any:
        if self._fate == "dies":
            os._exit(1)
        self._now += 1
        self._most = max(self._most, self._now)
        os.fsync(self._file.fileno())
        await asyncio.sleep(0)
        return ready

    async def resume(self, parked: Any) -> None:
        os.fdatasync(self._file.fileno())
        self._now -= 1
        self._cycles += 1

    async def check(self, parked: Any) -> None:
        assert parked is not None

    async def settle(self) -> None:
        self._most = 0

    def totals(self) -> Mapping[str, float]:
        return {"cycles": self._cycles, "most": self._most}

    async def size(self) -> int:
        return 100 * self._cycles

    async def close(self) -> None:
        self._file.close()


if __name__ == "__main__":
    serve(Fake(*sys.argv[1:]))

"""The disk as the measured programs meet it: flushes counted, and slower if the measurement says so.

Works by a small C library (`bench/slow_disk.c`) that is preloaded into them; it needs gcc and Linux.
"""

import mmap
import shutil
import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "slow_disk.c"
BOARD = struct.Struct("=QQ")
"""Delay in microseconds, flushes so far."""


class Disk:
    """What one or more programs share. Start them with `environment` added to theirs."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"{name}.disk"
        self._path.write_bytes(bytes(BOARD.size))
        self._path.chmod(0o666)  # a database server runs as another user
        self._library = library(folder)
        with self._path.open("r+b") as file:
            self._board = mmap.mmap(file.fileno(), BOARD.size)

    @property
    def environment(self) -> Mapping[str, str]:
        """What to add to a program's environment."""
        if self._library is None:
            return {}
        return {"LD_PRELOAD": str(self._library), "SLOW_DISK": str(self._path)}

    @property
    def works(self) -> bool:
        """Whether flushes can be counted and delayed on this machine."""
        return self._library is not None

    @property
    def flushes(self) -> int:
        """How many calls of fsync and fdatasync there were."""
        found: int = BOARD.unpack_from(self._board)[1]
        return found

    def slow(self, seconds: float) -> None:
        """From now on each flush takes so much longer."""
        self._board[:8] = struct.pack("=Q", round(seconds * 1e6))


def library(folder: Path) -> Path | None:
    """The compiled library in that folder, or None where there is no compiler."""
    compiler, built = shutil.which("gcc"), folder / "slow_disk.so"
    if compiler is None:
        return None
    if not built.exists():
        command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(built), str(SOURCE), "-ldl"]
        subprocess.run(command, check=True, capture_output=True)
    return built

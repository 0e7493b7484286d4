"""A Postgres server of Debian's package for the length of a measurement, in a folder of its own, on a unix socket."""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.frame.disk import Disk

USER = "postgres"
"""A server must not run as root; then it runs as this user."""
SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "max_connections": "200",
}
START_SECONDS = 30.0


def binaries() -> Path | None:
    """The folder of the newest server binaries on this machine, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


class PostgresServer:
    """A running server; `disk` counts and delays its flushes."""

    def __init__(self, folder: Path, programs: Path, disk: Disk) -> None:
        self.disk = disk
        self._folder, self._programs = folder, programs
        self._user = USER if os.geteuid() == 0 else None
        if self._user is not None:
            shutil.chown(folder, self._user)
        self._do("initdb", "-D", str(folder / "data"), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C")
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-k", folder, *settings],
            cwd=folder, env={**os.environ, **disk.environment}, user=self._user,
            stdout=subprocess.DEVNULL, stderr=(folder / "log").open("w"),
        )  # fmt: skip
        self._wait()

    def _do(self, program: str, *arguments: str) -> bool:
        command = [str(self._programs / program), *arguments]
        done = subprocess.run(command, cwd=self._folder, user=self._user, capture_output=True, text=True, check=False)
        assert done.returncode == 0 or program == "pg_isready", done.stderr
        return done.returncode == 0

    def _wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while not self._do("pg_isready", "-q", "-h", str(self._folder)):
            assert self._process.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < end, "the server does not come up"
            time.sleep(0.05)

    def database(self, name: str) -> str:
        """The address of a fresh, empty database."""
        self._do("createdb", "-h", str(self._folder), "-U", USER, name)
        return f"postgresql://{USER}@/{name}?host={self._folder}"

    def cpu(self) -> float:
        """Processor seconds of the server and all that work for it at this moment."""
        return sum(_seconds(pid) for pid in (self._process.pid, *self._children()))

    def _children(self) -> list[int]:
        pid = self._process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def close(self) -> None:
        """Stop it at once; nothing of it is needed any more."""
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def postgres(folder: Path, programs: Path) -> Iterator[PostgresServer]:
    """A server for as long as the block lasts."""
    disk = Disk(folder, "postgres-server")
    place = folder / "postgres"
    place.mkdir(mode=0o755)
    server = PostgresServer(place, programs, disk)
    try:
        yield server
    finally:
        server.close()


def version(programs: Path) -> str:
    """The server's version."""
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[2]


def _seconds(pid: int) -> float:
    """Time on a processor, from the scheduler; 0 for a process that has just ended."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except FileNotFoundError:
        return 0.0


def user_exists() -> bool:
    """Whether a server can be run here: not as root, or with the user that Debian's package makes."""
    if os.geteuid() != 0:
        return True
    return any(entry.pw_name == USER for entry in pwd.getpwall())

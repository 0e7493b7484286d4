"""A journal copied from place to place is the same journal, or nothing; and it goes on where it was."""

import asyncio
import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from earpiece.domain.errors import Unusable
from earpiece.domain.events import CustomerSaid
from earpiece.journal import dump, dump_sqlite, verify
from earpiece.journal.dump import BLOBS, STREAMS, TABLES, Row, Summary, Table, Target
from earpiece.journal.postgres_schema import LOCK
from tests.journal.places import Place, Rows, rows_of
from tests.journal.stores import ANN, opened, said, told, write
from tests.journal.tales import long_tale


@pytest.fixture(scope="module")
def written_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a long story in it."""
    path = tmp_path_factory.mktemp("story") / "journal.db"
    Place(path).opened(story)
    return path


@pytest.fixture
def file(written_once: Path, tmp_path: Path) -> Place:
    """The same, for one test."""
    (tmp_path / "first").mkdir()
    return Place(Path(shutil.copy(written_once, tmp_path / "first")))


async def story(journal: Any) -> None:
    """Something in every table: also a key destroyed, a subject linked, a message at work, a body in binary, times that
    no decimal fraction hits."""
    await long_tale(journal)
    await journal.link("g1", "maya")
    await journal.put_blob("d1", bytes(range(256)))
    await journal.put_blob("empty", b"")
    await journal.append(write(opened(), said("Grüße, 你好, 🙂 \u2028"), stream=ANN, subject="maya", key="first"))
    await journal.append(write(opened(), told(next_at=0.1 + 0.2), stream="conversation/third", at=1 / 3))


def test_all_of_both_schemas_is_copied(tmp_path: Path) -> None:
    """Each table and each column of a file, and whether it may be NULL: a new one must come along."""
    Place(tmp_path / "journal.db").opened(verify)
    db = sqlite3.connect(tmp_path / "journal.db")
    names = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert names - {"migrations"} == {table.name for table in TABLES}
    for table in TABLES:
        found = {
            name: kind.lower().replace("blob", "bytes") + ("" if needed or in_key else "?")
            for _, name, kind, needed, _, in_key in db.execute(f"PRAGMA table_info({table.name})")
        }
        assert found | {"rowid": "integer"} == dict(table.columns) | {"rowid": "integer"}, table.name
    db.close()


@pytest.mark.postgres
def test_all_of_the_database_is_copied(database: str) -> None:
    """The same of a database."""
    Place(database).opened(verify)
    kinds = {"bigint": "integer", "integer": "integer", "double precision": "real", "bytea": "bytes", "text": "text"}
    told: dict[str, dict[str, str]] = {}
    for table, column, kind, null in asyncio.run(
        ask(
            database,
            "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
            "WHERE table_schema = current_schema()",
        )
    ):
        if table not in ("migrations", "nodes"):
            told.setdefault(table, {})[column] = kinds[kind] + ("?" if null == "YES" else "")
    assert told == {table.name: dict(table.columns) for table in TABLES}


async def ask(database: str, query: str) -> list[Any]:
    """What the database says."""
    db = await asyncpg.connect(database)
    try:
        return list(await db.fetch(query))
    finally:
        await db.close()


def test_from_file_to_backup_to_file(file: Place, tmp_path: Path) -> None:
    """Every row is there, byte by byte, and the fingerprint is the one `earpiece verify` prints."""
    header = file.back_up(tmp_path / "b.gz")
    again = Place(tmp_path / "second" / "journal.db")
    assert again.restore(tmp_path / "b.gz") == header.summary == file.summary() == again.summary()
    assert all(tally.rows for tally in header.summary.tables.values()), "the story fills every table"
    assert again.opened(verify).fingerprint == header.summary.fingerprint == file.opened(verify).fingerprint


@pytest.mark.postgres
def test_from_file_to_database_and_back_by_backups(file: Place, database: str, tmp_path: Path) -> None:
    """Two kinds of store, one form: the backups hold the same lines."""
    between, back = Place(database), Place(tmp_path / "second" / "journal.db")
    summaries = [file.back_up(tmp_path / "a.gz").summary, between.restore(tmp_path / "a.gz")]
    summaries += [between.back_up(tmp_path / "b.gz").summary, back.restore(tmp_path / "b.gz")]
    assert summaries == [file.summary()] * 4
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()
    assert back.opened(verify) == file.opened(verify)


@pytest.mark.postgres
def test_moved_there_and_back(file: Place, database: str, tmp_path: Path) -> None:
    """Without a file between; what it was moved from is as it was."""
    before = file.summary()
    assert Place(database).take(file) == before
    assert Place(tmp_path / "second" / "journal.db").take(Place(database)) == before
    assert file.summary() == Place(database).summary() == before


def test_it_goes_on_where_it_was(file: Place, place: Place) -> None:
    """Numbers of events, streams, keys and list entries follow those that are there; a known key is still known; words
    are read; the work of nodes that are gone is anybody's."""
    place.take(file)

    async def goes_on(journal: Any) -> None:
        last = (await journal.read_all(limit=10_000))[-1].seq
        assert (ANN, "turn m1") in [(timer.stream, timer.name) for timer in await journal.orphans()]
        assert (await journal.append(write(said("again"), stream=ANN, key="first"))).repeated
        await journal.append(write(opened(), said("new"), stream="conversation/new", subject="new", at=999.0))
        assert [item.seq for item in await journal.read("conversation/new")] == [last + 1, last + 2]
        assert (await journal.rows("conversations", newest=True, limit=1))[0].id == "new"
        assert (await journal.read(ANN))[1].event.text.startswith("Grüße, 你好")
        assert await journal.get_blob("d1") == bytes(range(256))
        assert await journal.erase("maya") >= 1
        assert (await verify(journal)).sound

    place.opened(goes_on)


def test_a_backup_is_of_one_instant(place: Place, tmp_path: Path) -> None:
    """Whatever is written while it is made: each table is as it was when it began."""
    place.opened(story)
    before = place.summary()

    async def busy(journal: Any) -> Summary:
        async with place.snapshot() as snapshot:

            async def append(table: Table, rows: list[Row], _: bytes) -> None:
                for stream in (ANN, f"conversation/{table.name}"):
                    await journal.append(write(opened(), said(), told(next_at=9.0), stream=stream, subject=table.name))
                await journal.put_blob(table.name, b"new")

            return await dump.survey(snapshot, append)

    assert place.opened(busy) == before
    assert place.summary().differences(before)


@dataclass
class Faulty:
    """A store that loses or changes something of one table."""

    target: Target
    table: Table
    fault: Callable[[list[Row]], list[Row]]

    async def load(self, table: Table, page: list[Row]) -> None:
        await self.target.load(table, self.fault(page) if table is self.table else page)

    def pages(self, table: Table) -> Any:
        return self.target.pages(table)


def without_one(page: list[Row]) -> list[Row]:
    return page[:-1]


def changed(page: list[Row]) -> list[Row]:
    """Another value in the last column of the last row."""
    *others, last = page[-1]
    other = {bytes: b"\1" * 32, str: "{}", int: 1, float: 1.5, type(None): "x"}[type(last)]
    return [*page[:-1], (*others, other)]


@pytest.mark.parametrize("table", [table for table in TABLES if table is not STREAMS], ids=lambda table: table.name)
@pytest.mark.parametrize("fault", [without_one, changed, lambda page: []], ids=["one", "changed", "all"])
def test_the_proof_notices(file: Place, place: Place, table: Table, fault: Callable[[list[Row]], list[Row]]) -> None:
    """One row of any table lost or changed, or a table left out: it is said which, and nothing is left."""
    with pytest.raises(Unusable, match=f"not what was given: .*the table {table.name} has"):
        place.take(file, lambda target: Faulty(target, table, fault))
    assert nothing_at(place)


def test_the_proof_notices_a_stream_that_ends_elsewhere(file: Place, place: Place) -> None:
    """The heads of streams are part of the chain, which says where it no longer holds."""

    def fault(page: list[Row]) -> list[Row]:
        number, name, position, *others = page[0]
        return [(number, name, position + 1, *others), *page[1:]]

    with pytest.raises(Unusable, match=r"streams has other rows; conversation/\d, position \d+: the event is missing"):
        place.take(file, lambda target: Faulty(target, STREAMS, fault))
    assert nothing_at(place)


def nothing_at(place: Place) -> bool:
    """Neither a journal nor a part of one."""
    if isinstance(place.where, Path):
        return [path.name for path in place.where.parent.iterdir()] == ["journal.db.lock"]
    return not asyncio.run(ask(place.where, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'"))


def test_a_copy_that_is_interrupted_leaves_nothing(file: Place, place: Place, tmp_path: Path) -> None:
    """Also not a part that looks like a journal; the next attempt succeeds."""

    def killed(page: list[Row]) -> list[Row]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        place.take(file, lambda target: Faulty(target, BLOBS, killed))
    assert nothing_at(place)
    if isinstance(place.where, Path):
        place.where.with_name("journal.db.unfinished").write_bytes(b"left by a process that was killed")
    assert place.take(file) == file.summary()


def test_only_into_an_empty_place(file: Place, place: Place) -> None:
    """A journal with one event is not overwritten, nor a file that SQLite would read into the new one."""
    place.opened(lambda journal: journal.append(write(opened())))
    before = place.summary()
    with pytest.raises(Unusable, match="There is already"):
        place.take(file)
    assert place.summary() == before
    if isinstance(place.where, Path):
        place.where.unlink()
        place.where.with_name("journal.db-wal").write_bytes(b"old")
        with pytest.raises(Unusable, match=r"There is already .*journal.db-wal"):
            place.take(file)


@pytest.mark.postgres
def test_a_database_with_a_schema_only_is_empty(file: Place, database: str) -> None:
    """As `earpiece database migrate` makes it. Another program's database is not."""
    Place(database).opened(verify)
    assert Place(database).take(file) == file.summary()


@pytest.mark.postgres
def test_not_into_another_programs_database(file: Place, database: str) -> None:
    """It stays as it was."""
    asyncio.run(ask(database, "CREATE TABLE theirs ()"))
    with pytest.raises(Unusable, match="of another program"):
        Place(database).take(file)
    assert [name for (name,) in asyncio.run(ask(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))] == ["theirs"]  # fmt: skip  # noqa: E501


def test_nobody_moves_what_is_in_use(place: Place, tmp_path: Path) -> None:
    """A server that runs would go on writing where nobody looks any more."""

    async def meanwhile(journal: Any) -> None:
        await journal.beat()
        with pytest.raises(Unusable, match="in use by"):
            async with place.snapshot(alone=True):
                pass

    place.opened(meanwhile)
    Place(tmp_path / "second" / "journal.db").take(place)


@pytest.mark.postgres
def test_nobody_writes_while_it_is_moved(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes up meanwhile has to wait; who waits too long is told why."""
    from earpiece.journal import dump_postgres

    monkeypatch.setitem(dump_postgres.PATIENT, "lock_timeout", "100ms")
    place = Place(database)
    place.opened(story)

    async def moving() -> None:
        async with place.snapshot(alone=True):
            db = await asyncpg.connect(database)
            assert not await db.fetchval(f"SELECT pg_try_advisory_xact_lock({LOCK})")
            await db.close()
            with pytest.raises(Unusable, match="Somebody else holds the journal"):
                async with place.target():
                    pass

    asyncio.run(moving())


@pytest.mark.postgres
def test_what_postgres_cannot_hold_is_named(tmp_path: Path, database: str) -> None:
    """A file may have names that a database cannot: with the character NUL, or endless ones."""
    endless = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(100))
    for name, why in (("a\0b", "0x00"), (endless, "index row")):
        with pytest.raises(Unusable, match=f"The table links cannot be stored in .*{why}"):
            Place(database).take(Rows({"links": [(name, "maya")]}))
        assert nothing_at(Place(database))


def test_without_keys_nobodys_words_can_be_read(file: Place, place: Place, tmp_path: Path) -> None:
    """The record is the same and proves itself; everybody reads as erased, nobody can sign in by its secrets, and new
    words get keys with new numbers."""
    file.opened(lambda journal: journal.put_blob("secret/web.secret", b"of tokens"))
    header = file.back_up(tmp_path / "b.gz", keys=False)
    assert (header.keys, header.summary.fingerprint) == (False, file.summary().fingerprint)
    secrets = {row[2] for row in rows_of(file)["keys"] if not row[3]}
    assert secrets
    place.restore(tmp_path / "b.gz")
    kept = rows_of(place)
    assert {row[2] for row in kept["keys"]} == {bytes(32)}
    assert [row[0] for row in kept["blobs"]] == ["d1", "empty"]

    async def read(journal: Any) -> None:
        events = await journal.read_all(limit=10_000)
        assert {item.event.text for item in events if isinstance(item.event, CustomerSaid)} == {"[erased]"}
        await journal.append(write(said("I am back"), stream=ANN, subject="maya"))
        assert (await journal.read(ANN))[-1].event.text == "I am back"
        assert (await verify(journal)).sound

    place.opened(read)
    numbers = [row[0] for row in rows_of(place)["keys"]]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_file_is_for_its_owner(file: Place, tmp_path: Path) -> None:
    """The journal, and the folder that is made for it."""
    place = Place(tmp_path / "second" / "journal.db")
    place.take(file)
    assert isinstance(place.where, Path)
    assert (place.where.stat().st_mode & 0o777, place.where.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_while_it_is_filled_nobody_opens_it(file: Place, tmp_path: Path) -> None:
    """Not even an empty one under its name."""
    place = Place(tmp_path / "second" / "journal.db")

    def names() -> set[str]:
        return {path.name for path in (tmp_path / "second").iterdir()}

    async def filling() -> set[str]:
        async with place.target():
            with pytest.raises(Unusable, match="in use"):
                await place.open()
            return names()

    assert asyncio.run(filling()) == {"journal.db.lock", "journal.db" + dump_sqlite.UNFINISHED}

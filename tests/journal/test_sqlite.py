"""What is particular to the SQLite file: opening, owning and restarting it, a full disk, no trace of the erased."""

import asyncio
import os
import random
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from earpiece.domain.errors import Unusable
from earpiece.domain.ports import Journal, Receipt
from earpiece.journal import MemoryJournal, SqliteJournal, sql, verify
from tests.journal.stores import ANN, Store, Stored, in_sqlite, opened, said, told, write
from tests.journal.tales import long_tale


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal is; no such file yet."""
    return tmp_path / "data" / "journal.db"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Only this store here."""
    return Store(in_sqlite, tmp_path / "data")


def refusal(path: Path, **how: Any) -> str:
    """What opening the journal complains about."""

    async def story() -> str:
        with pytest.raises(Unusable) as error:
            await SqliteJournal.open(path, **how)
        return error.value.message

    return asyncio.run(story())


def test_a_restart_keeps_everything(store: Store) -> None:
    """Events, keys, timers, rows, receipts, links and blobs are there when the file is opened again."""

    async def before(journal: Stored) -> None:
        await journal.append(write(opened(name="Ann"), said(), told(next_at=5.0), key="k"))
        await journal.link("g1", "c1")
        await journal.put_blob("d", b"body")

    async def after(journal: Stored) -> None:
        assert [each.event for each in await journal.read(ANN)] == [opened(name="Ann"), said(), told(next_at=5.0)]
        assert await journal.append(write(said(), key="k")) == Receipt({ANN: 3}, repeated=True)
        assert await journal.append(write(said(), expected=3)) == Receipt({ANN: 4})
        assert await journal.next_due() == 5.0
        assert len(await journal.rows("conversations")) == 1
        assert await journal.get_blob("d") == b"body"
        assert (await verify(journal)).sound
        assert await journal.erase("c1") == 1

    store.run(before)
    store.run(after)


def test_both_stores_hold_the_same(tmp_path: Path) -> None:
    """A long random story, told to both with the same seed, gives the same answers and the same fingerprint."""

    async def both() -> tuple[list[Any], list[Any]]:
        stored = await SqliteJournal.open(tmp_path / "j.db", random=random.Random(1).randbytes, inline=True)
        try:
            return await long_tale(stored), await long_tale(MemoryJournal(random=random.Random(1).randbytes))
        finally:
            await stored.close()

    in_file, in_memory = asyncio.run(both())
    assert in_file == in_memory


def test_the_stores_are_journals(path: Path) -> None:
    """Both have every method of the protocol, as the type checker sees it."""

    async def story() -> None:
        stored = await SqliteJournal.open(path)
        journals: list[Journal] = [stored, MemoryJournal()]
        assert len(journals) == 2
        await stored.close()

    asyncio.run(story())


def test_a_second_server_on_one_file_is_refused(path: Path) -> None:
    """The sentence names the process that has the file; after its end the file is free."""

    async def story() -> None:
        first = await SqliteJournal.open(path)
        with pytest.raises(Unusable, match=f"in use by another Earpiece .process {os.getpid()}."):
            await SqliteJournal.open(path)
        await first.close()
        await (await SqliteJournal.open(path)).close()

    asyncio.run(story())


def test_reading_beside_a_running_server(path: Path) -> None:
    """A read-only journal sees what is committed, also later, and cannot write."""

    async def story() -> None:
        server = await SqliteJournal.open(path)
        await server.append(write(opened()))
        beside = await SqliteJournal.open(path, readonly=True)
        assert len(await beside.read(ANN)) == 1
        await server.append(write(said()))
        assert len(await beside.read(ANN)) == 2
        with pytest.raises(Unusable, match="reading only"):
            await beside.append(write(said()))
        with pytest.raises(Unusable, match="reading only"):
            await beside.erase("g1")
        await beside.close()
        await server.close()

    asyncio.run(story())


def test_nothing_goes_after_the_end(path: Path) -> None:
    """A closed journal says so; what was begun before is finished."""

    async def story() -> None:
        journal = await SqliteJournal.open(path)
        begun = [asyncio.ensure_future(journal.append(write(said()))) for _ in range(5)]
        await asyncio.sleep(0)
        await journal.close()
        assert len(await asyncio.gather(*begun)) == 5
        with pytest.raises(Unusable, match="closed"):
            await journal.append(write(said()))
        with pytest.raises(Unusable, match="closed"):
            await journal.read(ANN)
        await journal.close()

    asyncio.run(story())


def test_a_full_disk_fails_the_append_and_no_later_one(path: Path) -> None:
    """What cannot be written is refused and leaves no trace; with room again the journal goes on."""

    async def story() -> None:
        journal = await SqliteJournal.open(path, inline=True)
        await journal.append(write(opened()))
        limited = journal._db
        assert limited is not None
        limited.execute("PRAGMA max_page_count = 1")
        with pytest.raises(Unusable, match="nothing of this was stored"):
            await journal.append(write(said("x" * 100_000)))
        limited.execute("PRAGMA max_page_count = 1000000")

        assert await journal.append(write(said())) == Receipt({ANN: 2})
        assert (await verify(journal)).events == 2
        await journal.close()

    asyncio.run(story())


def test_a_failing_disk_fails_all_who_wait(path: Path) -> None:
    """Nobody who appended in the failed transaction is left waiting or told that it is stored."""

    async def story() -> None:
        journal = await SqliteJournal.open(path)
        assert journal._db is not None
        journal._db.execute("PRAGMA max_page_count = 1")
        big = write(said("x" * 100_000))
        outcomes = await asyncio.gather(*(journal.append(big) for _ in range(5)), return_exceptions=True)

        assert [type(outcome) for outcome in outcomes] == [Unusable] * 5
        assert await journal.read_all() == []
        await journal.close()

    asyncio.run(story())


def test_no_journal_to_read(path: Path) -> None:
    """Reading what is not there says so, and makes no file."""
    assert refusal(path, readonly=True) == f"There is no journal at {path}."
    assert not path.exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """The sentence names the folder."""
    (tmp_path / "file").write_text("in the way")

    assert f"The folder {tmp_path / 'file'} cannot be written" in refusal(tmp_path / "file" / "journal.db")


def test_a_file_that_is_no_journal(tmp_path: Path) -> None:
    """Neither a text nor another program's database is opened or changed."""
    text, other = tmp_path / "text.db", tmp_path / "other.db"
    text.write_text("not a database, but long enough to be looked at\n" * 40)
    db = sqlite3.connect(other)
    db.execute("CREATE TABLE things (id)")
    db.close()
    before = text.read_bytes(), other.read_bytes()

    assert "is not a journal of Earpiece" in refusal(text)
    assert "is a database of another program" in refusal(other)
    assert "is a database of another program" in refusal(other, readonly=True)
    assert before == (text.read_bytes(), other.read_bytes())


def test_a_folder_is_no_journal(tmp_path: Path) -> None:
    """A folder in the journal's place is refused with a sentence."""
    assert "cannot be opened" in refusal(tmp_path)


def test_a_journal_of_a_newer_program(path: Path, store: Store) -> None:
    """A schema this program does not know is left alone."""
    store.run(lambda journal: journal.append(write(opened())))
    db = sqlite3.connect(path)
    db.execute("INSERT INTO migrations (name) VALUES ('9999_future')")
    db.commit()
    db.close()

    assert "newer Earpiece (9999_future)" in refusal(path)
    assert "newer Earpiece (9999_future)" in refusal(path, readonly=True)


def test_migrations_are_applied_once_and_in_order(path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new script runs on the next opening; one that fails leaves nothing of itself behind."""
    store.run(lambda journal: journal.append(write(opened())))
    later = dict(sql.migrations()) | {"0002_test": "CREATE TABLE a (id); -- one; two\nCREATE TABLE b (id);"}
    monkeypatch.setattr("earpiece.journal.sqlite_file.migrations", lambda: later)
    assert "older Earpiece" in refusal(path, readonly=True)
    store.run(lambda journal: journal.append(write(said())))
    store.run(lambda journal: journal.append(write(said())))

    broken = later | {"0003_broken": "CREATE TABLE c (id); CREATE TABLE a (id);"}
    monkeypatch.setattr("earpiece.journal.sqlite_file.migrations", lambda: broken)
    assert "table a already exists" in refusal(path)
    tables = set(rows_of(path, "SELECT name FROM sqlite_schema"))
    assert {"a", "b"} < tables
    assert "c" not in tables


def test_every_named_query_is_sound(path: Path, store: Store) -> None:
    """Each query of the file is understood by SQLite as it stands, and named by what comes before its colon."""
    store.run(lambda journal: journal.append(write(opened())))
    db = sqlite3.connect(path)
    db.create_function("merged", 2, lambda old, new: new)
    for text in sql.SQL.values():
        numbered = re.findall(r"\?\d+", text)
        db.execute(f"EXPLAIN {text}", [None] * len(numbered) or dict.fromkeys(re.findall(r":(\w+)", text)))
    db.close()

    assert {"read", "add_event", "destroy_keys"} < set(sql.SQL)


def rows_of(path: Path, query: str) -> list[Any]:
    """The first column of what the file answers."""
    db = sqlite3.connect(path)
    try:
        return [value for (value, *_) in db.execute(query)]
    finally:
        db.close()


def found_in(folder: Path, needles: Iterable[bytes]) -> list[tuple[str, bytes]]:
    """Which of the needles stand in which file of the folder."""
    bodies = {file.name: file.read_bytes() for file in folder.iterdir()}
    return [(name, needle) for needle in needles for name, body in bodies.items() if needle in body]


def test_the_files_hold_no_plain_words_and_after_erasing_no_keys(path: Path) -> None:
    """Words are never written plainly. After erasing, no byte sequence of the keys is in any file of the folder."""

    async def story() -> None:
        journal = await SqliteJournal.open(path)
        for n in random.Random(5).sample(range(600), 600):
            await journal.append(write(said("Umbrella"), stream=f"conversation/{n}", subject=f"g{n}"))
        for n in range(600):
            await journal.link(f"g{n}", f"c{n % 3}")
        keys = rows_of(path, "SELECT secret FROM keys")
        assert len(keys) == 600
        assert found_in(path.parent, [b"Umbrella"]) == []
        assert len(found_in(path.parent, keys)) >= 600

        gone = rows_of(path, "SELECT k.secret FROM keys k JOIN links l USING (subject) WHERE l.customer <> 'c2'")
        assert await journal.erase("c0") + await journal.erase("c1") == len(gone) == 400
        assert found_in(path.parent, gone) == []
        assert [each.erased for each in await journal.read("conversation/5")] == [False]
        await journal.close()
        assert found_in(path.parent, gone) == []

    asyncio.run(story())


def test_erasing_says_when_a_reader_keeps_old_pages(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys are destroyed all the same, and erasing again finishes the work."""
    monkeypatch.setattr("earpiece.journal.sqlite_file.BUSY_MILLISECONDS", 50)

    async def story() -> None:
        journal = await SqliteJournal.open(path)
        await journal.append(write(said()))
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM keys").fetchall()
        with pytest.raises(Unusable, match="end that program"):
            await journal.erase("g1")
        assert [each.erased for each in await journal.read(ANN)] == [True]
        reader.close()
        assert await journal.erase("g1") == 0
        await journal.close()

    asyncio.run(story())


def test_the_file_is_its_owners_alone(path: Path, store: Store) -> None:
    """Nobody else on the machine can read the journal, its log or its lock."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened()))
        assert {file.name: oct(file.stat().st_mode & 0o77) for file in path.parent.iterdir()} == dict.fromkeys(
            ("journal.db", "journal.db-wal", "journal.db-shm", "journal.db.lock"), "0o0"
        )

    store.run(story)


def test_damage_is_told_to_its_reader_only(path: Path, store: Store) -> None:
    """Words that do not open with their key are refused with a sentence; other streams read on."""
    store.run(lambda journal: journal.append(write(said()), write(opened(), stream="conversation/bob")))
    db = sqlite3.connect(path)
    db.execute("UPDATE events SET sealed = zeroblob(40) WHERE seq = 1")
    db.commit()
    db.close()

    async def story(journal: Stored) -> None:
        damaged, sound = await asyncio.gather(
            journal.read(ANN), journal.read("conversation/bob"), return_exceptions=True
        )
        assert isinstance(damaged, Unusable)
        assert "run `earpiece verify`" in damaged.message
        assert isinstance(sound, list)

    store.run(story)


def test_a_file_that_breaks_while_it_is_read(path: Path, store: Store) -> None:
    """A table that is gone is told as a sentence, too."""

    async def story(journal: Stored) -> None:
        db = sqlite3.connect(path)
        db.execute("DROP TABLE timers")
        db.close()
        with pytest.raises(Unusable, match="cannot be read"):
            await journal.next_due()

    store.run(story)


def test_work_of_an_earlier_owner_is_an_orphan_at_once(path: Path) -> None:
    """What a process began and did not end, the next one finds without waiting; other timers are nobody's work."""

    async def story() -> None:
        journal = await SqliteJournal.open(path)
        await journal.append(write(opened(), said()))
        await journal.close()
        journal = await SqliteJournal.open(path)
        try:
            assert [(timer.stream, timer.name) for timer in await journal.orphans()] == [(ANN, "turn m1")]
        finally:
            await journal.close()

    asyncio.run(story())

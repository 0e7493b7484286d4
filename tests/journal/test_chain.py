"""The record proves itself: whatever is done to the file behind the journal's back is found, and where."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from earpiece.journal import MemoryJournal, Report, SqliteJournal, verify
from earpiece.journal.chain import Break
from tests.journal.stores import ANN, Store, Stored, opened, said, write

BOB = "conversation/bob"


def a_journal(path: Path) -> None:
    """Four events of Ann (numbers 1, 2, 5, 6) around two of Bob (3, 4)."""

    async def story() -> None:
        journal = await SqliteJournal.open(path)
        await journal.append(write(opened(name="Ann"), said("one")))
        await journal.append(write(opened(name="Bob"), said("hi"), stream=BOB, subject="g2"))
        await journal.append(write(said("two"), said("three")))
        await journal.close()

    asyncio.run(story())


def checked(path: Path) -> Report:
    """What verifying says about the file."""

    async def story() -> Report:
        journal = await SqliteJournal.open(path, readonly=True)
        try:
            return await verify(journal)
        finally:
            await journal.close()

    return asyncio.run(story())


def tamper(path: Path, script: str) -> None:
    """Changes the file as somebody with access to it could."""
    db = sqlite3.connect(path)
    db.executescript(script)
    db.close()


def test_an_untouched_journal_is_sound(store: Store) -> None:
    """The report counts streams and events and finds no break; an empty journal is sound too."""

    async def story(journal: Stored) -> None:
        assert (await verify(journal)).sound
        await journal.append(write(opened(), said()), write(opened(), stream=BOB))
        report = await verify(journal)

        assert (report.streams, report.events, report.first_break) == (2, 3, None)

    store.run(story)


def test_the_fingerprint_changes_with_every_event(store: Store) -> None:
    """It stands for all that was written so far."""

    async def story(journal: Stored) -> None:
        seen = {(await verify(journal)).fingerprint}
        for _ in range(3):
            await journal.append(write(said()))
            seen.add((await verify(journal)).fingerprint)

        assert len(seen) == 4

    store.run(story)


MISSING, CHANGED = "the event is missing", "the event is not as it was written"


@pytest.mark.parametrize(
    ("script", "first_break"),
    [
        ("UPDATE events SET open = replace(open, 'chat', 'chaT') WHERE seq = 1", Break(ANN, 1, CHANGED)),
        ("UPDATE events SET sealed = zeroblob(40) WHERE seq = 2", Break(ANN, 2, CHANGED)),
        ("UPDATE events SET sealed = NULL WHERE seq = 2", Break(ANN, 2, CHANGED)),
        ("UPDATE events SET key_id = 99 WHERE seq = 4", Break(BOB, 2, CHANGED)),
        ("UPDATE events SET at = at + 1 WHERE seq = 5", Break(ANN, 3, CHANGED)),
        ("UPDATE events SET type = 'AgentSaid' WHERE seq = 6", Break(ANN, 4, CHANGED)),
        ("UPDATE events SET hash = zeroblob(32) WHERE seq = 2", Break(ANN, 2, CHANGED)),
        ("DELETE FROM events WHERE seq = 2", Break(ANN, 2, MISSING)),
        ("DELETE FROM events WHERE seq = 6", Break(ANN, 4, MISSING)),
        (
            "DELETE FROM events WHERE seq IN (3, 4); DELETE FROM streams WHERE name = 'conversation/bob'",
            Break(ANN, 3, "the journal's event 3 is missing before it"),
        ),
        (
            "UPDATE events SET position = -1 WHERE seq = 5; UPDATE events SET position = 3 WHERE seq = 6;"
            "UPDATE events SET position = 4 WHERE seq = 5",
            Break(ANN, 3, MISSING),
        ),
        (
            "INSERT INTO events SELECT 7, stream, 5, at, type, version, open, key_id, sealed, hash FROM events"
            " WHERE seq = 6",
            Break(ANN, 5, CHANGED),
        ),
        (
            "UPDATE streams SET position = 3 WHERE name = 'conversation/ann'",
            Break(ANN, 4, "the event was not written by the journal"),
        ),
    ],
    ids=[
        "open",
        "sealed",
        "unsealed",
        "key",
        "time",
        "type",
        "hash",
        "deleted",
        "last",
        "stream",
        "swapped",
        "added",
        "head",
    ],
)
def test_tampering_is_found(tmp_path: Path, script: str, first_break: Break) -> None:
    """The report names the first event that does not hold."""
    path = tmp_path / "journal.db"
    a_journal(path)
    assert checked(path).sound
    tamper(path, script)

    assert checked(path).first_break == first_break


def test_swapped_contents_are_found(tmp_path: Path) -> None:
    """Exchanging all that two events hold, hashes included, breaks the chain at the first."""
    path = tmp_path / "journal.db"
    a_journal(path)
    tamper(
        path,
        "CREATE TABLE swap AS SELECT * FROM events WHERE seq IN (5, 6);"
        "UPDATE events SET (open, sealed, hash) ="
        " (SELECT open, sealed, hash FROM swap WHERE swap.seq = 11 - events.seq) WHERE seq IN (5, 6);"
        "DROP TABLE swap",
    )

    assert checked(path).first_break == Break(ANN, 3, CHANGED)


def test_rewriting_everything_changes_the_fingerprint(tmp_path: Path) -> None:
    """Who forges a whole consistent record cannot give it the fingerprint that was noted."""
    path, forged = tmp_path / "journal.db", tmp_path / "forged.db"
    a_journal(path)
    a_journal(forged)

    assert checked(forged).sound
    assert checked(forged).fingerprint != checked(path).fingerprint


def test_verifying_beside_a_writer_sees_one_instant() -> None:
    """Events that arrive while the record is read neither break nor enter the report."""

    class Busy(MemoryJournal):
        async def stored(self, after: int, limit: int) -> list:  # type: ignore[type-arg]
            await self.append(write(said()))
            return await super().stored(after, limit)

    async def story() -> Report:
        journal = Busy()
        await journal.append(write(opened()))
        return await verify(journal)

    report = asyncio.run(story())
    assert (report.sound, report.events) == (True, 1)

"""A SQLite file as a snapshot to copy from, and as a new journal to copy into."""

import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from earpiece.domain.errors import Unusable
from earpiece.journal import sqlite_file
from earpiece.journal.dump import Row, Table
from earpiece.journal.dump_file import sync_folder

UNFINISHED = ".unfinished"
"""What the name of a file ends with while it is being filled: nobody takes it for a journal."""

QUICK = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA secure_delete = OFF")
"""For a file that is thrown away if anything goes wrong, and brought to the disk at the end."""


class SqliteTables:
    """The tables behind a connection; a `dump.Snapshot` while its transaction is open."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path

    async def pages(self, table: Table) -> AsyncIterator[list[Row]]:
        """See `Snapshot.pages`."""
        try:
            cursor = self._db.execute(table.query)
            while page := cursor.fetchmany(table.page):
                yield page
        except sqlite3.Error as error:
            raise Unusable(f"{self._path} cannot be read ({error}): run `earpiece verify`.") from error

    async def load(self, table: Table, page: list[Row]) -> None:
        """See `Target.load`."""
        columns = ", ".join(table.columns)
        marks = ", ".join("?" * len(table.columns))
        try:
            self._db.executemany(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", page)  # noqa: S608 - our names
        except (sqlite3.Error, OverflowError) as error:
            raise Unusable(
                f"The table {table.name} cannot be stored in {self._path} ({error}). Nothing was left behind."
            ) from error


@contextmanager
def sqlite_snapshot(path: Path, alone: bool = False) -> Iterator[SqliteTables]:
    """The journal `path` as it is now, whatever a server writes beside it; or `alone`, with no server running.

    Raises Unusable if there is none, or somebody owns it who should not.
    """
    db = sqlite_file.reader(path)
    try:
        own = sqlite_file.Ownership(path) if alone else None
        try:
            db.execute("BEGIN")
            yield SqliteTables(db, path)
        finally:
            if own is not None:
                own.release()
    finally:
        db.close()


@contextmanager
def sqlite_target(path: Path) -> Iterator[SqliteTables]:
    """A new journal, which has its name once the block has ended well; otherwise nothing is left.

    Raises Unusable if there is one already, or what is left of one.
    """
    with suppress(OSError):  # whoever takes the lock says what is wrong
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = sqlite_file.Ownership(path)
    try:
        _check_free(path)
        unfinished = path.with_name(path.name + UNFINISHED)
        _remove(unfinished)
        try:
            yield from _filled(unfinished, path)
            unfinished.replace(path)
            sync_folder(path.parent)
        except BaseException:
            _remove(unfinished)
            raise
    finally:
        own.release()


def _filled(unfinished: Path, path: Path) -> Iterator[SqliteTables]:
    db = sqlite_file.writer(unfinished)
    try:
        for pragma in QUICK:
            db.execute(pragma)
        db.execute("BEGIN IMMEDIATE")
        yield SqliteTables(db, path)
        db.execute("COMMIT")
    except sqlite3.Error as error:
        raise Unusable(f"{path} cannot be written ({error}): make room, or name another place.") from error
    finally:
        db.close()
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())


def _check_free(path: Path) -> None:
    for taken in (path, *_beside(path)):
        if taken.exists():
            raise Unusable(
                f"There is already {taken}: name a new file or folder, or move this one away with everything of its "
                "name beside it."
            )


def _remove(path: Path) -> None:
    for file in (path, *_beside(path)):
        with suppress(FileNotFoundError):
            file.unlink()


def _beside(path: Path) -> list[Path]:
    """What SQLite keeps beside a file; with another file of that name it would be read into it."""
    return [path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")]

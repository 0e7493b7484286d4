"""The journal's file: who owns it, whether it is one, how it is opened, how its schema is brought up to date."""

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from earpiece.domain.errors import Unusable
from earpiece.journal.sql import migrations

APPLICATION = 0x45415250
"""SQLite's application id of our files: "EARP"."""

BUSY_MILLISECONDS = 10_000

WRITER_PRAGMAS = (
    "PRAGMA synchronous = FULL",  # a commit is on the disk before it is acknowledged
    "PRAGMA secure_delete = ON",  # what is deleted or overwritten is zeros, not free space
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -32000",  # 32 MB
    "PRAGMA temp_store = MEMORY",  # nothing personal in temporary files
)


class Ownership:
    """A lock on the journal, so that two servers never write one file. The system frees it when the process ends."""

    def __init__(self, path: Path) -> None:
        """Takes the lock; raises Unusable if the folder cannot be written or another process has the lock."""
        lock = path.with_name(path.name + ".lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Unusable(
                f"The folder {path.parent} cannot be written ({error.strerror}): choose another one, or allow it."
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.read(self._file, 20).decode() or "unknown"
            os.close(self._file)
            raise Unusable(
                f"{path} is in use by another Earpiece (process {owner}): stop that one, or give this one "
                "a data folder of its own."
            ) from error
        os.ftruncate(self._file, 0)
        os.write(self._file, str(os.getpid()).encode())

    def release(self) -> None:
        """Gives the lock back."""
        os.close(self._file)


def writer(path: Path) -> sqlite3.Connection:
    """The connection that writes, schema up to date; call it as owner. Raises Unusable."""
    with _explained(path):
        path.touch(mode=0o600)
        db = _connect(f"{path.absolute().as_uri()}?mode=rw")
        try:
            _check_kind(db, path)
            db.execute("PRAGMA journal_mode = WAL")
            for pragma in WRITER_PRAGMAS:
                db.execute(pragma)
            _migrate(db, path)
        except BaseException:
            db.close()
            raise
    db.create_function("merged", 2, _merged, deterministic=True)
    return db


def reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads, and is not held up by the writer. Raises Unusable."""
    db, missing = looking(path)
    if missing:
        db.close()
        raise Unusable(f"{path} was written by an older Earpiece: start `earpiece serve` on it once to update it.")
    return db


def looking(path: Path) -> tuple[sqlite3.Connection, list[str]]:
    """A connection that only reads, and the names of the migrations the file has not seen. Raises Unusable."""
    if not path.exists():
        raise Unusable(f"There is no journal at {path}.")
    with _explained(path):
        db = _connect(f"{path.absolute().as_uri()}?mode=ro")
        try:
            _check_kind(db, path)
            applied = _applied(db, path)
        except BaseException:
            db.close()
            raise
    return db, [name for name in migrations() if name not in applied]


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, and durable when left. Raises Unusable if SQLite could not write; nothing is stored then."""
    try:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("COMMIT")
    except BaseException as error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise Unusable(f"The journal cannot be written ({error}); nothing of this was stored.") from error
        raise


def empty_wal(db: sqlite3.Connection) -> None:
    """Moves everything from the write-ahead log to the main file and cuts the log to nothing.

    Raises Unusable if a reader holds on to it for too long.
    """
    busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise Unusable(
            "The keys are destroyed, but another program is reading the journal, so that copies may remain in its "
            "write-ahead log: end that program and erase again."
        )


def _connect(uri: str) -> sqlite3.Connection:
    db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=256)
    db.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    return db


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turns SQLite's complaints while opening into ours."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        raise Unusable(f"{path} cannot be opened ({error}): check the rights of the file and its folder.") from error
    except sqlite3.DatabaseError as error:
        raise Unusable(f"{path} is not a journal of Earpiece ({error}): name another file.") from error


def _check_kind(db: sqlite3.Connection, path: Path) -> None:
    (kind,) = db.execute("PRAGMA application_id").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if kind != APPLICATION and tables:
        raise Unusable(f"{path} is a database of another program: name another file.")


def _applied(db: sqlite3.Connection, path: Path) -> set[str]:
    """Names of the migrations the file has seen; raises Unusable if some are newer than this program."""
    (begun,) = db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'migrations'").fetchone()
    applied = {name for (name,) in db.execute("SELECT name FROM migrations")} if begun else set()
    if unknown := sorted(applied - migrations().keys()):
        raise Unusable(f"{path} was written by a newer Earpiece ({unknown[-1]}): update this one.")
    return applied


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    applied = _applied(db, path)
    for name, script in migrations().items():
        if name not in applied:
            _apply(db, name, script)


def _apply(db: sqlite3.Connection, name: str, script: str) -> None:
    remember = f"INSERT INTO migrations (name) VALUES ('{name}');"  # noqa: S608 - the name of a file of ours
    try:
        db.executescript(f"BEGIN IMMEDIATE;\n{script}\n{remember}\nCOMMIT;")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _merged(old: str, new: str) -> str:
    """The SQL function `merged`: two JSON objects as one; the newer value counts."""
    return json.dumps(json.loads(old) | json.loads(new), ensure_ascii=False)

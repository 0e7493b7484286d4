"""A backup: one file in gzip, of lines in JSON, that says first what it must hold.

Line 1 is the header, padded to HEADER bytes and in a gzip member of its own, so that it can be written last at the
beginning. Then, for each table in the order of `dump.TABLES`, a line `{"table": …, "columns": […]}` and a line for each
row, as `dump.written` writes it. Nothing follows. `zcat FILE | head -1` shows the header to a person.
"""

import gzip
import json
import os
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import IO, Any, Literal

from pydantic import TypeAdapter, ValidationError

from earpiece.domain.errors import Unusable
from earpiece.journal.dump import TABLES, Row, Summary, Table, json_line, read_back

FORMAT = "earpiece backup"
VERSION = 1
"""Rises when a table or a column is added or written down differently."""

HEADER = 4096
"""Bytes of the first line."""

EFFORT = 6
"""How hard gzip tries, of 9."""

DAMAGED = (EOFError, OSError, zlib.error)


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says of itself. `taken` is the instant in ISO 8601; `store` and `schema` name the kind of store it
    came from and its newest migration; without `keys`, everybody is erased in it."""

    format: Literal["earpiece backup"]
    version: int
    program: str
    store: str
    schema: str
    taken: str
    keys: bool
    summary: Summary


HEADERS = TypeAdapter(Header)


class Writer:
    """Writes the tables one after the other into `file`, which will be `path`."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file = file
        self._path = path
        self._begun: Table | None = None
        file.write(_first(b""))
        self._body = gzip.GzipFile("", "wb", EFFORT, file, mtime=0)

    async def take(self, table: Table, _: list[Row], lines: bytes) -> None:
        """See `dump.Sink`."""
        with _written(self._path):
            self._begin(table)
            self._body.write(lines)

    def seal(self, header: Header) -> None:
        """Ends the file, and writes what it must hold at its beginning."""
        with _written(self._path):
            self._begin(None)
            self._body.close()
            self._file.seek(0)
            self._file.write(_first(HEADERS.dump_json(header)))

    def _begin(self, table: Table | None) -> None:
        """The lines of all tables from the one at hand to the next, or to the end."""
        if table is self._begun and table is not None:
            return
        first = 0 if self._begun is None else TABLES.index(self._begun) + 1
        last = len(TABLES) if table is None else TABLES.index(table) + 1
        for each in TABLES[first:last]:
            self._body.write(_title(each))
        self._begun = table


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new file that only its owner may read. It has its name once it is sealed and on the disk; otherwise nothing is
    left. Raises Unusable if it is there already or cannot be written."""
    if path.exists():
        raise Unusable(f"There is already something at {path}: name a new file.")
    with _written(path):
        handle, temporary = mkstemp(dir=path.parent, prefix=f".{path.name}.")  # readable by its owner only
        try:
            with os.fdopen(handle, "wb") as file:
                yield Writer(file, path)
                file.flush()
                os.fsync(handle)
            Path(temporary).replace(path)
            sync_folder(path.parent)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Backup:
    """A backup that is being read: a `dump.Snapshot`, of which each table is read once, in order."""

    def __init__(self, path: Path, file: gzip.GzipFile) -> None:
        self._path = path
        self._file = file
        self._line = 0
        self.header = self._read_header()

    async def pages(self, table: Table) -> AsyncIterator[list[Row]]:
        """See `Snapshot.pages`. Raises Unusable that says in which line something is wrong."""
        if self._next() != _title(table):
            raise self._wrong(f"here the table {table.name} should begin")
        left = self.header.summary.tables[table.name].rows
        while left:
            page = [self._row(table) for _ in range(min(left, table.page))]
            left -= len(page)
            yield page
        if table is TABLES[-1] and self._next():
            raise self._wrong("here the backup should end")

    def _row(self, table: Table) -> Row:
        line = self._next()
        if not line.startswith(b"["):
            raise self._wrong(f"here the table {table.name} should go on")
        try:
            return read_back(table, line)
        except ValueError as error:
            raise self._wrong(f"no row of the table {table.name} ({error})") from error

    def _next(self) -> bytes:
        try:
            line = self._file.readline()
        except DAMAGED as error:
            raise self._wrong(f"the file is cut off or damaged after it ({error})") from error
        self._line += 1
        return line

    def _read_header(self) -> Header:
        try:
            said = json.loads(self._file.readline(HEADER))
        except (*DAMAGED, ValueError) as error:
            raise Unusable(f"{self._path} is not a backup of Earpiece ({error}).") from error
        self._line = 1
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise Unusable(f"{self._path} is not a backup of Earpiece: its first line says nothing of one.")
        if said.get("version") != VERSION:
            raise Unusable(
                f"{self._path} was written by another Earpiece ({said.get('program')}, format {said.get('version')}; "
                f"this one reads format {VERSION}): restore it with that one."
            )
        return self._valid(said)

    def _valid(self, said: Any) -> Header:
        try:
            header = HEADERS.validate_python(said, strict=False)
        except ValidationError as error:
            where = ", ".join(".".join(map(str, mistake["loc"])) for mistake in error.errors())
            raise self._wrong(f"the header does not read as one: {where}") from error
        if header.summary.tables.keys() != {table.name for table in TABLES}:
            raise self._wrong("the header does not name the tables of a journal")
        if any(tally.rows < 0 for tally in header.summary.tables.values()):
            raise self._wrong("the header counts fewer than no rows")
        return header

    def _wrong(self, what: str) -> Unusable:
        return Unusable(f"{self._path}, line {self._line}: {what}. Nothing was stored; use another backup.")


@contextmanager
def reading(path: Path) -> Iterator[Backup]:
    """An existing backup. Raises Unusable if it is none, or newer than this program."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Unusable(f"{path} cannot be read ({error.strerror}): name a backup.") from error
    with file, gzip.GzipFile(fileobj=file) as lines:
        yield Backup(path, lines)


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Turns the system's complaints into ours."""
    try:
        yield
    except OSError as error:
        raise Unusable(
            f"{path} cannot be written ({error.strerror}): make room, or name another folder that is there."
        ) from error


def _first(header: bytes) -> bytes:
    """The first line; always of the same length, since it is not compressed."""
    if len(header) >= HEADER:
        raise Unusable("The header of the backup is too long.")
    return gzip.compress(header.ljust(HEADER - 1) + b"\n", compresslevel=0, mtime=0)


def _title(table: Table) -> bytes:
    return json_line({"table": table.name, "columns": list(table.columns)})

"""The sample bank: one SQLite file, where every effect is one transaction that begins with its operation."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from schema import SCHEMA

from earpiece.domain.errors import ToolError

Record = dict[str, Any]


def pounds(pence: int) -> float:
    """`37000` → `370.0`."""
    return round(pence / 100, 2)


def pence(amount: float) -> int:
    """`370.0` → `37000`."""
    return round(float(amount) * 100)


class Bank:
    """The books in `data/bank.db`. `now` is the only source of time."""

    def __init__(self, data: Path, now: Callable[[], float]) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self._path = data / "bank.db"
        self.now = now
        with self._open() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(SCHEMA)

    def today(self) -> date:
        """The bank's present day."""
        return datetime.fromtimestamp(self.now(), UTC).date()

    def day(self, offset: int = 0) -> str:
        """The ISO date `offset` days from today."""
        return (self.today() + timedelta(days=offset)).isoformat()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        try:
            yield db
        finally:
            db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything inside is written, or nothing."""
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[Record]:
        """All rows of a query, as plain records."""
        with self._open() as db:
            return [dict(row) for row in db.execute(sql, values)]

    def one(self, sql: str, *values: Any) -> Record:
        """The first row of a query; ToolError `not_found` if there is none."""
        rows = self.rows(sql, *values)
        if not rows:
            raise ToolError("not_found", "there is no such entry among this customer's")
        return rows[0]

    def operate(
        self,
        tool: str,
        key: str,
        customer: str,
        args: Mapping[str, Any],
        effect: Callable[[sqlite3.Connection], Record],
    ) -> Record:
        """Carry out `effect` once for `key`; a repeat of the key only gives the first result again."""
        with self.transaction() as db:
            fresh = db.execute(
                "INSERT INTO operations (key, tool, customer, args, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (key, tool, customer, json.dumps(args, sort_keys=True), self.now()),
            ).rowcount
            if not fresh:
                return self._first_result(db, tool, key, customer)
            result = effect(db)
            db.execute("UPDATE operations SET result = ? WHERE key = ?", (json.dumps(result), key))
            return result

    @staticmethod
    def _first_result(db: sqlite3.Connection, tool: str, key: str, customer: str) -> Record:
        first = db.execute("SELECT tool, customer, result FROM operations WHERE key = ?", (key,)).fetchone()
        if (first["tool"], first["customer"]) != (tool, customer):
            raise ToolError("key_in_use", "this key belongs to another operation")
        result: Record = json.loads(first["result"])
        return result

    def outcome(self, tool: str, key: str) -> Record | None:
        """What became of the attempt `key`: its result, or None if it never took effect."""
        found = self.rows("SELECT result FROM operations WHERE key = ? AND tool = ?", key, tool)
        return json.loads(found[0]["result"]) if found else None

    def operations(self, customer: str) -> list[Record]:
        """The customer's operations in the order they were made: `{tool, **args}`."""
        rows = self.rows("SELECT tool, args FROM operations WHERE customer = ? ORDER BY rowid", customer)
        return [{"tool": row["tool"], **json.loads(row["args"])} for row in rows]


def owned(db: sqlite3.Connection, table: str, entry: str, customer: str) -> sqlite3.Row:
    """The customer's own entry of `table`; somebody else's is `not_found`."""
    sql = f"SELECT * FROM {table} WHERE id = ? AND customer = ?"  # noqa: S608 - `table` is a word of our own
    row: sqlite3.Row | None = db.execute(sql, (entry, customer)).fetchone()
    if row is None:
        raise ToolError("not_found", f"there is no such entry among this customer's {table}")
    return row


def next_number(db: sqlite3.Connection, table: str, first: int) -> int:
    """The number of the next entry of `table`, counted from `first`."""
    count: int = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - as above
    return first + count

"""What the airline keeps: passengers, reservations, and every change made by its key, in one SQLite file."""

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from passengers import RESERVATIONS, USERS

from earpiece.domain.errors import ToolError

Entry = dict[str, Any]

TABLES = """
CREATE TABLE IF NOT EXISTS kept (kind TEXT, id TEXT, body TEXT, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS done (key TEXT PRIMARY KEY, tool TEXT, result TEXT);
"""


class Books:
    """Reads and changes entries. A change and its result are written together, once for each key."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.RLock()
        with self._lock, closing(self._open()) as store, store:
            store.executescript(TABLES)
            store.executemany("INSERT OR IGNORE INTO kept VALUES (?, ?, ?)", _seeds())

    def begin_anew(self) -> None:
        """Passengers and reservations as they were at the beginning; what was done stays known by its key."""
        with self._lock, closing(self._open()) as store, store:
            store.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", _seeds())

    def get(self, kind: str, id: str) -> Entry:
        """An entry; raises ToolError if there is none."""
        with self._lock, closing(self._open()) as store:
            row = store.execute("SELECT body FROM kept WHERE kind = ? AND id = ?", (kind, id)).fetchone()
        if row is None:
            raise ToolError("not_found", f"{kind} not found")
        found: Entry = json.loads(row[0])
        return found

    def change(self, tool: str, key: str, make: Callable[[], tuple[Any, list[tuple[str, str, Entry]]]]) -> Any:
        """What `make` gives (a result, and entries to keep), or the result that this key has already."""
        with self._lock:
            known = self.outcome(key)
            if known is not None:
                return known
            result, entries = make()
            with closing(self._open()) as store, store:
                store.executemany(
                    "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", [(k, i, json.dumps(body)) for k, i, body in entries]
                )
                store.execute("INSERT INTO done VALUES (?, ?, ?)", (key, tool, json.dumps(result)))
            return result

    def outcome(self, key: str) -> Any | None:
        """The result of a change, None if it never happened."""
        with self._lock, closing(self._open()) as store:
            row = store.execute("SELECT result FROM done WHERE key = ?", (key,)).fetchone()
        return None if row is None else json.loads(row[0])

    def count(self) -> int:
        """How many changes were made."""
        with self._lock, closing(self._open()) as store:
            return int(store.execute("SELECT count(*) FROM done").fetchone()[0])

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file)


def _seeds() -> list[tuple[str, str, str]]:
    users = [("user", user, json.dumps(body)) for user, body in USERS.items()]
    return users + [("reservation", entry["reservation_id"], json.dumps(entry)) for entry in RESERVATIONS]

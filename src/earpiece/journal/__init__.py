"""The append-only log of everything that happened, in memory, in a SQLite file or in Postgres; see docs/journal.md.

`PostgresJournal` is in `postgres.py`, so that only who uses it loads its driver.
"""

from earpiece.journal.chain import Report, verify
from earpiece.journal.memory import MemoryJournal, MemoryStore
from earpiece.journal.sqlite import SqliteJournal

__all__ = ["MemoryJournal", "MemoryStore", "Report", "SqliteJournal", "verify"]

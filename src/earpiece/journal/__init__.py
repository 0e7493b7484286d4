"""The append-only log of everything that happened, in memory, in a SQLite file or in Postgres; see docs/journal.md."""

from earpiece.journal.chain import Report, verify
from earpiece.journal.memory import MemoryJournal, MemoryStore
from earpiece.journal.postgres import PostgresJournal
from earpiece.journal.sqlite import SqliteJournal

__all__ = ["MemoryJournal", "MemoryStore", "PostgresJournal", "Report", "SqliteJournal", "verify"]

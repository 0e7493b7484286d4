"""The append-only log of everything that happened, in memory or in a SQLite file; see docs/journal.md."""

from earpiece.journal.chain import Report, verify
from earpiece.journal.memory import MemoryJournal, MemoryStore
from earpiece.journal.sqlite import SqliteJournal

__all__ = ["MemoryJournal", "MemoryStore", "Report", "SqliteJournal", "verify"]

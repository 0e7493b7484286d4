"""Frozen records with some fields changed: a fold makes dozens of them in each turn.

`replace` does what `dataclasses.replace` does, for records without slots and `__post_init__`. It copies the fields
as a whole and is six times as quick for a conversation's state with its two dozen (2 µs instead of 13; 2026-11-22).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(record, /, **fields):
        """The record with these fields changed."""
        copy = object.__new__(record.__class__)
        copy.__dict__.update(record.__dict__)
        copy.__dict__.update(fields)
        return copy


__all__ = ["replace"]

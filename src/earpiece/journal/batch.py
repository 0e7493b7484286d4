"""What a batch of appends changes, worked out without a store: the one place that decides, for all stores.

A store looks up what the batch needs to know (`Known`), lets `Batch` take the appends one after the other,
and writes down what came of it in one transaction. An append that conflicts leaves no trace; the others go on.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from earpiece.domain.changes import Change, DropTimer, PutRow, SetTimer
from earpiece.domain.errors import EarpieceError, Invalid, Moved
from earpiece.domain.ports import News, Receipt, Write
from earpiece.domain.projections import changes
from earpiece.journal.chain import GENESIS, Stored, chained
from earpiece.journal.codec import Codec, Encoded
from earpiece.journal.keys import Key, Random, seal


@dataclass(frozen=True, slots=True)
class Part:
    """One write, with its events encoded and what they change in timers and lists."""

    write: Write
    encoded: tuple[Encoded, ...]
    changes: tuple[Change, ...]

    @property
    def personal(self) -> bool:
        """Whether a key is needed."""
        return any(each.personal is not None for each in self.encoded)


@dataclass(frozen=True, slots=True)
class Append:
    """Writes that go together, prepared: what is wrong with them comes to light before they meet others."""

    parts: tuple[Part, ...]

    @classmethod
    def of(cls, writes: Sequence[Write], codec: Codec) -> "Append":
        """Raises Invalid if something in the writes cannot be stored."""
        return cls(tuple(_part(write, codec) for write in writes))


def check_names(*names: str | None) -> None:
    """Raises Invalid if a name cannot be written down, so that it harms nobody else's append."""
    try:
        "".join(name for name in names if name is not None).encode()
    except UnicodeEncodeError as error:
        raise Invalid("The name of a stream, subject, customer or key holds half a character.") from error


def _part(write: Write, codec: Codec) -> Part:
    check_names(write.stream, write.subject, write.key)
    found = tuple(change for event in write.events for change in changes(write.stream, write.at, event))
    if any(map(math.isnan, [write.at, *map(_time, found)])):
        raise Invalid(f"A time in a write to {write.stream} is not a number.")
    return Part(write, tuple(map(codec.encode, write.events)), found)


def _time(change: Change) -> float:
    """The time a change names, or zero."""
    match change:
        case SetTimer():
            return change.due
        case PutRow():
            return change.at or 0.0
    return 0.0


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream stands, and whose key encrypts what comes next."""

    position: int = 0
    hash: bytes = GENESIS
    subject: str | None = None


@dataclass(slots=True)
class Known:
    """What the store held before the batch, as far as the batch needs it; missing names are new ones."""

    seq: int
    last_key: int
    heads: dict[str, Head]
    receipts: dict[str, Mapping[str, int]]
    keys: dict[str, Key]


@dataclass(slots=True)
class Timers:
    """What happens to one stream's timers: all dropped first if `cleared`; then each set, or dropped if None."""

    cleared: bool = False
    set: dict[str, SetTimer | None] = field(default_factory=dict)

    def apply(self, change: SetTimer | DropTimer) -> None:
        match change:
            case SetTimer(name):
                self.set[name] = change
            case DropTimer(None):
                self.cleared = True
                self.set.clear()
            case DropTimer(str() as name):
                self.set[name] = None


@dataclass(slots=True)
class RowChange:
    """What happens to one row: the last status, all fields merged; `at` counts if the row is new or `moves`."""

    at: float
    status: str
    fields: dict[str, Any]
    moves: bool = False


@dataclass(slots=True)
class Batch:
    """Takes appends one after the other, and holds what they change together."""

    known: Known
    random: Random
    outcomes: list[Receipt | EarpieceError] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    heads: dict[str, Head] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    receipts: dict[str, Mapping[str, int]] = field(default_factory=dict)
    timers: dict[str, Timers] = field(default_factory=dict)
    rows: dict[tuple[str, str], RowChange] = field(default_factory=dict)

    @property
    def news(self) -> News:
        """What listeners are told after the commit."""
        return News(self.stored[-1].seq if self.stored else self.known.seq, tuple(self.heads))

    def take(self, append: Append) -> None:
        """Adds the append's outcome: a receipt, or the reason why nothing of it is written."""
        try:
            self.outcomes.append(self._repeated(append) or self._written(append))
        except EarpieceError as refusal:
            self.outcomes.append(refusal)

    def _repeated(self, append: Append) -> Receipt | None:
        for part in append.parts:
            first = self._receipt(part.write.key)
            if first is not None:
                return Receipt(first, repeated=True)
        return None

    def _written(self, append: Append) -> Receipt:
        self._check(append)
        first = self._subject(append)
        for part in append.parts:
            self._write(part, first)
        writes = [part.write for part in append.parts]
        positions = {write.stream: self._head(write.stream).position for write in writes}
        self.receipts.update({write.key: positions for write in writes if write.key is not None})
        return Receipt(positions)

    def _check(self, append: Append) -> None:
        """Raises Moved or Invalid before anything is changed."""
        heads: dict[str, Head] = {}
        first = self._subject(append)
        for part in append.parts:
            write = part.write
            head = heads.get(write.stream) or self._head(write.stream)
            if write.expected is not None and write.expected != head.position:
                raise Moved(
                    f"{write.stream} is at {head.position}, not at {write.expected}: look again.",
                    stream=write.stream,
                    expected=write.expected,
                    position=head.position,
                )
            subject = write.subject or head.subject or first
            if subject is None and part.personal:
                raise Invalid(f"Personal words for {write.stream} need a subject, whose key encrypts them.")
            heads[write.stream] = Head(head.position + len(part.encoded), head.hash, subject)

    def _subject(self, append: Append) -> str | None:
        """Whose key the first write's stream has: a new stream beside it that names nobody has the same."""
        if not append.parts:
            return None
        write = append.parts[0].write
        return write.subject or self._head(write.stream).subject

    def _write(self, part: Part, first: str | None) -> None:
        write = part.write
        head = self._head(write.stream)
        head = Head(head.position, head.hash, write.subject or head.subject or first)
        for form in part.encoded:
            entry = self._stored(write, form, head)
            head = Head(entry.position, entry.hash, head.subject)
            self.stored.append(entry)
        for change in part.changes:
            self._project(write, change)
        self.heads[write.stream] = head

    def _stored(self, write: Write, form: Encoded, head: Head) -> Stored:
        position = head.position + 1
        key, sealed = None, None
        if form.personal is not None and head.subject is not None:
            key = self._key(head.subject)
            sealed = seal(key, form.personal, f"{write.stream} {position}", self.random)
        entry = Stored(
            self.known.seq + len(self.stored) + 1,
            write.stream,
            position,
            float(write.at),
            form.type,
            form.version,
            form.open,
            None if key is None else key.id,
            sealed,
        )
        entry.hash = chained(head.hash, entry)
        return entry

    def _project(self, write: Write, change: Change) -> None:
        if not isinstance(change, PutRow):
            self.timers.setdefault(write.stream, Timers()).apply(change)
            return
        row = self.rows.setdefault((change.table, change.id), RowChange(write.at, change.status, {}))
        row.status = change.status
        row.fields |= change.fields
        if change.at is not None:
            row.at, row.moves = change.at, True

    def _head(self, stream: str) -> Head:
        return self.heads.get(stream) or self.known.heads.get(stream) or Head()

    def _receipt(self, key: str | None) -> Mapping[str, int] | None:
        return None if key is None else self.receipts.get(key, self.known.receipts.get(key))

    def _key(self, subject: str) -> Key:
        key = self.keys.get(subject) or self.known.keys.get(subject)
        if key is None:
            key = Key(self.known.last_key + len(self.keys) + 1, self.random(32))
            self.keys[subject] = key
        return key

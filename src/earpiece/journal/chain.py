"""The record proves itself: each event of a stream carries a hash over itself and the one before.

The hash covers the personal part as it is stored (encrypted), so the chain verifies after an erasure too.
"""

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

GENESIS = bytes(32)
"""What the first event of a stream is chained to."""

PAGE = 2000


@dataclass(slots=True)
class Stored:
    """An event as the store keeps it. `key` names the key of `sealed`, the encrypted personal fields.

    Not frozen, for speed: only who makes it sets `hash`.
    """

    seq: int
    stream: str
    position: int
    at: float
    type: str
    version: int
    open: str
    key: int | None
    sealed: bytes | None
    hash: bytes = b""


@dataclass(frozen=True, slots=True)
class Break:
    """Where the record does not hold, and what is wrong there."""

    stream: str
    position: int
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """What `verify` found. `fingerprint` stands for the whole record: noted elsewhere, it shows any rewriting."""

    streams: int
    events: int
    fingerprint: str
    first_break: Break | None = None

    @property
    def sound(self) -> bool:
        """Whether every event is as it was written, and none is missing."""
        return self.first_break is None


@dataclass(frozen=True, slots=True)
class Heads:
    """Last position and hash of each stream, left by the writer when event `seq` was the last."""

    seq: int
    streams: Mapping[str, tuple[int, bytes]]


class Ledger(Protocol):
    """What verifying needs of a store."""

    async def stored(self, after: int, limit: int) -> list[Stored]:
        """Events as they are stored, with seq > `after`, in order of seq."""
        ...

    async def heads(self) -> Heads:
        """Where all streams stand, at one instant."""
        ...


def chained(previous: bytes, entry: Stored) -> bytes:
    """The hash of `entry`, following the event with hash `previous`."""
    pieces = [previous, struct.pack(">qdqq", entry.position, entry.at, entry.version, entry.key or 0)]
    for part in (entry.stream.encode(), entry.type.encode(), entry.open.encode(), entry.sealed or b""):
        pieces += (struct.pack(">q", len(part)), part)
    return hashlib.sha256(b"".join(pieces)).digest()


async def verify(journal: Ledger) -> Report:
    """Reads the whole journal and recomputes every hash; the report names the first break.

    Finds changed, missing, swapped and added events. Who may write the file and recomputes all hashes is
    found out by comparing the fingerprint with one noted earlier.
    """
    heads = await journal.heads()
    walk = _Walk()
    while page := [entry for entry in await journal.stored(walk.seq, PAGE) if entry.seq <= heads.seq]:
        for entry in page:
            walk.step(entry)
    walk.end(heads.streams)
    return Report(len(heads.streams), walk.events, walk.fingerprint(), walk.broken or walk.gap)


@dataclass(slots=True)
class _Walk:
    """Goes through the events by number. A gap in the numbers counts if no stream shows what is missing."""

    seq: int = 0
    events: int = 0
    broken: Break | None = None
    gap: Break | None = None
    at: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def step(self, entry: Stored) -> None:
        position, previous = self.at.get(entry.stream, (0, GENESIS))
        if entry.position != position + 1:
            self._break(entry.stream, position + 1, "the event is missing")
        elif chained(previous, entry) != entry.hash:
            self._break(entry.stream, entry.position, "the event is not as it was written")
        if entry.seq != self.seq + 1 and self.gap is None:
            self.gap = Break(entry.stream, entry.position, f"the journal's event {self.seq + 1} is missing before it")
        self.seq = entry.seq
        self.events += 1
        self.at[entry.stream] = (entry.position, entry.hash)

    def end(self, heads: Mapping[str, tuple[int, bytes]]) -> None:
        for stream in sorted(heads.keys() | self.at.keys()):
            position, digest = self.at.get(stream, (0, GENESIS))
            last, head = heads.get(stream, (0, GENESIS))
            if last > position:
                self._break(stream, position + 1, "the event is missing")
            elif (last, head) != (position, digest):
                self._break(stream, last + 1, "the event was not written by the journal")

    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for stream, (_, head) in sorted(self.at.items()):
            digest.update(stream.encode() + b"\0" + head)
        return digest.hexdigest()

    def _break(self, stream: str, position: int, what: str) -> None:
        self.broken = self.broken or Break(stream, position, what)

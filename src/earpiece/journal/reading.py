"""Turns what a store holds back into what the journal's readers see."""

from earpiece.domain.ports import Recorded
from earpiece.journal.chain import Stored
from earpiece.journal.codec import Codec
from earpiece.journal.keys import unseal


def recorded(entry: Stored, secret: bytes | None, codec: Codec) -> Recorded:
    """The event of `entry`, its personal fields opened with `secret`, or erased if the key is gone (None).

    Raises Unusable if the entry is damaged or newer than this program.
    """
    personal = None
    if entry.sealed is not None and secret is not None:
        personal = unseal(secret, entry.sealed, f"{entry.stream} {entry.position}")
    return Recorded(
        entry.seq,
        entry.stream,
        entry.position,
        entry.at,
        codec.decode(entry.type, entry.version, entry.open, personal),
        entry.hash.hex(),
        erased=entry.sealed is not None and secret is None,
    )

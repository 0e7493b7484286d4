"""One key per person. Who destroys the key erases the person's words wherever the log was copied.

A *subject* is a guest or a customer. A guest who turns out to be a customer is linked to them, so that erasing
the customer finds both. The ids of subjects stay readable: use opaque ids, never an e-mail address.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from earpiece.domain.errors import Unusable

Random = Callable[[int], bytes]
"""Gives that many unguessable bytes (`secrets.token_bytes`, or a seeded source in simulated worlds)."""

NONCE = 12
DESTROYED = bytes(32)
"""What a destroyed key is overwritten with, in its place."""


@dataclass(frozen=True, slots=True)
class Key:
    """`id` is what events name; none is given twice, so a returning person's new key opens no old event."""

    id: int
    secret: bytes


def seal(key: Key, text: str, place: str, random: Random) -> bytes:
    """Encrypts `text` so that it can be read only with the key and only at its `place` (AES-256-GCM)."""
    nonce = random(NONCE)
    return nonce + AESGCM(key.secret).encrypt(nonce, text.encode(), place.encode())


def unseal(secret: bytes, sealed: bytes, place: str) -> str:
    """The text that was sealed; raises Unusable if the bytes, the key or the place are others."""
    try:
        return AESGCM(secret).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode()).decode()
    except InvalidTag as error:
        raise Unusable(f"The personal part of {place} is damaged: run `earpiece verify`.") from error


def circle(customer: str, links: Mapping[str, str]) -> set[str]:
    """The customer and all subjects that are linked to them, directly or through others."""
    found = {customer}
    while more := {subject for subject, owner in links.items() if owner in found} - found:
        found |= more
    return found


def without(fields: Mapping[str, Any], subjects: set[str]) -> dict[str, Any]:
    """A row's fields with None in the place of each erased subject's id."""
    return {name: None if isinstance(value, str) and value in subjects else value for name, value in fields.items()}

"""Seeded cards: now and then an expert gets a card whose right answer is known, which shows whether cards are read.

A seed is an answered card that a supervisor chose; it has that card's id. Seeded cards are put from it: each is one
expert's, copies what was asked, and leads to nothing.
"""

from pydantic import BaseModel, ConfigDict

from earpiece.domain.digests import digest
from earpiece.domain.event import BaseEvent, WhatIsAnswered, Words

SHARE = "seeds/company"
"""The stream of what holds for all seeds."""

MOST_SHARE = 0.2

_MARK = ".ask0"
"""No conversation asks at its position 0, so the id alone tells a seeded card from one that was asked."""


class Seed(BaseModel):
    """What a seeded card is made from, and for whom."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")
    card: str
    """The card whose answer is known; also the seed's id."""
    expert: str
    position: int
    """Of the conversation when it was asked: what came later is not shown."""
    asked_at: float


def seeded(card: str, expert: str) -> str:
    """The id of the card that is put to this expert from that one; it looks like any other."""
    return f"c{digest(['seed', card, expert])[:16]}{_MARK}"


def is_seeded(card: str) -> bool:
    """Whether a card with this id is seeded: nobody waits for it, and nothing comes of it."""
    return card.endswith(_MARK)


# ── seed/CARD ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class SeedMade(BaseEvent):
    """The answer to this card is taken as known to be right."""

    because: Words
    """Why it is right, as whoever answers otherwise is told."""
    by: str


class SeedDropped(BaseEvent):
    """It is put to nobody any more."""

    by: str


# ── seeds/company ─────────────────────────────────────────────────────────────────────────────────────────────────────


class SeedShareSet(BaseEvent):
    """So large a share of each expert's cards is seeded; 0: none."""

    share: float
    by: str


# ── card/ID, of a seeded one ──────────────────────────────────────────────────────────────────────────────────────────


class SeedAnswered(BaseEvent):
    """A seeded card was answered; nothing comes of it but that it is known how."""

    by: str
    answer: WhatIsAnswered
    right: bool
    revision: int = 1
    seconds: float = 0.0
    sure: tuple[str, ...] = ()
    shown: str = ""


class SeedClosed(BaseEvent):
    """A seeded card ended without an answer: `expired`, `set aside`, `dropped`, `erased`."""

    expert: str
    reason: str

"""What happens to cards, drafts, the people of the desk, and the company; part of the union in `events`."""

from typing import Literal

from earpiece.domain.event import BaseEvent, WhatIsAnswered, WhatIsAsked, Words
from earpiece.domain.forms import Rung, RungKind

# ── card/ID ───────────────────────────────────────────────────────────────────────────────────────────────────────


class CardOpened(BaseEvent):
    """A card for the desk. Its ladder's times count from `asked_at`."""

    conversation: str
    consult: str
    question: WhatIsAsked
    summary: Words
    ladder: tuple[Rung, ...]
    asked_at: float
    language: str = "en"


class CardAmended(BaseEvent):
    """The question changed; it must be seen before it can be answered."""

    revision: int
    question: WhatIsAsked
    because: Words = ""


class CardClaimed(BaseEvent):
    """An expert took the card until `until`. `fence` grows with each claim; older ones no longer answer."""

    expert: str
    fence: int
    until: float


class CardReturned(BaseEvent):
    """The card is back in the queue: `not me`, `lease ran out`, `signed out`."""

    expert: str
    reason: str


class CardAskedBack(BaseEvent):
    """The expert waits for the customer's word."""

    expert: str
    question: Words


class CardReplied(BaseEvent):
    """The customer's word is in."""

    text: Words


class CardAnswered(BaseEvent):
    """The first valid answer. It alone counts."""

    by: str
    answer: WhatIsAnswered
    revision: int
    seconds: float = 0.0
    """Human time: from the claim to the answer."""


class LateAnswer(BaseEvent):
    """An answer that came after the card was closed: kept, marked, not applied."""

    by: str
    answer: WhatIsAnswered


class RungReached(BaseEvent):
    """The ladder's rung number `index` was due; the next one is due at `next_at`."""

    index: int
    do: RungKind
    to: str | None = None
    next_at: float | None = None


class CardClosed(BaseEvent):
    """No answer is expected any more: `expired`, `withdrawn`, `handed off`."""

    reason: str


# ── expert/ID, draft/CARD, company ────────────────────────────────────────────────────────────────────────────────

Role = Literal["expert", "supervisor", "admin"]


class ExpertAdded(BaseEvent):
    """An account on the human side. `authority` holds limits by name, in the company's currency."""

    name: str
    role: Role
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    authority: dict[str, float] = {}


class PasswordSet(BaseEvent):
    """The account's password, hashed (argon2)."""

    hash: str


class LinkIssued(BaseEvent):
    """A one-time sign-in link; only its hash is kept."""

    hash: str
    until: float


class SessionOpened(BaseEvent):
    """Signed in; only the token's hash is kept."""

    hash: str
    until: float
    by: Literal["password", "link", "demo"]


class SessionEnded(BaseEvent):
    """Signed out, or revoked."""

    hash: str


class PresenceSet(BaseEvent):
    """Whether the expert takes cards."""

    presence: Literal["available", "focus", "away"]


class DraftSaved(BaseEvent):
    """What an expert has typed so far; survives restarts."""

    expert: str
    text: Words


class VersionPublished(BaseEvent):
    """A version of the company folder came into force."""

    digest: str
    name: str

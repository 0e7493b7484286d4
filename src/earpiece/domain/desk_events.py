"""What happens to cards, drafts, the people of the desk, and the company; part of the union in `events`."""

from typing import Annotated, Any, Literal

from earpiece.domain.event import BaseEvent, Data, Personal, WhatIsAnswered, WhatIsAsked, Words
from earpiece.domain.forms import Expected, Found, Rung, RungKind
from earpiece.domain.learning import Audit
from earpiece.domain.precedent import Keep
from earpiece.domain.seeds import Seed

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
    fan: str | None = None
    """Cards with the same key ask the same, and one answer serves them all; None: this one stands alone."""
    channel: str = "chat"
    expected: Expected | None = None
    """How soon it was expected to be answered when it was asked."""
    early: bool = False
    """It is asked before it is needed: nobody waits for the answer yet."""
    seed: Seed | None = None
    """Its right answer is known: it is there to show that cards are read, and nothing comes of it."""
    why_asked: str = ""
    """Why the agent asked and did not decide alone, where it may learn to."""
    audit: Audit | None = None
    """It looks at what the agent has decided alone: nobody waits for it."""


class CardAmended(BaseEvent):
    """The question changed; it must be seen before it can be answered."""

    revision: int
    question: WhatIsAsked
    because: Words = ""


class CardNeeded(BaseEvent):
    """It was asked early, and now somebody waits for the answer."""


class CardClaimed(BaseEvent):
    """An expert took the card until `until`. `fence` grows with each claim; older ones no longer answer."""

    expert: str
    fence: int
    until: float


class CardSeen(BaseEvent):
    """An expert looked at this revision of the card; `shown` is all they saw."""

    expert: str
    revision: int
    shown: Data
    digest: str
    """Of what was shown; an answer names it."""


class EvidenceOpened(BaseEvent):
    """The expert looked something up from the card: `transcript`, `turn 12`, `tool NAME`, `page NAME`."""

    expert: str
    what: str


class CardReturned(BaseEvent):
    """The card is back in the queue: `not me`, `lease ran out`, `signed out`."""

    expert: str
    reason: str


class CardAskedBack(BaseEvent):
    """The expert waits for the customer's word."""

    expert: str
    question: Words


class CardBriefed(BaseEvent):
    """A large model has prepared the card, and what it wrote was held against the conversation. `summary` stands in
    place of the ordinary one unless it is empty: then `refused` is what was not shown, and `why`."""

    summary: Words = ""
    refused: Words = ""
    why: Words = ""
    suggestions: Annotated[tuple[str, ...], Personal(())] = ()
    """Answers in own words that might be given."""
    by: str
    """Model and prompt."""
    cost: float = 0.0
    """What it cost at the model's provider, in US dollars; 0 where that is not known."""


class CardReplied(BaseEvent):
    """The customer's word is in."""

    text: Words


class AgentConsulted(BaseEvent):
    """The expert asked the agent; it found this in the conversation and the company's knowledge."""

    expert: str
    question: Words
    found: Annotated[tuple[Found, ...], Personal(())]


class CardPassed(BaseEvent):
    """Another team is to answer: the card needs the skill `to` from now on."""

    expert: str
    to: str
    reason: Words = ""


class SecondOpinionWanted(BaseEvent):
    """The card takes this many equal answers from different people."""

    expert: str
    opinions: int
    reason: Words = ""


class OpinionGiven(BaseEvent):
    """One of several independent answers that the card needs."""

    by: str
    answer: WhatIsAnswered
    revision: int
    seconds: float = 0.0


class CardDecided(BaseEvent):
    """An answer with an effect: it counts at `until`, unless it is undone before."""

    by: str
    answer: WhatIsAnswered
    revision: int
    until: float
    seconds: float = 0.0
    sure: tuple[str, ...] = ()
    shown: str = ""


class CardUndone(BaseEvent):
    """The decision was taken back in time."""

    by: str


class CardTakenOut(BaseEvent):
    """The card asks something of its own after all: it no longer stands with equal ones."""

    by: str
    reason: str


class CardJoined(BaseEvent):
    """A person found it to ask the same as the cards with this key."""

    by: str
    fan: str


class CardAnswered(BaseEvent):
    """The first valid answer. It alone counts."""

    by: str
    answer: WhatIsAnswered
    revision: int
    seconds: float = 0.0
    """Human time: from the claim to the answer."""
    sure: tuple[str, ...] = ()
    """Doubts that were put to the person, who kept to the answer."""
    shown: str = ""
    """Digest of what the person was shown, see `CardSeen`."""
    via: str | None = None
    """The card that was answered, if this one only asked the same."""
    releases: tuple[str, ...] = ()
    """Cards that ask the same and get this answer, each checked again in its own conversation."""
    name: str = ""
    """The consult, if its answers are offered again to those who are asked the same."""
    fan: str | None = None
    """The key of those who ask exactly the same."""
    keep: Annotated[Keep | None, Personal(None)] = None
    """What is to become of the answer for the next time, as far as the person said so."""


class CardsReleased(BaseEvent):
    """All cards that an answer was for have been looked at; `left` says why some did not get it, by card."""

    left: dict[str, str] = {}


class AnswerOverturned(BaseEvent):
    """Somebody with the right to say so found the answer wrong."""

    by: str
    reason: Words


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


# ── expert/ID, presence/ID, draft/CARD, company ───────────────────────────────────────────────────────────────────────

Role = Literal["expert", "supervisor", "admin"]


class ExpertAdded(BaseEvent):
    """An account on the human side. `authority` holds limits by name, in the company's currency."""

    name: str
    role: Role
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    authority: dict[str, float] = {}
    levels: dict[str, int] = {}
    """By skill; 1 where none is named."""
    capacity: float = 4.0
    """The weights of the cards a person holds at one time add up to this at most."""
    by: str = "desk.yaml"
    """Who added it: an account, or the file."""


class ExpertChanged(BaseEvent):
    """The account as it is from now on."""

    by: str
    name: str
    role: Role
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    authority: dict[str, float]
    levels: dict[str, int]
    capacity: float
    in_file: dict[str, Any] | None = None
    """With `by` `desk.yaml`: what the file says of this person. Where it says the same as the last time, what an admin
    has set by hand stays."""


class ExpertDisabled(BaseEvent):
    """Nobody signs in with this account any more; sessions and tokens end."""

    by: str


class ExpertEnabled(BaseEvent):
    """The account may be used again."""

    by: str


TokenRight = Literal["all", "ask"]


class TokenIssued(BaseEvent):
    """A token for programs that act as this account; only its hash is kept."""

    token: str
    name: str
    hash: str
    until: float | None = None
    by: str = ""
    may: TokenRight = "all"
    """What a program may do with it: all that the account may, or nothing but ask our experts."""


class TokenRevoked(BaseEvent):
    """The token is no longer taken."""

    token: str
    by: str


class PasswordSet(BaseEvent):
    """The account's password, hashed (argon2)."""

    hash: str


class LinkIssued(BaseEvent):
    """A one-time sign-in link; only its hash is kept."""

    hash: str
    until: float
    by: str = ""


class SessionOpened(BaseEvent):
    """Signed in; only the token's hash is kept."""

    hash: str
    until: float
    by: Literal["password", "link", "demo", "hand-off"]


class SessionEnded(BaseEvent):
    """Signed out, or revoked."""

    hash: str


class PresenceSet(BaseEvent):
    """Whether the expert takes cards."""

    presence: Literal["available", "focus", "away"]
    by: Literal["person", "automatic"] = "person"


class ExpertSeen(BaseEvent):
    """Stream `presence/ID`: a workspace of this person is open, and will say so again before `until`."""

    until: float
    workspace: str = "desk"
    active: float | None = None
    """When they last did something there; None: not known."""


class ExpertGone(BaseEvent):
    """Stream `presence/ID`: the person's last workspace was closed."""


class DraftSaved(BaseEvent):
    """What an expert has typed so far; survives restarts."""

    expert: str
    text: Words


class VersionPublished(BaseEvent):
    """A version of the company folder came into force."""

    digest: str
    name: str

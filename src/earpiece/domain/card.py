"""A card's state: the life of a consult on the human side, as a fold over its stream.

asked → open (claimed ⇄ returned) ⇄ awaiting_customer → (deciding ⇄ undone) → answered | closed
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from earpiece.domain import desk_events as d
from earpiece.domain import learning, seeds
from earpiece.domain.event import ERASED_QUESTION, BaseEvent
from earpiece.domain.forms import Answer, Expected, Found, Question, Rung
from earpiece.domain.ports import Recorded
from earpiece.domain.records import replace


@dataclass(frozen=True, slots=True)
class Claim:
    """Who holds the card. `fence` is the claim's number: an answer under an older one no longer counts."""

    expert: str
    fence: int
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Opinion:
    """One of several independent answers."""

    by: str
    answer: Answer
    revision: int
    at: float


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer that counts at `until` unless it is undone before; see `CardDecided` for the other fields."""

    by: str
    answer: Answer
    revision: int
    until: float
    seconds: float
    sure: tuple[str, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What the agent found when an expert asked it."""

    question: str
    found: tuple[Found, ...]


@dataclass(frozen=True)  # without slots, for `records.replace`
class Card:
    """A question as the desk knows it."""

    id: str
    position: int = 0
    conversation: str = ""
    consult: str = ""
    question: Question = ERASED_QUESTION
    summary: str = ""
    ladder: tuple[Rung, ...] = ()
    language: str = "en"
    asked_at: float = 0.0
    revision: int = 1
    changed: str | None = None
    status: Literal["open", "awaiting_customer", "answered", "closed"] = "open"
    claim: Claim | None = None
    fence: int = 0
    rungs: int = 0
    """How many rungs were reached."""
    widened: bool = False
    skill: str = ""
    exchanges: tuple[tuple[str, str | None], ...] = ()
    answer: Answer | None = None
    by: str | None = None
    ended_at: float | None = None
    closed: str | None = None
    returned: str | None = None
    """Why it came back to the queue last."""
    fan: str | None = None
    """Cards with the same key ask the same; None: this one stands alone."""
    channel: str = "chat"
    expected: Expected | None = None
    passed: tuple[tuple[str, str, str], ...] = ()
    """Who passed it on, to which skill, and why."""
    looked: tuple[Looked, ...] = ()
    opinions_wanted: int = 1
    opinions: tuple[Opinion, ...] = ()
    """Of the present revision; they differ if there are as many as wanted and the card is still open."""
    decision: Decision | None = None
    """The answer that may still be undone."""
    reminded: int = 0
    seen: tuple[tuple[str, int], ...] = ()
    """Who was shown which revision."""
    via: str | None = None
    releases: tuple[str, ...] = ()
    """Cards that get this one's answer and have not all been looked at yet."""
    left: tuple[tuple[str, str], ...] = ()
    """Of those: which did not get it, and why."""
    late: tuple[Opinion, ...] = ()
    """Answers that came after the end."""
    overturned: tuple[str, str] | None = None
    """By whom, and why."""
    early: bool = False
    """It was asked before it was needed,"""
    needed_at: float | None = None
    """and this is when somebody began to wait for it."""
    seed: seeds.Seed | None = None
    """Its right answer is known, and nothing comes of what is answered."""
    audit: learning.Audit | None = None
    """It looks at what the agent has decided alone."""
    why_asked: str = ""
    """Why the agent asked and did not decide alone."""
    brief: d.CardBriefed | None = None
    """What a large model has prepared, as far as it was checked."""

    @property
    def ended(self) -> bool:
        return self.status in ("answered", "closed")

    @property
    def waited_for(self) -> bool:
        """Whether somebody waits for the answer, or will: nobody does for a check, or for a look afterwards."""
        return self.seed is None and self.audit is None

    @property
    def told(self) -> str:
        """The conversation's id, as the desk is told it; that of a seeded card leads nowhere."""
        return self.conversation if self.seed is None else self.id.partition(".")[0]

    def next_rung(self) -> tuple[float, Rung] | None:
        """When the next rung is due, and what it does."""
        if self.ended or self.rungs >= len(self.ladder):
            return None
        rung = self.ladder[self.rungs]
        return self.asked_at + rung.after, rung

    def held_by(self, now: float) -> Claim | None:
        """The claim in force at `now`."""
        return self.claim if self.claim is not None and self.claim.until > now else None


def fold(card: Card, recorded: Iterable[Recorded]) -> Card:
    """The state after these events, in order."""
    for item in recorded:
        card = apply(card, item.event, item.at)
    return card


def apply(card: Card, event: BaseEvent, at: float) -> Card:
    """The state after one more event, at the next position."""
    card = replace(card, position=card.position + 1)
    return _after_end(card, event, at) if card.ended else _apply(card, event, at)


def _after_end(card: Card, event: BaseEvent, at: float) -> Card:
    """What comes after the end is kept; it changes nothing of the answer."""
    match event:
        case d.CardsReleased():
            return replace(card, releases=(), left=tuple(event.left.items()))
        case d.LateAnswer():
            return replace(card, late=(*card.late, Opinion(event.by, event.answer, card.revision, at)))
        case d.AnswerOverturned():
            return replace(card, overturned=(event.by, event.reason))
    return card


def _apply(card: Card, event: BaseEvent, at: float) -> Card:  # noqa: C901 - one case each
    match event:
        case d.CardOpened():
            return replace(
                card, conversation=event.conversation, consult=event.consult, question=event.question,
                summary=event.summary, ladder=event.ladder, asked_at=event.asked_at, language=event.language,
                skill=event.question.skill, fan=event.fan, channel=event.channel, expected=event.expected,
                opinions_wanted=event.question.opinions if event.seed is None else 1, seed=event.seed,
                early=event.early, audit=event.audit, why_asked=event.why_asked,
            )  # fmt: skip
        case d.CardAmended():
            return replace(
                card, question=event.question, revision=event.revision, changed=event.because, fan=None, opinions=(),
                decision=None, opinions_wanted=max(card.opinions_wanted, event.question.opinions),
                brief=card.brief and card.brief.model_copy(update={"suggestions": ()}),
            )  # fmt: skip
        case d.CardBriefed():
            return replace(card, brief=event)
        case d.CardNeeded():
            return replace(card, needed_at=at)
        case d.CardSeen():
            return replace(card, seen=(*card.seen, (event.expert, event.revision)))
        case d.CardClaimed():
            again = card.claim is not None and card.claim.fence == event.fence
            since = card.claim.since if again and card.claim is not None else at
            claim = Claim(event.expert, event.fence, since, event.until)
            return replace(card, claim=claim, fence=event.fence, returned=None)
        case d.CardReturned():
            return replace(card, claim=None, returned=event.reason)
        case d.CardAskedBack():
            exchanges = (*card.exchanges, (event.question, None))
            return replace(card, status="awaiting_customer", exchanges=exchanges, claim=None, fan=None)
        case d.CardReplied():
            question = card.exchanges[-1][0]
            return replace(card, status="open", exchanges=(*card.exchanges[:-1], (question, event.text)))
        case d.AgentConsulted():
            return replace(card, looked=(*card.looked, Looked(event.question, event.found)))
        case d.CardPassed():
            passed = (*card.passed, (event.expert, event.to, event.reason))
            return replace(card, skill=event.to, passed=passed, claim=None, returned=None)
        case d.RungReached():
            skill = event.to or card.skill if event.do == "reroute" else card.skill
            reminded = card.reminded + (event.do == "remind")
            widened = card.widened or event.do == "widen"
            return replace(card, rungs=event.index + 1, widened=widened, skill=skill, reminded=reminded)
        case d.CardTakenOut():
            return replace(card, fan=None)
        case d.CardJoined():
            return replace(card, fan=event.fan)
    return _towards_the_end(card, event, at)


def _towards_the_end(card: Card, event: BaseEvent, at: float) -> Card:
    match event:
        case d.SecondOpinionWanted():
            return replace(card, opinions_wanted=event.opinions, fan=None)
        case d.OpinionGiven():
            opinion = Opinion(event.by, event.answer, event.revision, at)
            return replace(card, opinions=(*card.opinions, opinion), claim=None)
        case d.CardDecided():
            decision = Decision(
                event.by, event.answer, event.revision, event.until, event.seconds, event.sure, event.shown
            )
            return replace(card, decision=decision)
        case d.CardUndone():
            return replace(card, decision=None)
        case d.CardAnswered():
            return replace(
                card, status="answered", answer=event.answer, by=event.by, ended_at=at, decision=None, via=event.via,
                releases=event.releases,
            )  # fmt: skip
        case d.CardClosed() | seeds.SeedClosed() | learning.AuditClosed():
            return replace(card, status="closed", closed=event.reason, ended_at=at, decision=None)
        case seeds.SeedAnswered() | learning.AuditAnswered():
            return replace(card, status="answered", answer=event.answer, by=event.by, ended_at=at)
    return card

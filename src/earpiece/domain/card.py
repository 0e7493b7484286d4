"""A card's state: the life of a consult on the human side, as a fold over its stream.

asked → open (claimed ⇄ returned) ⇄ awaiting_customer → answered | closed
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from earpiece.domain import desk_events as d
from earpiece.domain.event import ERASED_QUESTION, BaseEvent
from earpiece.domain.forms import Answer, Question, Rung
from earpiece.domain.ports import Recorded
from earpiece.domain.records import replace


@dataclass(frozen=True, slots=True)
class Claim:
    """Who holds the card. `fence` is the claim's number: an answer under an older one no longer counts."""

    expert: str
    fence: int
    since: float
    until: float


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

    @property
    def ended(self) -> bool:
        return self.status in ("answered", "closed")

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
    return card if card.ended else _apply(card, event, at)  # what comes after the end is kept and changes nothing


def _apply(card: Card, event: BaseEvent, at: float) -> Card:
    match event:
        case d.CardOpened():
            return replace(
                card, conversation=event.conversation, consult=event.consult, question=event.question,
                summary=event.summary, ladder=event.ladder, asked_at=event.asked_at, language=event.language,
                skill=event.question.skill,
            )  # fmt: skip
        case d.CardAmended():
            return replace(card, question=event.question, revision=event.revision, changed=event.because)
        case d.CardClaimed():
            again = card.claim is not None and card.claim.fence == event.fence
            since = card.claim.since if again and card.claim is not None else at
            claim = Claim(event.expert, event.fence, since, event.until)
            return replace(card, claim=claim, fence=event.fence, returned=None)
        case d.CardReturned():
            return replace(card, claim=None, returned=event.reason)
        case d.CardAskedBack():
            exchanges = (*card.exchanges, (event.question, None))
            return replace(card, status="awaiting_customer", exchanges=exchanges, claim=None)
        case d.CardReplied():
            question = card.exchanges[-1][0]
            return replace(card, status="open", exchanges=(*card.exchanges[:-1], (question, event.text)))
        case d.RungReached():
            skill = event.to or card.skill if event.do == "reroute" else card.skill
            return replace(card, rungs=event.index + 1, widened=card.widened or event.do == "widen", skill=skill)
        case d.CardAnswered():
            return replace(card, status="answered", answer=event.answer, by=event.by, ended_at=at)
        case d.CardClosed():
            return replace(card, status="closed", closed=event.reason, ended_at=at)
    return card

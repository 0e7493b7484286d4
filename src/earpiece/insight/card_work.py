"""What people did with one card: who took it first, how long it was in people's hands, how it ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from earpiece.domain import desk_events as d
from earpiece.domain.card import Card, apply
from earpiece.domain.forms import Answer
from earpiece.domain.ports import Recorded
from earpiece.insight.cases import Led, Span

BY_HAND = (d.CardClaimed, d.CardAskedBack, d.CardPassed, d.OpinionGiven, d.CardDecided)
"""Only a person who has the card does these."""


@dataclass(frozen=True, slots=True)
class CardWork:
    """A card as far as its events go. Times are seconds since 1970."""

    held: tuple[tuple[str, Span], ...] = ()
    """In whose hands it was: from each claim until it was answered, given back, passed on, or closed. The moment in
    which a decision can still be undone is no work."""
    taken_at: float | None = None
    rungs: tuple[str, ...] = ()
    overturned: bool = False
    topic: str | None = None
    suggested: bool | None = None

    def seconds(self, led: Sequence[Led] = ()) -> float:
        """People's time on it, without the time in which whoever held it led the conversation: that counts as such."""
        return sum(span.seconds - sum(_both(span, each) for each in led if each.by == by) for by, span in self.held)


def _both(held: Span, led: Led) -> float:
    return max(min(held.until, led.until) - max(held.since, led.since), 0.0)


NOTHING_DONE = CardWork()


def card_work(events: Iterable[Recorded], now: float | None = None) -> CardWork:
    """What became of a card, from its events in order; one still in hand is worked on until `now`.

    An answer that only came from another card (`via`) took nobody's time here. Where a card was answered without having
    been claimed (as in a chat program), nobody knows how long that took: 0 s.
    """
    card, taken_at, since, by = Card(""), None, None, ""
    held: list[tuple[str, Span]] = []
    rungs: list[str] = []
    shown: dict[str, Answer | None] = {}
    suggested: bool | None = None
    for item in events:
        ended = card.ended
        card = apply(card, item.event, item.at)
        if since is not None and not _in_hand(card):
            held.append((by, Span(since, item.at)))
            since = None
        elif since is None and card.claim is not None and _in_hand(card):
            since, by = item.at, card.claim.expert
        match item.event:
            case d.RungReached():
                rungs.append(item.event.do)
            case d.CardSeen() as seen:
                shown[seen.digest] = _first_suggestion(seen)
            case d.CardAnswered() as won if not ended:
                taken_at = item.at if taken_at is None else taken_at
                first = shown.get(won.shown)
                suggested = None if first is None else _says(first) == _says(won.answer)
            case _ if isinstance(item.event, BY_HAND) and taken_at is None and not ended:
                taken_at = item.at
    if since is not None and now is not None:
        held.append((by, Span(since, now)))
    return CardWork(tuple(held), taken_at, tuple(rungs), card.overturned is not None, card.fan, suggested)


def _in_hand(card: Card) -> bool:
    """Whether a person is at it."""
    return card.claim is not None and card.decision is None and not card.ended


def _first_suggestion(seen: d.CardSeen) -> Answer | None:
    """The answer that the person could give with one key, the first of those they were shown."""
    suggestions = seen.shown.get("suggestions") or [{}]
    answer = suggestions[0].get("answer")
    return Answer.model_validate(answer) if isinstance(answer, dict) else None


def _says(answer: Answer) -> Answer:
    """The answer without what is said along with it."""
    return answer.model_copy(update={"note": None, "reason": None, "reference": None})

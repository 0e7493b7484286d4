"""Answers beside what is known to be right."""

from math import ceil

from earpiece.domain.card import Card
from earpiece.domain.forms import Answer


def same(given: Answer, known: Answer) -> bool:
    """Whether it decides the same; reasons and own words may differ."""
    return (given.decision, given.choice, given.changes) == (known.decision, known.choice, known.changes)


def why_not_known(card: Card) -> str:
    """Why the answer to this card cannot be put beside others', in words; empty if it can."""
    if card.seed is not None:
        return "This card was a check itself."
    if card.audit is not None:
        return "This card looked at a decision of the agent afterwards."
    if card.answer is None or card.status != "answered":
        return "Nobody has answered this card, so nothing is known to be right."
    if card.overturned is not None:
        return "This answer was found wrong."
    if card.answer.decision is None and card.answer.choice is None:
        return "It was answered in own words, so another answer could not be told right or wrong."
    if card.revision > 1 or card.exchanges or card.passed:
        return "It was changed or passed on while it was open; choose one that was answered as it was asked."
    return ""


def live_between(share: float) -> int | None:
    """How many cards a person answers before each one that is there to check them; None: they get none."""
    return max(ceil(round(1 / share, 6)) - 1, 1) if share > 0 else None

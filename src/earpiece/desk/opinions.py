"""Where several people must say the same, each without knowing what the others said."""

from collections.abc import Sequence

from earpiece.desk.people import Account, why_not
from earpiece.domain.card import Card, Opinion
from earpiece.domain.forms import Answer


def of(account: Account, card: Card) -> Opinion | None:
    """What this person has said to the question as it is now."""
    return next((opinion for opinion in card.opinions if opinion.by == account.id), None)


def complete(card: Card) -> bool:
    """Whether as many have spoken as are wanted. While the card is open, they do not agree."""
    return 1 < card.opinions_wanted <= len(card.opinions)


def agreed(card: Card, answer: Answer, wanted: int) -> bool:
    """Whether with this answer as many people as `wanted` say the same."""
    return len(card.opinions) + 1 >= wanted and all(same(opinion.answer, answer) for opinion in card.opinions)


def same(one: Answer, other: Answer) -> bool:
    """Whether both decide the same; reasons, references and notes may be each person's own."""
    return _core(one) == _core(other)


def _core(answer: Answer) -> tuple[object, ...]:
    return answer.decision, answer.changes, answer.choice, " ".join((answer.text or "").lower().split())


def why_not_settle(account: Account, card: Card, desk: Sequence[Account]) -> str:
    """Why this person may not decide what the others differ about; empty if they may.

    A supervisor, an admin, or whoever of the `desk` has the widest authority for it may, unless they have given an
    opinion themselves; if nobody of these is left, anybody else who may answer the card.
    """
    if of(account, card) is not None:
        return "You have given your opinion; somebody else decides where they differ."
    able = [
        each for each in desk if not each.disabled and of(each, card) is None and not why_not(each, card, {})
    ]  # fmt: skip
    if account.role != "expert" or all(each.role == "expert" for each in able):
        return ""
    limits = card.question.authority
    widest = limits and all(
        account.authority.get(limit, 0.0) >= max(each.authority.get(limit, 0.0) for each in able) for limit in limits
    )
    return "" if widest and able else "The opinions differ: a supervisor decides now."

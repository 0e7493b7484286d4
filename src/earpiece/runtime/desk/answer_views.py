"""What a card says about answers that do not count yet, and about what the agent was asked."""

from collections.abc import Mapping

from earpiece.desk import opinions
from earpiece.desk.people import Account
from earpiece.domain.card import Card
from earpiece.domain.forms import Answer
from earpiece.runtime.views import Deciding, Given, Lookup, Opinions

NOTHING_FOUND = (
    "The agent found nothing about this in the conversation, in what the tools told, or on the company's pages. "
    "You can ask the customer."
)


def answerers_of(card: Card) -> set[str]:
    """Ids of those who have given an answer that does not count yet."""
    by = {card.decision.by} if card.decision is not None else set()
    return by | {opinion.by for opinion in card.opinions}


def deciding_of(card: Card, names: Mapping[str, str]) -> Deciding | None:
    """The answer that may still be undone."""
    given = card.decision
    if given is None or card.ended:
        return None
    return Deciding(by=given.by, name=names.get(given.by, given.by), answer=given.answer, until=given.until)


def opinions_of(card: Card, account: Account, names: Mapping[str, str]) -> Opinions | None:
    """How far the several answers are; what others said only once nobody can be led by it any more."""
    if card.opinions_wanted < 2 and not card.opinions:
        return None
    differ = opinions.complete(card) and not card.ended and card.decision is None
    shown = card.opinions if differ or card.ended else ()
    return Opinions(
        wanted=card.opinions_wanted, given=len(card.opinions), differ=differ, mine=_mine(account, card),
        all=[Given(by=each.by, name=names.get(each.by, each.by), at=each.at, answer=each.answer) for each in shown],
    )  # fmt: skip


def opinions_for(seen: Opinions | None, card: Card, account: Account) -> Opinions | None:
    """The same as another person sees it."""
    return seen and seen.model_copy(update={"mine": _mine(account, card)})


def _mine(account: Account, card: Card) -> Answer | None:
    mine = opinions.of(account, card)
    return mine.answer if mine is not None else None


def looked_of(card: Card) -> list[Lookup]:
    """What the agent was asked, and what it found."""
    return [
        Lookup(question=each.question, found=list(each.found), note="" if each.found else NOTHING_FOUND)
        for each in card.looked
    ]


def answered_already(card: Card, account: Account) -> str:
    """Why this person cannot answer an open card that they may answer otherwise: it has an answer, or their opinion."""
    if card.decision is not None:
        return "It is answered, and counts in a moment."
    return "You have given your opinion." if opinions.of(account, card) is not None else ""

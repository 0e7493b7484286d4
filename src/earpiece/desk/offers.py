"""To whom each open card is offered: the best free person; everybody with the skill where nobody is free."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from earpiece.desk.people import Account, least_authority, why_not
from earpiece.domain.card import Card

LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the desk at this moment. `load` is the weight of all they hold."""

    account: Account
    here: bool = True
    """One of their workspaces is open; also where nobody knows."""
    load: float = 0.0
    last: float = 0.0
    """When they were done with a card last, in seconds; 0: not lately."""

    def on_duty(self) -> bool:
        """Whether new cards are for them."""
        return self.here and self.account.presence == "available"

    def room(self) -> float:
        """How much more they may hold."""
        return self.account.capacity - self.load


@dataclass(frozen=True, slots=True)
class Wanted:
    """A card that waits for somebody. `met` are those who have answered in this conversation, or this customer."""

    card: Card
    met: frozenset[str] = frozenset()
    holder: str | None = None


def offers(wanted: Iterable[Wanted], colleagues: Sequence[Colleague]) -> dict[str, frozenset[str]]:
    """For each card, in the order they should be answered, to whom it is offered. The same for the same.

    Nobody is offered more than they have room for: what is left waits until the first ones are taken, and may be taken
    by whoever wants it.
    """
    planned: dict[str, float] = {}
    desk = _Desk(colleagues)
    return {each.card.id: _offer(each, desk, planned) for each in wanted}


class _Desk:
    """Who could take a card. Most cards ask for the same, so that is found once for all of a kind."""

    def __init__(self, colleagues: Sequence[Colleague]) -> None:
        self._colleagues = colleagues
        self._able: dict[tuple[object, ...], tuple[list[Colleague], list[Colleague]]] = {}

    def able(self, card: Card) -> tuple[list[Colleague], list[Colleague]]:
        """Who may take the card; and of those, who speak its language."""
        kind = (
            card.skill, card.question.skill, card.question.level, card.widened, _tongue(card.language),
            *sorted(least_authority(card).items()),
            *(each.by for each in card.opinions if each.revision == card.revision),
        )  # fmt: skip
        if kind not in self._able:
            able = [each for each in self._colleagues if may_take(each.account, card)]
            self._able[kind] = able, [each for each in able if speaks(each.account, card)]
        return self._able[kind]


def _offer(wanted: Wanted, desk: _Desk, planned: dict[str, float]) -> frozenset[str]:
    if wanted.holder is not None:
        return frozenset({wanted.holder})
    card, weight = wanted.card, wanted.card.question.weight
    able, speakers = desk.able(card)
    free = [each for each in (able if card.widened else speakers) if each.on_duty() and each.room() >= weight]
    if not free:
        return frozenset(each.account.id for each in speakers or able)
    if card.widened:
        return frozenset(each.account.id for each in free)
    roomy = [each for each in free if each.room() - planned.get(each.account.id, 0.0) >= weight]
    best = nsmallest(1 + card.reminded, roomy, key=lambda each: _rank(each, wanted, planned))
    for each in best:
        planned[each.account.id] = planned.get(each.account.id, 0.0) + weight
    return frozenset(each.account.id for each in best)


def _rank(colleague: Colleague, wanted: Wanted, planned: Mapping[str, float]) -> tuple[bool, bool, float, float, str]:
    """Who knows the customer first; experts before those who watch over them; then who has least to do; then who was
    without a card for longest."""
    id, watches = colleague.account.id, colleague.account.role != "expert"
    return id not in wanted.met, watches, colleague.load + planned.get(id, 0.0), colleague.last, id


def may_take(account: Account, card: Card) -> bool:
    """Whether this person could answer the card, and has not already given their opinion."""
    given = any(opinion.by == account.id and opinion.revision == card.revision for opinion in card.opinions)
    return not given and not why_not(account, card, least_authority(card))


def speaks(account: Account, card: Card) -> bool:
    """Whether they speak the customer's language (`de` covers `de-AT`)."""
    return _tongue(card.language) in {_tongue(language) for language in account.languages}


def why_you(account: Account, card: Card, *, met: bool = False, load: float | None = None) -> str:
    """Why this card is this person's, in at most twenty words; empty where it is not."""
    if card.skill not in account.skills:
        skill = _plain(card.skill)
        return f"Nobody with the skill {skill} answered in time, so it was widened to you." if card.widened else ""
    level = account.level(card.skill)
    reasons = [f"have {_plain(card.skill)}" + (f" at level {level}" if level > 1 else "")]
    if len(account.languages) > 1 and speaks(account, card):
        reasons.append(f"speak {LANGUAGES.get(_tongue(card.language), card.language)}")
    if met:
        reasons.append("answered this customer before")
    if load == 0.0:
        reasons.append("hold nothing else")
    return f"You {_listed(reasons)}."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _tongue(language: str) -> str:
    return language.lower().partition("-")[0]


def _plain(skill: str) -> str:
    return skill.replace("-", " ").replace("_", " ")

"""Which questions ask the same, so that one answer may serve all who wait for it. Effects never do."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from earpiece.desk.answers import check_form
from earpiece.domain.card import Card
from earpiece.domain.digests import digest
from earpiece.domain.errors import Invalid
from earpiece.domain.forms import Question
from earpiece.domain.ports import Row

_WORD = re.compile(r"\w+")


def fan_key(question: Question, language: str) -> str | None:
    """The key that equal questions of knowledge share; None for one that must be answered by itself.

    Equal are questions of one consult, in one language, with the same words, facts and form. Whatever touches one
    customer alone (an effect, an authority, something to be done, what to do for somebody, an answer that several
    people must give) never shares its answer.
    """
    if not _may_be_shared(question):
        return None
    facts = [[fact.label, fact.value] for fact in question.facts]
    return digest([question.name, question.skill, language, _plain(question.text), facts, question.form])


def _may_be_shared(question: Question) -> bool:
    """It asks for knowledge, and for nothing else."""
    return (
        question.kind == "clarification"
        and question.call is None
        and not question.authority
        and question.opinions == 1
        and question.draft is None
    )


def _plain(text: str) -> list[str]:
    return _WORD.findall(text.lower())


@dataclass(frozen=True, slots=True)
class Group:
    """Open cards that ask the same, shown as one: the lead, and the others who wait, the longest first."""

    lead: Row
    others: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.lead, *self.others

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(row.id for row in self.rows)

    @property
    def at(self) -> float:
        """When something is due for one of them first."""
        return min(self.lead.at, *(row.at for row in self.others)) if self.others else self.lead.at

    @property
    def holder(self) -> str | None:
        """Who has the lead in hand, and with it all of them."""
        return holder(self.lead)


def groups_of(rows: Iterable[Row]) -> list[Group]:
    """These open cards, equal ones together, in the order of the first of each.

    The one asked first leads, unless somebody holds another: then it is that one, so that all see the group held.
    """
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.fields.get("fan") or f"alone {row.id}", []).append(row)
    return [_group(members) for members in found.values()]


def _group(members: list[Row]) -> Group:
    if len(members) == 1:
        return Group(members[0])
    lead, *others = sorted(members, key=lambda row: (holder(row) is None, asked_at(row), row.id))
    return Group(lead, tuple(sorted(others, key=lambda row: (asked_at(row), row.id))))


def holder(row: Row) -> str | None:
    """Who has the card in hand."""
    expert = row.fields.get("expert")
    return str(expert) if expert is not None else None


def asked_at(row: Row) -> float:
    """When the card was asked; of old entries, where it stands in the list."""
    return float(row.fields.get("asked", row.at))


def why_not(card: Card, lead: Card, now: float) -> str:
    """Why a card does not get the answer that was given to another which asked the same; empty if it does."""
    if card.status == "answered":
        return "It was answered by itself."
    if card.status == "closed":
        return f"It is closed: {card.closed}."
    if card.fan is None or card.fan != lead.fan:
        return "It no longer asks the same."
    held = card.held_by(now)
    if held is not None and held.expert != lead.by:
        return "Somebody else has it in hand."
    assert lead.answer is not None
    try:
        check_form(card, lead.answer)
    except Invalid:
        return "The answer does not fit the form in which it was asked."
    return ""


def why_not_join(card: Card, other: Card) -> str:
    """Why two open cards cannot get one answer, whatever a person thinks of their words; empty if they can."""
    if not (_may_be_shared(card.question) and _may_be_shared(other.question)):
        return "Only questions of knowledge share an answer; what is done or decided for one customer never does."
    if (card.question.name, card.skill, card.language) != (other.question.name, other.skill, other.language):
        return "They are not of one kind: the same question of the company, to one team, in one language."
    if "awaiting_customer" in (card.status, other.status):
        return "One of them waits for its customer's word."
    if other.fan is None:
        return "The other one stands alone: it asks something of its own."
    return ""


_EMPTY = """
the and are does did you your for can could would will shall this that with have has had please tell from any some there
here just also want need know like about was were been get got our their its not
"""
"""Words that say little about what is asked."""


def likeness(one: str, other: str, common: Iterable[str] = ()) -> float:
    """How much of the words of two questions is in both, 0..1, without `common` words that all have."""
    ignored = _content(" ".join((_EMPTY, *common)))
    mine, theirs = _content(one) - ignored, _content(other) - ignored
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def _content(text: str) -> set[str]:
    """The words that are long enough to mean something, in the singular."""
    return {word.removesuffix("s") for word in _plain(text) if len(word) > 2}

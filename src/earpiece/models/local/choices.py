"""Finds which of the offered things a customer means: by its words, amount, day or place in the list."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from earpiece.domain.commands import Option
from earpiece.models.local.dates import find_date, without_dates
from earpiece.models.local.dialogue import Lexicon, content, words_in
from earpiece.models.local.numbers import numbers_in
from earpiece.models.local.words import one_slip, plain

_COUNTED = {word: place for place, word in enumerate(("one", "two", "three", "four", "five", "six"), start=1)}
_NUMBERED = re.compile(rf"(?:(?:the|its|it is|option|number|no|choice|nr|#) ?)*(\d|{'|'.join(_COUNTED)})(?: please)?")
_SHORT = 8
"""In a longer message "first" and "last" rarely mean a place in the list."""
_EXACT = 5.0
_PREFIX = 4


@dataclass(frozen=True)
class Choice:
    """The option meant, and what was said besides."""

    option: Option
    rest: tuple[str, ...]
    named: bool
    """Whether its words, amount or day were said, and not only its place in the list."""


def choose(lexicon: Lexicon, text: str, options: tuple[Option, ...], today: str = "") -> Choice | None:
    """The one option the words fit best; None if nothing fits or two fit alike.

    A single option is not taken for a thing that is mostly called something else: with nothing to compare it to,
    "the old debit card" would fit the travel card.
    """
    said = lexicon.tidy(text)
    if not options or not said:
        return None
    scores = [_fit(lexicon, text, option, today) for option in options]
    best = max(scores)
    if best <= 0:
        place = _place(lexicon, said, len(options))
        return None if place is None else Choice(options[place], content(said), named=False)
    if scores.count(best) > 1:
        return None
    option = options[scores.index(best)]
    known = words_in(lexicon.tidy(option.label))
    rest = tuple(word for word in content(said) if not any(_alike(word, other) for other in known))
    if len(options) == 1 and best < 1 and 1 < len(rest) >= len(content(said)) / 2:
        return None
    return Choice(option, rest, named=True)


def _fit(lexicon: Lexicon, text: str, option: Option, today: str) -> float:
    """How well the words fit the option: the share of its words that were said, plus equal amounts and days."""
    said, label = lexicon.tidy(text), lexicon.tidy(option.label)
    if said in (label, plain(str(option.value))):
        return _EXACT
    mine, theirs = content(label), content(said)
    hits = sum(any(_alike(word, other) for other in theirs) for word in mine)
    same_amount = _figures(option.label) & _figures(text)
    return round(hits / max(1, len(mine)) + bool(same_amount) + _same_day(said, label, today), 6)


@lru_cache(maxsize=512)
def _figures(text: str) -> frozenset[float]:
    return frozenset(number.value for number in numbers_in(without_dates(plain(text))))


def _same_day(said: str, label: str, today: str) -> bool:
    if not today:
        return False
    now = date.fromisoformat(today[:10])
    theirs, mine = find_date(said, now), find_date(label, now)
    return bool(theirs and mine and theirs[0] == mine[0])


def _place(lexicon: Lexicon, said: str, count: int) -> int | None:
    """Which place in the list was named: "the second one", "number 2", "last", or just "2"."""
    places = [lexicon.phrases.ordinals[word] for word in said.split() if word in lexicon.phrases.ordinals]
    if places and len(said.split()) <= _SHORT:
        index = places[0] - 1 if places[0] > 0 else count - 1
    elif numbered := _NUMBERED.fullmatch(said):
        index = (int(numbered[1]) if numbered[1].isdigit() else _COUNTED[numbered[1]]) - 1
    else:
        return None
    return index if 0 <= index < count else None


def _alike(word: str, other: str) -> bool:
    """Equal, one typing error apart, or one the beginning of the other."""
    if word == other:
        return True
    if min(len(word), len(other)) < _PREFIX:
        return False
    return one_slip(word, other) or word.startswith(other) or other.startswith(word)

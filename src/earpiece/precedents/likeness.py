"""How alike two texts are in what they ask, by their words, their letters, and their meaning where that is known."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

from earpiece.judgement.case import Vector

WORDS, LETTERS = 0.6, 0.4
"""How much words and groups of letters count."""
UNKNOWN = 1.0
"""How rare a word is that the company's own texts do not have (see `rarity`)."""
DULL, SURE = 0.35, 0.85
"""Of meanings with a cosine up to the first nothing is taken to be in common; from the second on, everything. By pairs
of bank customers' messages: unrelated ones of one bank reach the first, the same request in other words the second."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_HOLE = re.compile(r"\[[a-z]+\]")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "edly", "ed", "es", "ly", "s", "'s", "e", "y")
_LITTLE = """
a about all also am an and any are as at be because been but by can can't could did didn't do does doesn't don't for
from get give go got had has have he hello help her here hey hi him his how i i'd i'll i'm i've if in into is isn't it
it's its just know let like made make me my need no not of on one or our out please question really say see she should
so some sorry such tell than thank thanks that that's the their them then there these they thing this those to told
too true up us want was we were what when where whether which who why will wish with won't would you your
"""
_EMPTY = frozenset(_LITTLE.split())
"""Words that say little about what is asked."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text by its stems and groups of letters, each with its weight, all of length 1; and its meaning."""

    words: Mapping[str, float] = field(default_factory=dict)
    letters: Mapping[str, float] = field(default_factory=dict)
    meaning: Vector | None = None

    @property
    def empty(self) -> bool:
        return not self.words


def stems(text: str, common: Iterable[str] = ()) -> list[str]:
    """The words that say something, without their endings and without those in `common`."""
    ignored = {stem(word) for each in common for word in _WORD.findall(each.casefold())}
    said = (word for word in _WORD.findall(_HOLE.sub(" ", text).casefold()) if word not in _EMPTY)
    return [found for word in said if (found := stem(word)) not in ignored]


def stem(word: str) -> str:
    """The word without an ending, as far as that leaves three letters."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


Meaning = Callable[[str], Vector | None]
"""What a text means (a sentence embedding), as far as that is known already."""


def sketch(
    text: str, common: Iterable[str] = (), rarity: Mapping[str, float] | None = None, meaning: Meaning | None = None
) -> Sketch:
    """What is compared of a text. `common` are words that all such texts have; `rarity` says how telling a stem is."""
    found = stems(text, common)
    weights = rarity or {}
    words = {each: weights.get(each, UNKNOWN) for each in found}
    letters: dict[str, float] = {}
    for each, weight in words.items():
        padded = f"<{each}>"
        for at in range(max(len(padded) - 2, 1)):
            group = padded[at : at + 3]
            letters[group] = max(letters.get(group, 0.0), weight)
    return Sketch(_unit(words), _unit(letters), meaning(text) if meaning is not None and found else None)


def plain(text: str) -> str:
    """The text as its meaning is reckoned: without the marks where something private stood."""
    return " ".join(_HOLE.sub(" ", text).split())


def alike(one: Sketch, other: Sketch) -> float:
    """From 0 (nothing in common) to 1 (the same)."""
    if one.empty or other.empty:
        return 0.0
    surface = WORDS * _cosine(one.words, other.words) + LETTERS * _cosine(one.letters, other.letters)
    if one.meaning is None or other.meaning is None:
        return surface
    close = (float(one.meaning @ other.meaning) - DULL) / (SURE - DULL)
    return max(surface, min(max(close, 0.0), 1.0))


def rarity(texts: Iterable[str]) -> dict[str, float]:
    """How telling each stem of these texts is: from `UNKNOWN` for one in a single text towards 0 for one in all."""
    counted: dict[str, int] = {}
    total = 0
    for text in texts:
        total += 1
        for each in set(stems(text)):
            counted[each] = counted.get(each, 0) + 1
    return {each: UNKNOWN * (1.0 - (count - 1) / max(total, 1)) ** 4 for each, count in counted.items()}


def _unit(weights: Mapping[str, float]) -> dict[str, float]:
    length = sqrt(sum(weight**2 for weight in weights.values()))
    return {name: weight / length for name, weight in weights.items()} if length else {}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum([weight * other[name] for name, weight in one.items() if name in other])  # in the same order everywhere

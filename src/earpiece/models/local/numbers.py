"""Finds numbers and amounts of money in figures and words ("£1,250.50", "forty quid", "1.2k", "two hundred")."""

import re
from dataclasses import dataclass

Span = tuple[int, int]

_SMALL_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {
    **{word: n for n, word in enumerate(_SMALL_NUMBERS.split())},
    **{word: 10 * n for n, word in enumerate(_TENS.split(), start=2)},
    "fourty": 40,
    "a": 1,
    "an": 1,
}
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000, "million": 1_000_000}
NUMBER_WORDS = frozenset({*_VALUES, *_SCALES})
"""Words that are numbers, and never a slip of the pen for another word."""
_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_SPOKEN = re.compile(rf"\b(?:{_WORD})(?:(?: and |[ -])(?:{_WORD}))*\b")
_UNIT = r"(?P<unit>pounds?|quid|gbp|euros?|eur|dollars?|usd|bucks|sterling|pence|p)\b"
_AMOUNT = re.compile(
    rf"(?<![\w.,/])(?P<sign>[£$€]|gbp |eur |usd )? ?(?P<figure>\d[\d,]*(?:\.\d+)?)"
    rf"(?: ?(?P<kilo>k|grand|thousand)\b)?(?: ?{_UNIT})?(?![\w/:]|\.\d)"
)
_SPOKEN_AMOUNT = re.compile(rf"(?P<words>{_SPOKEN.pattern}) {_UNIT}")
_PENCE = ("p", "pence")


@dataclass(frozen=True)
class Number:
    """A number, where it stands, and whether it is written as money."""

    value: float
    span: Span
    money: bool


def numbers_in(said: str) -> list[Number]:
    """All numbers in plain words, in figures first; parts of dates, times and codes are left out."""
    spoken = [
        Number(_pounds(_spoken(found["words"]), found["unit"]), found.span(), True)
        for found in _SPOKEN_AMOUNT.finditer(said)
    ]
    written = [_written(found) for found in _AMOUNT.finditer(said)]
    if spoken or written:
        return [*spoken, *written]
    words = (found for found in _SPOKEN.finditer(said) if found[0] not in ("a", "an"))
    return [Number(_spoken(found[0]), found.span(), False) for found in words]


def _written(found: re.Match[str]) -> Number:
    value = float(found["figure"].replace(",", "")) * (1000 if found["kilo"] else 1)
    return Number(_pounds(value, found["unit"]), found.span(), bool(found["sign"] or found["unit"]))


def _pounds(value: float, unit: str | None) -> float:
    return round(value / 100 if unit in _PENCE else value, 2)


def _spoken(words: str) -> float:
    """The number the words say: "one thousand two hundred and fifty" → 1250."""
    total = current = 0
    for word in re.split(r"[ -]+", words):
        scale = _SCALES.get(word)
        if scale is None:
            current += _VALUES.get(word, 0)
        elif scale < 1000:
            current = (current or 1) * scale
        else:
            total, current = total + (current or 1) * scale, 0
    return float(total + current)

"""Reads slot values out of the customer's words: yes or no, choices, amounts, numbers, dates, phones, addresses."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from earpiece.domain.commands import OpenSlot, Option
from earpiece.models.local.dates import find_date
from earpiece.models.local.dialogue import Lexicon
from earpiece.models.local.words import one_slip, plain

_UNITS = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {"a": 1, "an": 1}
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_TENS["fourty"] = 40
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000, "million": 1_000_000}
_NUMBER_WORD = "|".join(sorted([*_UNITS, *_TENS, *_SCALES], key=len, reverse=True))
_SPOKEN = re.compile(rf"\b(?:{_NUMBER_WORD})(?:(?: and |[ -])(?:{_NUMBER_WORD}))*\b")
_CURRENCY = r"(?:pounds?(?: sterling)?|quid|gbp|euros?|eur|dollars?|usd|bucks|sterling)"
_AMOUNT = re.compile(
    rf"(?P<sign>[£$€]|\bgbp |\beur |\busd )? ?(?P<number>\d[\d,]*(?:\.\d+)?) ?(?P<kilo>(?:k|grand|thousand)\b)? ?(?P<unit>{_CURRENCY}|p\b|pence)?"
)
_SPOKEN_MONEY = re.compile(rf"(?P<words>{_SPOKEN.pattern}) (?P<unit>{_CURRENCY}|pence)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?\(?\d[\d ()/.-]{6,}\d")
_CODE = re.compile(r"\b(?=\w*\d)[a-z0-9]{3,}(?:[ -]?\w*\d\w*)*\b", re.IGNORECASE)
_SMALL = frozenset("the a an one my that this it was is on at in of for to from and by i think with payment option please".split())


@dataclass(frozen=True)
class Found:
    """A value and how much of the message it explains: `rest` is what was said besides, filler left out."""

    value: Any
    rest: tuple[str, ...] = ()
    marked: bool = True
    """Whether its form alone shows its type ("£40", "5 March"), so that it may also be taken unasked."""


class Values:
    """Parses answers by slot type."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._readers = {
            "yes_no": self._yes_no, "choice": self._chosen, "option": self._chosen, "money": self._money,
            "number": self._number, "date": self._date, "phone": self._phone, "email": self._email, "code": self._code,
        }  # fmt: skip

    def find(self, text: str, slot: OpenSlot, today: str = "") -> Found | None:
        """The value for `slot` in the words, or None; never a guess between two that fit alike."""
        reader = self._readers.get(slot.type)
        return reader(text, slot, today) if reader and text.strip() else None

    def _yes_no(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        said = self._lexicon.tidy(text)
        value = self._lexicon.yes_no(said)
        return None if value is None else Found(value, _rest(said, (0, len(said))), marked=False)

    def _money(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        said = plain(text)
        if spoken := _SPOKEN_MONEY.search(said):
            scale = 0.01 if spoken["unit"] == "pence" else 1.0
            return Found(round(_spoken(spoken["words"]) * scale, 2), _rest(said, spoken.span()))
        amounts = [m for m in _AMOUNT.finditer(said) if not re.match(r"[/:\d]|st\b|nd\b|rd\b|th\b", said[m.end("number"):])]
        marked = [m for m in amounts if m["sign"] or m["unit"]]
        for amount in marked or amounts:
            value = float(amount["number"].replace(",", "")) * (1000 if amount["kilo"] else 1)
            value = value / 100 if amount["unit"] in ("p", "pence") else value
            return Found(round(value, 2), _rest(said, amount.span()), bool(marked))
        if words := _SPOKEN.search(said):
            return Found(float(_spoken(words[0])), _rest(said, words.span()), False) if _SPOKEN.sub("", said) != said and words[0] not in ("a", "an") else None
        return None

    def _number(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        said = plain(text)
        if digits := re.search(r"(?<![\w£$€/.])-?\d[\d,]*(?:\.\d+)?(?![\w/])", said):
            value = float(digits[0].replace(",", ""))
            return Found(int(value) if value.is_integer() else value, _rest(said, digits.span()), False)
        words = next((m for m in _SPOKEN.finditer(said) if m[0] not in ("a", "an")), None)
        return Found(_spoken(words[0]), _rest(said, words.span()), False) if words else None

    def _date(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        said = self._lexicon.tidy(text)
        if not today or not (found := find_date(said, date.fromisoformat(today[:10]))):
            return None
        return Found(found[0].isoformat(), _rest(said, found[1]))

    def _phone(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        return _matched(_PHONE, text, lambda raw: re.sub(r"(?!^\+)\D", "", raw.strip()))

    def _email(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        return _matched(_EMAIL, text, lambda raw: raw.rstrip(".").lower())

    def _code(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        found = _matched(_CODE, text, lambda raw: re.sub(r"[ -]", "", raw).upper())
        return Found(found.value, found.rest, marked=False) if found else None

    def _chosen(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        return choose(self._lexicon, text, slot.options, today)


def choose(lexicon: Lexicon, text: str, options: tuple[Option, ...], today: str = "") -> Found | None:
    """The one option the words fit best: by label, place in the list, amount or date; None if two fit alike."""
    said = lexicon.tidy(text)
    if not options or not said:
        return None
    scores = [_fit(lexicon, text, said, option, today) for option in options]
    best = max(scores)
    if best > 0 and sum(score >= best - 1e-9 for score in scores) == 1:
        option = options[scores.index(best)]
        return Found(option.value, _besides(said, lexicon.tidy(option.label)))
    place = _place(lexicon, said, len(options))
    if place is not None and best <= 0:
        return Found(options[place].value, _besides(said, ""), marked=False)
    return None


def _fit(lexicon: Lexicon, text: str, said: str, option: Option, today: str) -> float:
    """How well the words fit the option: the share of shared words, plus equal amounts and dates."""
    label = lexicon.tidy(option.label)
    mine = [word for word in _words(label) if word not in _SMALL]
    theirs = [word for word in _words(said) if word not in _SMALL]
    hits = sum(any(_alike(word, other) for other in theirs) for word in mine)
    score = hits / max(1, len(mine)) + 0.001 * hits
    if said == label or said == plain(str(option.value)):
        score += 5
    amounts = set(_figures(plain(option.label))) & set(_figures(plain(text)))
    score += 1.0 * bool(amounts)
    if today:
        now = date.fromisoformat(today[:10])
        theirs_day, mine_day = find_date(said, now), find_date(label, now)
        score += 1.0 * bool(theirs_day and mine_day and theirs_day[0] == mine_day[0])
    return score


def _place(lexicon: Lexicon, said: str, count: int) -> int | None:
    """Which place in the list was named: "the second one", "number 2", "last", or just "2"."""
    words = said.split()
    for word in words:
        place = lexicon.phrases.ordinals.get(word)
        if place is not None and len(words) <= 8:
            index = count - 1 if place == -1 else place - 1
            return index if index < count else None
    found = re.fullmatch(r"(?:(?:the|its|it is|option|number|no|choice|nr|#) ?)*(\d|one|two|three|four|five|six)(?: please)?", said)
    if not found:
        return None
    index = (int(found[1]) if found[1].isdigit() else _UNITS[found[1]]) - 1
    return index if 0 <= index < count else None


def _alike(word: str, other: str) -> bool:
    if word == other:
        return True
    if len(word) < 4 or len(other) < 4:
        return False
    return one_slip(word, other) or (min(len(word), len(other)) >= 4 and (word.startswith(other) or other.startswith(word)))


def _words(said: str) -> list[str]:
    return re.findall(r"[a-z]+|[a-z]*\d+[a-z]+", said)


def _figures(said: str) -> list[float]:
    """Amounts in the words, dates left out."""
    without_dates = re.sub(r"\b\d+(?:st|nd|rd|th)\b|\b\d{1,2}/\d{1,2}(?:/\d+)?\b|\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*", " ", said)
    return [float(m["number"].replace(",", "")) for m in _AMOUNT.finditer(without_dates)]


def _spoken(words: str) -> int:
    """The number the words say: "one thousand two hundred and fifty" → 1250."""
    total = current = 0
    for word in re.split(r"[ -]+", words):
        if word in _SCALES:
            scale = _SCALES[word]
            current = (current or 1) * scale
            if scale >= 1000:
                total, current = total + current, 0
        else:
            current += _UNITS.get(word, 0) + _TENS.get(word, 0)
    return total + current


def _matched(pattern: re.Pattern[str], text: str, read: Any) -> Found | None:
    found = pattern.search(text)
    return Found(read(found[0]), _rest(plain(text), found.span())) if found else None


def _rest(said: str, span: tuple[int, int]) -> tuple[str, ...]:
    return tuple(word for word in _words(said[: span[0]] + " " + said[span[1] :]) if word not in _SMALL)


def _besides(said: str, label: str) -> tuple[str, ...]:
    known = _words(label)
    return tuple(w for w in _words(said) if w not in _SMALL and not any(_alike(w, other) for other in known))

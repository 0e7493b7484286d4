"""Reads out of a text what can be right or wrong letter by letter: figures, days, times, codes and names.

Days and times are read in the forms people write (2024-05-16, May 16, 16 May, 05/16/2024; 21:00, 9 pm), amounts with or
without separators (1286, 1,286.00, 1.286,00). Number words count where a span of time follows them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Unit = Literal["money", "percent", "number", "minutes", "business days", "months"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
NUMBER_WORDS = {word: value for value, word in enumerate(_WORDS)} | _TENS
_SPANS: dict[str, tuple[float, Unit]] = {
    **dict.fromkeys(("second", "sec", "sekunde", "seconde", "segundo"), (1 / 60, "minutes")),
    **dict.fromkeys(("minute", "min", "minuto"), (1, "minutes")),
    **dict.fromkeys(("hour", "hr", "stunde", "heure", "hora"), (60, "minutes")),
    **dict.fromkeys(("day", "tag", "tage", "jour", "día"), (1440, "minutes")),
    **dict.fromkeys(("week", "woche", "semaine", "semana"), (7 * 1440, "minutes")),
    "fortnight": (14 * 1440, "minutes"),
    **dict.fromkeys(("month", "monat", "monate", "mois", "mes", "mese"), (1, "months")),
    **dict.fromkeys(("year", "jahr", "jahre", "année", "an", "año"), (12, "months")),
    **dict.fromkeys(("werktag", "werktage", "arbeitstag", "arbeitstage"), (1, "business days")),
}
"""Also in German, French and Spanish, since a model may say the company's words in another language."""

_NUMBER = r"\d+(?:[.,]\d+)*"
_COUNT = rf"(?:{_NUMBER}|{'|'.join(NUMBER_WORDS)})"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_TO = r"\s*(?:-|–|to|and|or|through|until)\s*"
_TH = r"(?:st|nd|rd|th)?"
_DAY = (
    r"(?P<iso>(?<!\d)\d{4}-\d\d-\d\d(?!\d))"
    rf"|(?P<named>\b{_MONTH}\s\d{{1,2}}(?!\d|:\d){_TH}(?:{_TO}\d{{1,2}}(?![\d:.,]\d|\d){_TH})?(?:,?\s(?:19|20)\d\d\b)?"
    rf"|(?<![\w.,:])\d{{1,2}}{_TH}(?:{_TO}\d{{1,2}}{_TH})?\s(?:of\s)?{_MONTH}(?:,?\s(?:19|20)\d\d\b)?)(?![a-z])"
    r"|(?P<slashed>(?<![\w/])\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d)(?![\w/]))"
)
_TIME = (
    r"(?:(?<=\d)T|(?<![a-z\d:]))(?P<clock>[012]?\d:[0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\b\.?)?"
    r"|\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.)(?!\w))"
    r"|(?P<weekday>\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b)"
)
_ADDRESS = r"(?P<code>\bhttps?://[^\s)>\]\"]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
_FIGURE = (
    rf"(?P<span>(?<![\w.,-]){_COUNT}(?:{_TO}{_COUNT})?[\s-](?:(?:business|working)[\s-]days?"
    rf"|(?:(?:calendar|full)[\s-])?(?:{'|'.join(sorted(_SPANS, key=len, reverse=True))})(?:e?n|s)?)\b)"
    rf"|(?P<percent>(?<![\w.,]){_NUMBER}\s?(?:%|per\s?cent\b))"
    rf"|(?P<money>[$£€]\s?{_NUMBER}|(?<![\w.,]){_NUMBER}\s?(?:[$£€]|(?:dollars?|euros?|pounds?|usd|eur|gbp)\b))"
    r"|(?P<nth>(?<![\w.,])\d+(?:st|nd|rd|th)\b|\b24/7\b)"
    rf"|(?P<number>(?<![\w.,#]){_NUMBER}(?:\s?(?:kg|km|lbs?|cm|mb|gb|x))?(?![\w%]))"
)
_CODE = r"(?P<id>(?<![\w])(?=[\w-]*\d)(?=[\w-]*[a-z_])[a-z0-9][\w-]*\w)"
_SAID = re.compile("|".join((_DAY, _TIME, _ADDRESS, _FIGURE, _CODE)), re.IGNORECASE)
_KNOWN = re.compile("|".join((_DAY, _TIME.replace("T|", "t|", 1), _FIGURE)))
_DIGITS = re.compile(r"\d+")
BEFORE, AFTER = 24, 28
"""So many characters around digits at least belong to what they say: "on the first of September", "business days"."""
_SPAN_PARTS = re.compile(rf"{_COUNT}", re.IGNORECASE)
_KEYED = re.compile(
    r"\"[\w\s-]*?(?P<business>(?:business|working)[\s_-]?)?(?P<unit>second|minute|hour|day|week|month|year)s?[\w\s-]*\""
    r"\s*:\s*\"?(?P<count>\d+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number. `values`: all it may mean (1.286 is written for two figures); spans of time in minutes or months."""

    text: str
    start: int
    unit: Unit
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or the one or the other (05/06/2024); `year` None where none is said."""

    text: str
    start: int
    days: tuple[tuple[int | None, int, int], ...]


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, 0 for Monday."""

    text: str
    start: int
    number: int


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes after midnight, or one of two where neither am nor pm is said."""

    text: str
    start: int
    minutes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Letters with digits, an address of mail or web."""

    text: str
    start: int


Statement = Figure | Day | Weekday | Clock | Code


def statements(text: str) -> Iterator[Statement]:
    """All of them, in the order of the text, none within another."""
    return _read(_SAID.finditer(text))


def relied_on(source: str) -> Iterator[Statement]:
    """What is told with digits in a source in lower case; codes are better looked for than listed."""
    for begin, end in _around_digits(source):
        yield from _read(_KNOWN.finditer(source[begin:end]))


def spelled_out(source: str) -> Iterator[Statement]:
    """All that a source in lower case tells, also in words alone: weekdays, "five days". Slow for long texts."""
    return _read(_KNOWN.finditer(source))


def _around_digits(source: str) -> Iterator[tuple[int, int]]:
    """The places where digits stand, with the words about them: prose has few, and reading all of it takes long."""
    begin = end = 0
    for digits in _DIGITS.finditer(source):
        first = max(source.rfind(" ", 0, max(digits.start() - BEFORE, 0)), 0)
        if first > end:
            if end:
                yield begin, end
            begin = first
        last = source.find(" ", min(digits.end() + AFTER, len(source)))
        end = last if last >= 0 else len(source)
    if end:
        yield begin, end


def _read(hits: Iterable[re.Match[str]]) -> Iterator[Statement]:
    for found in hits:
        kind, words, start = str(found.lastgroup), found.group(), found.start()
        match kind:
            case "iso" | "named" | "slashed":
                for days in _days(kind, words):
                    yield Day(words, start, days)
            case "clock":
                yield Clock(words, start, _minutes(found["clock"]))
            case "weekday":
                yield Weekday(words, start, next(n for n, day in enumerate(_DAYS) if words.lower().startswith(day[:3])))
            case "span":
                yield from _spans(words, start)
            case "percent" | "money" | "number":
                number = re.search(_NUMBER, words)
                assert number is not None
                unit: Unit = "percent" if kind == "percent" else "money" if kind == "money" else "number"
                yield Figure(words, start, unit, values(number.group()))
            case "code" | "id":
                yield Code(words, start)


def keyed_spans(text: str) -> Iterator[Figure]:
    """Spans of time as JSON has them, the unit in the name: `"refund_days": 5`, `"MinutesTillPickup": 13`."""
    for found in _KEYED.finditer(text):
        times, unit = _SPANS[found["unit"].lower()]
        if found["business"]:
            times, unit = 1, "business days"
        yield Figure(found.group(), found.start(), unit, (float(found["count"]) * times,))


def values(number: str) -> tuple[float, ...]:
    """What the digits may mean: with a point for decimals, or a comma."""
    found = []
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", number):
        found.append(float(number.replace(",", "")))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+", number):
        found.append(float(number.replace(".", "").replace(",", ".")))
    return tuple(found) or (float(re.split(r"[.,]", number)[0]),)


def _spans(words: str, start: int) -> Iterator[Figure]:
    """A span of time, or both ends of a range."""
    low = words.lower()
    last = re.split(r"[\s-]", low)[-1]
    name = next((name for name in (last, last[:-1], last[:-2]) if name in _SPANS), "day")
    times, unit = _SPANS[name]
    if "business" in low or "working" in low:
        times, unit = 1, "business days"
    for part in _SPAN_PARTS.findall(low.rsplit(last, 1)[0]):
        read = (float(NUMBER_WORDS[part]),) if part in NUMBER_WORDS else values(part)
        yield Figure(words, start, unit, tuple(value * times for value in read))


def _days(kind: str, words: str) -> Iterator[tuple[tuple[int | None, int, int], ...]]:
    """Each day that is named; in it, all that it may mean."""
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    if kind == "iso":
        yield ((numbers[0], numbers[1], numbers[2]),)
    elif kind == "slashed":
        first, second, year = numbers
        year += 2000 if year < 100 else 0
        yield tuple((year, month, day) for month, day in ((first, second), (second, first)) if 1 <= month <= 12)
    else:
        month = next(n for n, name in enumerate(_MONTHS, start=1) if re.search(rf"\b{name}", words.lower()))
        year_said = numbers.pop() if numbers[-1] > 31 else None
        for day in numbers:
            yield ((year_said, month, day),)


def _minutes(words: str) -> tuple[int, ...]:
    low = words.lower().replace(".", "")
    hour, minute = (*map(int, re.findall(r"\d+", low)[:2]), 0)[:2]
    if "pm" in low or "am" in low:
        return (hour % 12 * 60 + minute + (720 if "pm" in low else 0),)
    return (
        (hour * 60 + minute, (hour + 12) * 60 + minute) if 0 < hour < 12 and len(words) < 5 else (hour * 60 + minute,)
    )

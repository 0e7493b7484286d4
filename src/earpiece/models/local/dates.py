"""Finds the day a customer means ("yesterday", "last Friday", "5 March", "03/04"), seen from a given today."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

Span = tuple[int, int]

_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|ember|tember|ober)?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:,? (?P<year>(?:19|20)\d\d))?"
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "couple of": 2, "a few": 3, "few": 3} | {
    word: n for n, word in enumerate(["three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=3)
}
_COUNT = rf"(?P<count>\d+|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"


def _iso(found: re.Match[str], today: date) -> date:
    return date(int(found["year"]), int(found["month"]), int(found["day"]))


def _slashed(found: re.Match[str], today: date) -> date:
    day, month = int(found["day"]), int(found["month"])
    if month > 12 >= day:
        day, month = month, day
    if not found["year"]:
        return _latest(today, month, day)
    year = int(found["year"])
    return date(year if year > 99 else 2000 + year, month, day)


def _named(found: re.Match[str], today: date) -> date:
    month = _MONTHS.index(found["month"][:3]) + 1
    day = int(found["day"])
    return date(int(found["year"]), month, day) if found["year"] else _latest(today, month, day)


def _weekday(found: re.Match[str], today: date) -> date:
    ahead = (_WEEKDAYS.index(found["weekday"][:3]) - today.weekday()) % 7
    if (found["which"] or "").strip() == "next":
        return today + timedelta(days=ahead or 7)
    return today - timedelta(days=(7 - ahead) if ahead else 7)


def _ago(found: re.Match[str], today: date) -> date:
    count = int(found["count"]) if found["count"].isdigit() else _COUNTS[found["count"]]
    unit = {"day": 1, "week": 7, "month": 30}[found["unit"]]
    return today - timedelta(days=count * unit)


def _near(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=_NEAR[found["near"]])


def _day_of_month(found: re.Match[str], today: date) -> date:
    day = int(found["day"])
    if day <= today.day:
        return today.replace(day=day)
    return (today.replace(day=1) - timedelta(days=1)).replace(day=day)


def _latest(today: date, month: int, day: int) -> date:
    """The day this year, or last year if this year's is more than half a year ahead."""
    this_year = date(today.year, month, day)
    return this_year if this_year <= today + timedelta(days=183) else date(today.year - 1, month, day)


_NEAR = {
    "today": 0, "this morning": 0, "tonight": 0, "this afternoon": 0, "this evening": 0, "just now": 0,
    "earlier today": 0, "yesterday": -1, "last night": -1, "the day before yesterday": -2, "tomorrow": 1,
    "the day after tomorrow": 2, "last week": -7,
}  # fmt: skip
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = (
    (re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)\b"), _iso),
    (re.compile(rf"\b{_DAY}(?: of)? ?{_MONTH}\b{_YEAR}"), _named),
    (re.compile(rf"\b{_MONTH}(?: the)? {_DAY}\b{_YEAR}"), _named),
    (re.compile(r"(?<![£$€.\d])\b(?P<day>\d\d?)/(?P<month>\d\d?)(?:/(?P<year>\d{4}|\d\d))?\b"), _slashed),
    (re.compile(r"(?<![£$€.\d])\b(?P<day>\d\d?)[.\-](?P<month>\d\d?)[.\-](?P<year>\d{4}|\d\d)\b"), _slashed),
    (re.compile(rf"\b(?P<near>{'|'.join(sorted(_NEAR, key=len, reverse=True))})\b"), _near),
    (re.compile(rf"\b{_COUNT} (?P<unit>day|week|month)s? (?:ago|back|before)\b"), _ago),
    (
        re.compile(
            r"\b(?P<which>last |next |this |on |past )?"
            r"(?P<weekday>mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thu(?:rs)?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b"
        ),
        _weekday,
    ),
    (re.compile(r"\b(?:the|on the|on) (?P<day>[0-3]?\d)(?:st|nd|rd|th)\b"), _day_of_month),
    (re.compile(r"^(?P<day>[0-3]?\d)(?:st|nd|rd|th)$"), _day_of_month),
)


@lru_cache(maxsize=512)
def find_date(said: str, today: date) -> tuple[date, Span] | None:
    """The first day named in tidy words, and where it stands; impossible days ("31 June") count as none."""
    for pattern, read in _FORMS:
        if found := pattern.search(said):
            try:
                return read(found, today), found.span()
            except ValueError:
                continue
    return None


def without_dates(said: str) -> str:
    """The words with the days named in figures taken out, so that only amounts remain."""
    for pattern, read in _FORMS:
        if read in (_iso, _named, _slashed, _day_of_month):
            said = pattern.sub(" ", said)
    return said

"""What about a valid answer may be a slip: put back to its giver once, who mends it or says that it is meant."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from earpiece.domain.card import Card
from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import evaluate, money, render
from earpiece.domain.forms import Answer

MANY_TIMES = 8.0
"""An amount so many times the one asked about, or as small a part of it, is asked about."""

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_ANY_NUMBER = re.compile(rf"(?<![\w.])(?:{_NUMBER})(?![\w])")
_MONEY = re.compile(
    rf"[£€$]\s?(?P<signed>{_NUMBER})"
    rf"|(?<![\w.])(?P<named>{_NUMBER})\s?(?:pounds?|euros?|dollars?|quid|gbp|eur|usd)\b"
    r"|(?<![\w.,])(?P<pence>\d[\d,]*\.\d\d)(?![\d%])",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?<![\w.])(?P<number>{_NUMBER})\s?(?:%|per ?cent\b)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*"
_DATES = (
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
    re.compile(r"\b(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b(?: (?P<year>\d{{4}}))?", re.IGNORECASE),
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}}))?", re.IGNORECASE),
)

Date = tuple[int | None, int, int]
"""Year, month, day; without a year where none was said."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that may be a slip. `code` names it, `field` is where it stands in the answer."""

    code: str
    message: str
    field: str


def about(card: Card, answer: Answer, currency: str) -> list[Doubt]:
    """What gives pause about this answer, at most one doubt for each code."""
    found = [*_checks(card, answer), *_amounts(card, answer, currency), *_words(card, answer, currency)]
    return list({doubt.code: doubt for doubt in reversed(found)}.values())[::-1]


def _checks(card: Card, answer: Answer) -> Iterator[Doubt]:
    """What the company wants to be thought over, before anything but a no."""
    if answer.decision == "no":
        return
    call = card.question.call
    values = {**card.question.known, **(call.args if call is not None else {}), **answer.changes}
    field = f"changes.{next(iter(answer.changes))}" if answer.changes else "decision"
    for number, check in enumerate(card.question.checks, start=1):
        try:
            doubtful, message = bool(evaluate(check.when, values)), render(check.say, values)
        except Invalid:  # it needs something that is not known here: then a person has to look
            doubtful, message = True, f"This could not be checked here: {check.when}. Please look yourself."
        if doubtful:
            yield Doubt(f"check {number}", message, field)


def _amounts(card: Card, answer: Answer, currency: str) -> Iterator[Doubt]:
    """A changed amount that is another order of magnitude than the one asked about."""
    call = card.question.call
    for name, value in answer.changes.items():
        asked = call.args.get(name) if call is not None else None
        if not _is_number(value) or not _is_number(asked) or not asked or not value:
            continue
        times = abs(value / asked)
        if times >= MANY_TIMES or times <= 1 / MANY_TIMES:
            how = f"{times:.3g} times" if times > 1 else f"one {1 / times:.3g}th of"
            said = f"{_shown(card, value, currency)} is {how} what was asked about ({_shown(card, asked, currency)})."
            yield Doubt("ten_times", f"{said} Is it meant?", f"changes.{name}")


def _shown(card: Card, value: float, currency: str) -> str:
    return money(value, currency) if card.question.authority else f"{value:g}"


def _words(card: Card, answer: Answer, currency: str) -> Iterator[Doubt]:
    """Figures in the person's own words that are near one of the case's, and not the same."""
    texts = {field: getattr(answer, field) or "" for field in ("text", "reason", "note")}
    if not any(texts.values()):
        return
    known = Known.of(card, answer)
    for field, text in texts.items():
        for amount in map(_amount_in, _MONEY.finditer(text)):
            yield from _figure(amount, known.numbers, field, lambda value: money(value, currency))
        for found in _PERCENT.finditer(text):
            yield from _figure(_number(found["number"]), known.percents, field, lambda value: f"{value:g} %")
        for date in dates_in(text):
            near = next((other for other in known.dates if _slip_of_date(date, other)), None)
            if near is not None and not any(_same_date(date, other) for other in known.dates):
                message = f"You wrote {_day(date)}; the card says {_day(near)}. Is it meant?"
                yield Doubt("unlike_facts", message, field)


def _figure(value: float, known: Iterable[float], field: str, shown: Any) -> Iterator[Doubt]:
    known = list(known)
    if value in known:
        return
    for other in known:
        code = _slip(value, other)
        if code:
            yield Doubt(code, f"You wrote {shown(value)}; the card says {shown(other)}. Is it meant?", field)
            return


def _slip(value: float, other: float) -> str:
    """Which slip makes one figure of the other: a nought too many, a lost point, two digits swapped."""
    if not value or not other:
        return ""
    one, two = _digits(value), _digits(other)
    if one.strip("0") == two.strip("0"):
        return "ten_times" if round(max(value, other) / min(value, other), 6) == 10 else "unlike_facts"
    whole, whole_other = f"{value:.2f}", f"{other:.2f}"
    if len(whole) == len(whole_other) and len(one) > 1:
        differ = [at for at, pair in enumerate(zip(whole, whole_other, strict=True)) if pair[0] != pair[1]]
        if len(differ) == 2 and [whole[at] for at in differ] == [whole_other[at] for at in reversed(differ)]:
            return "unlike_facts"
    return ""


def _digits(value: float) -> str:
    return f"{value:.2f}".replace(".", "")


@dataclass(frozen=True, slots=True)
class Known:
    """The figures of a case, as the card has them."""

    numbers: tuple[float, ...]
    percents: tuple[float, ...]
    dates: tuple[Date, ...]

    @classmethod
    def of(cls, card: Card, answer: Answer) -> "Known":
        """From the question, its facts, what is known besides, the call as it would run, and the draft."""
        question = card.question
        call = question.call
        values = [*_leaves(question.known), *_leaves(answer.changes)]
        if call is not None:
            values += [*_leaves(call.args), call.effect, *(f"{each.before} {each.after}" for each in call.changes)]
        texts = [question.text, question.why, question.draft or "", *(fact.value for fact in question.facts)]
        texts += [value for value in values if isinstance(value, str)]
        texts += [reply or "" for _, reply in card.exchanges]
        whole = "\n".join(texts)
        numbers = [float(value) for value in values if _is_number(value)]
        numbers += [_number(found.group()) for found in _ANY_NUMBER.finditer(whole)]
        percents = [_number(found["number"]) for found in _PERCENT.finditer(whole)]
        return cls(tuple(dict.fromkeys(numbers)), tuple(dict.fromkeys(percents)), tuple(dates_in(whole)))


def _leaves(value: Any) -> Iterator[Any]:
    match value:
        case Mapping():
            for part in value.values():
                yield from _leaves(part)
        case list() | tuple():
            for part in value:
                yield from _leaves(part)
        case _:
            yield value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _amount_in(found: re.Match[str]) -> float:
    return _number(found["signed"] or found["named"] or found["pence"])


def dates_in(text: str) -> list[Date]:
    """The days that a text names."""
    found = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            month = match["month"].lower()
            number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
            found.append((int(match["year"]) if match["year"] else None, number, int(match["day"])))
    return found


def _same_date(one: Date, other: Date) -> bool:
    return one[1:] == other[1:] and (one[0] == other[0] or one[0] is None or other[0] is None)


def _slip_of_date(one: Date, other: Date) -> bool:
    """Day and month exchanged, the day's two digits swapped, or another year."""
    exchanged = (one[1], one[2]) == (other[2], other[1])
    swapped = one[1] == other[1] and f"{one[2]:02}" == f"{other[2]:02}"[::-1]
    other_year = one[1:] == other[1:] and not _same_date(one, other)
    return exchanged or swapped or other_year


def _day(date: Date) -> str:
    year, month, day = date
    return f"{day} {_MONTHS[month - 1].title() if month <= 12 else month}" + (f" {year}" if year else "")

"""What may be relied on, read when it is first needed."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Any

from earpiece.gate.statements import (
    Clock,
    Day,
    Figure,
    Statement,
    Unit,
    Weekday,
    keyed_spans,
    relied_on,
    spelled_out,
)

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")

Date = tuple[int | None, int, int]
"""Year, month, day; without a year where none is said."""


class Sources:
    """Texts, and what stands in them. `today`: ISO date, or empty."""

    def __init__(self, known: Iterable[str], today: str = "") -> None:
        self._all = tuple(known)
        self._low = "\n".join(self._all).casefold()
        self.today = date.fromisoformat(today[:10]) if today else None

    @cached_property
    def _told(self) -> list[Statement]:
        return list(relied_on(self._low))

    @cached_property
    def _spelled(self) -> list[Statement]:
        return [*spelled_out(self._low), *keyed_spans(self._low)]

    @cached_property
    def figures(self) -> dict[Unit, set[float]]:
        """The figures by unit."""
        found: dict[Unit, set[float]] = {}
        for each in self._told:
            if isinstance(each, Figure):
                found.setdefault(each.unit, set()).update(each.values)
        return found

    def has_span(self, unit: Unit, values: tuple[float, ...]) -> bool:
        """A span of time, also where it is told in words or as a number under the name of its unit."""
        known = self.figures.get(unit, set())
        if any(value in known for value in values):
            return True
        spelled = (each.values for each in self._spelled if isinstance(each, Figure) and each.unit == unit)
        return any(value in found for found in spelled for value in values)

    @cached_property
    def amounts(self) -> set[float]:
        """All figures that are no spans of time."""
        return self.figures.get("money", set()) | self.figures.get("number", set()) | self.figures.get("percent", set())

    @cached_property
    def totals(self) -> set[float]:
        """What the records of one list come to, some in a row or all: the prices of both flights of a journey."""
        found: set[float] = set()
        for source in self._all:
            if source[:1] in "[{":
                for column in _columns(_parsed(source)):
                    found.update(total for start in range(len(column)) for total in accumulate(column[start:]))
        return found

    @cached_property
    def days(self) -> set[Date]:
        """The days that are named, and today."""
        found = {day for each in self._told if isinstance(each, Day) for day in each.days}
        return found | self.around_today(0)

    @cached_property
    def clocks(self) -> set[int]:
        """Times of day in minutes."""
        return {minute for each in self._told if isinstance(each, Clock) for minute in each.minutes}

    @cached_property
    def weekdays(self) -> set[int]:
        """Days of the week that are named, or on which a known day falls."""
        said = {each.number for each in self._spelled if isinstance(each, Weekday)}
        return said | {number for day in self.days if (number := self.weekday(day)) is not None}

    @cached_property
    def years(self) -> set[int]:
        """Of all known days."""
        return {day[0] for day in self.days if day[0] is not None}

    def around_today(self, *days: int) -> set[Date]:
        """Today and so many days later; nothing where today is not known."""
        if self.today is None:
            return set()
        others = (self.today + timedelta(days=later) for later in days)
        return {(day.year, day.month, day.day) for day in others}

    def has_digits(self, digits: str, *, ending: bool = False) -> bool:
        """A number that is part of a longer name: 4065275 of credit_card_4065275, or (`ending`) 5275."""
        begin = "" if ending else r"(?<!\d)"
        return re.search(rf"{begin}{digits}(?!\d)", self._low) is not None

    def has_code(self, code: str) -> bool:
        """The code stands somewhere, not within a longer one."""
        return re.search(rf"(?<![a-z0-9]){re.escape(code.casefold())}(?![a-z0-9])", self._low) is not None

    def has_name(self, name: str) -> bool:
        """The word is known, also as a plural, or in parts (MasterCard)."""
        low = name.casefold()
        if self._has_word(low) or (low.endswith("s") and self._has_word(low[:-1])):
            return True
        parts = _PARTS.findall(name)
        return len(parts) > 1 and all(self._has_word(part.casefold()) for part in parts)

    def has_stem(self, stem: str) -> bool:
        """A word begins so: enough to tell that the same thing is spoken of."""
        return re.search(rf"(?<![^\W\d_]){re.escape(stem)}", self._low) is not None

    def _has_word(self, word: str) -> bool:
        """A whole word, or a part of a name with underscores."""
        if word not in self._low:
            return False
        return re.search(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", self._low) is not None

    def weekday(self, day: Date) -> int | None:
        """Of a date with a year, said or the only one there is; None where that is open."""
        year = day[0] if day[0] is not None else next(iter(self.years)) if len(self.years) == 1 else None
        try:
            return date(year, day[1], day[2]).weekday() if year is not None else None
        except ValueError:
            return None


def _parsed(source: str) -> Any:
    try:
        return json.loads(source)
    except ValueError:
        return None


def _columns(value: Any) -> Iterator[list[float]]:
    """The numbers under one name in the records of each list."""
    if isinstance(value, dict):
        for part in value.values():
            yield from _columns(part)
    elif isinstance(value, list):
        columns: dict[tuple[str, ...], list[float]] = {}
        for record in value:
            for path, number in _numbers(record):
                columns.setdefault(path, []).append(number)
            yield from _columns(record)
        yield from (column for column in columns.values() if len(column) > 1)


def _numbers(record: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    """The numbers of one record, without those of lists in it."""
    if isinstance(record, dict):
        for key, part in record.items():
            yield from _numbers(part, (*path, key))
    elif isinstance(record, int | float) and not isinstance(record, bool):
        yield path, float(record)

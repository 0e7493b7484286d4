"""Reads slot values out of the customer's words: yes or no, choices, amounts, numbers, dates, phones, addresses."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from earpiece.domain.commands import OpenSlot
from earpiece.models.local.choices import choose
from earpiece.models.local.dates import find_date
from earpiece.models.local.dialogue import Lexicon, other_words
from earpiece.models.local.numbers import Number, numbers_in
from earpiece.models.local.words import plain

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?\(?\d[\d ()/.-]{6,}\d")
_CODE = re.compile(r"\b(?:[A-Z]{1,4}[ -]?)?(?=[A-Za-z]{0,4}\d)\w+(?:[ -][A-Z]*\d\w*)*\b")
_SHORTEST_CODE = 3


@dataclass(frozen=True)
class Found:
    """A value and how much of the message it explains."""

    value: Any
    rest: tuple[str, ...] = ()
    """What was said besides, empty words left out."""
    marked: bool = True
    """Whether its form alone shows its type ("£40", "5 March"), so that it may also be taken unasked."""


class Values:
    """Parses answers by slot type."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._readers = {
            "yes_no": self._yes_no,
            "choice": self._chosen,
            "option": self._chosen,
            "money": self._money,
            "number": self._number,
            "date": self._date,
            "phone": self._phone,
            "email": self._email,
            "code": self._code,
        }

    def find(self, text: str, slot: OpenSlot, today: str = "") -> Found | None:
        """The value for `slot` in the words, or None; never a guess between two that fit alike."""
        reader = self._readers.get(slot.type)
        return reader(text, slot, today) if reader and text.strip() else None

    def _yes_no(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        value = self._lexicon.yes_no(self._lexicon.tidy(text))
        return None if value is None else Found(value, marked=False)

    def _money(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        said = plain(text)
        numbers = numbers_in(said)
        number = next((n for n in numbers if n.money), numbers[0] if numbers else None)
        return Found(number.value, _besides(said, number), number.money) if number else None

    def _number(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        said = plain(text)
        number = next((n for n in numbers_in(said) if not n.money), None)
        if number is None:
            return None
        value = int(number.value) if number.value.is_integer() else number.value
        return Found(value, _besides(said, number), marked=False)

    def _date(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        said = self._lexicon.tidy(text)
        found = find_date(said, date.fromisoformat(today[:10])) if today else None
        return Found(found[0].isoformat(), other_words(said, found[1])) if found else None

    def _phone(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        found = _PHONE.search(text)
        return Found(re.sub(r"(?!^\+)\D", "", found[0]), other_words(text, found.span())) if found else None

    def _email(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        found = _EMAIL.search(text)
        return Found(found[0].lower(), other_words(text, found.span())) if found else None

    def _code(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        for found in _CODE.finditer(text):
            value = re.sub(r"[ -]", "", found[0]).upper()
            if len(value) >= _SHORTEST_CODE:
                return Found(value, other_words(text, found.span()), marked=False)
        return None

    def _chosen(self, text: str, slot: OpenSlot, today: str) -> Found | None:
        choice = choose(self._lexicon, text, slot.options, today)
        return Found(choice.option.value, choice.rest, choice.named) if choice else None


def _besides(said: str, number: Number) -> tuple[str, ...]:
    return other_words(said, number.span)

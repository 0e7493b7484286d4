"""Takes secrets out of the customer's words before anything else sees them, also when split over two messages.

Card numbers are 13 to 19 digits that pass Luhn's check (ISO/IEC 7812-1) and do not read as something else; codes and
passwords are known by the words around them. Digits said as words ("four one one …") are read as digits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum import luhn

MASKS = {"card number": "[card number removed]", "code": "[code removed]", "password": "[password removed]"}

_NUMBER_WORDS = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_DIGIT = rf"(?:\d|\b(?:{'|'.join(_NUMBER_WORDS)})\b)"
_DIGITS = re.compile(rf"{_DIGIT}(?:[\s.\-_/,]{{0,3}}{_DIGIT}){{11,}}", re.IGNORECASE)
_CODE = re.compile(
    r"\b(?P<what>(?:pin|cvv|cvc|cv2|security|verification|one[- ]?time|sms|otp|pass|access)"
    r"(?:[- ]?(?:code|number|no))?)"
    r"(?P<between>(?:\s+(?:code|number|is|was|are|to|it'?s|my|the))*\s*[:=#]?\s*)(?P<value>\d(?:[\s-]?\d){2,7})\b",
    re.IGNORECASE,
)
_PASSWORD = re.compile(
    r"\b(?P<what>password|passcode|passwort|pass ?phrase)"
    r"(?P<between>\s*(?:is|was|=|:)\s*[\"'`]?)(?P<value>[^\s\"'`]{3,})",
    re.IGNORECASE,
)
_NOT_PASSWORDS = frozenset(
    {"not", "wrong", "incorrect", "invalid", "blocked", "locked", "forgotten", "expired", "the", "too", "very", "no",
     "being", "always", "still", "now", "reset", "lost", "for", "what", "required", "correct"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret stands in a text (`start` to `end`, in characters) and of what kind it is."""

    kind: str
    start: int
    end: int


_ANY_DIGIT = re.compile(r"\d")
_LOOKALIKES = str.maketrans("\u017f\u0130\u0131\u212a", "sIiK")
"""Letters that patterns take for s, i and k where they ignore case, though `lower` does not."""
_BEFORE_SECRETS = ("pin", "cvv", "cvc", "code", "otp", "pass")
"""One of these is in all words that a secret may follow in the next message."""


def _low(text: str) -> str:
    return text.translate(_LOOKALIKES).lower()


def _figures(text: str) -> int:
    """How many digits can be read in the text at most. Every sentence is looked through; the patterns take four times
    as long to find out that there is nothing to be found (2026-11-22)."""
    low = _low(text)
    return len(_ANY_DIGIT.findall(text)) + sum(map(low.count, _NUMBER_WORDS))


def _names(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words is in the text."""
    low = _low(text)
    return any(word in low for word in words)


def find_secrets(text: str) -> list[Secret]:
    """The secrets in the text, in order, without overlaps."""
    figures = _figures(text)
    found = _cards(text) if figures >= 13 else []
    if figures >= 3:
        found += _named(_CODE, "code", text)
    if _names(text, ("pass",)):
        found += _passwords(text)
    found.sort(key=lambda secret: (secret.start, -secret.end))
    kept: list[Secret] = []
    for secret in found:
        if not kept or secret.start >= kept[-1].end:
            kept.append(secret)
    return kept


def _cards(text: str) -> list[Secret]:
    found = []
    for match in _DIGITS.finditer(text):
        places = list(_places(match.group()))
        span = _card_span(_digits(match.group()))
        if span is not None:
            start = match.start() + places[span[0]].start()
            end = match.start() + places[span[1] - 1].end()
            found.append(Secret("card number", start, end))
    return found


def _card_span(digits: str) -> tuple[int, int] | None:
    """Where in a run of digits a card number stands: 13 to 19 digits, the longest that passes Luhn's check."""
    for length in range(min(19, len(digits)), 12, -1):
        for start in range(len(digits) - length + 1):
            candidate = digits[start : start + length]
            if candidate[0] in "23456" and len(set(candidate)) > 1 and luhn.is_valid(candidate):
                return start, start + length
    return None


def _named(pattern: re.Pattern[str], kind: str, text: str) -> list[Secret]:
    return [Secret(kind, match.start("value"), match.end("value")) for match in pattern.finditer(text)]


def _passwords(text: str) -> list[Secret]:
    return [
        Secret("password", match.start("value"), match.end("value"))
        for match in _PASSWORD.finditer(text)
        if match["value"].lower().strip(".,!?") not in _NOT_PASSWORDS
    ]


def remove_secrets(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with each secret masked, and the kinds that were found."""
    found = find_secrets(text)
    for secret in reversed(found):
        text = text[: secret.start] + MASKS[secret.kind] + text[secret.end :]
    return text, tuple(dict.fromkeys(secret.kind for secret in found))


def remove_split_secrets(held: str, text: str) -> tuple[str, tuple[str, ...]]:
    """The same for a message that may go on with a secret begun in the words before (`held`).

    `held` is the end of the former message; see `tail`. Returns the new text masked.
    """
    if not held:
        return remove_secrets(text)
    border = len(held) + 1
    found = [secret for secret in find_secrets(f"{held} {text}") if secret.end > border]
    for secret in reversed(found):
        start = max(secret.start - border, 0)
        text = text[:start] + MASKS[secret.kind] + text[secret.end - border :]
    return text, tuple(dict.fromkeys(secret.kind for secret in found))


_GAP = r"[\s.\-_/,]"
_OPEN_DIGITS = re.compile(rf"{_DIGIT}(?:{_GAP}{{0,3}}{_DIGIT}){{3,}}{_GAP}*$", re.IGNORECASE)
_FIRST_DIGITS = re.compile(rf"{_GAP}{{0,2}}{_DIGIT}(?:{_GAP}{{0,3}}{_DIGIT})*", re.IGNORECASE)
_OPEN_NAME = re.compile(
    r"\b(?:pin|cvv|cvc|security code|verification code|one[- ]time code|sms code|otp|password|passcode)"
    r"(?:\s+(?:is|was|code|number))*\s*[:=]?\s*$",
    re.IGNORECASE,
)


def tail(text: str) -> str:
    """The end of a message that may be the first part of a secret ("4111 1111", "my PIN is"), else nothing."""
    match = _open_digits(text) or (_OPEN_NAME.search(text) if _names(text, _BEFORE_SECRETS) else None)
    return match.group() if match else ""


def _open_digits(text: str) -> re.Match[str] | None:
    return _OPEN_DIGITS.search(text) if _figures(text) >= 4 else None


Begun = tuple[int, ...]
"""Empty, or what is kept of digits that were masked as the possible first part of a card number: how many there were,
and their sum by Luhn's rule modulo 10, with the last digit counted once, and doubled. Whether more digits complete a
card number can be told from it; of the digits themselves it tells as much as two check digits do.
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a customer's message, and the kinds of secrets that were in it."""

    text: str
    removed: tuple[str, ...] = ()
    begun: Begun = ()


def clean(text: str, before: Kept | None = None) -> Kept:
    """The message without secrets, also those begun in the message `before` it. Nothing else needs to be remembered,
    so that the next message may reach another process.
    """
    whole = _without_rest(before.begun, text) if before is not None and before.begun else None
    if whole is not None:
        found, kinds = remove_secrets(whole)
        kinds = tuple(dict.fromkeys(("card number", *kinds)))
    else:
        found, kinds = remove_split_secrets(tail(before.text) if before is not None else "", text)
    return _without_beginning(found, kinds)


def _without_beginning(text: str, removed: tuple[str, ...]) -> Kept:
    """The message with half a card number at its end masked too.

    Telephone and account numbers stay: a card's first half has more than eight digits here, begins with 2 to 6, and
    has no plus sign before it.
    """
    match = _open_digits(text)
    if match is None or text[: match.start()].endswith("+"):
        return Kept(text, removed)
    figures = "".join(character for character in match.group() if character.isdigit())
    if len(figures) < 9 or figures[0] not in "23456":
        return Kept(text, removed)
    digits = _digits(match.group())
    begun = (len(digits), luhn.checksum(digits), luhn.checksum(digits + "0"))
    return Kept(text[: match.start()] + "[digits removed]", removed, begun)


def _without_rest(begun: Begun, text: str) -> str | None:
    """The text with the rest of a card number at its start masked; None if it does not begin with one."""
    match = _FIRST_DIGITS.match(text)
    if match is None:
        return None
    count, once, doubled = begun
    digits = _digits(match.group())
    ends = [place.end() for place in _places(match.group())]
    starts = [place.start() for place in _places(match.group())]
    for length in range(min(19 - count, len(digits)), max(12 - count, 0), -1):
        whole = length == len(digits) or starts[length] > ends[length - 1]  # no number ends within a group of digits
        before = doubled if length % 2 else once
        if whole and (before + luhn.checksum(digits[:length])) % 10 == 0:
            return MASKS["card number"] + text[ends[length - 1] :]
    return None


def _places(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(_DIGIT, text, re.IGNORECASE)


def _digits(text: str) -> str:
    """The digits in a text, also those said as words or in another script."""
    return "".join(_NUMBER_WORDS.get(_low(place.group())) or str(int(place.group())) for place in _places(text))

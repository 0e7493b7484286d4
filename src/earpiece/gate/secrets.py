"""Takes secrets out of the customer's words before anything else sees them, also when split over two messages.

Card numbers are 13 to 19 digits that pass Luhn's check (ISO/IEC 7812-1) and do not read as something else; codes and
passwords are known by the words around them. Digits said as words ("four one one …") are read as digits.
"""

import re
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


def find_secrets(text: str) -> list[Secret]:
    """The secrets in the text, in order, without overlaps."""
    found = [*_cards(text), *_named(_CODE, "code", text), *_passwords(text)]
    found.sort(key=lambda secret: (secret.start, -secret.end))
    kept: list[Secret] = []
    for secret in found:
        if not kept or secret.start >= kept[-1].end:
            kept.append(secret)
    return kept


def _cards(text: str) -> list[Secret]:
    found = []
    for match in _DIGITS.finditer(text):
        places = list(re.finditer(_DIGIT, match.group(), re.IGNORECASE))
        digits = "".join(_NUMBER_WORDS.get(place.group().lower(), place.group()) for place in places)
        span = _card_span(digits)
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

    `held` must be the end of the former message, kept in memory only; see `tail`. Returns the new text masked.
    """
    if not held:
        return remove_secrets(text)
    border = len(held) + 1
    found = [secret for secret in find_secrets(f"{held} {text}") if secret.end > border]
    for secret in reversed(found):
        start = max(secret.start - border, 0)
        text = text[:start] + MASKS[secret.kind] + text[secret.end - border :]
    return text, tuple(dict.fromkeys(secret.kind for secret in found))


_OPEN_DIGITS = re.compile(rf"{_DIGIT}(?:[\s.\-_/,]{{0,3}}{_DIGIT}){{3,}}[\s.\-_/,]*$", re.IGNORECASE)
_OPEN_NAME = re.compile(
    r"\b(?:pin|cvv|cvc|security code|verification code|one[- ]time code|sms code|otp|password|passcode)"
    r"(?:\s+(?:is|was|code|number))*\s*[:=]?\s*$",
    re.IGNORECASE,
)


def tail(text: str) -> str:
    """The end of a message that may be the first part of a secret ("4111 1111 1111", "my PIN is"), else nothing."""
    match = _OPEN_DIGITS.search(text) or _OPEN_NAME.search(text)
    return match.group() if match else ""


def mask_tail(text: str) -> str:
    """The message with that beginning masked, so that half a card number is not kept either.

    Telephone and account numbers stay: a card's first half has more than eight digits here, begins with 2 to 6, and
    has no plus sign before it.
    """
    match = _OPEN_DIGITS.search(text)
    if match is None or text[: match.start()].endswith("+"):
        return text
    digits = "".join(character for character in match.group() if character.isdigit())
    if len(digits) < 9 or digits[0] not in "23456":
        return text
    return text[: match.start()] + "[digits removed]"

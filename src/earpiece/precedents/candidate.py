"""From an answered question to what is kept of it: the situation without private facts, the decision, the reason."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from earpiece.domain.forms import Answer, ConsultKind, Question

KINDS: tuple[ConsultKind, ...] = ("clarification", "instruction")
"""Approvals and tasks are about one customer's matter: nothing is to be learned from them for another's."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_Patterns = tuple[tuple[str, re.Pattern[str]], ...]

_PLAIN: _Patterns = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("link", re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)),
    ("date", re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")),
    ("date", re.compile(rf"\b{_DAY}(?: of)? {_MONTH}(?:,? \d{{4}})?\b", re.IGNORECASE)),
    ("date", re.compile(rf"\b{_MONTH} {_DAY}(?:,? \d{{4}})?\b", re.IGNORECASE)),
    ("amount", re.compile(r"[£$€¥]\s?\d+(?:[,.' ]\d{3})*(?:[.,]\d{1,2})?")),
    ("amount", re.compile(
        r"\b\d[\d.,']*\s?(?:gbp|usd|eur|chf|pounds?|quid|dollars?|euros?|francs?|pence|cents?|p|k)\b", re.IGNORECASE
    )),
)  # fmt: skip
"""What is private by its look alone, whatever else is known; the most particular first."""

_LOOSE: _Patterns = (
    ("name", re.compile(r"(?<=\bmy name is )\w+(?: [A-Z]\w+)?|(?<=\bmy name's )\w+(?: [A-Z]\w+)?", re.IGNORECASE)),
    ("name", re.compile(r"\b(?:Mrs?|Ms|Miss|Dr|Mx)\.? [A-Z][\w'-]+(?: [A-Z][\w'-]+)?")),
    ("number", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")),
    ("number", re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{5,}\b")),
    ("number", re.compile(r"\+?\d(?:[\s./:-]?\d)+")),
)
"""What is, where it is none of the known values. One digit alone tells nothing of anybody."""

_COMMON = "the and for you your his her our their this that with from not are was yes card account"
_EMPTY = frozenset(_COMMON.split())
_NAMES_AND_WORDS = """
an april art august bill chase christian dawn dean do don drew faith frank grace guy hope in iris jack joy june jade
lance lily mark may miles page pat penny price ray rich rob rose ruby so sue summer to van violet will
"""
_WORDS_TOO = frozenset(_NAMES_AND_WORDS.split())
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A private value that is known, and what stands for it in the words that are kept."""

    value: str
    stands_for: str


def private_values(
    name: str | None, values: Iterable[Mapping[str, Any]], types: Mapping[str, str] | None = None, public: str = ""
) -> tuple[Known, ...]:
    """What is private of a conversation: the customer's name, and values of its requests that name something of theirs.

    `types` are the slots' types by name. States and words such as "pending" stay: they are what makes a case; and so do
    names that stand in `public`, the company's own texts.
    """
    found = [Known(part, "name") for part in _parts(name or "")]
    for each in values:
        for key, value in each.items():
            leaves = _leaves(value, (types or {}).get(key, ""))
            found += [Known(text, kind) for text, kind in leaves if kind != "name" or not _is_public(text, public)]
    return tuple(sorted(set(found), key=lambda known: (-len(known.value), known.value)))


def _is_public(text: str, public: str) -> bool:
    """Several words, or an abbreviation, that the company writes just so; one word alone may be anybody's name."""
    telling = len(text.split()) > 1 or (text.isupper() and len(text) <= 4)
    return telling and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", public) is not None


def _parts(name: str) -> list[str]:
    parts = [part for part in re.split(r"[\s,]+", name) if len(part) >= 2]
    return [name, *parts] if len(parts) > 1 else parts


def _leaves(value: Any, kind: str) -> list[tuple[str, str]]:
    """The texts in a value that name something: with a capital or a digit."""
    if isinstance(value, Mapping):
        return [leaf for name, each in value.items() if name != "text" for leaf in _leaves(each, kind)]
    if isinstance(value, list | tuple):
        return [leaf for each in value for leaf in _leaves(each, kind)]
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float):
        return [(f"{value:g}", "amount" if kind == "money" else "number")] if abs(value) >= 10 else []
    text = str(value).strip()
    names = kind not in ("text", "option", "yes_no") and len(text) <= 60 and re.search(r"[A-Z0-9]", text) is not None
    if not names or len(text) < _SHORTEST or text.casefold() in _EMPTY or "/" in text:
        return []
    return [(text, {"date": "date", "money": "amount", "number": "number", "code": "number"}.get(kind, "name"))]


def without_private(text: str, known: Iterable[Known] = ()) -> str:
    """The text with private facts taken out: known values, and what is private by its look."""
    patterns = [*_PLAIN, *((each.stands_for, _pattern(each.value)) for each in known), *_LOOSE]
    for stands_for, pattern in patterns:
        text = pattern.sub(f"[{stands_for}]", text)
    return text


def names_private(text: str, known: Iterable[Known]) -> bool:
    """Whether a known value stands in the text: then it speaks of one customer. A small number may be anything."""
    telling = (each.value for each in known if each.stands_for not in ("number", "amount") or len(each.value) >= 3)
    return any(_pattern(value).search(text) for value in telling)


def _pattern(value: str) -> re.Pattern[str]:
    """However it is written; a name that is a word too only as a name is written."""
    flags = re.NOFLAG if value.casefold() in _WORDS_TOO else re.IGNORECASE
    return re.compile(rf"(?<!\w){re.escape(value)}(?:'s)?(?!\w)", flags)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an answer. `private`: it speaks of this customer, so that it can hold for nobody else."""

    decision: Answer
    reason: str
    private: bool


def kept_of(question: Question, answer: Answer, known: Iterable[Known], reason: str = "") -> Kept | None:
    """The decision, and its reason in the expert's own words; None if nothing is to be learned from it."""
    known = tuple(known)
    decision = Answer(choice=answer.choice, text=answer.text or None)
    if question.kind not in KINDS or question.call is not None or decision == Answer():
        return None
    said = reason or answer.reason or ""
    return Kept(decision, without_private(said, known), names_private(answer.text or "", known))

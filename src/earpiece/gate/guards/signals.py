"""Signals that a text gives the agent orders, each with a weight. None says much alone; together they reach 1.

Most are patterns over the line of meanings (`lexicon.meanings`); some need the letters themselves, as markup does.
"""

import re
from dataclasses import dataclass
from typing import Literal

from earpiece.domain.flags import Where

Kind = Literal[
    "put_aside", "other_role", "fake_turn", "policy_changed", "claims_approval", "skips_check", "reveals", "dictates",
    "calls_tool", "sends_away", "to_the_machine", "secretly", "wants_effect",
]  # fmt: skip

DATA: tuple[Where, ...] = ("tool_result", "knowledge")
NOT_PEOPLE: tuple[Where, ...] = ("tool_result", "knowledge", "expert")
EVERYWHERE: tuple[Where, ...] = ("customer", "tool_result", "knowledge", "expert")


@dataclass(frozen=True, slots=True)
class Signal:
    """`pattern` found in the line of meanings (or, if `raw`, in the plain text) counts `weight`. Within a kind, the
    heaviest counts; `asked`: what it counts for in a question; `more`: it is added to its kind's heaviest."""

    kind: Kind
    pattern: re.Pattern[str]
    weight: float
    where: tuple[Where, ...] = EVERYWHERE
    asked: float = 1.0
    more: bool = False
    raw: bool = False
    letters: frozenset[str] = frozenset()
    """It can only be found where all of these are in the line,"""
    among: frozenset[str] = frozenset()
    """and, if there are any here, one of these."""
    starts: frozenset[str] = frozenset()
    """A raw pattern can only be found where a word begins with one of these; none: it may be found anywhere. Few texts
    have any, which makes looking ten times as fast."""


def line(kind: Kind, weight: float, *patterns: str, needs: str = "", where: tuple[Where, ...] = EVERYWHERE,
          asked: float = 1.0, more: bool = False) -> list[Signal]:  # fmt: skip
    return [
        Signal(kind, re.compile(_spelt(each)), weight, where, asked, more, letters=frozenset(needs))
        for each in patterns
    ]


def raw(kind: Kind, weight: float, *patterns: str, where: tuple[Where, ...] = EVERYWHERE, asked: float = 1.0,
         more: bool = False, among: str = "") -> list[Signal]:  # fmt: skip
    return [
        Signal(kind, re.compile(each), weight, where, asked, more, True, among=frozenset(among), starts=_starts(each))
        for each in patterns
    ]


STEM = 5
"""Letters of a word by which a text is looked through for what may be in it."""


def stems(low: str) -> frozenset[str]:
    """The beginnings of a text's words."""
    words = set(_WORD.findall(low))
    return frozenset(word[:size] for word in words for size in range(1, STEM + 1))


_WORD = re.compile(r"[a-z0-9_]+")
_LEAD = re.compile(r"(?:\(\?<!(?:[^()\\]|\\.)*\))*\\b")
_LETTERS = re.compile(r"[a-z]+")


def _starts(pattern: str) -> frozenset[str]:
    """How the words begin that a pattern can begin with; empty where that cannot be told from its first group."""
    found: set[str] = set()
    for branch in _branches(pattern):
        lead = _LEAD.match(branch)
        if lead is None:
            return frozenset()
        rest = branch[lead.end() :]
        first = _branches(rest[3 : _closing(rest)]) if rest.startswith("(?:") else [rest]
        if rest.startswith("(?:") and rest[_closing(rest) + 1 : _closing(rest) + 2] in ("?", "*", "{"):
            return frozenset()
        for each in first:
            letters = _LETTERS.match(each)
            word = letters.group() if letters is not None else ""
            if each[len(word) : len(word) + 1] in ("?", "*", "{"):
                word = word[:-1]
            if not word:
                return frozenset()
            found.add(word[:STEM])
    return frozenset(found)


def _branches(pattern: str) -> list[str]:
    """The parts of a pattern between its outermost bars."""
    parts, depth, start, at, within = [], 0, 0, 0, False
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif within or sign == "[":
            within = sign != "]"
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "|" and depth == 0:
            parts.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*parts, pattern[start:]]


def _closing(pattern: str) -> int:
    """Where the group ends with which the pattern begins."""
    depth, at, within = 0, 0, False
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif within or sign == "[":
            within = sign != "]"
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            if depth == 0:
                return at
        at += 1
    return at


def _spelt(pattern: str) -> str:
    """`<5>` is a gap of up to five words within a sentence; `<5!>` one in which nothing is the customer's own and no
    other thing that has instructions is named; `^` where an order may begin."""
    pattern = re.sub(r"<(\d)!>", r"[^|?md]{0,\1}", pattern)
    pattern = re.sub(r"<(\d)>", r"[^|?]{0,\1}", pattern)
    return pattern.replace("ORDER", r"(?:^|[|?,:pJUwMc])")


QUOTED = re.compile(
    r"\b(?:scam|phish\w*|suspicious|betrug|arnaque|estafa|spam)\b"
    r"|\b(?:people|somebody|someone|some|others|friends?|a (?:video|forum|post|colleague|friend)|videos?|forum"
    r"|youtube|reddit|tiktok) "
    r"(?:\w+ ){0,3}(?:say|says|said|claims?|writes?|write|suggests?|told|tells?)\b"
    r"|\b(?:app|screen|website|site|page|display|device|router|e-?mail|letter|box|label) (?:says?|said|tells?|told"
    r"|shows?)\b"
    r"|\bis (?:this|that|it) (?:really )?(?:real|genuine|legit\w*|from you|true|you)\b"
    r"|\b(?:got|received|sent me|gave me|there was|saw|read|came across|shows?)\b[^.?!\n]{0,50}"
    r"\b(?:text|sms|e-?mail|mail|message|letter|link|pop-?up|call|poster|screen|whatsapp|voicemail)\b"
)
"""A customer who tells of words that came from elsewhere."""

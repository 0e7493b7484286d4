"""What an agent's words say that no source has: figures, days, times, codes, names, promises and rules.

A statement counts as known when it stands in a source in any of its usual forms, when it follows from known ones (a
sum, a difference or a multiple of figures told with it, the total of a list, the day of the week of a known date), or
when it is a bare number under ten. What is held against the sources is the letter of a statement, not its sense: a
known figure said of the wrong thing is not found here. docs/grounding.md says what this finds and misses, measured.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, combinations
from typing import Literal

from earpiece.gate.ordinary_words import ORDINARY
from earpiece.gate.sources import Date, Sources
from earpiece.gate.statements import (
    NUMBER_WORDS,
    Clock,
    Code,
    Day,
    Figure,
    Statement,
    Weekday,
    statements,
)

Kind = Literal["figure", "date", "name", "promise", "policy"]

SMALL = 10
"""A number below this with no unit is a way of speaking, not a claim."""

BACKED = 0.4
"""A rule is told of in the sources if this share of its words with a meaning stands there."""

TERMS = 12
"""So many figures of a text are added up and compared, the ones told nearest before."""

_SMALL = re.compile(rf"(?<![\w.,$£€])(?:[2-9]|{'|'.join(list(NUMBER_WORDS)[2:10])})(?![\w.,]\w)", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w@/.-])(?<!\w['’])[^\W\d_]*[A-Z][^\W\d_]*(?![\w@])")
_ENDS = re.compile(r"\b(?:end(?:s|ing)?|last (?:four|4))\b[\w\s*:]{0,20}$", re.IGNORECASE)
_BEGINS = re.compile(r"(?:^|[.!?\n]|\n\s*(?:[-*•]|\d+[.)]))[\s*_#>\"“‘'(\[-]*$")
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?](?=\s)|$)", re.MULTILINE)
_CONTENT = re.compile(r"[^\W\d_]{4,}")
_NAMES_A_RULE = re.compile(
    r"\b(?:polic(?:y|ies)|terms and conditions|warranty|entitled to|regulations?|by law|our rules?|we guarantee"
    r"|is guaranteed|we (?:always|never))\b",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"\b(?:i|we)(?:'ll| will| shall| promise| guarantee| can assure)\b|\byou(?:'ll| will| shall)\b"
    r"|\bwill (?:be|receive|get|arrive|appear|have|cover|refund|send|pay|call|contact)\b|\bguaranteed?\b",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"\b(?:polic(?:y|ies)|rules?|terms|guarantees?|warranty|entitled|eligible|allowed|allowance|permitted|non-?refundable"
    r"|required to|must|regulations?|by law|fee|fees|free of charge|at most|up to|at least|maximum|minimum)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that no source has, in the words it was said in."""

    kind: Kind
    text: str


def ungrounded(text: str, known: Iterable[str], *, today: str = "", language: str = "en") -> tuple[Claim, ...]:
    """The claims of a text that nothing known supports, in its order, each once.

    `known`: every text that may be relied on: what the customer said, calls that came back (arguments and result, each
    a text of its own, as JSON), the company's pages, experts' answers, the agent's own words that were held against
    their sources before. `today` (ISO) makes today known, and tomorrow and yesterday where the text says so. In German
    every noun has a capital letter, so names are not looked for where `language` is "de".
    """
    sources = Sources(known, today)
    found: list[tuple[int, Claim]] = []
    terms: list[float] = []
    told = list(statements(text))
    for place, statement in enumerate(told):
        if not _is_known(statement, sources, terms, told, place, text):
            found.append((statement.start, Claim(_kind(statement, text), statement.text.strip(" .,"))))
        elif isinstance(statement, Figure) and not _is_small(statement):
            terms.append(statement.values[0])
    if language != "de":
        found += [(start, Claim("name", name)) for start, name in _names(text) if not sources.has_name(name)]
    found += [(start, Claim("policy", rule)) for start, rule in _rules(text) if not _is_backed(rule, sources)]
    found.sort(key=lambda each: each[0])
    return tuple(dict.fromkeys(claim for _, claim in found))


def _is_known(
    statement: Statement, sources: Sources, terms: list[float], told: list[Statement], place: int, text: str
) -> bool:
    match statement:
        case Code():
            return _code(statement.text, sources)
        case Day():
            return any(_same_day(day, other) for day in statement.days for other in _days(sources, text))
        case Weekday():
            return _weekday(statement, sources, told[place + 1 : place + 2])
        case Clock():
            return any(minute in sources.clocks for minute in statement.minutes)
        case Figure():
            return _figure(statement, sources, terms, text)


def _code(code: str, sources: Sources) -> bool:
    if sources.has_code(code):
        return True
    parts = [part for part in code.split("-") if part]
    return len(parts) > 1 and all(sources.has_code(part) for part in parts)


def _days(sources: Sources, text: str) -> set[Date]:
    """The known days, and those that the text counts from today."""
    later = {days for word, days in (("tomorrow", 1), ("yesterday", -1)) if word in text.lower()}
    return sources.days | sources.around_today(*later)


def _same_day(one: Date, other: Date) -> bool:
    return one[1:] == other[1:] and (one[0] == other[0] or one[0] is None or other[0] is None)


def _weekday(said: Weekday, sources: Sources, following: list[Statement]) -> bool:
    """Before a date it must be that date's; alone it must be said, or the day of a known date."""
    after = following[0] if following else None
    if isinstance(after, Day) and after.start - said.start - len(said.text) <= len(", the "):
        right = {sources.weekday(day) for day in after.days}
        return None in right or said.number in right
    return said.number in sources.weekdays


def _is_small(figure: Figure) -> bool:
    return figure.unit == "number" and min(figure.values) < SMALL


def _figure(figure: Figure, sources: Sources, terms: list[float], text: str) -> bool:
    if figure.unit in ("minutes", "months", "business days"):
        return sources.has_span(figure.unit, figure.values)
    if _is_small(figure):
        return True
    if figure.unit == "number" and figure.values[0] in sources.years:
        return True
    if any(value in sources.amounts for value in figure.values):
        return True
    digits = figure.text.strip()
    if (
        digits.isdigit()
        and len(digits) >= 4
        and sources.has_digits(digits, ending=_ENDS.search(text[: figure.start]) is not None)
    ):
        return True
    return any(_follows(value, terms[-TERMS:], text, sources) for value in figure.values)


def _follows(value: float, terms: list[float], text: str, sources: Sources) -> bool:
    """A figure told before, a sum of those, the difference of two, one times a number that the text names; or the total
    of a list in a source."""
    if any(_near(total, value) for total in accumulate(reversed(terms))) or value in sources.totals:
        return True
    if any(_near(one + other, value) or _near(abs(one - other), value) for one, other in combinations(terms, 2)):
        return True
    return any(_near(term, value) or _near(term * times, value) for term in terms for times in _counts(text))


def _counts(text: str) -> set[int]:
    """The small numbers in a text, in digits or words."""
    return {int(each) if each.isdigit() else NUMBER_WORDS[each.lower()] for each in _SMALL.findall(text)}


def _near(one: float, other: float) -> bool:
    return abs(one - other) < 0.005


def _names(text: str) -> Iterator[tuple[int, str]]:
    """Words with a capital letter that are no ordinary ones, and begin no sentence unless another such word follows."""
    found = [hit for hit in _NAME.finditer(text) if len(hit.group()) > 1 and hit.group().casefold() not in ORDINARY]
    for place, hit in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        together = after is not None and text[hit.end() : after.start()] == " "
        if together or not _BEGINS.search(text[max(0, hit.start() - 40) : hit.start()]):
            yield hit.start(), hit.group()


def names_in(text: str) -> list[str]:
    """The words that look like somebody's or something's name."""
    return [name for _, name in _names(text)]


def _rules(text: str) -> Iterator[tuple[int, str]]:
    """The sentences that name a rule of the company or the law."""
    for hit in _SENTENCE.finditer(text):
        if _NAMES_A_RULE.search(hit.group()):
            yield hit.start(), hit.group().strip()


def _is_backed(rule: str, sources: Sources) -> bool:
    """Enough of what the sentence is about is spoken of in the sources."""
    words = _CONTENT.findall(_NAMES_A_RULE.sub(" ", rule).lower())
    about = {word[:5] for word in words if word not in ORDINARY and not word.startswith("allow")}
    return not about or sum(map(sources.has_stem, about)) >= BACKED * len(about)


def _kind(statement: Statement, text: str) -> Kind:
    """A figure or a date in a promise or a rule is a promise or a rule that no source has."""
    if isinstance(statement, Code):
        return "name"
    begin = max(text.rfind(mark, 0, statement.start) for mark in (". ", "\n", "! ", "? ")) + 1
    end = min(
        (at for mark in (". ", "\n", "! ", "? ") if (at := text.find(mark, statement.start)) >= 0), default=len(text)
    )
    sentence = text[begin:end].replace("’", "'")
    if _PROMISE.search(sentence):
        return "promise"
    if _RULE.search(sentence):
        return "policy"
    return "figure" if isinstance(statement, Figure) else "date"

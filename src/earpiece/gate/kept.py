"""Whether other words say the same as the company's own: nothing lost, nothing added, as far as letters can tell.

What a model makes of a sentence is said only if this finds nothing wrong with it; otherwise the sentence itself is
said. So it may well find something wrong with good words, and must not let bad ones through: figures, days, times,
codes and names stay, no new ones come, no promise is added, a no stays a no, a question stays a question.
"""

import re
from collections.abc import Iterable, Mapping

from earpiece.domain.waiting_words import claims_waiting
from earpiece.gate.grounding import names_in, ungrounded
from earpiece.gate.statements import NUMBER_WORDS, Clock, Code, Day, Figure, Weekday, statements

LONGER = 1.6
"""So many times as many words at most,"""
SHORT = 25
"""where it has more than so many."""

ALIKE = 0.25
"""The least share of a sentence's words with a meaning that other words in the same language keep."""

_PROMISE = re.compile(
    r"\b(?:i|we)(?:'ll| will| shall| promise| guarantee|'m going to|'re going to)\b|\bguarantee[ds]?\b|\bpromis\w*\b"
    r"|\b(?:ich|wir) (?:werden?|verspreche\w*|garantiere\w*)\b|\bnous (?:allons|garantissons)\b|\bgaranti\w*\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\b(?:no|not|never|none|nothing|nobody|neither|nor|cannot|unable|without|unfortunately|declined?|refused?|unless)\b"
    r"|n't\b|\b(?:nicht|nein|nie|niemals|ohne|leider|kein\w*|nichts|weder)\b|\b(?:ne|pas|jamais|aucune?|sans|non|rien)\b"
    r"|\b(?:sin|nunca|ning\w+|nada|niet|geen|nooit|zonder|senza|mai|nessun\w*|não|nunca|sem)\b",
    re.IGNORECASE,
)
_GERMAN = re.compile(
    r"\b(?:der|die|das|den|dem|und|ist|nicht|eine?[nmr]?|sie|ihre?[nmr]?|ihnen|wir|ich|es|zu|mit|für|auf|von|wie|was|"
    r"welche[rsn]?|lautet|bitte|können|haben|innerhalb|wann|möchten)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(r"\b(?:the|is|are|you|your|we|to|of|for|and|it|this|that|please|what|which|by)\b", re.IGNORECASE)
_LITTLE = re.compile(
    r"about|also|been|cannot|could|does|from|have|here|into|just|please|sorry|than|that|them|then|there|they|this|what"
    r"|when|which|will|with|would|yours?"
)
_WORD = re.compile(r"[^\W\d_]{4,}")


def unlike(
    company: str,
    other: str,
    *,
    known: Iterable[str] = (),
    most_words: int = 60,
    avoid: Mapping[str, str] | None = None,
) -> str:
    """Why the other words are not said in place of the company's; empty if they may be.

    `known`: names that may be added (the customer's, the company's). `most_words`: no reply is longer unless the
    company's own words are. `avoid`: words of which the company says nothing.
    """
    company, other = company.replace("’", "'"), other.replace("’", "'")
    if not other.strip():
        return "it is empty"
    if ("?" in company) != ("?" in other):
        return "a question became none" if "?" in company else "a question was added"
    lost = _lost(company, other)
    if lost:
        return f"it leaves out {lost}"
    added = _added(company, other, known)
    if added:
        return f"it adds {added}"
    if claims_waiting(other) and not claims_waiting(company):
        return "it says that somebody is being asked"
    if _PROMISE.search(other) and not _PROMISE.search(company):
        return "it promises something"
    if (_NO.search(company) is None) != (_NO.search(other) is None):
        return "a yes became a no, or a no a yes"
    return _style(company, other, most_words, avoid or {})


def _lost(company: str, other: str) -> str:
    """The first statement of the company's words that the others do not make."""
    there = _values(other)
    for each in statements(company):
        if not _forms(each) & there and not (isinstance(each, Code) and each.text.casefold() in other.casefold()):
            return each.text.strip()
    kept = other.casefold()
    return next((name for name in names_in(company) if name.casefold() not in kept), "")


def _added(company: str, other: str, known: Iterable[str]) -> str:
    """The first statement of the others that the company's words do not make."""
    here = _values(company)
    for each in statements(other):
        if isinstance(each, Figure) and not _forms(each) & here:
            return each.text.strip()
    language = "de" if len(_GERMAN.findall(other)) > len(_ENGLISH.findall(other)) else "en"
    claims = ungrounded(other, (company, *known), language=language)
    return claims[0].text if claims else ""


def _values(text: str) -> set[object]:
    words = {float(NUMBER_WORDS[word]) for word in re.findall(r"[a-z]+", text.lower()) if word in NUMBER_WORDS}
    return {form for each in statements(text) for form in _forms(each)} | words


def _forms(each: Figure | Day | Weekday | Clock | Code) -> set[object]:
    """What a statement says, so that two can be compared: 9 pm and 21:00 are one."""
    match each:
        case Figure():
            return set(each.values)
        case Day():
            return {("day", month, day) for _, month, day in each.days}
        case Weekday():
            return {("weekday", each.number)}
        case Clock():
            return {("clock", minute) for minute in each.minutes}
        case Code():
            return {each.text.casefold()}


def _style(company: str, other: str, most_words: int, avoid: Mapping[str, str]) -> str:
    length, longest = len(other.split()), len(company.split())
    if length > max(LONGER * longest, SHORT) or length > max(most_words, longest):
        return "it is too long"
    for word in avoid:
        pattern = rf"\b{re.escape(word)}\b"
        if re.search(pattern, other, re.IGNORECASE) and not re.search(pattern, company, re.IGNORECASE):
            return f"the company does not say “{word}”"
    if _ENGLISH.search(company) and _ENGLISH.search(other):
        about = {word[:5].lower() for word in _WORD.findall(company) if not _LITTLE.fullmatch(word.lower())}
        told = {word[:5].lower() for word in _WORD.findall(other)}
        if about and len(about & told) < ALIKE * len(about):
            return "it speaks of something else"
    return ""

"""Turns a message into comparable words: plain spelling, one word per meaning, stems; repairs typing errors."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from earpiece.models.local.synonyms import GROUPS, PHRASES, STOP

_CONTRACTIONS = (
    (
        re.compile(r"\b(ca|wo|do|does|did|is|are|was|were|has|have|had|could|would|should|need|must)n'?t\b"),
        r"\1 not",
    ),
    (re.compile(r"\b(i|you|we|they|he|she|it|that|what|where|how|who|there|here)'(s|re|ve|ll|d|m)\b"), r"\1"),
    (re.compile(r"\bcannot\b"), "can not"),
    (re.compile(r"\bca not\b"), "can not"),
    (re.compile(r"\bwo not\b"), "will not"),
    (re.compile(r"\b(whats|wheres|hows)\b"), lambda m: m[0][:-1]),
    (re.compile(r"\b(im|ive|id)\b"), "i"),
    (re.compile(r"'s?\b"), ""),
)
_PHRASES = tuple((re.compile(rf"\b(?:{pattern})\b"), meaning) for pattern, meaning in PHRASES)
_MONEY = re.compile(r"[£$€]\s?\d[\d,.]*k?|\b\d[\d,.]*\s?(?:pounds?|quid|gbp|euros?|eur|dollars?|usd|p|pence)\b")
_NUMBER = re.compile(r"\b\d[\d,.:/]*(?:st|nd|rd|th|am|pm)?\b")
_WORD = re.compile(r"[a-z_]+|[?]")
_SUFFIXES = ("ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s", "e", "y")


def plain(text: str) -> str:
    """Lower case, straight quotes, no accents, single spaces; numbers and amounts stay as written."""
    said = text.replace("\u2019", "'").replace("`", "'")
    if not said.isascii():
        said = "".join(c for c in unicodedata.normalize("NFKD", said).casefold() if not unicodedata.combining(c))
    return " ".join(said.casefold().split())


def meanings(text: str) -> str:
    """The message with contractions opened, amounts and numbers left out, set phrases replaced by one word each."""
    said = plain(text)
    for pattern, replacement in _CONTRACTIONS:
        said = pattern.sub(replacement, said)
    said = _NUMBER.sub(" ", _MONEY.sub(" ", said))
    said = said.replace("-", " ")
    for phrase, meaning in _PHRASES:
        said = phrase.sub(meaning, said)
    return said


def tokens(text: str) -> list[str]:
    """The words of a message, in order, after `meanings`; not yet stemmed."""
    return _WORD.findall(meanings(text))


def _cut(word: str) -> str:
    """The word without its ending: *charges*, *charged*, *charging* → *charg*."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls" else word


_SAME = {_cut(word): _cut(group[0]) for group in GROUPS for word in group}


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """A short form that is common to a word's endings and its synonyms."""
    cut = _cut(word)
    return _SAME.get(cut, cut)


def stems(repaired: str) -> list[str]:
    """What a message is compared by: stems of its tokens, empty politeness left out."""
    return [stem(word) for word in repaired.split() if word not in STOP and word != "?"]


class Speller:
    """Maps a word nobody used in training to the known word it was meant to be, if that is clear."""

    def __init__(self, texts: Iterable[str], also: Iterable[str] = ()) -> None:
        """Knows the words of `texts`, and `also` single words."""
        counts = dict.fromkeys(also, 1)
        for text in texts:
            for word in tokens(text):
                counts[word] = counts.get(word, 0) + 1
        self.known = counts
        self._longest = max(map(len, counts), default=0) + 1
        self._near: dict[str, list[str]] = {}
        for word in counts:
            if len(word) >= 4:
                for cut in _cuts(word):
                    self._near.setdefault(cut, []).append(word)
        self._memory: dict[str, str] = {}

    def fix(self, word: str) -> str:
        """The word itself if known or nothing is near; else its nearest known word."""
        if word in self.known or not 4 <= len(word) <= self._longest or stem(word) in self.known:
            return word
        if word not in self._memory:
            if len(self._memory) > 20_000:
                self._memory.clear()
            self._memory[word] = self._nearest(word)
        return self._memory[word]

    def _nearest(self, word: str) -> str:
        candidates = {known for cut in _cuts(word) for known in self._near.get(cut, ())}
        if word[-1] == "s" or word.endswith(("ed", "ing")):
            candidates = {c for c in candidates if stem(c) != stem(word)} or candidates
        fitting = [c for c in candidates if one_slip(word, c)]
        return max(fitting, key=lambda c: (c[0] == word[0], self.known[c], c), default=word)


def _cuts(word: str) -> set[str]:
    """The word and every form of it with one letter missing."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def one_slip(said: str, meant: str) -> bool:
    """Whether the two differ by at most one letter added, dropped, changed, or two neighbours swapped."""
    if abs(len(said) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(said), len(meant)) and said[start] == meant[start]:
        start += 1
    a, b = said[start:], meant[start:]
    swapped = len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped

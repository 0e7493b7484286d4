"""Reads what a message says about the conversation itself: cancel, thanks, any news, a person please, yes and no."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from earpiece.models.local.phrases import PHRASES, Phrases
from earpiece.models.local.words import Speller, plain

_END = re.compile(r"(?<=[.!?;\n])\s+|\n+|[;!?]+|\.(?!\d)")
_TIDY = re.compile(r"[^a-z0-9£$€%@.:/+\-\u2600-\u27bf\U0001f300-\U0001faff ]+")
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Piece:
    """A stretch of a message: as written, and tidied for matching."""

    text: str
    tidy: str


class Lexicon:
    """One language's phrases, ready for matching, with repair of typing errors."""

    def __init__(self, texts: Iterable[str], language: str = "en") -> None:
        """Words of `texts` (the company's examples) and of the phrases count as rightly spelt."""
        self.phrases: Phrases = PHRASES.get(language, PHRASES["en"])
        self._speller = Speller(texts, also=words_of(self.phrases))
        p = self.phrases
        self._ends = re.compile(rf"^(?:{p.filler}[ ,]+)+|(?:[ ,]+{p.filler})+$")
        self._whole = {kind: _any(patterns) for kind, patterns in p.whole.items()}
        self._inside = {kind: _any(patterns) for kind, patterns in p.inside.items()}
        self.yes, self.no = (re.compile(rf"(?:{pattern})(?= |$)") for pattern in (p.yes, p.no))
        self.affirming, self.denying = re.compile(p.affirming), re.compile(p.denying)
        self.corrects = re.compile(rf"^(?:{p.corrects}[ ,]+)+")
        self.strongly = re.compile(p.corrects_strongly)
        self._replaced = re.compile(p.replaced, re.IGNORECASE)
        self.joins = re.compile(rf"\s*(?:{p.joins})\b\s*", re.IGNORECASE)
        self.asks, self.none, self.both = re.compile(p.asks), re.compile(p.none), re.compile(p.both)

    def tidy(self, text: str) -> str:
        """Lower case, apostrophes dropped, other signs as spaces, typing errors repaired."""
        bare = _TIDY.sub(" ", plain(text).replace("'", "")).strip(" .:-/")
        return " ".join(_WORD.sub(lambda m: self._speller.fix(m[0]), bare).split())

    def pieces(self, text: str) -> list[Piece]:
        """The message cut at sentence ends and commas, in order, without empty parts."""
        return [piece for part in re.split(r"[,\n;!?]+|\.(?!\d)", text) if (piece := Piece(part.strip(), self.tidy(part))).tidy]

    def bare(self, tidy: str) -> str:
        """Without words that change nothing at either end; the whole if nothing else is left."""
        return self._ends.sub("", tidy).strip() or tidy

    def kind(self, tidy: str) -> str | None:
        """The kind of dialogue phrase that covers the whole piece, if any."""
        for said in dict.fromkeys((tidy, self.bare(tidy))):
            for kind, pattern in self._whole.items():
                if pattern.fullmatch(said):
                    return kind
        return None

    def inside(self, tidy: str) -> tuple[str, str] | None:
        """The kind of dialogue phrase that stands somewhere in it, if any, and what else was said."""
        for kind, pattern in self._inside.items():
            if found := pattern.search(tidy):
                return kind, f"{tidy[: found.start()]} {tidy[found.end() :]}".strip()
        return None

    def yes_no(self, tidy: str) -> bool | None:
        """Yes or no, if the piece starts with such a word or is a short statement of that sense."""
        for said in dict.fromkeys((tidy, self.bare(tidy))):
            if found := self._next_yes_no(said):
                return found[0] == "yes"
        if len(tidy.split()) > 9 or self.asks.match(tidy):
            return None
        if self.denying.match(tidy):
            return False
        return True if self.affirming.match(tidy) else None

    def plain_yes_no(self, tidy: str) -> bool | None:
        """Yes or no, if the piece says nothing else."""
        for said in dict.fromkeys((tidy, self.bare(tidy))):
            words = said
            found = None
            while words and (match := self._next_yes_no(words)):
                found, words = found or match[0], words[match[1] :].lstrip()
                words = self._ends.sub("", words + " ").strip() if words else ""
            if found and not words:
                return found == "yes"
        return None

    def _next_yes_no(self, said: str) -> tuple[str, int] | None:
        for name, pattern in (("no", self.no), ("yes", self.yes)):
            if match := pattern.match(said):
                return name, match.end()
        return None

    def without_replaced(self, text: str) -> str:
        """The words without the value that is being replaced: "40 not 14" → "40"."""
        return self._replaced.sub(" ", text)


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def words_of(phrases: Phrases) -> Iterator[str]:
    """All plain words the phrases are made of, so that they count as known to the speller."""
    for group in (*phrases.whole.values(), *phrases.inside.values(), _others(phrases)):
        for pattern in group:
            yield from _WORD.findall(re.sub(r"\\\\.|\?:", " ", pattern))


def _others(phrases: Phrases) -> tuple[str, ...]:
    return (phrases.yes, phrases.no, phrases.filler, phrases.asks, phrases.denying, phrases.none, *phrases.ordinals)

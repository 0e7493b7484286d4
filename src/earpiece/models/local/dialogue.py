"""Reads what a message says about the conversation itself: cancel, thanks, any news, a person please, yes and no."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from earpiece.models.local.numbers import NUMBER_WORDS
from earpiece.models.local.phrases import phrases
from earpiece.models.local.words import Speller, plain

_CUT = re.compile(r"[,\n;!?]+|\.(?!\d)")
_TIDY = re.compile(r"[^a-z0-9£$€%@.:/+\-\u2600-\u27bf\U0001f300-\U0001faff ]+")
_WORD = re.compile(r"[a-z]+")
_EMPTY_WORDS = "the a an one my that this it was is on at in of for to from and by i think with payment option please"
_EMPTY = frozenset(_EMPTY_WORDS.split())
_AFTER_YES_NO = ("cancel", "person", "dont_know", "status", "not_that")
"""What stays a phrase of its kind after a yes or no: "no, forget it"."""
_SHORT = 9
"""A statement with more words is not read as a mere yes or no."""

_REMEMBERED = 256
"""How many tidied stretches are kept: one message is looked at many times, and so are the labels of a choice."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a message: as written, and tidied for matching."""

    text: str
    tidy: str


class Lexicon:
    """One language's phrases, ready for matching, with repair of typing errors."""

    def __init__(self, texts: Iterable[str], language: str = "en") -> None:
        """Words of `texts` (the company's examples), of the phrases, and of numbers count as rightly spelt."""
        self.phrases = phrases(language)
        self._speller = Speller(texts, also=(*self.phrases.vocabulary, *NUMBER_WORDS))
        self._tidy = lru_cache(_REMEMBERED)(self._tidied)
        filler = self.phrases.filler
        self._filler = re.compile(rf"{filler}(?: {filler})*")
        self._ends = re.compile(rf"^(?:{filler}[ ,]+)+|(?:[ ,]+{filler})+$")

    def tidy(self, text: str) -> str:
        """Lower case, apostrophes dropped, other signs as spaces, typing errors repaired."""
        return self._tidy(text)

    def _tidied(self, text: str) -> str:
        bare = _TIDY.sub(" ", plain(text).replace("'", "")).strip(" .:-/")
        return " ".join(_WORD.sub(lambda m: self._speller.fix(m[0]), bare).split())

    def pieces(self, text: str) -> list[Piece]:
        """The message cut at sentence ends and commas, in order, without parts that say nothing."""
        pieces = (Piece(part.strip(), self.tidy(part)) for part in _CUT.split(text))
        return [piece for piece in pieces if piece.tidy and not self.is_filler(piece.tidy)]

    def is_filler(self, tidy: str) -> bool:
        """Whether it is made only of words that change nothing."""
        return self._filler.fullmatch(tidy) is not None

    def bare(self, tidy: str) -> str:
        """Without words that change nothing at either end; the whole if nothing else is left."""
        return self._ends.sub("", tidy).strip() or tidy

    def kind(self, tidy: str) -> str | None:
        """The kind of dialogue phrase that covers the whole piece, if any."""
        for said in dict.fromkeys((tidy, self.bare(tidy))):
            if kind := self._whole(said):
                return kind
        after = self._whole(self._without_yes_no(tidy))
        return after if after in _AFTER_YES_NO else None

    def _whole(self, said: str) -> str | None:
        return next((kind for kind, pattern in self.phrases.whole.items() if pattern.fullmatch(said)), None)

    def _without_yes_no(self, tidy: str) -> str:
        """Without a leading yes or no: "no forget it" → "forget it"."""
        leading = self._next_yes_no(tidy)
        return self.bare(tidy[leading[1] :].strip()) if leading else tidy

    def inside(self, tidy: str) -> tuple[str, str] | None:
        """The kind of dialogue phrase that stands somewhere in it, if any, and what else was said."""
        for kind, pattern in self.phrases.inside.items():
            if found := pattern.search(tidy):
                return kind, f"{tidy[: found.start()]} {tidy[found.end() :]}".strip()
        return None

    def asks(self, text: str) -> bool:
        """Whether the text begins like a question, as it is spelled ("theres" is not "wheres")."""
        return bool(self.phrases.asks.match(re.sub(r"[^\w\s]", "", text.lower()).strip()))

    def yes_no(self, tidy: str) -> bool | None:
        """Yes or no, if the piece starts with such a word or is a short statement of that sense."""
        for said in dict.fromkeys((tidy, self.bare(tidy))):
            if found := self._next_yes_no(said):
                return found[0] == "yes"
        if len(tidy.split()) > _SHORT or self.phrases.asks.match(tidy) or any(c.isdigit() for c in tidy):
            return None
        if self.phrases.denying.match(tidy):
            return False
        return True if self.phrases.affirming.match(tidy) else None

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
        for name, pattern in (("no", self.phrases.no), ("yes", self.phrases.yes)):
            if match := pattern.match(said):
                return name, match.end()
        return None

    def without_replaced(self, text: str) -> str:
        """The words without the value that is being replaced: "40 not 14" → "40"."""
        return self.phrases.replaced.sub(" ", text)


def words_in(said: str) -> list[str]:
    """Its words, and numbers with a letter ("5th")."""
    return re.findall(r"[a-z]+|\d+[a-z]+", said.lower())


@lru_cache(maxsize=512)
def content(said: str) -> tuple[str, ...]:
    """Its words without the small ones that name nothing."""
    return tuple(word for word in words_in(said) if word not in _EMPTY)


def other_words(said: str, span: tuple[int, int]) -> tuple[str, ...]:
    """The content words outside the span."""
    return content(f"{said[: span[0]]} {said[span[1] :]}")

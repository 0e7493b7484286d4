"""Reads which of the company's requests a message holds: one, several, one of a few, or none it knows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from earpiece.domain.commands import Between, Start, Unknown
from earpiece.models.local.dialogue import Lexicon
from earpiece.models.local.recogniser import Ranking

Rank = Callable[[str], Ranking]
Request = Start | Between | Unknown

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
_MOST_PARTS = 12
_SHORT_CLAUSE = 5
_BACK = re.compile(r"\b(it|this|that|them|these|those)\b", re.IGNORECASE)
_NEAREST = 5
_CLEAR = 0.7
"""The share of their probability one of the offered targets must have to be taken."""
_NOTABLE = 0.25
"""The probability the offered targets must have together for the words to be about them."""


@dataclass(frozen=True)
class Thresholds:
    """When the agent acts on a reading; a company may set its own.

    `sure`: the probability from which one reading is taken. `between`: what three readings must carry together to be
    offered as a choice; two of them are enough if they alone carry `pair`. `part`: the probability each of several
    requests in one message must have, unless the whole message is surer of one; from `clear` on, each counts anyway.
    """

    sure: float = 0.55
    between: float = 0.8
    pair: float = 0.9
    part: float = 0.7
    clear: float = 0.9

    def offered(self, scores: Sequence[float]) -> int:
        """How many of the best readings to offer, given their probabilities, best first; 0 for none."""
        if len(scores) >= 2 and sum(scores[:2]) >= self.pair:
            return 2
        return min(len(scores), 3) if len(scores) >= 2 and sum(scores[:3]) >= self.between else 0


class RequestReader:
    """Decides between Start, Between and Unknown, for the whole message or its parts."""

    def __init__(self, rank: Rank, lexicon: Lexicon, thresholds: Thresholds) -> None:
        self._rank = rank
        self._lexicon = lexicon
        self._thresholds = thresholds

    def read(self, text: str) -> list[Request]:
        """The requests in the text, in its order; at least one command."""
        parts = self._parts(text)
        whole = self._rank(text)
        several = self._several(parts, whole) if whole else []
        return list(several) if several else [self.decide(text, whole)]

    def decide(self, text: str, ranking: Ranking) -> Request:
        """One command for one ranking."""
        if not ranking:
            return Unknown(text=text)
        target, score = ranking[0]
        if score >= self._thresholds.sure:
            return Start(target=target, score=score, text=text)
        if count := self._thresholds.offered([p for _, p in ranking]):
            together = sum(p for _, p in ranking[:count])
            return Between(targets=tuple(t for t, _ in ranking[:count]), score=min(1.0, together), text=text)
        nearest = tuple(t for t, _ in ranking[:_NEAREST])
        return Unknown(text=text, nearest=nearest, score=max(0.0, 1.0 - score))

    def sure(self, text: str) -> Start | None:
        """The request the text is, if that is sure."""
        request = self.read(text)[0]
        return request if isinstance(request, Start) else None

    def among(self, text: str, offered: Sequence[str]) -> Start | None:
        """The one of the offered targets the words clearly mean, if no other request is surer."""
        ranking = self._rank(text)
        mine = [(target, score) for target, score in ranking if target in offered]
        carried = sum(score for _, score in mine)
        if not mine or ranking[0][1] >= max(self._thresholds.sure, mine[0][1] + 0.01):
            return None
        clear = mine[0][1] >= _CLEAR * carried and carried >= _NOTABLE
        return Start(target=mine[0][0], score=mine[0][1] / carried, text=text) if clear else None

    def _parts(self, text: str) -> list[str]:
        """Sentences and clauses that may be requests of their own."""
        clauses = [
            clause.strip(" ,.;")
            for sentence in _SENTENCE_END.split(text)
            for clause in self._lexicon.phrases.joins.split(sentence)
            if clause
        ]
        return [clause for clause in clauses if len(clause.split()) >= 2][:_MOST_PARTS]

    def _several(self, parts: list[str], whole: Ranking) -> list[Request]:
        """The parts that are requests of their own, if they differ and the whole is not clearly one.

        Beside a part that is sure, one that asks something and is nearly sure counts too, so that it is not forgotten.
        """
        found: dict[str, Request] = {}
        sure = []
        own = [part for place, part in enumerate(parts) if place == 0 or not _points_back(part)]
        for place, part in enumerate(own):
            if len(found) + len(own) - place < 2:
                return []
            ranking = self._rank(part)
            target, score = ranking[0]
            if target in found:
                continue
            if score >= self._thresholds.part:
                found[target] = Start(target=target, score=score, text=part)
                sure.append(score)
            elif self._lexicon.asks(part) and not isinstance(request := self.decide(part, ranking), Unknown):
                found[target] = request
        needed = min(whole[0][1], self._thresholds.clear)
        apart = sum(self._lexicon.asks(part) for part in parts) > 1
        clear = bool(sure) and (min(sure) >= needed or apart)
        return list(found.values()) if len(found) > 1 and clear else []


def _points_back(part: str) -> bool:
    """Whether a short clause is about what was said before it ("can you unblock it?")."""
    return len(part.split()) <= _SHORT_CLAUSE and bool(_BACK.search(part))

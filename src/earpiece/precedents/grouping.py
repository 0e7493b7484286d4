"""Which answers are one: the same said to the same question; and which contradict each other."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from earpiece.domain.forms import Answer
from earpiece.domain.precedent import Precedent, Taught
from earpiece.precedents.likeness import Meaning, alike, sketch
from earpiece.precedents.matching import FITS, Asked, Match, Matcher, example_of

SAME_WORDS = 0.55
"""From this likeness on two texts say the same, unless a number or a no sets them apart."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_NO = re.compile(
    r"\b(?:no|not|never|cannot|can't|won't|don't|doesn't|isn't|aren't|nobody|none|without)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer belongs: to a precedent that says the same, if there is one; and which say otherwise."""

    agrees: Precedent | None
    differs: tuple[Precedent, ...]


def place(asked: Asked, decision: Answer, known: Iterable[Precedent], matcher: Matcher, now: float) -> Place:
    """Where the answer to a question belongs among the precedents of its consult."""
    near = matcher.ranked(asked, known, now, FITS)
    agrees = next((m.precedent for m in near if same_answer(m.precedent.decision, decision, matcher.meaning)), None)
    differs = tuple(m.precedent for m in near if _against(m, decision, matcher.meaning))
    return Place(agrees, differs)


def _against(match: Match, decision: Answer, meaning: Meaning | None) -> bool:
    """The same situation, answered otherwise: not where a fact explains it, nor by an exception for one customer."""
    general = match.precedent.scope == "always" and not match.conflicts
    return general and not same_answer(match.precedent.decision, decision, meaning)


def same_answer(one: Answer, other: Answer, meaning: Meaning | None = None) -> bool:
    """Whether two answers come to the same: the same choice, or nearly the same words."""
    if one.choice is not None or other.choice is not None:
        return one.choice == other.choice
    mine, theirs = one.text or "", other.text or ""
    if mine.strip().casefold() == theirs.strip().casefold():
        return True
    if set(_NUMBER.findall(mine)) != set(_NUMBER.findall(theirs)) or bool(_NO.search(mine)) != bool(_NO.search(theirs)):
        return False
    return alike(sketch(mine, meaning=meaning), sketch(theirs, meaning=meaning)) >= SAME_WORDS


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Of the questions that people answered before: those the precedent would have answered, as they did or not."""

    same: tuple[Taught, ...]
    other: tuple[Taught, ...]


def rehearse(precedent: Precedent, all_of_consult: Iterable[Precedent], matcher: Matcher) -> Rehearsal:
    """What would have happened, had it answered all that people did. The answer it was made of is left out."""
    same: list[Taught] = []
    other: list[Taught] = []
    first = precedent.taught[0][0].consult if precedent.taught else ""
    for each in all_of_consult:
        for taught, _ in each.taught:
            asked = example_of(precedent.name, taught)
            match = matcher.match(asked, precedent)
            if taught.consult == first or match.likeness < FITS or match.conflicts:
                continue
            agrees = same_answer(taught.decision, precedent.decision, matcher.meaning)
            (same if agrees else other).append(taught)
    return Rehearsal(tuple(same), tuple(other))

"""Finds orders to the agent in words that are not the company's: a customer's, a tool's result, a page, an expert's.

A flag never lets anything through and refuses nothing by itself. It adds scrutiny (`scrutiny`), and people see it.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from earpiece.domain.flags import Where
from earpiece.gate.guards.lexicon import TYPOS, known, meanings
from earpiece.gate.guards.plain import readings
from earpiece.gate.guards.signals import QUOTED, Kind, Signal, stems
from earpiece.gate.guards.signs import SIGNALS

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
LIMIT = 0.8
"""From so much on, a text is flagged; see docs/guards.md for what this finds and what it flags for nothing."""
ENCODED = 0.5
"""What words in code count for by themselves, if anything at all is found in them."""
TOLD = 0.35
"""What counts of words that a customer tells of."""
LONG = 300
"""A text from so many characters on is more than somebody telling of words."""

WORDS: dict[Kind, str] = {
    "put_aside": "tells the agent to put its instructions aside",
    "other_role": "tells the agent to be somebody else",
    "fake_turn": "pretends to be words of the system",
    "policy_changed": "says that the rules have changed",
    "claims_approval": "claims that approval was given",
    "skips_check": "wants a check left out",
    "reveals": "wants the agent's instructions or keys",
    "dictates": "puts words in the agent's mouth",
    "calls_tool": "tells the agent to call a tool",
    "sends_away": "wants something sent elsewhere",
    "to_the_machine": "speaks to a machine that reads it",
    "secretly": "wants something kept from people",
    "wants_effect": "orders something done",
}
"""What each kind of signal says, for people."""


@dataclass(frozen=True, slots=True)
class Found:
    """Orders to the agent. `kind` is the weightiest signal's, `why` says in words what was seen. `span` is the part of
    the text that was read for it, in characters: all of it, since orders are told by what stands together. `score` is
    at least LIMIT."""

    kind: Kind
    span: tuple[int, int]
    why: str
    score: float


def find_injection(text: str, where: Where) -> Found | None:
    """What in the text gives the agent orders that are not this text's to give; None if nothing does."""
    best: Found | None = None
    for how, low in readings(text, known, TYPOS):
        for part in _parts(low):
            found = _look(part, where, how)
            if found is not None and (best is None or found.score > best.score):
                best = found
    return Found(best.kind, (0, len(text)), best.why, best.score) if best is not None and best.score >= LIMIT else None


def _parts(low: str) -> list[str]:
    """The text; of a long one, each sentence with the next: what stands far apart says nothing together."""
    if len(low) < LONG:
        return [low]
    sentences = _SENTENCE.split(low)
    return [f"{one}\n{two}" for one, two in pairwise(sentences)] if len(sentences) > 1 else [low]


def _look(low: str, where: Where, how: str) -> Found | None:
    line = meanings(low)
    present, begun = frozenset(line), stems(low)
    heaviest: dict[Kind, float] = {}
    added: dict[Kind, float] = {}
    for signal in _worth_a_look(where, begun):
        if not signal.letters <= present or (signal.among and not signal.among & present):
            continue
        text = low if signal.raw else line
        match = signal.pattern.search(text)
        if match is None:
            continue
        weight = signal.weight * (signal.asked if signal.asked < 1 and _is_asked(text, match.end(), signal) else 1.0)
        if signal.more:
            added[signal.kind] = added.get(signal.kind, 0.0) + weight
        elif weight > heaviest.get(signal.kind, 0.0):
            heaviest[signal.kind] = weight
    scores = {kind: weight + added.get(kind, 0.0) for kind, weight in heaviest.items()}
    if not scores:
        return None
    total = sum(scores.values()) + (ENCODED if how == "encoded" else 0.0)
    if where == "customer" and len(low) < LONG and QUOTED.search(low):
        total *= TOLD
    kind = max(scores, key=lambda each: (scores[each], each))
    said = [
        WORDS[each] for each, weight in sorted(scores.items(), key=lambda item: (-item[1], item[0])) if weight >= 0.3
    ]
    disguise = {"plain": "", "disguised": " (in disguise)", "encoded": " (in code)"}[how]
    return Found(kind, (0, len(low)), "; ".join(said[:3]) + disguise, round(total, 6))


def _worth_a_look(where: Where, begun: frozenset[str]) -> list[Signal]:
    """The signals for such a text that may be in it, since a word of it begins as theirs do."""
    anywhere, by_stem = _index(where)
    found = {id(signal): signal for stem in begun & by_stem.keys() for signal in by_stem[stem]}
    return [*anywhere, *found.values()]


@cache
def _index(where: Where) -> tuple[tuple[Signal, ...], dict[str, list[Signal]]]:
    """Signals that may be found anywhere, and the others by how a word begins."""
    here = [signal for signal in SIGNALS if where in signal.where]
    by_stem: dict[str, list[Signal]] = {}
    for signal in here:
        for stem in signal.starts:
            by_stem.setdefault(stem, []).append(signal)
    return tuple(signal for signal in here if not signal.starts), by_stem


def _is_asked(text: str, end: int, signal: Signal) -> bool:
    """Whether the sentence ends with a question mark."""
    ends = ".!?\n" if signal.raw else "|?"
    place = next((at for at in range(end, len(text)) if text[at] in ends), -1)
    if place < 0 and end and text[end - 1] == "?":
        return True
    return place >= 0 and text[place] == "?"

"""What the agent finds when an expert asks it: lines of the conversation, of tools' results and of the company's pages.

It quotes; it makes up nothing. A line counts by the words it shares with the question, rare words for more.
"""

import re
from collections.abc import Iterator, Mapping
from math import log
from typing import Any

from earpiece.domain.conversation import Conversation
from earpiece.domain.events import CustomerSaid
from earpiece.domain.forms import Found
from earpiece.domain.interventions import PersonSaid
from earpiece.domain.playbook import Company

MOST = 5
LEAST_SHARE = 0.34
"""So much of the question's weight a line must carry, if it does not carry the rarest of its words."""
LONGEST = 300

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_SMALL = re.compile(
    r"a|about|an|and|any|are|as|at|be|been|by|can|could|customers?|did|do|does|for|from|ha[ds]|have|he|her|him|his|how"
    r"|i|if|in|is|it|its|know|many|me|much|my|no|not|of|on|or|our|out|please|she|should|so|tell|than|that|the|their"
    r"|them|there|they|this|to|up|us|was|we|were|what|when|where|which|who|why|will|with|would|you|your"
)


def look(question: str, state: Conversation, company: Company) -> tuple[Found, ...]:
    """At most five lines that bear on the question, the nearest first; none if nothing does."""
    asked = set(_words(question))
    lines = list(dict.fromkeys([*_values(state), *_results(state), *_said(state), *_pages(company)]))
    worded = [(line, set(_words(line.text))) for line in lines]
    weight = {word: _rarity(sum(word in words for _, words in worded), len(worded)) for word in asked}
    known = {word: value for word, value in weight.items() if value}
    if not known:
        return ()
    whole, rarest = sum(weight.values()) or 1.0, max(known.values())
    scored = []
    for place, (line, words) in enumerate(worded):
        shared = [known[word] for word in asked & words if word in known]
        share = sum(shared) / whole
        if shared and (share >= LEAST_SHARE or (max(shared) == rarest and len(asked) <= 2)):
            scored.append((-share, len(words), place, line))
    return tuple(line for *_, line in sorted(scored, key=lambda item: item[:3])[:MOST])


def _rarity(times: int, lines: int) -> float:
    """How much a word tells that is in so many of the lines; one that is in none counts as if it were in one, since
    a question full of words nobody used is not answered by the others."""
    return log(1 + lines / times) if times else 0.0


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.lower().replace("_", " ")):
        if not _SMALL.fullmatch(word):
            yield _stem(word)


def _stem(word: str) -> str:
    """Without an ending that changes little: cards → card, blocked → block."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def _values(state: Conversation) -> Iterator[Found]:
    """What the playbooks know, by name."""
    for run in state.runs.values():
        for name, value in run.values.items():
            source = run.origin.get(name, "playbook")
            for text in _lines(name.replace("_", " "), value):
                yield Found(text=text, source=source)


def _results(state: Conversation) -> Iterator[Found]:
    """What the tools brought."""
    for call in state.calls.values():
        if call.status == "finished":
            for text in _lines("", call.result):
                yield Found(text=text, source=f"tool {call.tool}")


def _lines(label: str, value: Any) -> Iterator[str]:
    """A value as lines a person can read: one for each record in it."""
    match value:
        case None | "":
            return
        case Mapping():
            plain = {key: part for key, part in value.items() if not isinstance(part, Mapping | list)}
            if plain:
                words = ", ".join(f"{str(key).replace('_', ' ')} {_shown(part)}" for key, part in plain.items())
                yield _short(f"{label}: {words}" if label else words)
            for key, part in value.items():
                if key not in plain:
                    yield from _lines(f"{label} {str(key).replace('_', ' ')}".strip(), part)
        case list() | tuple():
            for part in value:
                yield from _lines(label, part)
        case _:
            yield _short(f"{label}: {_shown(value)}" if label else _shown(value))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _said(state: Conversation) -> Iterator[Found]:
    for line in state.lines:
        who = "The customer" if isinstance(line.event, CustomerSaid) else "The agent"
        name = line.event.name if isinstance(line.event, PersonSaid) else who
        yield Found(text=_short(f"{name} said: “{line.event.text}”"), source=f"turn {line.position}")


def _pages(company: Company) -> Iterator[Found]:
    for page in company.pages.values():
        for sentence in _SENTENCE.split(f"{page.answer}\n{page.text}"):
            if sentence.strip():
                yield Found(text=_short(sentence.strip()), source=f"page {page.name}")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"

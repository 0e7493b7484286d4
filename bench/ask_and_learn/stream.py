"""The decisions of a stream of conversations, and in which order they come."""

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of one conversation: what was known before it, and what the person did.

    `groups` say what it belongs to (STAR: the domains of its conversation; else its answer), for late arrivals.
    """

    conversation: str
    context: dict[str, Any]
    answer: str
    groups: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    """Mechanical remarks on the recorded answer, such as `inconsistent` with the flow chart."""


Conversation = tuple[Decision, ...]
Reader = Callable[[dict[str, Any]], Iterator[Decision]]


def read(paths: Sequence[Path], reader: Reader) -> list[Conversation]:
    """The conversations of these files (JSON lines, gzipped or not) that hold a decision, in recorded order.

    Raises ValueError naming file and line when a line is not what the track expects.
    """
    found: list[Conversation] = []
    for path in paths:
        for number, line in enumerate(_lines(path), 1):
            try:
                decisions = tuple(reader(json.loads(line)))
            except (ValueError, KeyError, TypeError, IndexError) as wrong:
                raise ValueError(f"{path}, line {number}: not a line of this track ({wrong!r}).") from None
            if decisions:
                found.append(decisions)
    return found


def _lines(path: Path) -> Iterator[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        yield from (line for line in file if line.strip())


def shuffled(conversations: Sequence[Conversation], order: int) -> list[Conversation]:
    """A random order, the same for the same number."""
    mixed = list(conversations)
    Random(order).shuffle(mixed)
    return mixed


def arriving_late(conversations: Sequence[Conversation], late: set[str]) -> list[Conversation]:
    """The same order, but what belongs to `late` groups comes only in the second half, mixed with the rest of it."""
    new = [each for each in conversations if late & set(each[0].groups)]
    known = [each for each in conversations if not late & set(each[0].groups)]
    first = len(conversations) // 2
    rest = known[first:]
    places = sorted(Random(len(new)).sample(range(len(rest) + len(new)), len(new)))
    mixed, waiting, going = [], iter(new), iter(rest)
    chosen = set(places)
    for at in range(len(rest) + len(new)):
        mixed.append(next(waiting) if at in chosen else next(going))
    return known[:first] + mixed

"""What is known when a decision is due."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Case:
    """One decision's situation: words by where they stand, and discrete facts.

    `words` are (field, text) pairs, say ("said", "where is my card"); the same words mean different things in
    different fields. `facts` are strings such as "last=result available"; only whether they are equal counts. `hints`
    are choices that something else (rules, understanding) finds likely, each with a score from 0 to 1. `possible`
    narrows the choices (empty: all). `traits` are facts about single choices, as (choice, facts) pairs: what "done
    before, it failed" says for doing it again is learned once, for all choices of which it holds.
    """

    words: tuple[tuple[str, str], ...] = ()
    facts: tuple[str, ...] = ()
    hints: tuple[tuple[str, float], ...] = ()
    possible: tuple[str, ...] = field(default=())
    traits: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())


class Embed(Protocol):
    """A sentence embedding: words to a unit vector, the same every time."""

    def __call__(self, text: str) -> Vector: ...


@dataclass(frozen=True, slots=True)
class Guess:
    """What people would choose, as far as is known. `choice` None: nothing was ever taught.

    `evidence` holds what speaks for the guess being right (`EVIDENCE` names its numbers, in this order).
    """

    choice: str | None
    share: float
    evidence: Vector
    next: tuple[tuple[str, float], ...] = ()
    """The likeliest choices with their shares, best first, the guess included."""


class Chooser(Protocol):
    """Learns from single answers which choice people make."""

    def guess(self, case: Case) -> Guess: ...

    def learn(self, case: Case, choice: str) -> None:
        """A person's choice for this case became known."""
        ...

"""What facts about single choices say, learned once for all choices.

A fact such as "done before, it failed" has one weight, whatever the choice of which it holds: a choice that nobody ever
made gains from what people did with the others. (A conditional logit, as in McFadden: Conditional Logit Analysis of
Qualitative Choice Behavior, 1974, learned by AdaGrad as in `linear`.)
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earpiece.judgement.case import Case
from earpiece.judgement.choosing.linear import FIRST, Row

RATE = 0.1
LENGTH = 2.0
"""Length of one choice's facts as a vector, whatever their number."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry for each fact told of a choice: the fact's column, the choice, and the weight of all entries."""

    columns: NDArray[np.int32]
    choices: NDArray[np.int32]
    value: float


class Shared:
    """One weight per fact."""

    def __init__(self) -> None:
        self._columns: dict[str, int] = {}
        self._weights = np.zeros(1024, dtype=np.float32)
        self._squares = np.full(1024, FIRST, dtype=np.float32)

    def told(self, case: Case, index: Mapping[str, int]) -> Told | None:
        """What the case says of the choices that are known, by facts that were taught. None: nothing."""
        columns: list[int] = []
        choices: list[int] = []
        facts_all, of = 0, 0
        for choice, facts in case.traits:
            at = index.get(choice)
            if at is None:
                continue
            known = [self._columns[fact] for fact in facts if fact in self._columns]
            columns += known
            choices += [at] * len(known)
            facts_all += len(facts)
            of += 1
        if not columns:
            return None
        value = LENGTH * (of / facts_all) ** 0.5
        return Told(np.array(columns, dtype=np.int32), np.array(choices, dtype=np.int32), value)

    def add(self, case: Case) -> None:
        """The facts of a taught case get columns."""
        for _, facts in case.traits:
            for fact in facts:
                self._columns.setdefault(fact, len(self._columns))
        while len(self._columns) > len(self._weights):
            size = len(self._weights)
            self._weights = np.concatenate([self._weights, np.zeros(size, dtype=np.float32)])
            self._squares = np.concatenate([self._squares, np.full(size, FIRST, dtype=np.float32)])

    def scores(self, told: Told | None, count: int) -> Row | float:
        """One number per choice, before the softmax."""
        if told is None:
            return 0.0
        summed = np.bincount(told.choices, self._weights[told.columns], count)
        return np.asarray(told.value * summed, dtype=np.float32)

    def step(self, told: Told | None, slope: Row) -> None:
        """Go against the slope of the loss by each score."""
        if told is None:
            return
        by_column = np.bincount(told.columns, slope[told.choices] * told.value)
        at = np.flatnonzero(by_column)
        gradient = by_column[at].astype(np.float32)
        self._squares[at] += gradient * gradient
        self._weights[at] -= RATE * gradient / np.sqrt(self._squares[at])

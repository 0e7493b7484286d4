"""Softmax regression on sentence vectors that begins with what the choices' own words mean.

The weights are the likeliest given all answers and a prior about the choices' descriptions. They are kept there by few
steps for each answer: the slope of the whole loss is remembered example by example and renewed for some of them
(Schmidt, Le Roux, Bach: Minimizing Finite Sums with the Stochastic Average Gradient, 2017), and each step is scaled by
a bound of the curvature that needs no new factorising (Boehning: Multinomial logistic regression algorithm, 1992),
updated answer by answer (Sherman and Morrison).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earpiece.judgement.case import Vector
from earpiece.judgement.choosing.linear import Row

Rows = NDArray[np.float32]

DESCRIBED = 12.0  # how strongly a description counts before any answer
STIFF = 0.03  # how strongly weights are held to their beginning
ALL = 0.3  # a number every vector has, for how common a choice is
RENEWED = 128  # examples whose slope is renewed in a round
ROUNDS = 2
AROUND = 5  # the few nearest
STEP = np.float32(0.4)
KEPT = 4096  # examples; when full, the oldest quarter goes
CENTRED = 16  # answers after which the vectors' centre is taken anew, then at every doubling


@dataclass(frozen=True, slots=True)
class Near:
    """Likeness to the nearest example of a choice, of another, and to the few nearest; the choice's share of these."""

    own: float
    other: float
    around: float
    votes: float


NOTHING = Near(0.0, 0.0, 0.0, 0.0)


class Meaning:
    """The examples' vectors, and a row of weights for each choice."""

    def __init__(self, width: int) -> None:
        self._width = width + 1
        self._described: list[Vector | None] = []
        self._weights = np.zeros((0, self._width), dtype=np.float32)
        self._begin = np.zeros((0, self._width), dtype=np.float32)
        self._slope = np.zeros((0, self._width), dtype=np.float32)
        self._count = 0
        self._raw = np.zeros((1024, width), dtype=np.float32)
        self._rows = np.zeros((1024, self._width), dtype=np.float32)
        self._choices = np.zeros(1024, dtype=np.int32)
        self._left = np.zeros(
            (1024, 8), dtype=np.float32
        )  # of each example: what its choice's share lacks of 1, and so on
        self._centre = np.zeros(width, dtype=np.float32)
        self._narrow = np.eye(self._width, dtype=np.float32) / STIFF
        self._next = CENTRED
        self._at = 0

    def __len__(self) -> int:
        return self._count

    def add(self, described: Sequence[Vector | None]) -> None:
        """More choices, each with what its description means, if it has one."""
        self._described += described
        known = [each for each in self._described if each is not None]
        begin = np.zeros((len(self._described), self._width), dtype=np.float32)
        if known:
            middle = np.mean(known, axis=0)
            for at, each in enumerate(self._described):
                if each is not None:
                    begin[at, :-1] = DESCRIBED * (each - middle)
        had = len(self._begin)
        weights, slope = begin.copy(), np.zeros_like(begin)
        weights[:had] += self._weights - self._begin
        slope[:had] = self._slope
        self._weights, self._begin, self._slope = weights, begin, slope
        if len(weights) > self._left.shape[1]:
            left = np.zeros((len(self._left), 2 * len(weights)), dtype=np.float32)
            left[:, : self._left.shape[1]] = self._left
            self._left = left

    def scores(self, meaning: Vector) -> Row:
        """Each choice's log share."""
        scores = self._weights @ self._row(meaning)
        scores -= scores.max()
        return np.asarray(scores - np.log(np.exp(scores).sum()), dtype=np.float32)

    def doubt(self, meaning: Vector) -> float:
        """How far the answers leave the scores open where this text lies: near 0 after many like it, 30 at first."""
        row = self._row(meaning)
        return float(row @ self._narrow @ row)

    def nearest(self, meaning: Vector, choice: int) -> Near:
        """The kept examples that are likest to this text."""
        if not self._count:
            return NOTHING
        likeness = self._raw[: self._count] @ meaning
        same = self._choices[: self._count] == choice
        few = np.argpartition(-likeness, AROUND - 1)[:AROUND] if self._count > AROUND else np.arange(self._count)
        return Near(
            own=float(likeness[same].max(initial=0.0)),
            other=float(likeness[~same].max(initial=0.0)),
            around=float(likeness[few].mean()),
            votes=float(same[few].mean()),
        )

    def learn(self, meaning: Vector, choice: int) -> None:
        self._make_room()
        at = self._count
        self._count += 1
        self._raw[at] = meaning
        self._rows[at] = row = self._row(meaning)
        self._choices[at] = choice
        self._left[at] = 0.0
        narrow = self._narrow @ row
        self._narrow -= np.outer(narrow, narrow) * np.float32(0.5 / (1 + 0.5 * float(row @ narrow)))
        if self._count == self._next:
            self._next *= 2
            self._settle()
        else:
            for _ in range(ROUNDS):
                self._renew(np.append(self._some(at), at))

    def _row(self, meaning: Vector) -> Row:
        return np.append(meaning - self._centre, np.float32(ALL))

    def _some(self, before: int) -> NDArray[np.int64]:
        """The next examples in turn."""
        count = min(before, RENEWED)
        some = (self._at + np.arange(count)) % max(before, 1)
        self._at = (self._at + count) % max(before, 1)
        return some

    def _renew(self, at: NDArray[np.int64]) -> None:
        """Take these examples' slopes anew and make one step."""
        rows, width = self._rows[at], len(self._weights)
        shares = rows @ self._weights.T
        shares -= shares.max(axis=1, keepdims=True)
        np.exp(shares, out=shares)
        shares /= shares.sum(axis=1, keepdims=True)
        left = -shares
        left[np.arange(len(at)), self._choices[at]] += 1.0
        self._slope += (left - self._left[at, :width]).T @ rows
        self._left[at, :width] = left
        self._weights += STEP * (self._slope - STIFF * (self._weights - self._begin)) @ self._narrow

    def _settle(self) -> None:
        """Take centre, curvature and slopes anew from all examples."""
        raw, rows = self._raw[: self._count], self._rows[: self._count]
        self._centre = raw.mean(axis=0)
        rows[:, :-1] = raw - self._centre
        curve = 0.5 * (rows.T @ rows) + STIFF * np.eye(self._width, dtype=np.float32)
        self._narrow = np.linalg.inv(curve).astype(np.float32)
        self._slope[:] = 0.0
        self._left[: self._count] = 0.0
        for _ in range(2 * ROUNDS):
            self._renew(np.arange(self._count))

    def _make_room(self) -> None:
        if self._count == KEPT:
            first = KEPT // 4
            for kept in (self._raw, self._rows, self._choices, self._left):
                kept[: KEPT - first] = kept[first:KEPT].copy()
            self._count = KEPT - first
            self._next = KEPT
            self._settle()
        elif self._count == len(self._raw):
            self._raw = np.concatenate([self._raw, np.zeros_like(self._raw)])
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._choices = np.concatenate([self._choices, np.zeros_like(self._choices)])
            self._left = np.concatenate([self._left, np.zeros_like(self._left)])

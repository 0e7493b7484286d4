"""From a guess's evidence to the probability that it is wrong, learned from guesses whose answer became known.

A logistic regression with a Gaussian prior (ridge towards `prior`), refitted by Newton's method (iteratively reweighted
least squares: McCullagh, Nelder: Generalized Linear Models, 1989, section 4.4) on the newest outcomes. Guesses that nobody
looked at are not missing at random: the sure ones are seen only in audits. So an audit weighs more than an answer, though
less than the number of decisions it stands for, since a few heavy outcomes would make the fit jump.
"""

import numpy as np
from numpy.typing import NDArray

from earpiece.judgement.case import Guess

Row = NDArray[np.float64]

WINDOW = 3000
"""So many of the newest outcomes count: what was said long ago was said by a guess that knew less."""
HEAVIEST = 6.0
"""The most that one audit weighs, in answers."""
STEADY = 8.0
"""How much the prior holds against the outcomes, in outcomes per number of evidence."""
OFTEN = 8
"""Refitted after so many outcomes (after each of the first ones)."""
NEWTON = 3


class Sureness:
    """`prior`: one weight per number of evidence, the last for the constant; what earlier classes taught."""

    def __init__(self, prior: Row | None = None) -> None:
        self._prior = prior
        self._weights = prior
        self._evidence: list[Row] = []
        self._wrong: list[float] = []
        self._heavy: list[float] = []
        self._seen = 0

    def risk(self, guess: Guess) -> float:
        """Probability from 0 to 1 that people would choose otherwise."""
        if guess.choice is None:
            return 1.0
        row = _row(guess)
        weights = self._weights if self._weights is not None else self._start(len(row))
        return float(_sigmoid(row @ weights))

    def learn(self, guess: Guess, wrong: bool, weight: float) -> None:
        """Whether a guess was wrong became known; weight: how many decisions it stands for (1: it was asked)."""
        if guess.choice is None:
            return
        self._evidence.append(_row(guess))
        self._wrong.append(float(wrong))
        self._heavy.append(min(weight, HEAVIEST))
        self._seen += 1
        if len(self._evidence) > WINDOW + WINDOW // 4:
            for kept in (self._evidence, self._wrong, self._heavy):
                del kept[: WINDOW // 4]
        if self._seen < 20 * OFTEN or self._seen % OFTEN == 0:
            self._fit()

    def _start(self, width: int) -> Row:
        """Before anything is known: the guess's own odds (the first number of evidence, in halves), a little doubted."""
        weights = np.zeros(width)
        weights[0] = -1.5
        weights[-1] = 0.5
        return weights

    def _fit(self) -> None:
        rows, wrong, heavy = np.array(self._evidence), np.array(self._wrong), np.array(self._heavy)
        prior = self._prior if self._prior is not None else self._start(rows.shape[1])
        weights = self._weights if self._weights is not None else prior
        steady = STEADY * np.eye(rows.shape[1])
        for _ in range(NEWTON):
            risk = _sigmoid(rows @ weights)
            slope = rows.T @ (heavy * (risk - wrong)) + steady @ (weights - prior)
            curve = (rows * (heavy * np.maximum(risk * (1 - risk), 1e-3))[:, None]).T @ rows + steady
            weights = weights - np.linalg.solve(curve, slope)
        self._weights = weights


def _row(guess: Guess) -> Row:
    """The evidence, what bends in it, and the constant."""
    evidence = guess.evidence.astype(np.float64)
    return np.concatenate([evidence, [1.0]])


def _sigmoid(score: Row) -> Row:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(score, -30, 30))))

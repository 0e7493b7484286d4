"""The system under test: the product's judgement behind a line protocol. It never sees a file with answers.

One JSON object a line comes in, one goes out:

    {"begin": {"track", "budget", "choices", "knowledge"}}  -> {"ready": true}
    {"decide": context}     -> {"act": choice or null, "audit": p, "risk": r, "ms": t, "embed_ms": t}
    {"answer": choice}      -> {"ms": t}              of the decision just made
    {"freeze": [[context, choice], ...]}   -> {"threshold": r}     no more is learned; the limit is found on these
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.ask_and_learn.embedding import Timed, installed
from bench.ask_and_learn.tracks import intents, star
from earpiece.judgement.case import Case
from earpiece.judgement.choosing import OnlineChooser
from earpiece.judgement.controller import Controller
from earpiece.judgement.judge import Judge, Judged
from earpiece.judgement.sureness import Sureness

CASES: dict[str, Callable[[dict[str, Any], Any], Case]] = {
    "star-action": star.case,
    "star-intent": star.intent_case,
    "banking77": intents.case,
    "clinc150": intents.case,
}

UNEMBEDDED = {"star-action"}
"""Tracks whose decisions hang on how the calls went, not on what the words mean: an embedding would only cost time."""

CAREFUL = 0.5
"""The frozen limit keeps so many standard errors below the budget: it is the best of many on few known decisions."""


@dataclass(frozen=True, slots=True)
class Due:
    """A decision that was due, and how it was judged."""

    case: Case
    judged: Judged


class System:
    """One run: a judge that starts from nothing but the names of its choices."""

    def __init__(self, track: str, budget: float, choices: dict[str, str], knowledge: Any) -> None:
        self._vectors: Timed | None = None if track in UNEMBEDDED else installed()
        self._knowledge = knowledge
        self._case = CASES[track]
        chooser = OnlineChooser(choices, embed=self._vectors)
        self.judge = Judge(chooser, Sureness(), Controller(budget), intents.UNKNOWN)
        self._budget = budget
        self._last: Due | None = None
        self._limit: float | None = None

    def decide(self, context: dict[str, Any]) -> dict[str, Any]:
        began, embedding = time.process_time(), self._embedding()
        case = self._case(context, self._knowledge)
        if self._limit is not None:
            choice, risk = self._frozen(case)
            audit = 0.0
        else:
            judged = self.judge.judge(case)
            self._last = Due(case, judged)
            choice, risk, audit = (judged.guess.choice if judged.alone else None), judged.risk, judged.audit
        embedded = self._embedding() - embedding
        spent = time.process_time() - began - embedded
        return {"act": choice, "audit": audit, "risk": risk, "ms": spent * 1000, "embed_ms": embedded * 1000}

    def answer(self, choice: str) -> dict[str, Any]:
        began, embedding = time.process_time(), self._embedding()
        self.judge.learn(self.last.case, self.last.judged, choice)
        return {"ms": (time.process_time() - began - self._embedding() + embedding) * 1000}

    @property
    def last(self) -> Due:
        """The decision just made; an answer comes after one."""
        assert self._last is not None
        return self._last

    def freeze(self, known: list[tuple[dict[str, Any], str]]) -> dict[str, Any]:
        """Learn no more; take alone what is at most as risky as keeps the error on `known` within the budget."""
        risks, wrongs = [], []
        for context, choice in known:
            guess, risk = self._frozen(self._case(context, self._knowledge))
            if guess is not None and guess != intents.UNKNOWN:
                risks.append(risk)
                wrongs.append(guess != choice)
        order = np.argsort(risks, kind="stable")
        count = np.arange(1, len(order) + 1)
        errors = np.cumsum(np.asarray(wrongs, dtype=float)[order]) / count
        spare = CAREFUL * np.sqrt(self._budget * (1 - self._budget) / count)
        within = np.flatnonzero(errors + spare <= self._budget)
        self._limit = float(np.asarray(risks)[order][within[-1]]) if len(within) else -1.0
        return {"threshold": self._limit}

    def _frozen(self, case: Case) -> tuple[str | None, float]:
        guess = self.judge.chooser.guess(case)
        risk = self.judge.sureness.risk(guess)
        alone = self._limit is None or risk <= self._limit
        return (guess.choice if alone else None), risk

    def _embedding(self) -> float:
        """Seconds spent on the sentence embedding so far."""
        return self._vectors.spent if self._vectors is not None else 0.0


def main() -> None:
    system: System | None = None
    for line in sys.stdin:
        [(what, content)] = json.loads(line).items()
        if what == "begin":
            system = System(**content)
            said: dict[str, Any] = {"ready": True}
        else:
            assert system is not None, "the first line begins a run"
            said = getattr(system, what)(content)
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

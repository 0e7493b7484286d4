"""One class of decisions: what people chose, how sure the guess is, and whether that is enough.

All in memory. Where each step has to be on record, `runtime/learning/account.py` does the same from events.
"""

from dataclasses import dataclass

from earpiece.judgement.case import Case, Chooser, Guess
from earpiece.judgement.controller import Controller
from earpiece.judgement.sureness import Sureness


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement on one case. `alone` False: ask. `audit`: with which probability to look afterwards."""

    guess: Guess
    risk: float
    threshold: float
    alone: bool
    audit: float


class Judge:
    """Asked before each decision, taught by every answer.

    `unknown`: the choice that means that none of the others fits. Whoever guesses that asks.
    """

    def __init__(
        self, chooser: Chooser, sureness: Sureness, controller: Controller, unknown: str | None = None
    ) -> None:
        self.chooser = chooser
        self.sureness = sureness
        self.controller = controller
        self._never = (None, unknown)

    def judge(self, case: Case) -> Judged:
        """What the agent would choose, and whether it may without asking. Counts a decision taken alone as taken."""
        guess = self.chooser.guess(case)
        risk = self.sureness.risk(guess)
        if guess.choice in self._never:
            return Judged(guess, risk, self.controller.threshold, alone=False, audit=1.0)
        verdict = self.controller.decide(risk)
        if verdict.alone:
            self.controller.acted(risk, verdict.audit)
        return Judged(guess, risk, verdict.threshold, verdict.alone, verdict.audit)

    def learn(self, case: Case, judged: Judged, choice: str) -> None:
        """The right choice became known: a person was asked, or looked afterwards."""
        if judged.guess.choice not in self._never:
            wrong = judged.guess.choice != choice
            self.controller.learned(judged.risk, wrong, judged.audit if judged.alone else 1.0)
            self.sureness.learn(judged.guess, wrong)
        self.chooser.learn(case, choice)

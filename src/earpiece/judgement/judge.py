"""One class of decisions: what people chose, how sure the guess is, and whether that is enough."""

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
    """Asked before each decision, taught by every answer."""

    def __init__(self, chooser: Chooser, sureness: Sureness, controller: Controller) -> None:
        self.chooser = chooser
        self.sureness = sureness
        self.controller = controller

    def judge(self, case: Case) -> Judged:
        """What the agent would choose, and whether it may without asking. Counts a decision taken alone as taken."""
        guess = self.chooser.guess(case)
        risk = self.sureness.risk(guess)
        verdict = self.controller.decide(risk)
        alone = verdict.alone and guess.choice is not None
        if alone:
            self.controller.acted(risk, verdict.audit)
        return Judged(guess, risk, verdict.threshold, alone, verdict.audit)

    def learn(self, case: Case, judged: Judged, choice: str) -> None:
        """The right choice became known: a person was asked, or looked afterwards."""
        wrong = judged.guess.choice != choice
        seen = judged.audit if judged.alone else 1.0
        self.controller.learned(judged.risk, wrong, seen)
        self.sureness.learn(judged.guess, wrong)
        self.chooser.learn(case, choice)

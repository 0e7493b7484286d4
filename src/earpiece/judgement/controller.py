"""How sure is sure enough: the account of an error budget.

Interface, used by `judge.Judge`:

    verdict = controller.decide(risk)         # before each decision; risk: estimated probability of being wrong, 0..1
    verdict.alone, verdict.audit              # take it alone? and then with which probability look afterwards
    controller.acted(risk, audit)             # it was taken alone
    controller.learned(risk, wrong, seen)     # the right answer became known; seen: the probability with which it would have
                                              # become known (1 for a question, the audit's probability for an audit)
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """`threshold` is the highest estimated risk that is still taken alone now."""

    alone: bool
    audit: float
    threshold: float


class Controller:
    """One class's error budget. First form: a fixed share of the budget; replaced by the stated rule."""

    def __init__(self, budget: float, audits: float = 0.02) -> None:
        self.budget = budget
        self.audits = audits

    def decide(self, risk: float) -> Verdict:
        return Verdict(alone=risk <= self.budget, audit=self.audits, threshold=self.budget)

    def acted(self, risk: float, audit: float) -> None:
        """A decision was taken alone."""

    def learned(self, risk: float, wrong: bool, seen: float) -> None:
        """Whether the guess was wrong became known."""

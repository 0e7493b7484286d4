"""What asking is worth: the harm that a wrong decision would do, against what a question costs.

A question costs somebody's time, and perhaps the customer, who may leave while they wait. Patience is taken as
exponential with the mean `patience`, as in the Erlang-A model (Garnett, Mandelbaum, Reiman: Designing a Call Center
With Impatient Customers, 2002); a customer who leaves comes back, and is served by a person.
"""

from dataclasses import dataclass
from math import exp

ANSWERING = 60.0
"""Seconds of a person's work that a question takes, as assumed."""

COMING_BACK = 300.0
"""The same of a customer who left and has to be served again."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question would cost. `wait` and `patience` in seconds; `hour`: the price of an hour of a person's work."""

    wait: float
    patience: float
    hour: float

    @property
    def leaves(self) -> float:
        """The chance that the customer leaves before the answer."""
        return 1.0 - exp(-self.wait / self.patience) if self.patience > 0 else 1.0

    @property
    def cost(self) -> float:
        """In money."""
        return self.hour / 3600.0 * (ANSWERING + self.leaves * COMING_BACK)


@dataclass(frozen=True, slots=True)
class Value:
    """A decision's two sides in money: `wrong` is the expected harm of deciding alone."""

    wrong: float
    asking: float
    wait: float
    leaves: float
    stated: bool
    """The harm was stated by the company; otherwise it is what makes both equal where the budget is just used up."""

    @property
    def ask(self) -> bool:
        """Whether asking is worth it though the agent is sure enough. Only a stated harm can say so."""
        return self.stated and self.wrong > self.asking


def value_of(risk: float, budget: float, asking: Asking, harm: float | None) -> Value:
    """Both sides of a decision that is wrong with probability `risk`; `harm` in money, if the company states it."""
    whole = harm if harm is not None else asking.cost / budget
    return Value(risk * whole, asking.cost, asking.wait, asking.leaves, stated=harm is not None)

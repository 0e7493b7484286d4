"""What Earpiece wants to reach on a compared day, and whether it does: from figures, like everything that is said."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from earpiece.insight.amounts import amount
from earpiece.sim.compare.ladder import CONSULT, EARPIECE, ESCALATE, LEARNED
from earpiece.sim.compare.result import Comparison
from earpiece.sim.compare.statistics import Estimate
from earpiece.sim.compare.verdict import in_times, in_words

Reached = Literal["reached", "not reached", "open", "not measured"]


@dataclass(frozen=True, slots=True)
class Aim:
    """`of` gives the figure of a way, which must be at least (or at most, `most`) `limit`."""

    words: str
    of: Callable[[Comparison, str], Estimate | None]
    limit: float
    unit: str = "times"
    most: bool = False

    def reached(self, found: Comparison, way: str = EARPIECE) -> Reached:
        """Open: the mean is on one side, and the interval on both."""
        figure = self.of(found, way)
        if figure is None:
            return "not measured"
        low, high = (
            figure.low if figure.low is not None else figure.mean,
            figure.high if figure.high is not None else figure.mean,
        )
        if self.most:
            low, high = -high, -low
        limit = -self.limit if self.most else self.limit
        return "reached" if low >= limit else "not reached" if high < limit else "open"

    def told(self, found: Comparison, way: str = EARPIECE) -> str:
        """The figure in words."""
        figure = self.of(found, way)
        if figure is None:
            return amount(None)
        return in_times(figure) if self.unit == "times" else in_words(figure, self.unit)


AIMED = {EARPIECE: "Before it learns", LEARNED: "After nineteen days of learning"}
"""The ways that are held against the aims."""


def aimed_at(found: Comparison) -> list[str]:
    """Those that were played; the first also where it was not."""
    return [way for way in AIMED if way == EARPIECE or found.has(way)]


def _times_less(figure: str, against: str) -> Callable[[Comparison, str], Estimate | None]:
    return lambda found, way: found.ratio(figure, against, way)


# fmt: off
AIMS = (
    Aim("People's minutes per customer who needs one: at most a third of escalation's",
        _times_less("human_helped", ESCALATE), 3.0),
    Aim("Customers who need a person and never wait because of people: at least 60 %",
        lambda found, way: found.of(way, "no_wait"), 0.6, "share"),
    Aim("Mean wait caused by people: at most a third of a plain consult's", _times_less("wait", CONSULT), 3.0),
    Aim("From the need of a person to the end: at least 2.5 times shorter than escalation",
        _times_less("from_gap", ESCALATE), 2.5),
    Aim("People needed for the same service: at most half of escalation's", _times_less("staff", ESCALATE), 2.0),
    Aim("Hang-ups in an outage: at most 2 %",
        lambda found, way: found.of(way, "outage_left"), 0.02, "share", most=True),
)
# fmt: on

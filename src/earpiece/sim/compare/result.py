"""What a comparison found: each figure of each way on each simulated day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from earpiece.insight.day import Day
from earpiece.sim.compare.headlines import HEADLINES
from earpiece.sim.compare.statistics import Estimate, difference, estimate, ratio

Figures = Mapping[str, float | None]
"""By the name of the headline."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`values[way][figure]` has one value for each of `seeds`, in their order; None where that day had nothing to
    measure. Figures of people needed are there only if they were `searched` for."""

    company: str
    day: Day
    seeds: tuple[int, ...]
    values: Mapping[str, Mapping[str, Sequence[float | None]]]
    people: int
    """On the day's roster."""
    customers: Sequence[int]
    needing: Sequence[int]
    """Of the customers of each day, so many need a person."""
    currency: str = "£"
    """The sign of the company's currency."""
    searched: bool = False
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What went otherwise than it should have, by way."""
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def ways(self) -> tuple[str, ...]:
        return tuple(self.values)

    def has(self, *ways: str) -> bool:
        """Whether all these ways were played."""
        return all(way in self.values for way in ways)

    def unit(self, figure: str) -> str:
        """In which unit a figure is written."""
        unit = HEADLINES[figure].unit
        return self.currency if unit == "money" else unit

    def of(self, way: str, figure: str) -> Estimate | None:
        """A figure of a way: the mean of the days."""
        return estimate(self.values.get(way, {}).get(figure, ()))

    def difference(self, figure: str, way: str, against: str) -> Estimate | None:
        """How much more the figure is under `way` than under `against`."""
        return difference(*self._both(figure, way, against))

    def ratio(self, figure: str, way: str, against: str) -> Estimate | None:
        """How many times as much the figure is under `way` as under `against`."""
        return ratio(*self._both(figure, way, against))

    def _both(self, figure: str, way: str, against: str) -> tuple[Sequence[float | None], Sequence[float | None]]:
        one, other = (self.values.get(each, {}).get(figure) for each in (way, against))
        return (one, other) if one is not None and other is not None else ((), ())

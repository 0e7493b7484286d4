"""Comparisons with figures made by hand."""

from collections.abc import Mapping, Sequence

from earpiece.insight.day import read_day
from earpiece.sim.compare.result import Comparison

Made = Mapping[str, Mapping[str, Sequence[float | None]]]


def comparison(values: Made, *, day: str = "ordinary", searched: bool = False) -> Comparison:
    """A comparison of a hundred customers a day with these figures, by way and figure."""
    days = max(len(each) for figures in values.values() for each in figures.values())
    return Comparison(
        company="hudson",
        day=read_day(day),
        seeds=tuple(range(days)),
        values=values,
        people=9,
        customers=[100] * days,
        needing=[40] * days,
        searched=searched,
        versions={"earpiece": "0", "python": "3"},
    )

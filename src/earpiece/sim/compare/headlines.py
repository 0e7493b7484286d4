"""The figures that ways are compared by, in the order in which they are shown.

`among` whom: `needing` are the customers who need a person, known from the outset and the same in every way; `all` is
every customer; `outage` are those of the first who come while an outage lasts. Definitions are those of
`insight.measures`.
"""

from dataclasses import dataclass
from typing import Final, Literal

Among = Literal["needing", "all", "outage"]
Better = Literal["up", "down", "neither"]


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure. `measure` is its name in `insight.measures`; `unit` as `insight.amounts` writes it, or `money`;
    `times` is what the measured value is multiplied by."""

    name: str
    title: str
    unit: str
    better: Better
    measure: str = ""
    among: Among = "needing"
    times: float = 1.0


_ALL = (
    Headline("resolution", "From hello to the end", "s", "down", "resolution_s"),
    Headline("from_gap", "From the first need of a person to the end", "s", "down", "from_gap_s"),
    Headline("wait", "Wait caused by people", "s", "down", "wait_s"),
    Headline("wait_p95", "Wait caused by people, 95th percentile", "s", "down", "wait_p95_s"),
    Headline("no_wait", "No wait caused by people", "share", "up", "no_wait"),
    Headline("left", "Hang-ups while waiting", "share", "down", "hang_ups"),
    Headline("resolved", "Resolved", "share", "up", "resolution"),
    Headline("human_helped", "Human minutes per customer who needs a person", "min", "down", "human_s", times=1 / 60),
    Headline("human", "Human minutes per conversation", "min", "down", "human_s", "all", 1 / 60),
    Headline("concurrency", "Live conversations per busy expert", "", "up", "concurrency"),
    Headline("occupancy", "Occupancy", "share", "neither", "occupancy", "all"),
    Headline("service", "Picked up in time", "share", "up", "service_level", "all"),
    Headline("asks", "Consults per customer who needs a person", "", "neither", "consults"),
    Headline("wasted", "Expert time on early questions nobody needed", "share", "down"),
    Headline("cost", "Cost per conversation", "money", "down", "cost", "all"),
    Headline("outage_wait", "Wait caused by people, in the outage", "s", "down", "wait_s", "outage"),
    Headline("outage_left", "Hang-ups while waiting, in the outage", "share", "down", "hang_ups", "outage"),
    Headline("people", "People on the roster", "people", "neither"),
    Headline("staff", "People needed for the same service", "people", "down"),
)
HEADLINES: Final = {headline.name: headline for headline in _ALL}
"""By name. Those without a measure are found otherwise: from the roster, by search, from what a way says of itself."""

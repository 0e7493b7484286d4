"""A simple cover: how many people on which shifts, so that enough are there in each interval, at the least paid time.

A shift loses a share of its people to absences, and in its middle half to pauses, taken one after the other. The least
cover is an integer program, solved by HiGHS (in scipy); same numbers, same cover.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from earpiece.domain.errors import Invalid
from earpiece.insight.day import Day, Shifts, Team, minutes_of

LONG_MINUTES: Final = 360
"""From so long a shift on there is a pause in it."""
PERSON_HOURS: Final = 0.5
"""Each person who comes counts as so much more paid time, since a short shift has a beginning and an end, too."""
SECONDS: Final = 4.0
GOOD_ENOUGH: Final = 0.01
"""A cover within one per cent of the least one is taken."""


@dataclass(frozen=True)
class Cover:
    """`there`: people on duty in each interval, on average. `paid_hours` of everybody who is expected to come."""

    teams: tuple[Team, ...]
    there: tuple[float, ...]
    paid_hours: float
    needed_hours: float

    @property
    def people(self) -> int:
        return sum(team.count for team in self.teams)


def cover(day: Day, counts: Sequence[int]) -> Cover:
    """Shifts for so many people on duty in each interval. Raises Invalid where no shift fits into the opening hours."""
    rules, minutes = day.shifts, day.interval_minutes
    needed_hours = sum(counts) * minutes / 60.0
    if not any(counts):
        return Cover((), tuple(0.0 for _ in counts), 0.0, 0.0)
    patterns = _patterns(rules, len(counts), minutes)
    if not patterns:
        raise Invalid(
            f"No shift fits: the doors are open for {len(counts) * minutes} minutes, the shortest shift takes "
            f"{min(rules.lengths_minutes, default=0)}. Name shorter ones under shifts.lengths_minutes."
        )
    there = np.array([_presence(pattern, rules, minutes, len(counts)) for pattern in patterns]).T
    hours = np.array([length * minutes / 60.0 for _, length in patterns])
    solved = milp(
        hours * (1.0 - rules.absent) + PERSON_HOURS,
        constraints=LinearConstraint(there, lb=np.asarray(counts) - 1e-6),
        bounds=Bounds(0, np.inf),
        integrality=np.ones(len(patterns)),
        options={"mip_rel_gap": GOOD_ENOUGH, "time_limit": SECONDS},
    )
    if solved.x is None:
        raise Invalid("No shifts cover the day: name shorter ones under shifts.lengths_minutes.")
    chosen = np.round(solved.x).astype(int)
    teams = tuple(_team(day, pattern, int(count)) for pattern, count in zip(patterns, chosen, strict=True) if count > 0)
    paid = float((chosen * hours).sum() * (1.0 - rules.absent))
    return Cover(teams, tuple(float(each) for each in there @ chosen), paid, needed_hours)


def _patterns(rules: Shifts, intervals: int, minutes: int) -> list[tuple[int, int]]:
    """First interval and number of intervals of each shift there may be; as long as the day, if that is shorter."""
    lengths = {min(max(round(length / minutes), 1), intervals) for length in rules.lengths_minutes}
    return [(first, length) for length in sorted(lengths) for first in range(intervals - length + 1)]


def _presence(pattern: tuple[int, int], rules: Shifts, minutes: int, intervals: int) -> list[float]:
    """The share of a shift's people who take work, in each interval of the day."""
    first, length = pattern
    pause = _pause(rules, length * minutes)
    middle = range(first + length // 4, first + length - length // 4)
    pausing = min(pause / (len(middle) * minutes), 1.0)
    return [
        (1.0 - rules.absent) * (1.0 - (pausing if place in middle else 0.0)) if first <= place < first + length else 0.0
        for place in range(intervals)
    ]


def _team(day: Day, pattern: tuple[int, int], count: int) -> Team:
    first, length = pattern
    opens = minutes_of(day.opens)
    since, until = (opens + place * day.interval_minutes for place in (first, first + length))
    return Team(
        count=count,
        skills=("*",),
        each=day.shifts.each,
        shift=(_clock(since), _clock(until)),
        pause_minutes=_pause(day.shifts, length * day.interval_minutes),
        absent=day.shifts.absent,
    )


def _pause(rules: Shifts, minutes: int) -> float:
    return rules.pause_minutes if minutes >= LONG_MINUTES else 0.0


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"

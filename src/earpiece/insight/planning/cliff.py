"""The distance to the cliff: with how much more load, or how many people fewer, a floor no longer holds.

Where questions nobody takes become transfers to people of the same floor, each of them keeps a person busy many times
longer than the question would have. So more questions are not taken, and the floor stays flooded, although it has
people enough for the questions (a metastable overload). The busiest half-hour is held for hours, with more and more to
do. Where such questions are promised instead, nobody need leave: there the share that is promised shows the overload.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from earpiece.insight.day import Day, Fallback
from earpiece.insight.planning.days import Days
from earpiece.insight.planning.load import Mode, expected
from earpiece.insight.planning.people import Skills, staffed
from earpiece.insight.planning.played import Tally, together

FACTORS: Final = (0.8, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
COLLAPSED: Final = 0.2
"""A floor that so many of its customers leave has collapsed."""
FLOODED: Final = 0.4
"""Beyond this share of customers who leave, or are sent away with a promise, more load tells nothing more."""
TOLERANCE: Final = 0.01
HOURS: Final = 3.0
SETTLED: Final = 1 / 3
"""So much of these hours is not counted."""
MOST_FEWER: Final = 5
"""So many steps with fewer people are tried."""

Fall = Literal["promise", "transfer", "nothing"]


@dataclass(frozen=True, slots=True)
class Point:
    """A floor at the busiest half-hour, held: `load` times as much to do, `people` on duty."""

    load: float
    people: int
    service: float
    hang_ups: float
    occupancy: float
    wait_mean_s: float
    transferred: float
    """Of the questions; so are those promised."""
    promised: float


@dataclass(frozen=True)
class Cliff:
    """`misses_at`, `collapses_at`: the load from which on more hang up than wanted, and a fifth do; None: not up to
    the highest that was tried. `misses_without`, `collapses_without`: the same by people fewer. `safe_to`: up to this
    load a flooded floor recovers, whatever flooded it: were every customer transferred, people would be enough."""

    fallback: Fall
    after_s: float
    by_load: tuple[Point, ...]
    by_people: tuple[Point, ...]
    misses_at: float | None
    collapses_at: float | None
    misses_without: int | None
    collapses_without: int | None
    safe_to: float | None


def cliff(day: Day, mode: Mode, people: int, kinds: Sequence[Skills], seeds: Sequence[int], fall: Fall) -> Cliff:
    """With `people` on duty in the busiest half-hour, of these kinds; `fall`: what comes of questions nobody takes."""
    fallback = Fallback(after_s=day.fallback.after_s, to=fall, behind=day.fallback.behind)
    floor = _Held(day.model_copy(update={"fallback": fallback}), mode, kinds, seeds)
    usual = floor.point(1.0, people)
    limit = max(day.targets.hang_ups, floor.at_best(people)) + TOLERANCE
    by_load: list[Point] = []
    for factor in FACTORS:
        by_load.append(usual if factor == 1.0 else floor.point(factor, people))
        if _lost(by_load[-1]) >= FLOODED:
            break
    by_people = [usual]
    while by_people[-1].people > 1 and _lost(by_people[-1]) < COLLAPSED and len(by_people) <= MOST_FEWER:
        by_people.append(floor.point(1.0, by_people[-1].people - _stride(people)))
    return Cliff(
        fall,
        fallback.after_s,
        tuple(by_load),
        tuple(by_people),
        _crossing(by_load, limit),
        _crossing(by_load, COLLAPSED),
        _fewer(by_people, limit),
        _fewer(by_people, COLLAPSED),
        _safe_to(day, people) if mode == "consult" and fall == "transfer" else None,
    )


def _lost(point: Point) -> float:
    return max(point.hang_ups, point.promised)


def _stride(people: int) -> int:
    return max(people // 16, 1)


class _Held:
    """The busiest half-hour, for hours."""

    def __init__(self, day: Day, mode: Mode, kinds: Sequence[Skills], seeds: Sequence[int]) -> None:
        intervals = max(round(HOURS * 60 / day.interval_minutes), 2)
        peak = expected(day, mode).peak
        self._day = day.model_copy(update={"arrivals": (day.arrivals[peak],) * intervals, "teams": (), "outages": ()})
        self._mode = mode
        self._kinds = kinds
        self._days = Days(self._day, mode, seeds)

    def point(self, factor: float, people: int) -> Point:
        days = self._days if factor == 1.0 else self._days.busier(factor)
        tally = self._tally(days, people)
        return Point(
            factor,
            people,
            tally.service if tally.service is not None else 1.0,
            tally.hang_ups or 0.0,
            tally.occupancy or 0.0,
            tally.wait_mean_s or 0.0,
            tally.transferred / max(tally.pieces, 1),
            tally.promised / max(tally.pieces, 1),
        )

    def at_best(self, people: int) -> float:
        """Who leaves even so many people, since the answer itself takes its time."""
        return self._tally(self._days, 2 * people + 6).hang_ups or 0.0

    def _tally(self, days: Days, people: int) -> Tally:
        counts = [people] * len(self._day.arrivals)
        intervals = days.measure(staffed(self._day, self._mode, counts, self._kinds)).intervals
        return together(intervals[int(len(intervals) * SETTLED) :])


def _crossing(points: Sequence[Point], limit: float) -> float | None:
    """The load from which on hang-ups exceed the limit, straight between two points."""
    above = len(points)
    while above > 0 and points[above - 1].hang_ups > limit:
        above -= 1
    if above == len(points):
        return None
    if above == 0:
        return points[0].load
    before, after = points[above - 1], points[above]
    share = (limit - before.hang_ups) / (after.hang_ups - before.hang_ups)
    return before.load + share * (after.load - before.load)


def _fewer(points: Sequence[Point], limit: float) -> int | None:
    return next((points[0].people - point.people for point in points[1:] if point.hang_ups > limit), None)


def _safe_to(day: Day, people: int) -> float | None:
    """People over the load if every customer who needs one were transferred: below it, a flood drains."""
    transfers = expected(day, "escalate")
    work = transfers.erlangs(transfers.peak)
    return people / work if work > 0 else None

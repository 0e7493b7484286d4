"""A plan for one scenario: staff per half-hour for its targets, what to expect with them, and how far the cliff is."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import fmean, stdev
from typing import Final

from earpiece.insight.day import Day
from earpiece.insight.planning.cliff import Cliff, Fall, cliff
from earpiece.insight.planning.days import Days, Measured, Staff
from earpiece.insight.planning.load import Load, Mode, expected
from earpiece.insight.planning.people import on_duty, roster, staffed
from earpiece.insight.planning.search import Staffing, search
from earpiece.insight.planning.shifts import Cover, cover
from earpiece.insight.planning.what_if import Absence, Change, Stress, absence, more_or_less, stress

MOST_DAYS: Final = 30
FEWEST_DAYS: Final = 6
PIECES: Final = 350.0
"""With so much work a day, thirty days are played; with more, fewer tell as much."""
Z: Final = 1.96


@dataclass(frozen=True)
class Spread:
    """A figure over days: its mean with the 95 % interval of the mean, and where nine in ten days lie."""

    mean: float
    low: float
    high: float
    p5: float
    p95: float


@dataclass(frozen=True)
class Roster:
    """The scenario's own teams, as they come: `there` on average in each interval, less pauses and absences."""

    there: tuple[float, ...]
    measured: Measured


@dataclass(frozen=True)
class Plan:
    """`measured`: days that the search has not seen. `cover` only where the scenario has no teams, with how its shifts
    do in `covered`. `other_cliff`: with the other of transfers and promises for questions nobody takes."""

    day: Day
    mode: Mode
    seed: int
    days: int
    load: Load
    staffing: Staffing
    measured: Measured
    changes: tuple[Change, ...]
    absence: Absence | None
    outages: tuple[Stress, ...]
    cliff: Cliff | None
    other_cliff: Cliff | None
    roster: Roster | None
    cover: Cover | None
    covered: Measured | None

    @property
    def counts(self) -> tuple[int, ...]:
        return self.staffing.counts

    @property
    def hours(self) -> float:
        """People's hours on duty."""
        return sum(self.counts) * self.load.interval_s / 3600.0


def make_plan(day: Day, mode: Mode = "consult", seed: int = 1, days: int | None = None) -> Plan:
    """Plans one scenario on so many simulated days (None: as many as its load needs, 6 to 30). The same scenario and
    seed give the same plan. Raises Invalid with how to mend what cannot be planned."""
    load = expected(day, mode)
    number = _days(sum(load.pieces)) if days is None else days
    found = search(load, Days(day, mode, range(1000 * seed, 1000 * seed + number)))
    unseen = Days(day, mode, range(1000 * seed + 500, 1000 * seed + 500 + number))
    fewer = Days(day, mode, unseen.seeds[: max(number // 2, min(number, 4))])
    people = staffed(day, mode, found.counts, found.kinds)
    teams = any(team.count > 0 for team in day.teams)
    shifts = None if teams else cover(day, found.counts)
    busy = sum(load.pieces) > 0
    rival: Fall = "promise" if day.fallback.to == "transfer" else "transfer"
    seeds, peak = unseen.seeds[: max(number // 3, min(number, 3))], found.counts[load.peak]
    return Plan(
        day,
        mode,
        seed,
        number,
        load,
        found,
        unseen.measure(people),
        tuple(more_or_less(fewer, found.counts, found.kinds)) if busy else (),
        absence(fewer, found.counts, found.kinds, load.peak) if busy else None,
        tuple(stress(fewer, people, load.peak)) if busy else (),
        cliff(day, mode, peak, found.kinds, seeds, day.fallback.to) if busy else None,
        cliff(day, mode, peak, found.kinds, seeds, rival) if busy and mode == "consult" else None,
        Roster(tuple(on_duty(day)), unseen.measure(_teams(day, mode))) if teams else None,
        shifts,
        _covered(shifts, day, mode, unseen.seeds) if shifts is not None and busy else None,
    )


def spread(values: Sequence[float | None]) -> Spread | None:
    """Over the days in which there was anything to count; None if there were none."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    mean = fmean(known)
    half = Z * stdev(known) / sqrt(len(known)) if len(known) > 1 else 0.0
    last = len(known) - 1
    return Spread(mean, mean - half, mean + half, known[ceil(0.05 * last)], known[int(0.95 * last)])


def _days(pieces: float) -> int:
    if pieces <= 0:
        return 1
    return max(min(int(MOST_DAYS * pow(PIECES / pieces, 0.6)), MOST_DAYS), FEWEST_DAYS)


def _teams(day: Day, mode: Mode) -> Staff:
    return lambda seed: roster(day, mode, seed)


def _covered(shifts: Cover, day: Day, mode: Mode, seeds: Sequence[int]) -> Measured:
    """How the proposed shifts do, with the absences and pauses there are."""
    manned = day.model_copy(update={"teams": shifts.teams})
    return Days(manned, mode, seeds).measure(_teams(manned, mode))

"""What a plan is worth when the day goes otherwise: one person more or less, one absent at the peak, an outage."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from earpiece.insight.day import Day, Outage, minutes_of
from earpiece.insight.planning.customers import outage_span
from earpiece.insight.planning.days import Days, Measured, Staff
from earpiece.insight.planning.people import Skills, staffed
from earpiece.insight.planning.played import Tally, together

STEPS: Final = (-2, -1, 0, 1, 2)
SHIFT_HOURS: Final = 8.0
RECOVERY_S: Final = 3600.0
"""After an outage the floor is watched for so much longer."""


@dataclass(frozen=True)
class Change:
    """The whole day with so many people more (or fewer) in every half-hour."""

    step: int
    measured: Measured


@dataclass(frozen=True)
class Absence:
    """The hours around the busiest half-hour, with everybody and with one person missing for a whole shift."""

    since: str
    until: str
    with_all: Tally
    one_missing: Tally


@dataclass(frozen=True)
class Stress:
    """An outage, from its beginning to an hour after its end, on an ordinary roster. `alone`: each question is its own
    card; `joined`: equal ones are one card, and a bulletin comes."""

    outage: Outage
    ordinary: Tally
    alone: Tally
    joined: Tally | None


def more_or_less(days: Days, counts: Sequence[int], kinds: Sequence[Skills]) -> list[Change]:
    """One and two people more and fewer in every half-hour; nowhere fewer than one where one is needed."""
    changes = []
    for step in STEPS:
        changed = [max(count + step, 1) if count else 0 for count in counts]
        if step >= 0 or changed != [max(count + step + 1, 1) if count else 0 for count in counts]:
            changes.append(Change(step, days.measure(staffed(days.day, days.mode, changed, kinds))))
    return changes


def absence(days: Days, counts: Sequence[int], kinds: Sequence[Skills], peak: int) -> Absence:
    """One person fewer for a shift around the busiest half-hour; what it does in the three hours around that."""
    interval_s = days.day.interval_minutes * 60.0
    half = round(SHIFT_HOURS * 3600.0 / 2.0 / interval_s)
    near = round(1.5 * 3600.0 / interval_s)
    missing = range(peak - half, peak + half)
    fewer = [count - (place in missing and count > 0) for place, count in enumerate(counts)]
    seen = range(max(peak - near, 0), min(peak + near, len(counts)))

    def tally(staff: Sequence[int]) -> Tally:
        measured = days.measure(staffed(days.day, days.mode, staff, kinds))
        return together(measured.intervals[place] for place in seen)

    return Absence(at(days.day, seen.start), at(days.day, seen.stop), tally(counts), tally(fewer))


def stress(days: Days, people: Staff, peak: int) -> list[Stress]:
    """The outages of the scenario; without any, an hour of 2.5 times the load from the busiest half-hour on."""
    outages = days.day.outages or (usual_outage(days.day, peak),)
    return [_stress(days, people, outage) for outage in outages]


def usual_outage(day: Day, peak: int) -> Outage:
    """The one a plan is tried on where the scenario names none."""
    return Outage(at=at(day, peak), minutes=60.0, extra=1.5, common=0.9, bulletin_after_s=300.0)


def _stress(days: Days, people: Staff, outage: Outage) -> Stress:
    begin, end = outage_span(days.day, outage)
    interval_s = days.day.interval_minutes * 60.0
    seen = range(int(begin // interval_s), min(-int(-(end + RECOVERY_S) // interval_s), len(days.day.arrivals)))

    def tally(measured: Measured) -> Tally:
        return together(measured.intervals[place] for place in seen)

    return Stress(
        outage,
        tally(days.measure(people)),
        tally(days.in_outage(people, outage, joined=False)),
        tally(days.in_outage(people, outage, joined=True)) if days.mode == "consult" else None,
    )


def at(day: Day, place: int) -> str:
    """The time of day at which an interval begins."""
    minutes = minutes_of(day.opens) + place * day.interval_minutes
    return f"{minutes // 60:02}:{minutes % 60:02}"

"""When customers come: by interval of the day, by weekday, by channel."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from earpiece.insight.calibrate import intervals
from earpiece.insight.calibrate.estimate import LEAST_COUNT, Assumed, Estimate, Window, channel_of
from earpiece.insight.calibrate.intervals import Interval
from earpiece.insight.cases import Case

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LEAST_CONVERSATIONS = 30
LEAST_DAYS = 3
"""For what days differ by."""
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Profile:
    """Conversations of an average day: `each` interval from `opens` (minutes since midnight) on; days without any are
    taken for closed. `dispersion` is the variance of the days' numbers over their mean, 1 where only chance is at work;
    None: there are too few days to tell."""

    opens: int
    interval_minutes: int
    each: tuple[Interval, ...]
    total: Interval
    conversations: int
    days: tuple[date, ...]
    dispersion: float | None


def profile(cases: Sequence[Case], window: Window, interval_minutes: int) -> Profile | None:
    """The arrivals of an average day; None if there are too few."""
    if len(cases) < LEAST_CONVERSATIONS:
        return None
    by_day = Counter(window.day(case.opened_at) for case in cases)
    slots = Counter(int(window.minute(case.opened_at) // interval_minutes) for case in cases)
    first, last = min(slots), max(slots)
    dispersion = _dispersion(by_day)
    wider, days = dispersion or 1.0, len(by_day)
    return Profile(
        opens=first * interval_minutes,
        interval_minutes=interval_minutes,
        each=tuple(intervals.rate(slots[slot], days, wider) for slot in range(first, last + 1)),
        total=intervals.rate(len(cases), days, wider),
        conversations=len(cases),
        days=tuple(sorted(by_day)),
        dispersion=dispersion,
    )


def _dispersion(by_day: Counter[date]) -> float | None:
    """Among days of the same weekday, so that a quiet Sunday is not taken for chance."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for day, count in by_day.items():
        groups[day.weekday()].append(count)
    freedom = sum(len(each) - 1 for each in groups.values())
    if freedom < LEAST_DAYS - 1:
        return None
    around = sum(float(np.sum((np.array(each) - np.mean(each)) ** 2) / np.mean(each)) for each in groups.values())
    return around / freedom


def weekdays(found: Profile, cases: Sequence[Case], window: Window) -> Iterator[Estimate]:
    """How much busier or quieter each weekday is than the mean of the weekdays; nothing from days of one kind only."""
    days = Counter(day.weekday() for day in found.days)
    if len(days) < 2:
        return
    came = Counter(window.local(case.opened_at).weekday() for case in cases)
    usual = float(np.mean([came[weekday] / count for weekday, count in days.items()]))
    for weekday, count in sorted(days.items()):
        factor = intervals.rate(came[weekday], count * usual, found.dispersion or 1.0)
        title = f"{WEEKDAYS[weekday]}s, times the mean weekday"
        yield Estimate(title, factor, count, "days" if count > 1 else "day")


def channels(cases: Sequence[Case]) -> Iterator[Estimate | Assumed]:
    """The share of each channel; what is written, in whichever way, is chat."""
    if len(cases) < LEAST_COUNT:
        yield Assumed("channels", f"{len(cases)} conversations, fewer than {LEAST_COUNT}")
        return
    count = Counter(channel_of(case) for case in cases)
    for channel in ("voice", "chat"):
        found = intervals.share(count[channel], len(cases))
        yield Estimate(f"share of {channel}", found, len(cases), "conversations", "share", f"channels.{channel}")

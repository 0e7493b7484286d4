"""Some whole days in a place's own time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from earpiece.domain.errors import Invalid

MOST_DAYS = 366
USUAL_DAYS = 7


@dataclass(frozen=True)
class Period:
    """From the beginning of `first` to the end of `last`, in the timezone `zone`."""

    first: date
    last: date
    zone: str

    @cached_property
    def since(self) -> float:
        return self._midnight(self.first)

    @cached_property
    def until(self) -> float:
        """The first moment that is no longer part of it."""
        return self._midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> Iterator[date]:
        return (self.first + timedelta(days=after) for after in range((self.last - self.first).days + 1))

    def day_of(self, at: float) -> date:
        return self.local(at).date()

    def hour_of(self, at: float) -> int:
        return self.local(at).hour

    def local(self, at: float) -> datetime:
        """A moment by the clocks of that place."""
        return datetime.fromtimestamp(at, ZoneInfo(self.zone))

    def _midnight(self, day: date) -> float:
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone)).timestamp()

    def __str__(self) -> str:
        """`16 to 22 November 2026`."""
        last = f"{self.last.day} {self.last:%B %Y}"
        if self.first == self.last:
            return last
        first = f"{self.first.day}"
        if self.first.month != self.last.month or self.first.year != self.last.year:
            first += f" {self.first:%B}"
        if self.first.year != self.last.year:
            first += f" {self.first.year}"
        return f"{first} to {last}"


def period(first: str | None, last: str | None, zone: str, now: float) -> Period:
    """The days from `first` to `last`, both among them, written like 2026-11-16. Without `last` it is today, without
    `first` it is the seven days that end with `last`. Raises Invalid."""
    today = datetime.fromtimestamp(now, ZoneInfo(zone)).date()
    end = today if last is None else _day(last, "--to")
    begin = end - timedelta(days=USUAL_DAYS - 1) if first is None else _day(first, "--from")
    if begin > end:
        raise Invalid(f"--from {begin} is after --to {end}; the earlier day comes first.", field="--from")
    if begin > today:
        raise Invalid(f"--from {begin} is still to come: today is {today} in {zone}.", field="--from")
    if (end - begin).days >= MOST_DAYS:
        raise Invalid(f"{begin} to {end} is more than {MOST_DAYS} days; ask for fewer.", field="--from")
    return Period(begin, end, zone)


def _day(text: str, option: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no timezone
    except ValueError as error:
        raise Invalid(f"{option} {text!r} is no day; write it like 2026-11-16.", field=option) from error

"""What was estimated, from how much, over which time; and from how few nothing is estimated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from earpiece.insight.calibrate.intervals import Interval
from earpiece.insight.cases import Case, Consulted
from earpiece.insight.reading import SPOKEN

Unit = Literal["s", "share", "number"]

LEAST_CARDS = 5
"""Of a kind, for the time that people take."""
LEAST_COUNT = 20
"""Conversations, consults or turns, for a share or a mean."""
LEAST_HANG_UPS = 8
"""Waits that ended in a hang-up, for patience."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """One figure. `setting` names what it says of a scenario (`decisions.approval.mean_s`); empty for what a scenario
    has no setting for. `count` `things` were looked at."""

    title: str
    found: Interval
    count: int
    things: str
    unit: Unit = "number"
    setting: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Assumed:
    """A setting that keeps the scenario's value. `because`: what was missing."""

    setting: str
    because: str


@dataclass(frozen=True, slots=True)
class Window:
    """The days looked at, in seconds since 1970, and the timezone in which they are days."""

    since: float
    until: float
    zone: str = "UTC"
    weekdays: frozenset[int] = frozenset(range(7))
    """0 is Monday."""

    def local(self, at: float) -> datetime:
        return datetime.fromtimestamp(at, ZoneInfo(self.zone))

    def day(self, at: float) -> date:
        return self.local(at).date()

    def minute(self, at: float) -> float:
        """Minutes since midnight."""
        local = self.local(at)
        return local.hour * 60 + local.minute + local.second / 60

    def holds(self, at: float) -> bool:
        return self.since <= at < self.until and self.local(at).weekday() in self.weekdays

    def words(self) -> str:
        """`from 2026-11-02 to 2026-11-06`, the last day included."""
        return f"from {self.day(self.since)} to {self.day(max(self.until - 1, self.since))}"

    @classmethod
    def of(cls, first: date, last: date, zone: str = "UTC", weekdays: frozenset[int] = frozenset(range(7))) -> "Window":
        """From the first day to the last, both included."""
        place = ZoneInfo(zone)
        since = datetime(first.year, first.month, first.day, tzinfo=place)
        after = date.fromordinal(last.toordinal() + 1)
        until = datetime(after.year, after.month, after.day, tzinfo=place)
        return cls(since.astimezone(UTC).timestamp(), until.astimezone(UTC).timestamp(), zone, weekdays)

    @classmethod
    def around(cls, cases: Iterable[Case], zone: str = "UTC") -> "Window":
        """The days on which these conversations began."""
        place = ZoneInfo(zone)
        days = {datetime.fromtimestamp(each.opened_at, place).date() for each in cases}
        return cls.of(min(days), max(days), zone)


def needs_of(case: Case) -> list[Consulted]:
    """The consults that were really needed: not those asked early for nothing."""
    return [each for each in case.consults if each.needed_at is not None or not each.early]


def needed_people(case: Case) -> bool:
    """Whether the agent could not have served the customer alone."""
    return bool(needs_of(case)) or bool(case.led) or case.handed_off


def channel_of(case: Case) -> Literal["voice", "chat"]:
    """A scenario knows calls, and what is written."""
    return "voice" if case.channel in SPOKEN else "chat"


def answered(consults: Iterable[Consulted]) -> list[Consulted]:
    """Those that a person took and ended; another card's answer took nobody's time."""
    return [each for each in consults if each.taken_at is not None and each.via is None and each.seconds > 0]

"""When the desk is open for a skill, and what that does to a ladder. Times are seconds since 1970."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from earpiece.domain.forms import Rung
from earpiece.domain.playbook import ALL_WEEK, Hours, Week

FAR = 370
"""Days within which every desk opens again; one that does not is closed for good."""


def open_at(hours: Hours | None, skill: str, t: float) -> bool:
    """Whether somebody with the skill is expected to be there. No hours: always."""
    week = _week(hours, skill)
    if hours is None or week == ALL_WEEK:
        return True
    zone = _zone(hours.timezone)
    return any(begin <= t < end for begin, end in _spans(hours, week, datetime.fromtimestamp(t, zone).date()))


def opens_at(hours: Hours | None, skill: str, t: float) -> float | None:
    """When it is open next: `t` itself if it is open then; None if it never opens again."""
    if hours is None or open_at(hours, skill, t):
        return t
    week, today = _week(hours, skill), datetime.fromtimestamp(t, _zone(hours.timezone)).date()
    for days in range(FAR):
        later = [begin for begin, _ in _spans(hours, week, today + timedelta(days)) if begin > t]
        if later:
            return min(later)
    return None


def ladder_at(ladder: tuple[Rung, ...], hours: Hours | None, skill: str, now: float) -> tuple[Rung, ...]:
    """The ladder of a question asked now. While the desk is closed the customer is promised an answer at once, and all
    else counts from the opening: nobody is there to be reminded, and no time runs out that nobody had."""
    opening = opens_at(hours, skill, now)
    if opening is None or opening <= now:
        return ladder
    later = [rung for rung in ladder if rung.do != "promise"]
    return Rung(after=0.0, do="promise"), *(_later(rung, opening - now) for rung in later)


def _later(rung: Rung, seconds: float) -> Rung:
    return Rung(after=rung.after + seconds, do=rung.do, to=rung.to)


def _week(hours: Hours | None, skill: str) -> Week:
    return ALL_WEEK if hours is None else hours.skills.get(skill, hours.default)


def _spans(hours: Hours, week: Week, day: date) -> list[tuple[float, float]]:
    """The open times of a day. Clocks that go forward or back make a night shorter or longer, not a working day."""
    if day.isoformat() in hours.holidays:
        return []
    zone = _zone(hours.timezone)
    return [(_moment(day, begin, zone), _moment(day, end, zone)) for begin, end in week[day.weekday()]]


def _moment(day: date, minute: int, zone: ZoneInfo) -> float:
    """The minute of the day by the clock on the wall."""
    days, minutes = divmod(minute, 24 * 60)
    on = day + timedelta(days)
    return datetime(on.year, on.month, on.day, minutes // 60, minutes % 60, tzinfo=zone).timestamp()


@lru_cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)

"""Times in a customer's words: how long something usually takes, when a team is back. Never finer than known."""

from datetime import datetime, timedelta
from math import ceil, floor
from zoneinfo import ZoneInfo

from earpiece.domain.forms import Expected

MINUTE, HOUR = 60.0, 3600.0


def wait_words(expected: Expected | None) -> str:
    """ "a minute or two", "5 to 10 minutes"; nothing where nobody knows."""
    if expected is None:
        return ""
    if expected.most <= MINUTE:
        return "less than a minute"
    if expected.most <= 2 * MINUTE:
        return "a minute or two"
    low, high = max(1, floor(expected.half / MINUTE)), ceil(expected.most / MINUTE)
    if high > 10:
        low, high = 5 * floor(low / 5), 5 * ceil(high / 5)
    if high >= 60:
        hours = ceil(expected.most / HOUR)
        return "up to an hour" if hours == 1 else f"up to {hours} hours"
    if low == 0:
        return f"up to {high} minutes"
    return f"about {high} minutes" if low == high else f"{low} to {high} minutes"


def when_words(at: float, now: float, timezone: str) -> str:
    """ "at 13:00", "tomorrow at 08:00", "on Monday at 08:00", "on 27 December at 09:00"."""
    zone = ZoneInfo(timezone)
    then, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone).date()
    clock = f"at {then:%H:%M}"
    if then.date() == today:
        return clock
    if then.date() == today + timedelta(days=1):
        return f"tomorrow {clock}"
    if then.date() < today + timedelta(days=7):
        return f"on {then:%A} {clock}"
    return f"on {then.day} {then:%B} {clock}"

"""How often the public door opens: a sliding window per caller, in this process."""

from collections import OrderedDict, deque

from earpiece.domain.errors import TooMany
from earpiece.domain.ports import Clock

MOST_CALLERS = 50_000
"""Beyond this many the longest idle caller is forgotten: a flood of addresses cannot fill the memory."""


class SlidingWindow:
    """At most `limit` events within any `seconds`, for each key."""

    def __init__(self, clock: Clock, limit: int, seconds: float = 60.0) -> None:
        self._clock = clock
        self._limit = limit
        self._seconds = seconds
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, key: str, what: str) -> None:
        """Count one event; raises TooMany when it is one too many."""
        now = self._clock.now()
        times = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        while times and times[0] <= now - self._seconds:
            times.popleft()
        if len(times) >= self._limit:
            wait = max(1, round(times[0] + self._seconds - now)) if times else round(self._seconds)
            raise TooMany(f"Too many {what}. Please try again in {wait} seconds.", retry_after=wait)
        times.append(now)
        if len(self._seen) > MOST_CALLERS:
            self._seen.popitem(last=False)

"""The figures of the day so far, while it goes on: what supervisors see on the board.

The cases of the last day are kept up to date (`keeping.Cases`), and counted at most every few seconds, beside the work
of the node: who looks in between sees what was counted last.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from earpiece.domain.playbook import Company
from earpiece.domain.ports import Clock, Journal
from earpiece.insight.amounts import figure
from earpiece.insight.cases import Case
from earpiece.insight.figures import Figures, figures
from earpiece.insight.keeping import Cases
from earpiece.insight.measures import BY_NAME

HOUR: Final = 3600.0
MOST_HOURS: Final = 24.0
COUNTED: Final = 10.0
"""Seconds for which figures are good."""
PICKUP: Final = 20.0
"""Seconds within which a question should be taken up."""
SHOWN: Final = (
    "resolved", "contained", "consult_rate", "human_s_per_conversation", "wait_p50_s", "wait_p95_s", "service_level",
    "hang_ups", "cost",
)  # fmt: skip
ONLY_IF_KNOWN: Final = frozenset({"cost"})
"""Not shown where there is nothing to say, since nobody has set prices."""


class FigureView(BaseModel):
    """A figure with what it means. `told` is how it is written; `value` is None where there is nothing to divide by."""

    name: str
    title: str
    unit: str
    value: float | None
    told: str
    definition: str


class TodayView(BaseModel):
    """The figures of the conversations that began between `since` and `at`; `closed` so many of them are over."""

    at: float
    since: float
    conversations: int
    closed: int
    pickup_s: float
    figures: list[FigureView]


class Today:
    """Counts for everybody who looks, in a thread of its own; with `inline` in the caller's, for simulated time."""

    def __init__(self, journal: Journal, clock: Clock, company: Callable[[], Company], *, inline: bool = False) -> None:
        self._inline = inline
        self._cases = Cases(journal)
        self._clock = clock
        self._company = company
        self._known: dict[float | None, TodayView] = {}
        self._lock = asyncio.Lock()

    async def look(self, hours: float | None = None) -> TodayView:
        """The figures of the last so many hours, at most a day; without `hours`, since midnight where the desk is.
        Raises Unusable if the journal cannot be read."""
        async with self._lock:
            now = self._clock.now()
            self._known = {asked: view for asked, view in self._known.items() if now - view.at < COUNTED}
            if hours not in self._known:
                self._known[hours] = await self._count(hours, now)
            return self._known[hours]

    async def _count(self, hours: float | None, now: float) -> TodayView:
        company = self._company()
        midnight = _midnight(now, company.hours.timezone if company.hours else "UTC")
        since = midnight if hours is None else now - hours * HOUR
        kept = await self._cases.look(min(midnight, now - MOST_HOURS * HOUR), now)
        cases = [case for case in kept if case.opened_at >= since]
        count = partial(figures, cases, pickup_s=PICKUP, costs=company.policy.costs)
        found = count() if self._inline else await asyncio.to_thread(count)
        return _view(cases, found, since, now, company.policy.currency)


def _view(cases: list[Case], found: Figures, since: float, now: float, currency: str) -> TodayView:
    shown = [
        FigureView(
            name=name, title=BY_NAME[name].title, unit=BY_NAME[name].unit, value=found[name],
            told=figure(found[name], BY_NAME[name].unit, currency), definition=BY_NAME[name].definition,
        )
        for name in SHOWN
        if found[name] is not None or name not in ONLY_IF_KNOWN
    ]  # fmt: skip
    closed = sum(case.closed_at is not None for case in cases)
    return TodayView(
        at=now, since=since, conversations=len(cases), closed=closed, pickup_s=PICKUP, figures=shown
    )  # fmt: skip


def _midnight(now: float, zone: str) -> float:
    return datetime.fromtimestamp(now, ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()

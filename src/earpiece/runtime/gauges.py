"""How things stand at this moment, read from the journal when somebody wants to know."""

import asyncio
from dataclasses import dataclass, field

import structlog
from opentelemetry.metrics import CallbackOptions, Observation

from earpiece.domain.errors import EarpieceError
from earpiece.domain.ports import Row
from earpiece.runtime.ports import Ports

log = structlog.get_logger()

PATIENCE = 2.0
"""Seconds the journal may take; then what could not be read is left out."""

MOST_CARDS = 10_000

GRACE = 5.0
"""Seconds a rung may be late before its card counts as overdue."""


@dataclass
class Standing:
    """What was found. `cards` by skill: how many are open, and the age of the oldest in seconds."""

    readable: bool = False
    cards: dict[str, tuple[int, float]] = field(default_factory=dict)
    overdue_cards: int | None = None
    overdue_timer: float | None = None
    """Seconds since the earliest timer that waits should have fired."""


class Gauges:
    """Observed by whoever collects; `refresh` looks anew."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._now = Standing()
        self._skills: set[str] = set()
        meter = ports.meters.meter
        gauge = meter.create_observable_gauge
        gauge(
            "earpiece.journal.readable", [lambda _: [Observation(int(self._now.readable))]], "1",
            f"1 if the journal could be read within {PATIENCE:g} seconds, else 0.",
        )  # fmt: skip
        gauge("earpiece.cards.open", [self._open], "{card}", "Open cards, by the skill they wait for.")
        gauge("earpiece.cards.oldest.age", [self._oldest], "s", "Age of the oldest open card, by skill.")
        gauge("earpiece.cards.overdue", [self._overdue], "{card}", "Open cards whose rung is overdue.")
        gauge("earpiece.timers.overdue", [self._timer], "s", "How long the earliest timer should have fired.")
        commits = getattr(ports.journal, "commits", None)
        if commits is not None:
            meter.create_observable_counter(
                "earpiece.journal.commits", [self._commits], "{commit}", "Transactions that appended something."
            )
        if getattr(ports.journal, "reconnects", None) is not None:
            meter.create_observable_counter(
                "earpiece.journal.reconnects", [self._reconnects], "{connection}", "Connections made again."
            )

    async def refresh(self) -> None:
        """Look into the journal. What cannot be read in time is not shown, rather than shown as it was."""
        found = Standing()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._look(found)
            found.readable = True
        except (EarpieceError, TimeoutError) as error:
            log.warning("the journal could not be read for the metrics", error=type(error).__name__)
        self._now = found

    async def _look(self, found: Standing) -> None:
        now = self._ports.clock.now()
        due = await self._ports.journal.next_due()
        found.overdue_timer = 0.0 if due is None else max(0.0, now - due)
        rows = await self._ports.journal.rows("cards", "open", MOST_CARDS)
        found.cards = _by_skill(rows, now)
        self._skills |= found.cards.keys()
        found.overdue_cards = sum(_due(row) < now - GRACE for row in rows)

    def _open(self, _: CallbackOptions) -> list[Observation]:
        if self._now.overdue_cards is None:
            return []
        return [Observation(self._now.cards.get(skill, (0, 0.0))[0], {"skill": skill}) for skill in self._known()]

    def _oldest(self, _: CallbackOptions) -> list[Observation]:
        if self._now.overdue_cards is None:
            return []
        return [Observation(self._now.cards.get(skill, (0, 0.0))[1], {"skill": skill}) for skill in self._known()]

    def _known(self) -> list[str]:
        """Every skill anybody may be asked for, and those of older versions seen since the start."""
        asked = {spec.skill for spec in self._ports.companies.current().consults.values()}
        return sorted(self._skills | asked)

    def _overdue(self, _: CallbackOptions) -> list[Observation]:
        return [] if self._now.overdue_cards is None else [Observation(self._now.overdue_cards)]

    def _timer(self, _: CallbackOptions) -> list[Observation]:
        return [] if self._now.overdue_timer is None else [Observation(self._now.overdue_timer)]

    def _commits(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(getattr(self._ports.journal, "commits", 0))]

    def _reconnects(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(getattr(self._ports.journal, "reconnects", 0))]


def _due(row: Row) -> float:
    """When the card's next rung is due."""
    due = row.fields.get("due")
    return row.at if due is None else float(due)


def _by_skill(rows: list[Row], now: float) -> dict[str, tuple[int, float]]:
    cards: dict[str, tuple[int, float]] = {}
    for row in rows:
        skill = str(row.fields["skill"])
        count, oldest = cards.get(skill, (0, 0.0))
        cards[skill] = (count + 1, max(oldest, now - row.fields.get("asked", now)))
    return cards

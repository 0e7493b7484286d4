"""Small simulated days at the sample bank, and the people who work on them."""

from collections.abc import Sequence
from typing import Any

from earpiece.company.shelf import Shelf
from earpiece.domain.ports import Understanding
from earpiece.insight.day import Day, read_day
from earpiece.sim.casting import read_messages
from earpiece.sim.compare.guests import Guest
from earpiece.sim.compare.house import skills_of
from earpiece.sim.compare.needs import find_guests
from earpiece.sim.compare.ways import Setting, Worker
from tests.sim.conftest import HUDSON

CERTAIN: dict[str, Any] = {
    "talk_patience": {"voice": {"mean_s": 1e7}, "chat": {"mean_s": 1e7}},
    "decisions": {kind: {"mean_s": 30, "cv": 0} for kind in ("approval", "clarification", "instruction", "task")},
}
"""Nobody loses patience, and every decision takes half a minute."""


def small_day(arrivals: Sequence[float] = (24.0,), **changes: Any) -> Day:
    """A day with so many expected in each half-hour, and no takeovers unless `needs` says so."""
    ordinary = read_day("ordinary").model_dump()
    needs = {**ordinary["needs"], "taken_over": 0.0, **changes.pop("needs", {})}
    return Day.model_validate({**ordinary, "arrivals": list(arrivals), "needs": needs, **changes})


def everybody(shelf: Shelf, count: int = 12) -> list[Worker]:
    """People who are there all day and know everything."""
    skills = skills_of(shelf.current())
    return [Worker(f"w{number}", f"Person {number}", skills, 0.0, 86_400.0) for number in range(count)]


def guests_of(shelf: Shelf, understanding: Understanding, day: Day, seed: int = 0) -> list[Guest]:
    """Who comes to the sample bank that day."""
    return find_guests(HUDSON, shelf, understanding, day, seed, read_messages(HUDSON / "messages"))


def setting_of(
    shelf: Shelf, understanding: Understanding, day: Day, people: Sequence[Worker] | None = None, seed: int = 0
) -> Setting:
    """The whole day; with as many people as anybody could want unless some are named."""
    guests = guests_of(shelf, understanding, day, seed)
    working = everybody(shelf) if people is None else people
    return Setting(HUDSON, shelf, understanding, day, seed, guests, working)

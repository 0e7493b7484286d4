"""The company as it is on a compared day: its settings as features say, its own people at home, its books filled."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from earpiece.company.shelf import Shelf
from earpiece.domain.playbook import Company
from earpiece.insight.day import minutes_of
from earpiece.runtime.views import Person
from earpiece.sim.casting import Stage, Wish, bare_tools, load_stage
from earpiece.sim.compare.ways import Features
from earpiece.sim.untaught import untaught
from earpiece.sim.world import passing_folder

MONDAY = (2026, 9, 21)
"""The date of all compared days."""
WITHOUT_LIMIT = 1e12
HIGHEST_LEVEL = 9


def opening(company: Company, clock: str) -> float:
    """When it is `clock` (HH:MM) on the compared Monday, by the company's own time."""
    zone = ZoneInfo(company.hours.timezone if company.hours is not None else "UTC")
    return datetime(*MONDAY, tzinfo=zone).timestamp() + 60.0 * minutes_of(clock)


def as_compared(shelf: Shelf, features: Features) -> Shelf:
    """The company without people of its own, asking early, going on meanwhile and learning only if `features` say
    so."""
    company = shelf.current()
    own = company.policy
    policy = replace(
        own, early_waste=own.early_waste if features.early else 0.0, meanwhile=own.meanwhile and features.meanwhile
    )  # fmt: skip
    as_set = replace(company, policy=policy, experts=())
    return shelf.tuned(as_set if features.learning else untaught(as_set))


def skills_of(company: Company) -> tuple[str, ...]:
    """Every skill that a question of the company is for, in the order of the names."""
    asked = {spec.skill for spec in company.consults.values()}
    later = {rung.to for spec in company.consults.values() for rung in spec.ladder if rung.to is not None}
    return tuple(sorted(asked | later))


def competent(company: Company, id: str, name: str, skills: Iterable[str]) -> Person:
    """An expert who may decide whatever comes to these skills."""
    known = list(skills)
    limits = {limit for spec in company.consults.values() for limit in spec.authority}
    return Person(
        id=id, name=name, role="expert", skills=known, languages=list(company.policy.languages),
        authority=dict.fromkeys(limits, WITHOUT_LIMIT), levels=dict.fromkeys(known, HIGHEST_LEVEL),
    )  # fmt: skip


@contextmanager
def books_of(folder: Path, shelf: Shelf, wishes: Iterable[Wish], now: float) -> Iterator[Path]:
    """A folder in which the company's tools know these customers, as they are at `now`."""
    with passing_folder() as name:
        enter(folder, shelf, Path(name), wishes, now)
        yield Path(name)


def enter(folder: Path, shelf: Shelf, books: Path, wishes: Iterable[Wish], now: float) -> None:
    """Enter these customers into the books in that folder, as they are at `now`."""
    stage = stage_in(folder, shelf, books, now)
    for wish in wishes:
        stage.cast(wish.number, wish.target)


def stage_in(folder: Path, shelf: Shelf, books: Path, now: float) -> Stage:
    """The company's world for rehearsals, over the books in that folder. Raises Invalid if it has none."""
    return load_stage(folder, bare_tools(shelf, books, lambda: now))

"""Plays a company's day in several ways and on several days, in several processes, and gathers what came of it.

Every figure depends on the order alone, never on how many processes there are or which of them was first.
"""

import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import scipy

from earpiece import __version__
from earpiece.company.shelf import Shelf
from earpiece.domain.errors import EarpieceError
from earpiece.domain.expressions import CURRENCY_SIGNS
from earpiece.domain.ports import Understanding
from earpiece.insight.day import Day, read_day
from earpiece.sim.casting import Message, read_messages
from earpiece.sim.compare.engine_way import serve
from earpiece.sim.compare.guests import Guest
from earpiece.sim.compare.headlines import HEADLINES
from earpiece.sim.compare.house import skills_of
from earpiece.sim.compare.ladder import APPROVE, CONSULT, ESCALATE, GOOD, PEOPLE, SEARCHED, rung
from earpiece.sim.compare.measuring import Measured, from_gap, measured
from earpiece.sim.compare.needs import find_guests
from earpiece.sim.compare.people_ways import approve_every_message, escalate, people_only
from earpiece.sim.compare.pool import pool_of
from earpiece.sim.compare.result import Comparison
from earpiece.sim.compare.roster import workers
from earpiece.sim.compare.staffing import PICKED_UP, least, people, with_people
from earpiece.sim.compare.ways import Setting, Way
from earpiece.sim.proof.crew import Crew, Lost

LIMIT = 7200.0
"""Seconds of real time that one day in one way may take."""

MOST_PEOPLE = 4
"""A way may need so many times the people of the roster; beyond that the search gives up."""

PROBES = {True: 5, False: 9}
"""So many rosters are tried for a way on the real engine, and for one without it."""

Ready = Callable[[Path, Path], tuple[Shelf, Understanding]]
"""Reads a company's folder; what its understanding learned is kept in the second folder, for other processes."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to compare. `search`: also look for the people each way needs."""

    folder: Path
    day: Day
    seeds: tuple[int, ...]
    ways: tuple[str, ...]
    messages: Path
    learned: Path
    ready: Ready
    search: bool = True


@dataclass(frozen=True, slots=True)
class House:
    """A company, ready to be played, and what its customers say."""

    shelf: Shelf
    understanding: Understanding
    messages: Sequence[Message]


Advance = Callable[[int, int, str], None]
"""Told how many parts of how many are over, and what comes next."""


def compare(order: Order, jobs: int, advance: Advance) -> Comparison:
    """Everything, in so many processes. Raises EarpieceError if a day came to no end."""
    wanted = [way for way in order.ways if way in SEARCHED] if order.search else []
    total = len(order.seeds) * (1 + len(order.ways) + len(wanted))
    over = 0

    def ahead(what: str) -> None:
        nonlocal over
        over += 1
        advance(over, total, what)

    advance(0, total, "finding out what the customers need")
    with Crew(jobs) as crew:
        found = _gather(crew, [(find, (order, seed)) for seed in order.seeds], ahead)
        pools = {args[1]: pool for (_, args), pool in found}
        todo: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
            (play, (order, seed, pools[seed], way)) for way in _slowest_first(order.ways) for seed in order.seeds
        ]
        todo += [(search, (order, seed, pools[seed], way)) for way in wanted for seed in order.seeds]
        played = {(work.__name__, args[3], args[1]): result for (work, args), result in _gather(crew, todo, ahead)}
    return _together(order, pools, played)


def _gather(
    crew: Crew, todo: Sequence[tuple[Callable[..., Any], tuple[Any, ...]]], ahead: Callable[[str], None]
) -> Iterator[tuple[tuple[Callable[..., Any], tuple[Any, ...]], Any]]:
    for work, args in todo:
        crew.give(work, *args, limit=LIMIT)
    for job, result in crew.results():
        what = f"{job.work.__name__} {' '.join(str(each) for each in job.args[1:] if isinstance(each, int | str))}"
        if isinstance(result, Lost):
            raise EarpieceError(f"Comparing came to no end ({what}): {result.why}")
        ahead(what)
        yield (job.work, job.args), result


def _slowest_first(ways: Sequence[str]) -> list[str]:
    """Those on the real engine first, so that no process waits for a long one at the end."""
    return sorted(ways, key=lambda way: rung(way).features is None)


# ── in a process ──────────────────────────────────────────────────────────────────────────────────────────────────────

_HOUSES: dict[tuple[Path, Path, Path], House] = {}


def house(order: Order) -> House:
    """The company of an order, read once in each process."""
    key = (order.folder, order.messages, order.learned)
    if key not in _HOUSES:
        shelf, understanding = order.ready(order.folder, order.learned)
        _HOUSES[key] = House(shelf, understanding, read_messages(order.messages))
    return _HOUSES[key]


def find(order: Order, seed: int) -> Mapping[str, Any]:
    """The day's customers, found on the real engine: the pool they are from, with how many there are."""
    at = house(order)
    guests = guests_of(order, seed, None)
    pool = pool_of(order.folder, at.shelf, at.understanding, seed, at.messages)
    return {**pool.plain(), "customers": len(guests), "needing": sum(bool(guest.gaps) for guest in guests)}


def guests_of(order: Order, seed: int, pool: Mapping[str, Any] | None) -> list[Guest]:
    """The day's customers; those of `pool` need not be found again."""
    at = house(order)
    if pool is not None:
        pool_of(order.folder, at.shelf, at.understanding, seed, at.messages).restore(pool)
    return find_guests(order.folder, at.shelf, at.understanding, order.day, seed, at.messages)


def play(order: Order, seed: int, pool: Mapping[str, Any] | None, way: str) -> Measured:
    """One way on one day."""
    guests = guests_of(order, seed, pool)
    day = order.day
    if way == GOOD:
        well = well_run(day)
        count = least(_meets(order, well, seed, guests, way), people(day), MOST_PEOPLE * people(day), PROBES[False])
        day = with_people(well, count or MOST_PEOPLE * people(day))
    return _serve(order, day, seed, guests, way)


def search(order: Order, seed: int, pool: Mapping[str, Any] | None, way: str) -> int | None:
    """The least roster with which a way picks up in time on this day; None if none that was tried does."""
    guests = guests_of(order, seed, pool)
    day = well_run(order.day) if way == GOOD else order.day
    probes = PROBES[rung(way).features is not None]
    return least(_meets(order, day, seed, guests, way), people(day), MOST_PEOPLE * people(day), probes)


def _meets(order: Order, day: Day, seed: int, guests: Sequence[Guest], way: str) -> Callable[[int], bool]:
    def meets(count: int) -> bool:
        found = _serve(order, with_people(day, count), seed, guests, way).figures[PICKED_UP]
        return found is not None and found >= day.targets.pickup_share

    return meets


def _serve(order: Order, day: Day, seed: int, guests: Sequence[Guest], way: str) -> Measured:
    at = house(order)
    here = workers(day, skills_of(at.shelf.current()), seed)
    setting = Setting(order.folder, at.shelf, at.understanding, day, seed, guests, here, at.messages)
    return measured(day, guests, way_of(way)(setting), len(here))


def way_of(name: str) -> Way:
    """Serves as the way of this name does."""
    features = rung(name).features
    if features is not None:
        return serve(features)
    return {PEOPLE: people_only, APPROVE: approve_every_message, ESCALATE: escalate, GOOD: escalate}[name]


def well_run(day: Day) -> Day:
    """The day with the transfers of an ordinary one: what was said reaches the person. How hard cases are stays."""
    ordinary = read_day("ordinary").transfer
    return day.model_copy(update={"transfer": ordinary.model_copy(update={"slower": day.transfer.slower})})


# ── together ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _together(
    order: Order, pools: Mapping[int, Mapping[str, Any]], played: Mapping[tuple[str, str, int], Any]
) -> Comparison:
    values: dict[str, dict[str, list[float | None]]] = {}
    notes: dict[str, list[str]] = {}
    for way in order.ways:
        days: list[dict[str, float | None]] = []
        for seed in order.seeds:
            one: Measured = played["play", way, seed]
            plain = played.get(("play", CONSULT, seed)) if rung(way).features is not None else None
            figures = dict(one.figures) | {"from_gap": from_gap(one, plain)}
            if ("search", way, seed) in played:
                figures["staff"] = played["search", way, seed]
            days.append(figures)
            notes.setdefault(way, []).extend(f"seed {seed}: {note}" for note in one.notes)
        values[way] = {name: [day.get(name) for day in days] for name in HEADLINES if any(name in day for day in days)}
    company = house(order).shelf.current()
    return Comparison(
        company=company.policy.name, day=order.day, seeds=order.seeds, values=values, people=people(order.day),
        customers=[pools[seed]["customers"] for seed in order.seeds],
        needing=[pools[seed]["needing"] for seed in order.seeds],
        currency=CURRENCY_SIGNS.get(company.policy.currency, ""), searched=order.search,
        notes={way: said for way, said in notes.items() if said}, versions=versions(company.digest),
    )  # fmt: skip


def versions(company: str) -> dict[str, str]:
    """What it was computed with: the same give the same figures."""
    return {
        "earpiece": __version__, "company": company[:12], "python": platform.python_version(),
        "numpy": numpy.__version__, "scipy": scipy.__version__,
    }  # fmt: skip

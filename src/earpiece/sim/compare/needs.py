"""Who comes on a compared day, when, on which channel, and what they need: found in the company's own conversations."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from earpiece.company.shelf import Shelf
from earpiece.domain.ports import Understanding
from earpiece.insight.day import Channel, Day, Outage, minutes_of
from earpiece.sim.casting import Message
from earpiece.sim.compare.guests import Guest
from earpiece.sim.compare.house import opening, stage_in
from earpiece.sim.compare.pool import Found, Pool, common_number, pool_of
from earpiece.sim.world import passing_folder


@dataclass(frozen=True, slots=True)
class _Coming:
    """Somebody on their way: when they arrive, for the outage's question or not, needing a person or not."""

    arrives: float
    common: bool = False
    helped: bool | None = None


def find_guests(
    folder: Path, shelf: Shelf, understanding: Understanding, day: Day, seed: int, messages: Sequence[Message]
) -> list[Guest]:
    """The day's customers in the order in which they come. The same arguments give the same guests.

    Raises Invalid if the company has no world for rehearsals, or if its messages cannot give the wanted mix.
    """
    pool = pool_of(folder, shelf, understanding, seed, messages)
    dice = random.Random(f"{seed} who comes")
    coming = sorted(_who_comes(day, dice), key=lambda each: each.arrives)
    found = _cast(pool, coming, dice)
    commons = _commons(pool, folder, shelf, day, seed, sum(each.common for each in coming))
    guests = []
    for number, each in enumerate(coming):
        one = next(commons) if each.common else next(found[each.helped])
        guests.append(
            Guest(
                number, _channel(day, dice), each.arrives, one.wish, one.turns, one.gaps,
                one.wish.message.text if each.common else None,
            )
        )  # fmt: skip
    return guests


def arrivals(rates: Sequence[float], seconds: float, dice: random.Random) -> Iterator[float]:
    """Times of a Poisson process that expects `rates[i]` arrivals in the `i`-th interval of so many seconds."""
    for number, expected in enumerate(rates):
        begins, at = number * seconds, 0.0
        while expected > 0 and (at := at + dice.expovariate(expected / seconds)) < seconds:
            yield begins + at


def _who_comes(day: Day, dice: random.Random) -> Iterator[_Coming]:
    needed, each_s = day.needs.helped, day.interval_minutes * 60.0
    for at in arrivals(day.arrivals, each_s, dice):
        yield _Coming(at, helped=None if needed is None else dice.random() < needed)
    for outage in day.outages:
        since = 60.0 * (minutes_of(outage.at) - minutes_of(day.opens))
        length = 60.0 * outage.minutes
        for at in arrivals([_usual(day, outage) * outage.extra], length, dice):
            common = dice.random() < outage.common
            helped = None if common or needed is None else dice.random() < needed
            yield _Coming(since + at, common, helped)


def _usual(day: Day, outage: Outage) -> float:
    """How many conversations are expected in the time of the outage without it."""
    since = minutes_of(outage.at) - minutes_of(day.opens)
    until, step = since + outage.minutes, day.interval_minutes
    shared = (max(min(until, (i + 1) * step) - max(since, i * step), 0.0) for i in range(len(day.arrivals)))
    return sum(expected * minutes / step for expected, minutes in zip(day.arrivals, shared, strict=True))


def _channel(day: Day, dice: random.Random) -> Channel:
    return dice.choices(list(day.channels), list(day.channels.values()))[0]


def _cast(pool: Pool, coming: Sequence[_Coming], dice: random.Random) -> dict[bool | None, Iterator[Found]]:
    """Conversations for those who come for their own sake, by whether they need a person; None: as they come."""
    own = [each for each in coming if not each.common]
    helped, alone = sum(each.helped is True for each in own), sum(each.helped is False for each in own)
    as_they_come = pool.first(len(own) - helped - alone)
    needy, others = pool.split(helped, alone)
    for found in (needy, others, as_they_come):
        dice.shuffle(found)
    return {True: iter(needy), False: iter(others), None: iter(as_they_come)}


def _commons(pool: Pool, folder: Path, shelf: Shelf, day: Day, seed: int, count: int) -> Iterator[Found]:
    """So many customers, each somebody else, with the outage's one question."""
    if not count:
        return iter(())
    first = pool.common()
    with passing_folder() as books:
        stage = stage_in(folder, shelf, Path(books), opening(shelf.current(), day.opens))
        numbers = [common_number(seed, index) for index in range(1, count + 1)]
        wishes = [replace(first.wish, number=number, persona=stage.cast(number, None)) for number in numbers]
    return iter([replace(first, wish=wish) for wish in wishes])

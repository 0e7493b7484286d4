"""Several simulated days of one floor, counted together and apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from earpiece.insight.day import Day, Outage, scaled
from earpiece.insight.floor.people import Person
from earpiece.insight.planning.customers import Customer, draw, outage_span
from earpiece.insight.planning.load import Mode
from earpiece.insight.planning.played import Setting, Tally, play, together

People = Callable[[int], Sequence[Person]]
"""Who is there on the day with this seed."""
Staff = People | Sequence[Person]


@dataclass(frozen=True)
class Measured:
    """`intervals`: each over all days. `days`: each over all intervals."""

    intervals: tuple[Tally, ...]
    days: tuple[Tally, ...]
    whole: Tally


class Days:
    """The days of one scenario that a floor is tried on: the same customers whoever is there."""

    def __init__(self, day: Day, mode: Mode, seeds: Sequence[int]) -> None:
        self.day = day
        self.mode = mode
        self.seeds = tuple(seeds)
        self._customers = lru_cache(maxsize=None)(self._draw)

    def measure(self, people: Staff) -> Measured:
        """Plays every day with these people."""
        return self._measure(people, None, joined=False)

    def in_outage(self, people: Staff, outage: Outage, *, joined: bool) -> Measured:
        """Plays every day with an outage. `joined`: equal questions are one card, and the bulletin comes."""
        return self._measure(people, outage, joined=joined)

    def busier(self, factor: float) -> "Days":
        """The same scenario with so many times as many customers."""
        return Days(self.day.model_copy(update={"arrivals": scaled(self.day.arrivals, factor)}), self.mode, self.seeds)

    def _measure(self, people: Staff, outage: Outage | None, *, joined: bool) -> Measured:
        played = []
        for seed in self.seeds:
            there = people(seed) if callable(people) else people
            bulletin_at = float("inf")
            if outage is not None and joined and outage.bulletin_after_s is not None:
                bulletin_at = outage_span(self.day, outage)[0] + outage.bulletin_after_s
            setting = Setting(self.day, self.mode, there, self._customers(seed, outage), joined, bulletin_at)
            played.append(play(setting))
        return Measured(
            tuple(together(interval) for interval in zip(*played, strict=True)),
            tuple(together(day) for day in played),
            together(tally for day in played for tally in day),
        )

    def _draw(self, seed: int, outage: Outage | None) -> list[Customer]:
        return draw(self.day, self.mode, seed, outage)

"""The fewest people on duty per half-hour with whom the targets hold: Erlang's answer first, then days are played.

A half-hour of a few days is too little to judge a floor by: chance would choose where to save. So the whole day says
how much harder the floor works than the formula thinks (its `strain`), and the formula is asked again with that, until
both agree. Where that leaves much to spare, all half-hours with equally many people try one less together; in the end
half-hours that miss a target beyond chance get one more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from earpiece.domain.errors import Invalid
from earpiece.insight.planning.days import Days, Measured
from earpiece.insight.planning.formula import Formula
from earpiece.insight.planning.load import Load
from earpiece.insight.planning.people import Skills, profiles, staffed
from earpiece.insight.planning.played import Tally, together

ROUNDS = 8
CHANCE = 2.0
"""Standard errors by which a half-hour must miss a target."""
SPARE = 0.01
"""A service that is better than its target by so much may allow fewer people."""
TRIES = 2
"""After so many tries in vain nothing more is saved."""
ALIKE = 2.0
"""What happens to one customer happens to the next one, too: so much more does chance weigh than for single coins."""


@dataclass(frozen=True)
class Staffing:
    """`erlang`: what the formula says; `counts`: what the played days say. `strain`: how much harder the floor works
    than the formula thinks. `hang_ups_at_best`: the share that hangs up even with people without end."""

    erlang: tuple[int, ...]
    counts: tuple[int, ...]
    strain: float
    kinds: tuple[Skills, ...]
    hang_ups_at_best: float
    measured: Measured


def search(load: Load, days: Days) -> Staffing:
    """Raises Invalid where somebody is needed who knows what nobody knows, or where no number of people is enough."""
    return _Search(load, days).found()


class _Search:
    def __init__(self, load: Load, days: Days) -> None:
        targets = days.day.targets
        if targets.occupancy == 0:
            raise Invalid("targets.occupancy is 0, which leaves no time for work: set one such as 0.85.")
        self._days = days
        self._targets = targets
        self._places = range(len(load.pieces))
        most = ceil(load.erlangs(load.peak) / targets.occupancy)
        self._kinds = tuple(profiles(days.day, load, 10 * (most + 10) * len(load.shares)))
        self._formula = Formula(load, targets, self._kinds)
        self._known: dict[tuple[int, ...], Measured] = {}

    def found(self) -> Staffing:
        erlang = self._by_formula(1.0)
        plenty = tuple(count + count // 2 + 4 if count else 0 for count in erlang)
        at_best = self._measure(plenty).whole.hang_ups or 0.0
        self._hang_ups = 1.0 if at_best > self._targets.hang_ups else self._targets.hang_ups
        counts, strain = self._fitted(erlang)
        counts = self._mended(self._saved(counts))
        return Staffing(erlang, counts, strain, self._kinds, at_best, self._measure(counts))

    def _by_formula(self, strain: float) -> tuple[int, ...]:
        return tuple(self._formula.staff(place, strain) for place in self._places)

    def _fitted(self, counts: tuple[int, ...]) -> tuple[tuple[int, ...], float]:
        """The fewest with whom the whole day holds its targets, where formula and played days agree on the strain."""
        strain, best = 1.0, None
        for _ in range(ROUNDS):
            measured = self._measure(counts)
            if self._good(measured.whole) and (best is None or sum(counts) < sum(best[0])):
                best = counts, strain
            service = measured.whole.service
            strain = 1.0 if service is None else self._formula.strain(counts, min(service, 0.9995))
            counts = self._by_formula(strain)
            if counts in self._known:
                break
        while best is None:
            strain *= 1.05
            counts = self._by_formula(strain)
            best = (counts, strain) if self._good(self._measure(counts).whole) else None
            if strain > 100.0:
                raise Invalid("No number of people reaches the targets: set some that people can reach.")
        return best

    def _saved(self, counts: tuple[int, ...]) -> tuple[int, ...]:
        """One less in all half-hours with equally many, while the targets hold with something to spare."""
        tried: set[tuple[int, ...]] = set()
        in_vain = 0
        while in_vain < TRIES and (self._measure(counts).whole.service or 0.0) >= self._targets.pickup_share + SPARE:
            for level in sorted(set(counts), reverse=True):
                places = [at for at in self._places if counts[at] == level > self._formula.least(at)]
                fewer = tuple(count - (at in places) for at, count in enumerate(counts))
                if places and fewer not in tried:
                    break
            else:
                break
            tried.add(fewer)
            measured = self._measure(fewer)
            if self._good(measured.whole) and self._good(together(measured.intervals[place] for place in places)):
                counts = fewer
            else:
                in_vain += 1
        return counts

    def _mended(self, counts: tuple[int, ...]) -> tuple[int, ...]:
        """One more wherever a target is missed beyond chance."""
        for _ in range(ROUNDS):
            intervals = self._measure(counts).intervals
            mended = tuple(
                count + (not self._good(tally, chance=CHANCE)) for count, tally in zip(counts, intervals, strict=True)
            )
            if mended == counts:
                break
            counts = mended
        return counts

    def _good(self, tally: Tally, chance: float = 0.0) -> bool:
        service, hang_ups, occupancy = tally.service, tally.hang_ups, tally.occupancy
        return (
            (service is None or service + chance * _error(service, tally.pieces) >= self._targets.pickup_share)
            and (hang_ups is None or hang_ups - chance * _error(hang_ups, tally.helped) <= self._hang_ups)
            and (occupancy is None or occupancy * (1.0 - 0.02 * chance) <= self._targets.occupancy)
        )

    def _measure(self, counts: Sequence[int]) -> Measured:
        key = tuple(counts)
        if key not in self._known:
            self._known[key] = self._days.measure(staffed(self._days.day, self._days.mode, key, self._kinds))
        return self._known[key]


def _error(share: float, number: int) -> float:
    return sqrt(ALIKE * share * (1.0 - share) / number) if number else 0.0

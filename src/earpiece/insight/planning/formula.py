"""What Erlang C says of a floor whose people have different skills: a lower bound that is exact at both ends.

Each group of skills, taken alone, must be served by those who have any of them. Where everybody knows everything, the
group of all skills decides, and that is the textbook's answer; with one skill each, it is the sum over the skills. In
between people can be shared less well than the groups say, which the played days correct.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import ceil

from earpiece.insight.day import Targets
from earpiece.insight.erlang import Patient, fewest, staff_for
from earpiece.insight.planning.load import Load
from earpiece.insight.planning.people import Skills

MOST_SKILLS = 6
"""With more skills only each one, each two and all together are looked at; all groups would be too many."""
CERTAIN = 0.9999
"""A pickup in time for all is never reached; so many is as good."""


@dataclass(frozen=True)
class Formula:
    """`kinds`: what the first, second, … person on duty knows."""

    load: Load
    targets: Targets
    kinds: Sequence[Skills]

    def staff(self, interval: int, strain: float = 1.0) -> int:
        """The fewest people who reach pickup and occupancy there, if there were `strain` times as much to do."""
        targets = self.targets
        needed = {
            group: staff_for(
                strain * self._rate(interval, group),
                self.load.least_seconds,
                within_s=targets.pickup_s,
                share=min(targets.pickup_share, CERTAIN),
            )
            for group in self._groups
        }

        def enough(people: int) -> bool:
            return all(self._able(people, group) >= count for group, count in needed.items())

        return fewest(enough, self.least(interval))

    def least(self, interval: int) -> int:
        """Never fewer than the work keeps busy, at the occupancy wanted, nor than know every skill together."""
        if self.load.pieces[interval] <= 0:
            return 0
        busy = ceil(self.load.erlangs(interval) / self.targets.occupancy - 1e-9)
        every = fewest(lambda people: self.load.shares.keys() <= frozenset().union(*self.kinds[:people]))
        return max(busy, every, 1)

    def service(self, counts: Sequence[int], strain: float) -> float:
        """The share taken in time over the day, by so many people in each interval, with `strain` times the work."""
        whole = sum(self.load.pieces)
        return sum(
            self.load.pieces[interval] / whole * self._interval(interval, count, strain)
            for interval, count in enumerate(counts)
            if self.load.pieces[interval] > 0
        )

    def strain(self, counts: Sequence[int], service: float) -> float:
        """With how much more work than there is the formula would give the service that was measured."""
        low, high = 0.25, 4.0
        for _ in range(24):
            middle = (low + high) / 2.0
            low, high = (middle, high) if self.service(counts, middle) > service else (low, middle)
        return (low + high) / 2.0

    def _interval(self, interval: int, count: int, strain: float) -> float:
        """Each skill is served as well as the scarcest group that it belongs to."""
        lines = {
            group: self._line(self._able(count, group), strain * self._rate(interval, group)) for group in self._groups
        }
        return sum(
            share * min(service for group, service in lines.items() if skill in group)
            for skill, share in self.load.shares.items()
        )

    def _line(self, people: int, rate: float) -> float:
        if people == 0 or rate * self.load.least_seconds >= people:
            return 0.0
        return Patient(people, rate, self.load.least_seconds).within(self.targets.pickup_s)

    def _rate(self, interval: int, group: Skills) -> float:
        return self.load.pieces[interval] / self.load.interval_s * sum(self.load.shares[skill] for skill in group)

    def _able(self, people: int, group: Skills) -> int:
        return sum(not kind.isdisjoint(group) for kind in self.kinds[:people])

    @cached_property
    def _groups(self) -> Sequence[Skills]:
        """Of groups that the same people serve only the one of all of them: it has most to do."""
        largest: dict[Skills, Skills] = {}
        skills = sorted(self.load.shares)
        sizes = range(1, len(skills) + 1) if len(skills) <= MOST_SKILLS else (1, 2, len(skills))
        for group in (frozenset(names) for size in sizes for names in combinations(skills, size)):
            able = frozenset(str(sorted(kind)) for kind in self.kinds if not kind.isdisjoint(group))
            largest[able] = largest.get(able, frozenset()) | group
        return list(largest.values())

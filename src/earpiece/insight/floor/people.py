"""A person of the floor, as a simulated day knows them. Times are seconds on the floor's clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf

from earpiece.domain.errors import Invalid

ONE_AT_A_TIME = (1.0,)


@dataclass(frozen=True, slots=True)
class Person:
    """Who they are, what they know, when they are there.

    `speeds`: by channel, the total speed with 1, 2, … pieces of work in hand, of which each gets an equal part
    (limited processor sharing); a channel that is not named is served one at a time. Work of two channels is never in
    hand at once. Work that is in hand is finished, after the end of a shift and into a pause.
    """

    id: str
    skills: frozenset[str] = frozenset({"any"})
    since: float = 0.0
    until: float = inf
    pauses: tuple[tuple[float, float], ...] = ()
    speeds: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    absent: bool = False

    def __post_init__(self) -> None:
        for channel, speeds in self.speeds.items():
            if not speeds or min(speeds) <= 0:
                raise Invalid(f"{self.id}: speeds on {channel} are one or more numbers above 0.")
        if self.until < self.since or any(end < begin for begin, end in self.pauses):
            raise Invalid(f"{self.id}: a shift or a pause ends before it begins.")

    def speeds_on(self, channel: str) -> tuple[float, ...]:
        """The total speed there with 1, 2, … in hand."""
        return self.speeds.get(channel, ONE_AT_A_TIME)

    def on_duty(self, at: float) -> bool:
        """Whether they take work at that moment."""
        if self.absent or not self.since <= at < self.until:
            return False
        return not any(begin <= at < end for begin, end in self.pauses)

    @property
    def paid(self) -> float:
        """Seconds of their shift, pauses and all; 0 for who does not come."""
        return 0.0 if self.absent else self.until - self.since

    @property
    def there(self) -> float:
        """Seconds in which they take work: the shift without its pauses."""
        if self.absent:
            return 0.0
        inside = (min(end, self.until) - max(begin, self.since) for begin, end in self.pauses)
        return self.paid - sum(max(each, 0.0) for each in inside)


def alike(count: int, skills: Iterable[str] = ("any",), speeds: Mapping[str, tuple[float, ...]] | None = None,
          since: float = 0.0, until: float = inf) -> list[Person]:  # fmt: skip
    """`count` people with the same skills and the same shift, `1`, `2`, …"""
    names = frozenset(skills)
    return [Person(str(number + 1), names, since, until, speeds=dict(speeds or {})) for number in range(count)]

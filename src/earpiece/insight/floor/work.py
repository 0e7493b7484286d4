"""A piece of work for people, and what became of it. Durations are seconds of a person who does nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import Literal

from earpiece.domain.errors import Invalid

ANY = frozenset({"any"})

State = Literal["waiting", "taken", "done", "abandoned", "withdrawn", "expired", "handed over"]
"""`abandoned`: the customer gave up. `withdrawn`: it was not needed any more. `expired`, `handed over`: a rung."""

OVER = frozenset({"done", "abandoned", "withdrawn", "expired", "handed over"})


@dataclass(frozen=True, slots=True)
class Rung:
    """What happens when nobody has taken the work `after` seconds.

    - `widen`: people with `skills` may take it, too.
    - `hand over`: it ends; `work` waits instead, with what is left of the customer's patience at most.
    - `call back`: the customer need not stay, so they wait without end; it takes a person `seconds` more.
    - `expire`: it ends without an answer.
    """

    after: float
    do: Literal["widen", "hand over", "call back", "expire"]
    skills: frozenset[str] = frozenset()
    work: "Work | None" = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done. People with any one of `skills` may take it.

    `parts` are done one after the other, so that the time when each ended is known (a person who leads a conversation:
    explaining, first decision, …). After them the customer is served; `after` is what the person still does for it.
    """

    kind: str
    parts: tuple[float, ...]
    skills: frozenset[str] = ANY
    channel: str = "card"
    after: float = 0.0
    patience: float = inf
    """Seconds the customer waits: until somebody takes it, or, if they are `held`, until it is done."""
    held: bool = False
    priority: int = 0
    """Lower goes first, where the floor's order says so."""
    deadline: float = inf
    """When it is needed, on the floor's clock."""
    amount: float = 0.0
    """At stake, for the desk's order of harm."""
    topic: str | None = None
    """Equal open questions (same topic, same skills) are one piece of work, on a floor that joins them."""
    rungs: tuple[Rung, ...] = ()
    about: object = None
    """Whatever the caller wants to find again."""

    def __post_init__(self) -> None:
        if not self.parts or min(self.parts) < 0 or self.after < 0:
            raise Invalid(f"{self.kind}: work has one part or more, and no part takes less than no time.")

    @property
    def seconds(self) -> float:
        """A person's time for it, undisturbed."""
        return sum(self.parts) + self.after


@dataclass(slots=True, eq=False)
class Ticket:
    """What became of a piece of work. Times are on the floor's clock."""

    work: Work
    number: int
    arrived: float
    state: State = "waiting"
    patient_until: float = inf
    taken: float | None = None
    by: str | None = None
    reached: list[float] = field(default_factory=list)
    """When each of its parts ended."""
    done: float | None = None
    """When the customer was served."""
    ended: float | None = None
    """When it was over for the customer, whatever its state."""
    freed: float | None = None
    """When the person was through with it."""
    seconds: float = 0.0
    """A person's time, with several in hand an equal part of it; 0 for one that got another one's answer."""
    via: "Ticket | None" = None
    """The ticket whose service this one shared."""
    climbed: tuple[str, ...] = ()
    """The rungs that were due."""
    instead: "Ticket | None" = None
    """What it was handed over to."""
    promised_at: float | None = None
    """When the customer was told that they will be called back."""
    then: "Callable[[Ticket], None] | None" = None

    @property
    def over(self) -> bool:
        return self.state in OVER

    @property
    def next_due(self) -> float | None:
        """When its next rung is due; None without one."""
        rungs = self.work.rungs
        return self.arrived + rungs[len(self.climbed)].after if len(self.climbed) < len(rungs) else None

    def waited(self, now: float = inf) -> float:
        """Seconds in the queue until it was taken or ended (or until `now`, if it is still there)."""
        until = self.taken if self.taken is not None else self.ended
        return (now if until is None else until) - self.arrived

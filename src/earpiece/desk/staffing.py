"""Whether enough people are there for a skill, by a rule that anybody can check by hand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """How many more people a skill needs, and that in words."""

    missing: int
    words: str


def need(skill: str, waiting: int, oldest: float, promise: float | None, capacities: Sequence[float]) -> Need:
    """`waiting` open cards need as many people as their capacities hold, at least one; and one more, if the oldest that
    nobody holds has waited (`oldest` seconds) until the customer was told to be patient (`promise` seconds).

    `capacities` are those of the people on duty; where nobody is, a person is taken to hold four.
    """
    if waiting == 0:
        return Need(0, "nothing waits")
    each = sum(capacities) / len(capacities) if capacities else 4.0
    wanted = max(math.ceil(waiting / each), 1)
    late = promise is not None and oldest > promise
    missing = max(wanted - len(capacities), 1 if late else 0)
    if not missing:
        return Need(0, "enough")
    count = "one" if missing == 1 else str(missing)
    if not capacities:
        return Need(missing, f"nobody is there: {count} {skill} needed")
    return Need(missing, f"{count} more {skill} needed")

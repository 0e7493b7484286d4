"""How many people a way needs for the same service: the least roster, teams in proportion, that meets the target."""

from collections.abc import Callable, Sequence

from earpiece.insight.day import Day, Team

PICKED_UP = "service"
"""The headline that the target is about."""


def people(day: Day) -> int:
    """How many are on the day's roster, those who stay away included."""
    return sum(team.count for team in day.teams)


def with_people(day: Day, count: int) -> Day:
    """The same day with so many people, the teams in the same proportion (largest remainders)."""
    return day.model_copy(update={"teams": scaled_teams(day.teams, count)})


def scaled_teams(teams: Sequence[Team], count: int) -> tuple[Team, ...]:
    """So many people in the same proportion; each team gets its whole share, the largest remainders the rest."""
    whole = sum(team.count for team in teams) or 1
    shares = [team.count * count / whole for team in teams]
    counts = [int(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: (counts[place] - shares[place], place))
    for place in by_remainder[: count - sum(counts)]:
        counts[place] += 1
    return tuple(team.model_copy(update={"count": each}) for team, each in zip(teams, counts, strict=True))


def least(meets: Callable[[int], bool], guess: int, most: int, probes: int = 8) -> int | None:
    """The least number from 1 to `most` for which `meets` is true, if it stays true from there on; None if `most` does
    not meet it. Starts at `guess`, since neighbours are likely; after so many probes the least number known to meet."""
    low, high = 0, most + 1  # low does not meet, high does, or lies beyond
    at, stride = min(max(guess, 1), most), 1
    while high - low > 1 and probes > 0:
        probes -= 1
        if meets(at):
            high, at = at, at - stride
        else:
            low, at = at, at + stride
        stride *= 2
        if not low < at < high or (low > 0 and high <= most):
            at = (low + high) // 2
    return high if high <= most else None

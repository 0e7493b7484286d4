"""Who works on a compared day: people made of the day's teams, with skills, shifts, pauses, and who is absent."""

import random
from collections.abc import Iterator, Sequence

from earpiece.insight.day import Day, Team, minutes_of
from earpiece.sim.compare.ways import Worker


def workers(day: Day, skills: Sequence[str], seed: int) -> list[Worker]:
    """The people who come that day; `skills` are the company's. The same arguments give the same people."""
    return [worker for number, team in enumerate(day.teams) for worker in _team(day, team, number, skills, seed)]


def _team(day: Day, team: Team, number: int, skills: Sequence[str], seed: int) -> Iterator[Worker]:
    since, until = (60.0 * (minutes_of(clock) - minutes_of(day.opens)) for clock in team.shift)
    pause_s, middle = 60.0 * team.pause_minutes, (since + until) / 2.0
    known = skills if "*" in team.skills else team.skills
    for index in range(team.count):
        id = f"t{number + 1}-{index + 1}"
        if random.Random(f"{seed} absent {id}").random() < team.absent:
            continue
        begins = middle + pause_s * (index - team.count / 2.0)
        pause = (max(begins, since), min(begins + pause_s, until)) if pause_s else None
        name = f"Team {number + 1} person {index + 1}"
        yield Worker(id, name, _in_turn(known, team.each, index), since, until, pause)


def _in_turn(known: Sequence[str], each: int | None, index: int) -> tuple[str, ...]:
    """All of the skills; or with `each` so many of them, every next person beginning where the one before ended."""
    if each is None or each >= len(known):
        return tuple(known)
    return tuple(known[(index * each + place) % len(known)] for place in range(each))

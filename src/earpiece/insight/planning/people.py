"""Who is on a planned floor: the people of a scenario's teams as they come that day, or so many on duty at a time."""

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import sqrt

from earpiece.domain.errors import Invalid
from earpiece.insight.day import Day, Team, minutes_of
from earpiece.insight.floor.people import Person
from earpiece.insight.planning.load import Load, Mode

OVERTIME_S = 7200.0
"""Where people serve customers themselves, who is there at closing stays at most so long until the line is empty."""

BETA = 1.7
"""Of the square-root rule, for 95 % of short consults in 20 s."""

Skills = frozenset[str]


def roster(day: Day, mode: Mode, seed: int) -> list[Person]:
    """The people of the teams on one day: who is absent differs from day to day, pauses come one after the other."""
    return [person for number, team in enumerate(day.teams) for person in _team(day, team, number, mode, seed)]


def on_duty(day: Day) -> list[float]:
    """How many of the teams are there in each interval, on average: less those who are absent or have a pause."""
    interval_s = day.interval_minutes * 60.0
    counts = [0.0] * len(day.arrivals)
    for number, team in enumerate(day.teams):
        present = team.model_copy(update={"absent": 0.0})
        for person in _team(day, present, number, "consult", 0):
            for place in range(len(counts)):
                begin, end = place * interval_s, (place + 1) * interval_s
                there = _overlap(person.since, person.until, begin, end)
                there -= sum(_overlap(*pause, begin, end) for pause in person.pauses)
                counts[place] += (1.0 - team.absent) * max(there, 0.0) / interval_s
    return counts


def profiles(day: Day, load: Load, most: int) -> list[Skills]:
    """What the first, second, … person on duty knows: as the teams have it, the rarest needs covered first. Raises
    Invalid where somebody is needed who knows what nobody knows."""
    kinds = _kinds(day)
    for skill in load.shares:
        if not any(skill in kind for kind in kinds):
            raise Invalid(
                f"Nobody has the skill {skill!r}, which {load.shares[skill]:.0%} of the questions need: "
                "give it to a team under teams.skills, or take it out of needs.skills."
            )
    covered = dict.fromkeys(load.shares, 0)
    chosen: list[Skills] = []
    for _ in range(most):
        best = max(kinds, key=lambda kind: (_new(kind, covered), _short(kind, covered, load)))
        chosen.append(best)
        for skill in best & covered.keys():
            covered[skill] += 1
    return chosen


def staffed(day: Day, mode: Mode, counts: Sequence[int], kinds: Sequence[Skills]) -> list[Person]:
    """So many people on duty in each interval: the first so many of `kinds`. Who goes finishes what is in hand."""
    interval_s = day.interval_minutes * 60.0
    found = []
    for number in range(max(counts, default=0)):
        here = [place for place, count in enumerate(counts) if count > number]
        gaps = [
            ((before + 1) * interval_s, after * interval_s) for before, after in pairwise(here) if after > before + 1
        ]
        until = (here[-1] + 1) * interval_s
        found.append(
            Person(
                f"{number + 1}",
                kinds[number],
                here[0] * interval_s,
                _stays(day, mode, until),
                tuple(gaps),
                {"chat": day.transfer.chat_speed},
            )
        )
    return found


def _stays(day: Day, mode: Mode, until: float) -> float:
    return until + OVERTIME_S if mode != "consult" and until >= day.seconds else until


def _team(day: Day, team: Team, number: int, mode: Mode, seed: int) -> Iterator[Person]:
    since, until = (60.0 * (minutes_of(clock) - minutes_of(day.opens)) for clock in team.shift)
    if until <= since:
        raise Invalid(
            f"teams: the shift {team.shift[0]} to {team.shift[1]} ends before it begins; split it at midnight."
        )
    pause_s, middle = 60.0 * team.pause_minutes, (since + until) / 2.0
    for index in range(team.count):
        id = f"t{number + 1}-{index + 1}"
        begins = middle + pause_s * (index - team.count / 2.0)
        pause = (max(begins, since), min(begins + pause_s, until))
        yield Person(
            id,
            _in_turn(day, team.skills, team.each, index),
            since,
            _stays(day, mode, until),
            (pause,) if pause_s and pause[1] > pause[0] else (),
            {"chat": day.transfer.chat_speed},
            random.Random(f"{seed} absent {id}").random() < team.absent,
        )


def _kinds(day: Day) -> list[Skills]:
    """The sets of skills people may have: those of the teams, or as the scenario's shifts say where there are none."""
    teams = [team for team in day.teams if team.count > 0]
    if not teams:
        each = day.shifts.each
        return _distinct(_in_turn(day, ("*",), each, index) for index in range(len(day.needs.skills)))
    return _distinct(
        _in_turn(day, team.skills, team.each, index)
        for team in teams
        for index in range(min(team.count, len(day.needs.skills)))
    )


def _in_turn(day: Day, skills: Sequence[str], each: int | None, index: int) -> Skills:
    known = tuple(day.needs.skills) if "*" in skills else tuple(skills)
    if each is None or each >= len(known):
        return frozenset(known)
    return frozenset(known[(index * each + place) % len(known)] for place in range(each))


def _distinct(kinds: Iterator[Skills]) -> list[Skills]:
    return list(dict.fromkeys(kinds))


def _new(kind: Skills, covered: dict[str, int]) -> int:
    """How many skills that nobody has yet they would bring."""
    return sum(covered.get(skill) == 0 for skill in kind)


def _short(kind: Skills, covered: dict[str, int], load: Load) -> float:
    """How much they would bring where people are scarcest for the busiest half-hour's work, by the square-root rule."""
    loads = {skill: load.erlangs(load.peak, frozenset({skill})) for skill in kind & covered.keys()}
    return sum((each + BETA * sqrt(each)) / (covered[skill] + 0.5) for skill, each in loads.items())


def _overlap(since: float, until: float, begin: float, end: float) -> float:
    return max(min(until, end) - max(since, begin), 0.0)

"""Whoever leads several conversations at once gives each a part of their time: no second of a person counts twice."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from earpiece.insight.cases import Case, Led, Span

Place = tuple[int, int]
"""Of a time that a person led: number of the case, number within it."""


def shared(cases: Sequence[Case]) -> list[Case]:
    """The cases with the time of each person who led several of them at once split evenly between those."""
    by_person: dict[str, dict[Place, Span]] = defaultdict(dict)
    for number, case in enumerate(cases):
        for nth, led in enumerate(case.led):
            by_person[led.by][number, nth] = Span(led.since, led.since + led.seconds)
    seconds: dict[Place, float] = {}
    for spans in by_person.values():
        if len(spans) > 1:
            seconds |= split(spans)
    changed = {number for number, _ in seconds}
    return [replace(case, led=_led(case, at, seconds)) if at in changed else case for at, case in enumerate(cases)]


def split(spans: dict[Place, Span]) -> dict[Place, float]:
    """Of each span, its seconds divided by how many there were at each moment."""
    found = dict.fromkeys(spans, 0.0)
    begins: dict[float, list[Place]] = defaultdict(list)
    ends: dict[float, list[Place]] = defaultdict(list)
    for place, span in spans.items():
        begins[span.since].append(place)
        ends[span.until].append(place)
    at_once: set[Place] = set()
    for since, until in pairwise(sorted({*begins, *ends})):
        at_once |= set(begins[since])
        at_once -= set(ends[since])
        for place in at_once:
            found[place] += (until - since) / len(at_once)
    return found


def _led(case: Case, number: int, seconds: dict[Place, float]) -> tuple[Led, ...]:
    return tuple(replace(led, seconds=seconds.get((number, nth), led.seconds)) for nth, led in enumerate(case.led))

"""A comparison as one page: the verdict, the figures with pictures, what each feature adds, and every assumption."""

import json
from collections.abc import Iterator
from typing import Any

from earpiece.insight.amounts import amount
from earpiece.insight.page import Note, Part, Picture, Section, Table, page
from earpiece.insight.pictures import Bar, Step, bars
from earpiece.insight.pictures import steps as waterfall
from earpiece.sim.compare.aims import AIMED, AIMS, aimed_at
from earpiece.sim.compare.headlines import HEADLINES
from earpiece.sim.compare.ladder import CONSULT, EARPIECE, gained, rung
from earpiece.sim.compare.output import SIMULATED, figure, marks, shown, steps
from earpiece.sim.compare.result import Comparison
from earpiece.sim.compare.statistics import METHOD
from earpiece.sim.compare.verdict import verdict

WATERFALLS = ("wait", "human_helped", "from_gap")
LEAD = (
    "The same simulated customers, with the same needs, meet the same people on the same day, served in several ways. "
    "Ways with consults run Earpiece's own runtime, gate and desk in simulated time; in the others the same simulated "
    "people serve the same customers without it."
)


def as_page(found: Comparison) -> str:
    """The whole file."""
    sections = [
        _says(found),
        _aims(found),
        _ways(found),
        _pictures(found),
        _adds(found),
        _defined(found),
        _assumed(found),
    ]
    if found.notes:
        sections.append(_noted(found))
    seeds = ", ".join(str(seed) for seed in found.seeds)
    made = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    return page(
        f"{found.company}: {found.day.name} day compared", f"{found.day.about} {LEAD}", sections,
        f"Seeds {seeds}. {_count(found)} {METHOD}. Made with {made}.",
    )  # fmt: skip


def _count(found: Comparison) -> str:
    days = len(found.seeds)
    return (
        f"{sum(found.customers):,} customers on {days} {'day' if days == 1 else 'days'}, "
        f"{sum(found.needing):,} of whom need a person."
    )


def _says(found: Comparison) -> Section:
    rows = [(each.text, "" if each.stand == "note" else each.stand) for each in verdict(found)]
    table = Table(
        "Computed from the figures below; nothing is said that they do not carry", ("", ""), rows, frozenset({0, 1})
    )
    return Section("What this day says", [table])


def _aims(found: Comparison) -> Section:
    tables = [
        Table(
            AIMED[way], ("aim", "figure", ""),
            [(aim.words, aim.told(found, way), aim.reached(found, way)) for aim in AIMS], frozenset({0, 2}),
        )
        for way in aimed_at(found)
    ]  # fmt: skip
    return Section("What Earpiece aims at", tables)


def _ways(found: Comparison) -> Section:
    names = shown(found)
    rows = [(rung(way).title, *(figure(found, way, name) for name in names)) for way in found.ways]
    table = Table(f"Means of the days, {SIMULATED}", ("way", *(HEADLINES[name].short for name in names)), rows)
    about = [(rung(way).title, rung(way).about) for way in found.ways]
    told = Table("What the ways are", ("way", ""), about, frozenset({0, 1}))
    return Section("All ways", [table, *(Note(each) for each in marks(found)), told])


def _pictures(found: Comparison) -> Section:
    return Section("In pictures", list(_each_picture(found)), "Thin lines are the intervals.")


def _each_picture(found: Comparison) -> Iterator[Part]:
    for name in shown(found):
        headline, unit = HEADLINES[name], found.unit(name)
        rows = []
        for way in found.ways:
            one = found.of(way, name)
            value = one.mean if one is not None else None
            low, high = (one.low, one.high) if one is not None else (None, None)
            low = max(low, 0.0) if low is not None else None
            rows.append(Bar(rung(way).title, value, low, high, plain=way != EARPIECE))
        yield Picture(headline.title, bars(headline.title, rows, unit), f"{headline.definition} ({SIMULATED})")


def _adds(found: Comparison) -> Section:
    played = steps(found)
    parts: list[Part] = []
    for name in WATERFALLS if found.has(CONSULT) and played else ():
        start, end = found.of(CONSULT, name), found.of(played[-1][0], name)
        changes = [(gained(way, before), found.difference(name, way, before)) for way, before in played]
        if start is None or end is None or any(change is None for _, change in changes):
            continue
        rows = [
            Step(rung(CONSULT).title, start.mean, total=True),
            *(Step(feature, change.mean) for feature, change in changes if change is not None),
            Step("all of them", end.mean, total=True),
        ]
        title = HEADLINES[name].title
        parts.append(Picture(title, waterfall(title, rows, found.unit(name)), SIMULATED))
    return Section(
        "What each feature adds", parts or [Note("The steps were not played.")], "Each on top of those before."
    )


def _defined(found: Comparison) -> Section:
    rows = [(HEADLINES[name].title, HEADLINES[name].definition) for name in HEADLINES]
    return Section("What the figures mean", [Table("Definitions", ("figure", ""), rows, frozenset({0, 1}))])


def _assumed(found: Comparison) -> Section:
    rows = [(setting, _written(value), source) for setting, value, source in found.day.assumptions()]
    table = Table("Assumptions", ("setting", "value", "source"), rows, frozenset({0, 1, 2}))
    return Section("What is assumed, and where it is from", [table])


def _written(value: Any) -> str:
    if value is None or isinstance(value, int | float):
        return amount(None) if value is None else f"{value:g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _noted(found: Comparison) -> Section:
    rows = [(rung(way).title, note) for way, said in found.notes.items() for note in said]
    return Section("What went otherwise", [Table("Notes", ("way", ""), rows, frozenset({0, 1}))])

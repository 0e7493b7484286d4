"""A comparison for programs (its form is in docs/compare.md), and as rows of words for people."""

from typing import Any

from earpiece.insight.amounts import amount
from earpiece.sim.compare.aims import AIMS, aimed_at
from earpiece.sim.compare.headlines import HEADLINES
from earpiece.sim.compare.ladder import CONSULT, EARPIECE, ESCALATE, GOOD, LADDER, gained, rung
from earpiece.sim.compare.result import Comparison
from earpiece.sim.compare.statistics import METHOD, Estimate
from earpiece.sim.compare.verdict import verdict

SIMULATED = "simulated"
"""What every time and share of a comparison is."""


def as_json(found: Comparison) -> dict[str, Any]:
    """Everything that was found."""
    return {
        "company": found.company,
        "day": {"name": found.day.name, "about": found.day.about},
        "seeds": list(found.seeds),
        "customers": list(found.customers),
        "needing": list(found.needing),
        "people": found.people,
        "currency": found.currency,
        "source": SIMULATED,
        "method": METHOD,
        "figures": {
            headline.name: {
                "title": headline.title, "unit": headline.unit, "better": headline.better,
                "definition": headline.definition,
            }
            for headline in HEADLINES.values()
        },
        "ways": {way: _way(found, way) for way in found.ways},
        "steps": [_step(found, way, before) for way, before in steps(found)],
        "verdict": [{"about": each.about, "stand": each.stand, "text": each.text} for each in verdict(found)],
        "aims": [
            {"aim": aim.words, "way": way, "figure": _estimate(aim.of(found, way)), "stand": aim.reached(found, way)}
            for way in aimed_at(found)
            for aim in AIMS
        ],
        "assumptions": [
            {"setting": setting, "value": value, "source": source} for setting, value, source in found.day.assumptions()
        ],
        "versions": dict(found.versions),
    }  # fmt: skip


def _way(found: Comparison, way: str) -> dict[str, Any]:
    against = {
        baseline: {
            name: _estimate(times)
            for name in found.values[way]
            if (times := found.ratio(name, baseline, way)) is not None
        }
        for baseline in (ESCALATE, GOOD, CONSULT)
        if found.has(baseline) and baseline != way
    }
    return {
        "title": rung(way).title,
        "about": rung(way).about,
        "figures": {
            name: {"by_seed": list(values), **(_estimate(found.of(way, name)) or {"mean": None})}
            for name, values in found.values[way].items()
        },
        "times_of": against,
        "notes": list(found.notes.get(way, ())),
    }


def steps(found: Comparison) -> list[tuple[str, str]]:
    """Each feature's step with the one before it, of those that were played."""
    played = [each.name for each in LADDER if each.features is not None and found.has(each.name)]
    return list(zip(played[1:], played, strict=False))


def _step(found: Comparison, way: str, before: str) -> dict[str, Any]:
    changes = {name: found.difference(name, way, before) for name in found.values[way]}
    return {
        "way": way,
        "feature": gained(way, before),
        "against": before,
        "changes": {name: _estimate(each) for name, each in changes.items() if each is not None},
    }


def _estimate(found: Estimate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"mean": found.mean, "low": found.low, "high": found.high, "days": found.days}


TABLE = (
    "resolution", "from_gap", "wait", "no_wait", "human_helped", "concurrency", "staff", "left", "resolved", "cost",
)  # fmt: skip
"""The figures of the table in a terminal, and of the pictures."""


def shown(found: Comparison) -> list[str]:
    """The figures that are worth a column on this day."""
    outage = ("outage_wait_p95", "outage_left") if found.day.outages else ()
    wanted = (*(name for name in TABLE if name != "staff" or found.searched), *outage)
    return [name for name in wanted if any(found.of(way, name) is not None for way in found.ways)]


def figure(found: Comparison, way: str, name: str) -> str:
    """A figure with half of its interval: `106 s ± 4`."""
    one = found.of(way, name)
    unit = found.unit(name)
    if one is None:
        return amount(None)
    told = amount(one.mean, "" if unit == "people" else unit)
    if one.low is None or one.high is None:
        return told
    half = (one.high - one.low) / 2.0
    return f"{told} ± {amount(half * 100 if unit == 'share' else half)}"


def marks(found: Comparison) -> list[str]:
    """What must be said beside the table."""
    people = found.of(GOOD, "people")
    said = [f"All times and shares are {SIMULATED}, with {found.people} people on the roster ({METHOD})."]
    if people is not None:
        said.append(f"The good escalation has the people it needs: {amount(people.mean)}.")
    if found.has(EARPIECE):
        said.append(f"With all steps up to {rung(EARPIECE).title} it is Earpiece as it is shipped, before it learns.")
    return said

"""Estimates in their places of a scenario, each with the words that say where it is from."""

from collections.abc import Iterable
from typing import Any

from earpiece.insight.calibrate.estimate import Estimate, Window
from earpiece.insight.calibrate.people import with_cards
from earpiece.insight.day import Day, Decision

SHARED_OUT = ("needs.per_helped", "needs.kinds", "needs.skills", "channels")
"""Settings whose parts sum to 1: replaced altogether."""


def placed(base: Day, measured: Iterable[Estimate], window: Window) -> Day:
    """The scenario with these estimates."""
    data = base.model_dump(mode="json")
    sources = dict(base.sources)
    single = list(measured)
    for part in SHARED_OUT:
        parts = [each for each in single if each.setting.startswith(f"{part}.")]
        single = [each for each in single if each not in parts]
        if parts:
            shares = _summed({each.setting.removeprefix(f"{part}."): each.found.value for each in parts})
            _put(data, part, _in_order(shares) if part == "needs.per_helped" else shares)
            sources[part] = source(parts[0], window, "; ".join(f"{each.title} {between(each)}" for each in parts))
    cards: dict[str, dict[str, float]] = {}
    for each in single:
        sources[each.setting] = source(each, window, between(each))
        first, _, rest = each.setting.partition(".")
        if first == "decisions":
            kind, _, name = rest.partition(".")
            cards.setdefault(kind, {})[name] = each.found.value
            sources[each.setting] += "; of the whole card" if name == "mean_s" else ""
        else:
            _put(data, each.setting, round(max(each.found.value, 0.0), 4))
    day = Day.model_validate(data | {"sources": sources})
    known = {
        kind: Decision(mean_s=cards[kind]["mean_s"], cv=cards[kind]["cv"]) for kind in day.decisions if kind in cards
    }
    return with_cards(day, known) if known else day


def changed(day: Day, values: dict[str, Any], sources: dict[str, str]) -> Day:
    """The scenario with these settings."""
    return Day.model_validate(day.model_dump(mode="json") | values | {"sources": {**day.sources, **sources}})


def source(each: Estimate, window: Window, interval: str) -> str:
    """`measured: 214 cards, from 2026-11-02 to 2026-11-20, 95 % interval 18.1 s to 22.4 s`."""
    note = f"; {each.note}" if each.note else ""
    return f"measured: {each.count:,} {each.things}, {window.words()}, 95 % interval {interval}{note}"


def between(each: Estimate) -> str:
    """`18.1 s to 22.4 s`"""
    return f"{shown(each, each.found.low)} to {shown(each, each.found.high)}"


def shown(each: Estimate, value: float) -> str:
    """A value with its unit, as people read it."""
    if each.unit == "share":
        return f"{value * 100:.1f} %" if abs(value) < 0.1 else f"{value * 100:.0f} %"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}{' s' if each.unit == 's' else ''}"


def _put(data: dict[str, Any], setting: str, value: Any) -> None:
    *before, last = setting.split(".")
    for name in before:
        data = data[name]
    data[last] = value


def _in_order(shares: dict[str, float]) -> list[float]:
    """Of 1, 2, … needs, by their number; what nobody had is 0."""
    return [shares.get(str(number), 0.0) for number in range(1, max(map(int, shares)) + 1)]


def _summed(values: dict[str, float]) -> dict[str, float]:
    """Shares rounded so that they still sum to 1."""
    rounded = {name: round(value, 4) for name, value in values.items()}
    largest = max(rounded, key=lambda name: rounded[name])
    rounded[largest] = round(rounded[largest] + 1 - sum(rounded.values()), 4)
    return rounded

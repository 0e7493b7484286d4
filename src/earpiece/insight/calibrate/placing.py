"""Estimates in their places of a scenario, each with the words that say where it is from."""

from collections.abc import Iterable
from typing import Any

from earpiece.insight.calibrate.estimate import Estimate, Window
from earpiece.insight.calibrate.people import whole, with_whole_cards
from earpiece.insight.day import Day

SHARED_OUT = ("needs.per_helped", "needs.kinds", "needs.skills", "channels")
"""Settings whose parts sum to 1: replaced altogether."""


def placed(base: Day, measured: Iterable[Estimate], window: Window) -> Day:
    """The scenario with these estimates. Where a kind's decisions were measured, turning to the card and reading it are
    in them, so the kinds that stay assumed get what is assumed of that added."""
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
    for each in single:
        _put(data, each.setting, round(max(each.found.value, 0.0), 4))
        sources[each.setting] = source(each, window, between(each))
    day = Day.model_validate(data | {"sources": sources})
    kinds = {each.setting.split(".")[1] for each in single if each.setting.startswith("decisions.")}
    return _with_cards(base, day, kinds) if kinds else day


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


def _with_cards(base: Day, day: Day, measured: Iterable[str]) -> Day:
    decided, sources = dict(day.decisions), dict(day.sources)
    for kind in base.decisions:
        if kind not in measured:
            decided[kind] = whole(base, kind)
            sources[f"decisions.{kind}"] = (
                f"{base.source(f'decisions.{kind}') or 'the scenario'}; with turning to it and reading"
            )
    return with_whole_cards(day.model_copy(update={"decisions": decided, "sources": sources}))


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

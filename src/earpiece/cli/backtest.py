"""`earpiece backtest`: how well a plan's scenario met a day that is in the journal."""

import asyncio
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from earpiece.cli import app, console, print_json
from earpiece.cli.calibrate import a_date, read_days, timezone_of, window_of
from earpiece.settings import Settings
from earpiece.wiring import opened_journal

if TYPE_CHECKING:
    from earpiece.insight.attendance import Present
    from earpiece.insight.backtest import Backtest
    from earpiece.insight.cases import Case


@app.command()
def backtest(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="The scenario the plan was made from.")],
    when: Annotated[str, typer.Option("--day", metavar="DATE", help="The day it was for, as 2026-11-02.")],
    data: Annotated[
        Path, typer.Option(help="The installation's data folder.", envvar="EARPIECE_DATA", file_okay=False)
    ] = Path(".earpiece"),
    timezone: Annotated[str | None, typer.Option(help="In which that is a day; else the company's, or UTC.")] = None,
    seed: Annotated[int, typer.Option(help="Of the days that are played to predict it.", min=0)] = 1,
    json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Predict a day from a scenario and who was there, and say how well that met it. A running server goes on."""
    from earpiece.insight.backtest import backtest as test
    from earpiece.insight.day import read_day

    plan, day = read_day(scenario), a_date(when, "--day")
    cases, present, zone = asyncio.run(_read(Settings.read(data), day, timezone))
    found = test(plan, day, cases, present, zone, seed=seed)
    if json:
        print_json(_as_data(found, zone))
    else:
        _print(found, scenario, zone)


async def _read(settings: Settings, day: date, timezone: str | None) -> "tuple[list[Case], list[Present], str]":
    async with opened_journal(settings, readonly=True) as journal:
        zone = timezone if timezone is not None else await timezone_of(journal)
        cases, present = await read_days(journal, window_of(day, day, zone))
        return cases, present, zone


def _as_data(found: "Backtest", zone: str) -> dict[str, Any]:
    from earpiece.insight.backtest import verdict

    pairs = ("pickup_s", "service", "hang_ups", "occupancy")
    return {
        "scenario": found.day.name,
        "day": str(found.date),
        "timezone": zone,
        "people": found.people,
        "arrivals": asdict(found.arrivals),
        "questions": asdict(found.questions),
        "card_s": {"planned": found.card_s[0], "came": found.card_s[1]},
        **{name: asdict(getattr(found, name)) | {"met": getattr(found, name).met} for name in pairs},
        "needed_off": found.needed_off,
        "intervals": [_told(asdict(each)) for each in found.intervals],
        "verdict": verdict(found),
    }


def _told(interval: dict[str, Any]) -> dict[str, Any]:
    """Pairs by name."""
    return {
        name: {"planned": value[0], "came": value[1]} if isinstance(value, tuple) else value
        for name, value in interval.items()
    }


def _print(found: "Backtest", scenario: str, zone: str) -> None:
    from earpiece.insight.backtest import verdict

    people = "1 person who was" if found.people == 1 else f"{found.people} people who were"
    console.print(
        f"{found.date} ({zone}), as {scenario} foresaw it with the {people} there",
        style="bold", markup=False, highlight=False, soft_wrap=True,
    )  # fmt: skip
    table = Table(box=None, pad_edge=False, caption="planned → came", caption_justify="left")
    headings = ("from", "conversations", "off", "questions", "off", "taken in", "in time", "people needed", "there")
    for heading in headings:
        table.add_column(heading, justify="right")
    for each in found.intervals:
        table.add_row(
            each.clock,
            _both(each.arrivals, ".0f"), _off(each.arrivals),
            _both(each.questions, ".0f"), _off(each.questions),
            _both(each.pickup_s, ".0f", " s"), _both(each.service, ".0%"),
            _both(each.needed, ".0f"), f"{each.there:.1f}",
        )  # fmt: skip
    console.print(table)
    for sentence in verdict(found):
        console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _both(pair: "tuple[float | None, float | None]", form: str, unit: str = "") -> str:
    return " → ".join("–" if each is None else f"{each:{form}}{unit}" for each in pair)


def _off(pair: "tuple[float, float]") -> str:
    """In percent of what came."""
    return f"{(pair[0] - pair[1]) / pair[1]:+.0%}" if pair[1] else "–"

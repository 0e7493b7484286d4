"""`earpiece calibrate`: a scenario from the journal, with how sure each figure is, and what stays assumed."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from earpiece.cli import app, console, print_json
from earpiece.domain.errors import Invalid
from earpiece.domain.ports import Journal
from earpiece.settings import Settings
from earpiece.wiring import RealClock, opened_journal

if TYPE_CHECKING:
    from earpiece.insight.attendance import Present
    from earpiece.insight.calibrate.estimate import Estimate, Window
    from earpiece.insight.calibrate.scenario import Calibration
    from earpiece.insight.cases import Case

Data = Annotated[Path, typer.Option(help="The installation's data folder.", envvar="EARPIECE_DATA", file_okay=False)]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHOICES = ("targets", "costs", "fallback", "shifts", "outages", "interval_minutes")
"""Settings that somebody decides; nobody measures them."""

MOST_VALUES = 6


@app.command()
def calibrate(
    data: Data = Path(".earpiece"),
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first day, as 2026-11-02.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last day, itself included.")] = None,
    weekdays: Annotated[str | None, typer.Option(help="Only these, such as mon,tue.")] = None,
    base: Annotated[str, typer.Option(metavar="SCENARIO", help="What stays as it is where too little is known.")] = (
        "ordinary"
    ),
    out: Annotated[Path | None, typer.Option(metavar="FILE.yaml", help="Write the scenario into this file.")] = None,
    timezone: Annotated[str | None, typer.Option(help="In which days are days; else the company's, or UTC.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Estimate a scenario from the journal: arrivals, needs, people's times, patience. A running server goes on."""
    from earpiece.insight.calibrate.scenario import calibrate as estimate
    from earpiece.insight.calibrate.scenario import text_of
    from earpiece.insight.day import read_day

    day = read_day(base)
    span = (_date(first, "--from"), _date(last, "--to"))
    cases, present, window = asyncio.run(_read(Settings.read(data), span, _weekdays(weekdays), timezone))
    found = estimate(cases, present, day, window)
    if out is not None:
        out.write_text(text_of(found), "utf-8")
    if json:
        print_json(_as_data(found))
        return
    _print(found, base)
    if out is not None:
        console.print(f"Written to {out}. Try: earpiece plan {out}", markup=False, highlight=False, soft_wrap=True)


async def _read(
    settings: Settings, span: tuple[date | None, date | None], weekdays: frozenset[int], timezone: str | None
) -> "tuple[list[Case], list[Present], Window]":
    from earpiece.insight.calibrate.estimate import Window

    async with opened_journal(settings, readonly=True) as journal:
        zone = timezone if timezone is not None else await timezone_of(journal)
        first, last = span[0] or date(1970, 1, 2), span[1] or date(2970, 1, 1)
        cases, present = await read_days(journal, window_of(first, last, zone, weekdays))
        seen = Window.around(cases, zone) if cases else window_of(first, last, zone, weekdays)
        window = window_of(span[0] or seen.day(seen.since), span[1] or seen.day(seen.until - 1), zone, weekdays)
        return cases, present, window


async def read_days(journal: Journal, window: "Window") -> "tuple[list[Case], list[Present]]":
    """The conversations that began in these days, and who was there; where no workspace ever said that it was open, as
    their cards tell."""
    from earpiece.insight.attendance import from_cards, read_attendance
    from earpiece.insight.reading import read_cases

    cases = await read_cases(journal, window.since, window.until, RealClock().now())
    return cases, await read_attendance(journal, window.since, window.until) or from_cards(cases, window.zone)


def window_of(first: date, last: date, zone: str, weekdays: frozenset[int] = frozenset(range(7))) -> "Window":
    """Raises Invalid for days the wrong way round, and for a timezone that there is not."""
    from earpiece.insight.calibrate.estimate import Window

    if last < first:
        raise Invalid(f"The days end ({last}) before they begin ({first}): swap --from and --to.")
    try:
        return Window.of(first, last, zone, weekdays)
    except (KeyError, ValueError) as error:
        raise Invalid(f"There is no timezone {zone!r}: write one such as Europe/London, or UTC.") from error


async def timezone_of(journal: Journal) -> str:
    """Of the company's opening hours, by its newest version in the journal; UTC where it has none."""
    from earpiece.company.shelf import Shelf

    hours = (await Shelf.last_published(journal)).current().hours
    return hours.timezone if hours is not None else "UTC"


def a_date(text: str, option: str) -> date:
    """Raises Invalid for what is no date."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"{option} is {text!r}; write a day such as 2026-11-02.") from error


def _date(text: str | None, option: str) -> date | None:
    return a_date(text, option) if text is not None else None


def _weekdays(text: str | None) -> frozenset[int]:
    if text is None:
        return frozenset(range(7))
    names = [name.strip().casefold()[:3] for name in text.split(",") if name.strip()]
    if not names or not set(names) <= set(WEEKDAYS):
        raise Invalid(f"--weekdays is {text!r}; write some of {', '.join(WEEKDAYS)}, with commas between them.")
    return frozenset(WEEKDAYS.index(name) for name in names)


# ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _as_data(found: "Calibration") -> dict[str, Any]:
    return {
        "from": str(found.window.day(found.window.since)),
        "to": str(found.window.day(found.window.until - 1)),
        "timezone": found.window.zone,
        "days": found.days,
        "conversations": found.conversations,
        "measured": [_estimate(each) for each in found.measured],
        "observed": [_estimate(each) for each in found.observed],
        "assumed": [
            {"setting": name, "value": value, "source": source}
            for name, value, source in found.kept()
            if not name.startswith(CHOICES)
        ],
    }


def _estimate(each: "Estimate") -> dict[str, Any]:
    told = {name: value for name, value in asdict(each).items() if name != "found"}
    return told | {"value": each.found.value, "low": each.found.low, "high": each.found.high}


def _print(found: "Calibration", base: str) -> None:
    days = "day" if found.days == 1 else "days"
    console.print(
        f"{found.conversations:,} conversations on {found.days} {days}, {found.window.words()} ({found.window.zone})",
        markup=False, highlight=False, soft_wrap=True,
    )  # fmt: skip
    _table("Measured", found.measured)
    _table("Seen beside, no setting of a scenario", found.observed)
    kept = Table(title="Still assumed", title_justify="left", box=None, pad_edge=False)
    for heading in ("setting", "value", "because"):
        kept.add_column(heading, overflow="fold")
    for (part, source), values in _grouped(found):
        kept.add_row(part, ", ".join(values), source)
    console.print(kept, markup=False)
    console.print(
        f"Targets, costs, fallback and shifts are yours to choose; they are as in {base}.",
        markup=False, highlight=False, soft_wrap=True,
    )  # fmt: skip


def _grouped(found: "Calibration") -> "Iterable[tuple[tuple[str, str], list[str]]]":
    """Settings of one part that are there for the same reason, in one line."""
    groups: dict[tuple[str, str], list[str]] = {}
    for name, value, source in found.kept():
        if not name.startswith(CHOICES):
            part, _, last = name.rpartition(".")
            told = f"{len(value)} values" if isinstance(value, tuple) and len(value) > MOST_VALUES else f"{value}"
            groups.setdefault((part or name, source), []).append(f"{last} {told}" if part else told)
    return groups.items()


def _table(title: str, estimates: "Iterable[Estimate]") -> None:
    from earpiece.insight.calibrate.placing import between, shown

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("what", overflow="fold")
    table.add_column("value", justify="right")
    table.add_column("95 % interval", justify="right")
    table.add_column("from", justify="right")
    table.add_column("", overflow="fold", style="dim")
    rows: Sequence[Estimate] = tuple(estimates)
    for each in rows:
        table.add_row(each.title, shown(each, each.found.value), between(each), f"{each.count:,} {each.things}",
                      each.note)  # fmt: skip
    if rows:
        console.print(table)

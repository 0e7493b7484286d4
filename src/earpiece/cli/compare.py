"""`earpiece compare`: one day of a company served in several ways, what each gives, and what that says."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from earpiece.cli import app, console, write_json, write_page
from earpiece.cli.prove_seeds import jobs_of
from earpiece.company.shelf import Shelf
from earpiece.domain.ports import Understanding
from earpiece.insight.calibrate.people import measured_day
from earpiece.insight.cases import Case
from earpiece.insight.day import Day, read_day
from earpiece.insight.reading import read_cases
from earpiece.settings import Settings
from earpiece.sim.compare.aims import AIMED, AIMS, aimed_at
from earpiece.sim.compare.headlines import HEADLINES
from earpiece.sim.compare.html import as_page
from earpiece.sim.compare.ladder import EARPIECE, LEARNED, chosen, rung
from earpiece.sim.compare.output import as_json, figure, marks, shown
from earpiece.sim.compare.result import Comparison
from earpiece.sim.compare.run import Advance, Order
from earpiece.sim.compare.run import compare as play_all
from earpiece.sim.compare.smaller import busiest_hours, with_customers
from earpiece.sim.compare.verdict import verdict
from earpiece.wiring import opened_journal, understanding_of

Folder = Annotated[Path, typer.Argument(help="The company folder.", exists=True, file_okay=False)]
QUICK_HOURS = 2
QUICK_SEEDS = 2
SEEDS = 5
HALF = 5
"""Figures in one table of the terminal."""


class Experts(StrEnum):
    """Whose time per card counts."""

    assumed = "assumed"
    measured = "measured"


COLOURS = {"holds": "green", "does not hold": "yellow", "open": "cyan", "worse": "red", "note": ""}


@app.command()
def compare(  # noqa: PLR0913 - each is an option of the command
    company: Folder,
    day: Annotated[str, typer.Option(help="A scenario that comes with Earpiece, or a YAML file.")] = "ordinary",
    seeds: Annotated[int | None, typer.Option(help="How many days, each with other customers.", min=1)] = None,
    first: Annotated[int, typer.Option("--from", help="The first seed.", min=0)] = 0,
    jobs: Annotated[int | None, typer.Option(help="How many processes; one for each processor unless told.")] = None,
    ways: Annotated[str, typer.Option(help="Only these ways, separated by commas.")] = "",
    alone: Annotated[bool, typer.Option(help="Also each feature alone on top of a plain consult.")] = False,
    customers: Annotated[float, typer.Option(help="So many times the customers, and the people.", min=0.01)] = 1.0,
    hours: Annotated[
        float | None, typer.Option(help="Only so many hours, the busiest; all of them unless told.", min=0.5)
    ] = None,
    messages: Annotated[Path | None, typer.Option(help="What they open with; COMPANY/messages unless told.")] = None,
    no_staff: Annotated[bool, typer.Option(help="Leave out how many people each way needs.")] = False,
    experts: Annotated[
        Experts, typer.Option(help="How long people need for a card: as assumed, or as the journal in --data shows.")
    ] = Experts.assumed,
    data: Annotated[
        Path, typer.Option(help="With --experts measured: that data folder.", envvar="EARPIECE_DATA", file_okay=False)
    ] = Path(".earpiece"),
    quick: Annotated[bool, typer.Option(help="The two busiest hours of two days, no search: under a minute.")] = False,
    json: Annotated[str | None, typer.Option(help="Write everything as JSON into this file; - for the screen.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with pictures into this file.")] = None,
) -> None:
    """Serve the same simulated customers with the same people in several ways, and say what the figures carry."""
    assumed = read_day(day)
    given = measured_people(assumed, Settings.read(data)) if experts is Experts.measured else assumed
    scenario = with_customers(given, customers)
    busiest = hours or (QUICK_HOURS if quick else None)
    many = seeds or (QUICK_SEEDS if quick else SEEDS)
    names = chosen([name.strip() for name in ways.split(",") if name.strip()], alone)
    if quick and not ways:
        names = tuple(name for name in names if name != LEARNED)  # the days before it take longer than the day itself
    with tempfile.TemporaryDirectory() as learned:
        order = Order(
            folder=company, day=scenario if busiest is None else busiest_hours(scenario, busiest),
            seeds=tuple(range(first, first + many)), ways=names, messages=messages or company / "messages",
            learned=Path(learned), ready=ready, search=not (no_staff or quick),
        )  # fmt: skip
        with Console(stderr=True).status("Training the understanding …"):
            ready(company, Path(learned))
        with _progress() as advance:
            found = play_all(order, jobs_of(jobs), advance)
    if json != "-":
        _print(found)
    write_json(json, as_json(found))
    if html is not None:
        write_page(html, as_page(found))


def measured_people(day: Day, settings: Settings) -> Day:
    """The scenario with people as fast as the journal shows them. Raises Invalid if nobody answered a card there."""

    async def read() -> list[Case]:
        async with opened_journal(settings, readonly=True) as journal:
            return await read_cases(journal)

    return measured_day(day, asyncio.run(read()))


def ready(folder: Path, learned: Path) -> tuple[Shelf, Understanding]:
    """Read a company; what its understanding learned is kept for other processes."""
    shelf = Shelf.of_folder(folder)
    return shelf, understanding_of(shelf.current(), learned)


@contextmanager
def _progress() -> Iterator[Advance]:
    columns = (
        TextColumn("Comparing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("days", what="")
        yield lambda over, total, what: bar.update(task, completed=over, total=total, what=what)


def _print(found: Comparison) -> None:
    console.print(f"[bold]{found.company}[/]: {found.day.about}", highlight=False, soft_wrap=True)
    _print_ways(found)
    for said in marks(found):
        console.print(said, style="dim", markup=False, highlight=False, soft_wrap=True)
    console.print()
    for sentence in verdict(found):
        console.print(sentence.text, style=COLOURS[sentence.stand], markup=False, highlight=False, soft_wrap=True)
    _print_aims(found)
    _print_made(found)


def _print_ways(found: Comparison) -> None:
    """In two tables, so that they fit into eighty signs."""
    names = shown(found)
    for part in (names[:HALF], names[HALF:]):
        table = Table(box=None, pad_edge=False)
        table.add_column("", no_wrap=True)
        for name in part:
            table.add_column(HEADLINES[name].short, justify="right", no_wrap=True)
        for way in found.ways:
            style = "bold" if way == EARPIECE else ""
            table.add_row(rung(way).title, *(figure(found, way, name) for name in part), style=style)
        console.print(table)
        console.print()


def _print_aims(found: Comparison) -> None:
    for way in aimed_at(found):
        table = Table(box=None, pad_edge=False)
        for title in (f"aim, {AIMED[way].lower()}", "figure", ""):
            table.add_column(title)
        for aim in AIMS:
            table.add_row(aim.words, aim.told(found, way), aim.reached(found, way))
        console.print()
        console.print(table)


def _print_made(found: Comparison) -> None:
    seeds = ", ".join(str(seed) for seed in found.seeds)
    made = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    console.print(f"\nSeeds {seeds}; {made}.", style="dim", highlight=False, soft_wrap=True)
    assumed = len(list(found.day.assumptions()))
    console.print(f"{assumed} assumptions with their sources: --json or --html.", style="dim", highlight=False)
    for way, said in found.notes.items():
        for note in said:
            console.print(f"{rung(way).title}: {note}", style="yellow", markup=False, highlight=False, soft_wrap=True)

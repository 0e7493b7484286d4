"""`earpiece rehearse`: play a company's rehearsals, or many conversations that open with real messages."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from earpiece.cli import app, console, write_json, write_page
from earpiece.cli.rehearse_stream import print_stream, stream_json, stream_page
from earpiece.company.shelf import Shelf
from earpiece.domain.errors import Invalid
from earpiece.insight.learning import BLOCK
from earpiece.settings import Settings
from earpiece.sim.casting import read_messages
from earpiece.sim.crowd import Advance, play_crowd
from earpiece.sim.rehearsal import Result, play_rehearsal
from earpiece.sim.remote_crowd import Place, play_remote_crowd
from earpiece.sim.report import CrowdReport
from earpiece.sim.script import read_rehearsals
from earpiece.sim.stream import learning, play_stream
from earpiece.wiring import RealClock, understanding_of

Folder = Annotated[Path, typer.Argument(help="The company folder.", exists=True, file_okay=False)]
MOST_SHOWN = 20
CUSTOMERS = 100


class Start(StrEnum):
    """What the agent goes by before it has learned anything."""

    examples = "examples"
    asking = "asking"


@app.command()
def rehearse(  # noqa: PLR0913 - each is an option of the command
    company: Folder,
    only: Annotated[str | None, typer.Option(help="Play the rehearsals with this in their name or file.")] = None,
    messages: Annotated[Path | None, typer.Option(help="Real opening messages: JSON lines, .gz, or a folder.")] = None,
    customers: Annotated[
        int | None, typer.Option(help="With --messages: how many customers come at once; 100 unless told.", min=1)
    ] = None,
    start: Annotated[
        Start | None, typer.Option(help="With --messages: one after the other, learning; from examples, or asking.")
    ] = None,
    order: Annotated[int, typer.Option(help="With --start: which random order the messages come in.", min=0)] = 0,
    budget: Annotated[
        float | None,
        typer.Option(help="With --start: the share of own decisions that may be wrong.", min=0.001, max=0.5),
    ] = None,
    block: Annotated[
        int, typer.Option(help="With --start: a row of figures for each so many messages.", min=1)
    ] = BLOCK,
    html: Annotated[Path | None, typer.Option(help="With --start: write a page with pictures into this file.")] = None,
    url: Annotated[str | None, typer.Option(help="With --messages: play against this running server.")] = None,
    data: Annotated[Path, typer.Option(help="With --url: the server's data folder.")] = Path(".earpiece"),
    seed: Annotated[int, typer.Option(help="The same seed gives the same customers and experts.", min=0)] = 0,
    json: Annotated[str | None, typer.Option(help="Write the result as JSON into this file; - for the screen.")] = None,
) -> None:
    """Play COMPANY/rehearsals/*.yaml in simulated time; or, with --messages, a crowd of simulated customers.

    Exit status 1 if a rehearsal differs, if anything in a crowd was lost, repeated, asked twice or left open, or if the
    budget of errors was broken.
    """
    if messages is not None and start is not None:
        _stream(company, messages, customers, Learning(start, order, budget, block), html, json)
        return
    if start is not None or html is not None:
        raise Invalid("--start and --html play real messages: name them with --messages.")
    if messages is None:
        results = _rehearse(company, only)
        write_json(json, [_plain(result) for result in results])
        if not all(result.ok for result in results):
            raise typer.Exit(1)
        return
    report = _crowd(company, messages, customers or CUSTOMERS, seed, url, data)
    if json != "-":
        _print_report(report)
    write_json(json, report.as_json())
    if not report.sound:
        raise typer.Exit(1)


def _rehearse(company: Path, only: str | None) -> list[Result]:
    """Play them one after the other; each tells its line when it is over."""
    found = [(file, each) for file, all_of_file in read_rehearsals(company).items() for each in all_of_file]
    chosen = [(file, each) for file, each in found if only is None or only in each.name or only in file]
    if not chosen:
        raise Invalid(f"No rehearsal has {only!r} in its name or file.")
    errors = Console(stderr=True)
    with errors.status("Training the understanding …"):
        shelf = Shelf.of_folder(company)
        understanding = understanding_of(shelf.current())
    results = []
    for file, rehearsal in chosen:
        results.append(play_rehearsal(company, shelf, understanding, file, rehearsal))
        _print_result(errors, results[-1])
    failed = sum(not result.ok for result in results)
    errors.print(f"{len(results)} rehearsals, {failed or 'none'} went differently.", highlight=False)
    return results


def _print_result(out: Console, result: Result) -> None:
    mark = "[green]ok[/]" if result.ok else "[bold red]differs[/]"
    out.print(f"{mark} {result.file}: ", end="", highlight=False)
    out.print(f"{result.name} ({result.seconds:,.0f} s)", highlight=False, markup=False)
    for difference in result.differences:
        out.print(f"    {difference}", style="red", highlight=False, markup=False)
    for line in result.story:
        out.print(f"        {line.who:>8} {line.what}", style="dim", highlight=False, markup=False)


def _plain(result: Result) -> dict[str, Any]:
    return {
        "file": result.file, "name": result.name, "ok": result.ok, "differences": list(result.differences),
        "seconds": result.seconds, "story": [line.model_dump() for line in result.story],
    }  # fmt: skip


def _crowd(company: Path, messages: Path, customers: int, seed: int, url: str | None, data: Path) -> CrowdReport:
    """In this process, or against a running server."""
    texts = read_messages(messages)
    shelf = Shelf.of_folder(company)
    if url is not None:
        place = Place(url, Settings.read(data))
        with _progress(customers) as advance:
            return asyncio.run(play_remote_crowd(company, shelf, texts, customers, seed, place, RealClock(), advance))
    with Console(stderr=True).status("Training the understanding …"):
        understanding = understanding_of(shelf.current())
    with _progress(customers) as advance:
        return play_crowd(company, shelf, understanding, texts, customers, seed, advance)


@dataclass(frozen=True, slots=True)
class Learning:
    """How the stream of messages is played."""

    start: Start
    order: int
    budget: float | None
    block: int


def _stream(
    company: Path, messages: Path, customers: int | None, how: Learning, html: Path | None, json: str | None
) -> None:
    """The messages one after the other; all of them unless `customers` says how many."""
    texts = read_messages(messages)
    shelf = learning(Shelf.of_folder(company), how.budget, how.start.value)
    many = customers or len(texts)
    with Console(stderr=True).status("Training the understanding …"):
        understanding = understanding_of(shelf.current())
    with _progress(many) as advance:
        streamed = play_stream(company, shelf, understanding, texts, many, how.order, how.block, advance)
    if json != "-":
        print_stream(console, streamed)
    write_json(json, stream_json(streamed))
    if html is not None:
        write_page(html, stream_page(shelf.current().policy.name, messages, how.order, streamed))
    if not (streamed.curve.held and streamed.report.sound):
        raise typer.Exit(1)


@contextmanager
def _progress(customers: int) -> Iterator[Advance]:
    """A bar on standard error; tell it how many conversations are over."""
    columns = (TextColumn("Conversations"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("conversations", total=customers)
        yield lambda over: bar.update(task, completed=over)


def _print_report(report: CrowdReport) -> None:
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in report.as_json().items():
        if name not in ("unresolved", "details"):
            table.add_row(name.replace("_", " "), _in_words(value))
    console.print(table)
    for what, places in report.details.items():
        for place in places[:MOST_SHOWN]:
            console.print(f"[bold red]{what.replace('_', ' ')}[/] {place}", highlight=False)
    console.print(f"\n{len(report.unresolved)} did not end resolved with the books as expected:", highlight=False)
    for each in report.unresolved[:MOST_SHOWN]:
        console.print(f"  {each.label}: {each.text}", highlight=False, markup=False)
        console.print(f"      {each.reason} ({each.conversation})", style="dim", highlight=False, markup=False)
    if len(report.unresolved) > MOST_SHOWN:
        console.print(f"  … and {len(report.unresolved) - MOST_SHOWN} more; --json has them all.")


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_in_words(part)}" for name, part in value.items()) or "none"
    return f"{value:,}"

"""`earpiece prove --url`: the conformance suite against a live installation, with progress and a table at the end."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from earpiece.cli import console, write_json
from earpiece.domain.errors import Invalid
from earpiece.sim.conformance.report import Outcome, Report
from earpiece.sim.conformance.run import prove
from earpiece.sim.conformance.site import Site
from earpiece.sim.conformance.suite import PROMISES, SUITE
from earpiece.wiring import RealClock, RealIds

MARKS = {"held": "[green]held[/]", "broken": "[bold red]broken[/]", "skipped": "[yellow]skipped[/]"}


def run(urls: Sequence[str], token: Path, host_secret: Path | None, json: str | None) -> bool:
    """Prove it, print it, write it; whether nothing was broken."""
    service = _secret(token, "--token")
    host = _secret(host_secret, "--host-secret").encode() if host_secret is not None else None
    report = asyncio.run(_prove(urls, service, host))
    if json != "-":
        _print(report)
    write_json(json, report.as_json())
    return report.sound


def _secret(path: Path, option: str) -> str:
    """The content of a file that holds a secret. Raises Invalid."""
    try:
        found = path.read_text("utf-8").strip()
    except OSError as error:
        raise Invalid(f"{path} cannot be read ({error.strerror}): name the file with {option}.") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{path} holds no text: name the right file with {option}.") from error
    if not found or not found.isascii() or not found.isprintable():
        raise Invalid(f"{path} does not hold one line with a secret: name the right file with {option}.")
    return found


async def _prove(urls: Sequence[str], service: str, host: bytes | None) -> Report:
    site = Site(urls, service, RealClock(), RealIds(), host)
    try:
        with _progress() as tell:
            return await prove(site, tell=tell)
    finally:
        await site.close()


@contextmanager
def _progress() -> Iterator[Callable[[Outcome], None]]:
    """A bar on standard error, and a line above it for each check that is over."""
    columns = (TextColumn("Checks"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("checks", total=len(SUITE))

        def tell(outcome: Outcome) -> None:
            bar.console.print(f"{MARKS[outcome.came]} {outcome.check.promise}: ", end="", highlight=False)
            bar.console.print(outcome.check.name, markup=False, highlight=False)
            bar.advance(task)

        yield tell


def _print(report: Report) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("", "promise", "held", "broken", "skipped"):
        table.add_column(title, justify="left" if title in ("", "promise") else "right")
    for promise, words in PROMISES.items():
        own = [outcome.came for outcome in report.outcomes if outcome.check.promise == promise]
        counts = [sum(each == came for each in own) for came in MARKS]
        table.add_row(
            promise, words, *(str(count) if count else "·" for count in counts), style="" if not counts[1] else "red"
        )
    console.print(table)
    for each in report.came("skipped"):
        console.print(f"{MARKS['skipped']} {each.check.name}: ", end="", highlight=False)
        console.print(each.words, markup=False, highlight=False)
    for each in report.came("broken"):
        console.print(f"\n{MARKS['broken']} promise {each.check.promise}, {each.check.name}", highlight=False)
        console.print(f"    It shows: {each.check.shows}", style="dim", markup=False, highlight=False)
        console.print(f"    {each.words}", markup=False, highlight=False)
    closed = report.opened - len(report.left)
    console.print(f"\n{report.opened} conversations were opened, {closed} of them closed again.", highlight=False)
    for words in report.left:
        console.print(f"[yellow]left behind[/] {words}", highlight=False)

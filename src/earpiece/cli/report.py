"""`earpiece report`: what the journal says of some days, in figures."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from earpiece.cli import app, console, errors, json_text
from earpiece.company.shelf import Shelf
from earpiece.domain.errors import Unusable
from earpiece.insight.attendance import read_attendance
from earpiece.insight.reading import read_cases
from earpiece.insight.report.document import as_page
from earpiece.insight.report.made import Report, Terms, as_data, make
from earpiece.insight.report.period import period
from earpiece.insight.report.rows import as_csv
from earpiece.settings import Settings
from earpiece.wiring import RealClock, opened_journal


class Form(StrEnum):
    """How it is written."""

    html = "html"
    csv = "csv"
    json = "json"


@app.command()
def report(
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="The first day, like 2026-11-16; else six days before --to."),
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DAY", help="The last day; else today.")] = None,
    form: Annotated[
        Form, typer.Option("--format", help="A page with pictures; one row for each conversation; data.")
    ] = Form.html,
    out: Annotated[
        Path | None, typer.Option(help="Write to this file; else to standard output.", dir_okay=False)
    ] = None,
    pickup: Annotated[float, typer.Option(help="Seconds within which a question should be taken up.", min=0)] = 20.0,
    again: Annotated[
        float, typer.Option(help="Days within which a customer should not have to come again.", min=0)
    ] = 7.0,
    data: Annotated[
        Path, typer.Option(help="The installation's data folder.", envvar="EARPIECE_DATA", file_okay=False)
    ] = Path(".earpiece"),
) -> None:
    """Say what the conversations of some days came to: resolution, containment, people's time, waits, costs.

    Days are days where the desk is. The journal is only read, so a server may run meanwhile.
    """
    with errors.status("Reading the journal …"):
        made = asyncio.run(_report(Settings.read(data), first, last, pickup, again))
    written = _written(made, form)
    if out is None:
        typer.echo(written, nl=False)
        return
    try:
        out.write_text(written, "utf-8", newline="")
    except OSError as error:
        raise Unusable(f"Cannot write {out}: {error.strerror}.") from error
    console.print(f"{len(made.cases):,} conversations, {made.period}: {out}", highlight=False, soft_wrap=True)


def _written(made: Report, form: Form) -> str:
    match form:
        case Form.html:
            return as_page(made)
        case Form.csv:
            return as_csv(made.cases, made.period)
        case Form.json:
            return json_text(as_data(made))


async def _report(settings: Settings, first: str | None, last: str | None, pickup: float, again: float) -> Report:
    async with opened_journal(settings, readonly=True) as journal:
        company = (await Shelf.last_published(journal)).current()
        now = RealClock().now()
        days = period(first, last, company.hours.timezone if company.hours else "UTC", now)
        cases = await read_cases(journal, days.since, days.until, now)
        there = await read_attendance(journal, days.since, min(days.until, now))
    paid = sum(span.seconds for person in there for span in person.spans)
    terms = Terms(pickup, again, company.policy.costs, company.policy.currency)
    return make(cases, days, terms, company=company.policy.name, paid_s=paid)

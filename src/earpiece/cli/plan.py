"""`earpiece plan`: staff per half-hour for a scenario, what to expect with it, and how far the cliff is."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from earpiece.cli import app, console, write_json
from earpiece.insight.day import read_day
from earpiece.insight.planning.output import CHANGE_COLUMNS, as_json, as_page, change_rows, columns, rows
from earpiece.insight.planning.plan import Plan, make_plan
from earpiece.insight.planning.telling import told


class Serving(StrEnum):
    """How the customers are served."""

    consult = "consult"
    escalate = "escalate"
    people = "people"


@app.command()
def plan(
    scenario: Annotated[str, typer.Argument(help="A scenario that comes with Earpiece, or a YAML file.")],
    mode: Annotated[
        Serving, typer.Option(help="The agent asks people; it transfers at the first need; or people do everything.")
    ] = Serving.consult,
    seed: Annotated[int, typer.Option(help="Chance: the same seed gives the same plan.", min=0)] = 1,
    days: Annotated[
        int | None, typer.Option(help="So many simulated days; 6 to 30, by the load, unless told.", min=1)
    ] = None,
    json: Annotated[str | None, typer.Option(help="Write the plan as JSON into this file; - for the screen.")] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write a page with pictures into this file.", dir_okay=False)
    ] = None,
) -> None:
    """Find the staff per half-hour for a day's targets, and say what one person more or less does.

    Erlang's formulas first, then simulated days. See docs/plan.md for what is assumed.
    """
    made = make_plan(read_day(scenario), mode.value, seed, days)
    if html is not None:
        html.write_text(as_page(made), "utf-8")
    if json != "-":
        _print(made)
    write_json(json, as_json(made))


def _print(made: Plan) -> None:
    console.print(f"[bold]{made.day.name}[/]: {made.day.about}", highlight=False, soft_wrap=True)
    console.print(_table(columns(made), rows(made)))
    if made.changes:
        console.print(_table(CHANGE_COLUMNS, change_rows(made)))
    for words in told(made):
        console.print(words, markup=False, highlight=False, soft_wrap=True)
    console.print(
        f"\nSimulated: {made.days} days, seed {made.seed}; {len(list(made.day.assumptions()))} assumptions with their "
        "sources: --json or --html.",
        style="dim",
        highlight=False,
        soft_wrap=True,
    )


def _table(titles: list[str], lines: list[list[str]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for place, title in enumerate(titles):
        table.add_column(title, justify="left" if place == 0 else "right", no_wrap=True)
    for line in lines:
        table.add_row(*line, style="bold" if line[0] in ("day", "as planned") else "")
    return table

"""`earpiece evaluate replay`: recorded conversations of a large model, and an expert who knows what would be right."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from earpiece.cli import console, write_json, write_page
from earpiece.cli.evaluate import evaluate
from earpiece.cli.prove_seeds import jobs_of
from earpiece.domain.errors import Invalid

if TYPE_CHECKING:
    from earpiece.sim.replay.results import Result
    from earpiece.sim.replay.settings import Name

AIRLINE = Path("companies/airline")
BUDGET = 0.05
"""The error budget of `judged`, unless told otherwise."""


class Expert(StrEnum):
    """Who answers the questions."""

    gold = "gold"


class Setting(StrEnum):
    """How much is put to the expert."""

    alone = "alone"
    writes = "writes"
    writes_refusals = "writes+refusals"
    writes_doubts = "writes+doubts"
    judged = "judged"


@evaluate.command()
def replay(  # noqa: PLR0913 - each is an option of the command
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Recorded conversations, .jsonl or .jsonl.gz.")],
    expert: Annotated[Expert, typer.Option(help="Who answers: gold knows the right actions.")] = Expert.gold,
    setting: Annotated[list[Setting] | None, typer.Option(help="Once for each; all unless told.")] = None,
    budget: Annotated[
        list[float] | None, typer.Option(help="Error budgets of judged; the first one's is the main result.")
    ] = None,
    orders: Annotated[int, typer.Option(help="In how many orders of the tasks judged learns.", min=1)] = 5,
    company: Annotated[Path, typer.Option(help="The company's folder.", file_okay=False)] = AIRLINE,
    jobs: Annotated[int | None, typer.Option(help="How many processes; as many as processors unless told.")] = None,
    json: Annotated[str | None, typer.Option(help="Write JSON to this file; - for the screen.", metavar="OUT")] = None,
    picture: Annotated[Path | None, typer.Option(help="Draw the frontier into this SVG file.", metavar="OUT")] = None,
) -> None:
    """Play each conversation through the real runtime, and count what took effect and what was asked."""
    try:
        from earpiece.sim.replay.evaluation import Wanted, evaluate, runs_of
    except ModuleNotFoundError as missing:
        raise Invalid(f"The package {missing.name} is missing: run bin/setup --models.") from missing
    from earpiece.sim.replay.picture import frontier
    from earpiece.sim.replay.recording import load
    from earpiece.sim.replay.settings import NAMES

    if not (company / "company.yaml").is_file():
        raise Invalid(f"{company} is no company folder. Give the airline's with --company.")
    names: list[Name] = [each.value for each in setting] if setting else list(NAMES)
    budgets = tuple(budget) if budget else (BUDGET,)
    if not all(0.0 < each < 1.0 for each in budgets):
        raise Invalid("A budget is a share between 0 and 1, such as 0.05.")
    wanted = Wanted(company, load(file), names, budgets, orders, jobs_of(jobs))
    screen = Console(stderr=True)
    with Progress(
        TextColumn("playing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=screen, transient=True, disable=not screen.is_terminal,
    ) as progress:  # fmt: skip
        task = progress.add_task("runs", total=len(runs_of(wanted)))
        results = evaluate(wanted, lambda _: progress.advance(task))
    write_json(json, [each.as_json() for each in results])
    if picture is not None:
        write_page(picture, frontier(f"{file.name}: what questions to an expert give", results))
    if json != "-":
        _print(results)


def _print(results: "list[Result]") -> None:
    total = results[0].conversations
    table = Table(box=None, pad_edge=False)
    for heading in ("setting", "exactly right", "95%", "questions", "each", "for nothing", "wrong", "missed"):
        table.add_column(heading, justify="left" if heading == "setting" else "right")
    for each in results:
        low, high = each.intervals["exactly_right"]
        table.add_row(
            each.setting, f"{each.exactly_right:.4g} of {total}", f"{low:.4g}–{high:.4g}", f"{each.consults:.4g}",
            f"{each.consults / total:.2f}", f"{each.needless_consults:.4g}", f"{each.wrong_effects:.4g}",
            f"{each.missed_effects:.4g}",
        )  # fmt: skip
    console.print(table)
    console.print(
        f"{total} conversations, {results[0].reward:.4g} of them rewarded by the benchmark as recorded. "
        "Exactly right: the writes that took effect are the right ones. Intervals by task.",
        highlight=False, soft_wrap=True,
    )  # fmt: skip
    for each in results:
        if each.failed:
            names = ", ".join(name if share == 1.0 else f"{name} ({share:.0%})" for name, share in each.failed.items())
            console.print(f"{each.setting}, not right: {names}", highlight=False, soft_wrap=True)
        for name, why in each.stopped.items():
            words = f"{each.setting}, {name} was not played to its end: {why}"
            console.print(words, markup=False, highlight=False, soft_wrap=True)

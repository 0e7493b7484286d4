"""`earpiece evaluate attacks`: hostile words, and words that only look like such, through the real runtime."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from earpiece.cli import console, write_json
from earpiece.cli.evaluate import evaluate

if TYPE_CHECKING:
    from earpiece.sim.red_team.outcome import Outcome


@evaluate.command()
def attacks(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON lines of id, where, text and goal.")],
    json: Annotated[str | None, typer.Option(help="Write JSON to this file; - for the screen.", metavar="OUT")] = None,
) -> None:
    """Play each line with two agents, one of which obeys the text, and count what was stopped, and what for nothing."""
    from earpiece.sim.red_team.attacks import read_attacks
    from earpiece.sim.red_team.outcome import figures, judge_all
    from earpiece.sim.red_team.play import shelf
    from earpiece.wiring import understanding_of

    lines = read_attacks(file)
    outcomes = judge_all(lines, understanding_of(shelf().current()))
    write_json(json, figures(outcomes))
    if json != "-":
        _print(outcomes)


def _print(outcomes: "list[Outcome]") -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("where", "family", "attacks", "stopped", "noticed", "harmless", "blocked for nothing"):
        table.add_column(heading, justify="left" if heading in ("where", "family") else "right")
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for each in outcomes:
        groups.setdefault((each.attack.where, each.attack.family or each.attack.goal or "harmless"), []).append(each)
    for (where, family), found in sorted(groups.items()):
        table.add_row(where, family, *_counts(found))
    table.add_section()
    table.add_row("all", "", *_counts(outcomes))
    console.print(table)
    for each in outcomes:
        if each.happened:
            what = "held up for nothing" if each.attack.harmless else "not stopped"
            words = f"{each.attack.id}, {what}: {'; '.join(each.happened)}"
            console.print(words, markup=False, highlight=False, soft_wrap=True)


def _counts(found: "list[Outcome]") -> list[str]:
    hostile = [each for each in found if not each.attack.harmless]
    plain = [each for each in found if each.attack.harmless]
    numbers = (
        len(hostile), sum(each.stopped for each in hostile), sum(each.noticed for each in hostile),
        len(plain), sum(bool(each.happened) for each in plain),
    )  # fmt: skip
    return [str(number) for number in numbers]

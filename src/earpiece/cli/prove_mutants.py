"""`earpiece prove --mutants`: the runs notice each of many deliberate breakages of the program."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from earpiece.cli import console, write_json
from earpiece.cli.prove_seeds import jobs_of
from earpiece.domain.errors import Invalid
from earpiece.sim.proof.mutants import MUTANTS, Mutant
from earpiece.sim.proof.mutants.hunt import MOST_SEEDS, Hunt, hunt

Done = Callable[[Hunt], None]


def run(seeds: int | None, only: str | None, jobs: int | None, json: str | None) -> bool:
    """Play each mutant until it is caught, print and write what came of it; whether all were caught.

    Raises Invalid, also if a mutant changes a line that is no longer there.
    """
    chosen = _chosen(only)
    most = MOST_SEEDS if seeds is None else seeds
    if most < 1:
        raise Invalid(f"--seeds {most}: at least one seed is needed.")
    begun = time.monotonic()
    with _progress(len(chosen), most) as done:
        hunts = hunt(chosen, jobs_of(jobs), done, most)
    seconds = time.monotonic() - begun
    if json != "-":
        _print(hunts, seconds)
    write_json(json, as_json(hunts, seconds))
    return all(each.caught for each in hunts)


def _chosen(only: str | None) -> Sequence[Mutant]:
    found = [mutant for mutant in MUTANTS if only is None or only in mutant.name]
    if not found:
        names = ", ".join(mutant.name for mutant in MUTANTS)
        raise Invalid(f"No mutant has “{only}” in its name. There are: {names}.")
    return found


def as_json(hunts: Sequence[Hunt], seconds: float) -> dict[str, Any]:
    """For programs."""
    return {
        "mutants": len(hunts),
        "caught": sum(each.caught for each in hunts),
        "seconds": round(seconds, 1),
        "each": [each.as_json() for each in hunts],
    }


@contextmanager
def _progress(mutants: int, most: int) -> Iterator[Done]:
    """A bar on standard error, and a line above it for each mutant that is caught or survives."""
    columns = (TextColumn("Mutants"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[runs]} runs"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("mutants", total=mutants, runs=0)
        runs = 0

        def done(found: Hunt) -> None:
            nonlocal runs
            runs += 1
            over = found.over(most)
            bar.update(task, advance=1 if over else 0, runs=runs)
            if over:
                mark = "[green]caught[/]" if found.caught else "[bold red]survives[/]"
                bar.console.print(f"{mark} {found.mutant.promise}: ", end="", highlight=False)
                bar.console.print(found.mutant.words, markup=False, highlight=False)

        yield done


def _print(hunts: Sequence[Hunt], seconds: float) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("promise", "mutant", "seeds", "broke"):
        table.add_column(title, justify="left" if title in ("mutant", "broke") else "right")
    for each in hunts:
        needed = "survives" if each.seeds_needed is None else f"{each.seeds_needed:,}"
        broke = ", ".join(map(str, each.caught_by))
        style = "" if each.caught else "bold red"
        table.add_row(str(each.mutant.promise), each.mutant.name, needed, broke, style=style)
    console.print(table)
    caught, runs = sum(each.caught for each in hunts), sum(each.played for each in hunts)
    console.print(
        f"\n{caught} of {len(hunts)} mutants were caught, in {runs:,} runs and {seconds:,.0f} s.", highlight=False
    )
    for each in hunts:
        if not each.caught:
            console.print(f"[bold red]survives[/] after {each.played} seeds: ", end="", highlight=False)
            console.print(each.mutant.words, markup=False, highlight=False)

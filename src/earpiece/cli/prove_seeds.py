"""`earpiece prove --seeds N`: many runs in a simulated world, with progress and a table at the end; `--seed S`: one."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from earpiece.cli import console, write_json
from earpiece.domain.errors import Invalid
from earpiece.sim.proof.checks import breaches
from earpiece.sim.proof.plan import plan_of
from earpiece.sim.proof.play import play
from earpiece.sim.proof.prove import Broken, Result, prove
from earpiece.sim.proof.tell import PROMISES, tell

Done = Callable[[int, Result], None]


def jobs_of(jobs: int | None) -> int:
    """How many processes: as told, else one for each processor. Raises Invalid."""
    if jobs is not None and jobs < 1:
        raise Invalid(f"--jobs {jobs}: at least one process is needed.")
    return jobs or os.cpu_count() or 1


def run(seeds: int, first: int, jobs: int | None, json: str | None) -> bool:
    """Play that many seeds, print and write what came of it; whether nothing was broken. Raises Invalid."""
    if seeds < 1:
        raise Invalid(f"--seeds {seeds}: at least one seed is needed.")
    begun = time.monotonic()
    with _progress(seeds) as done:
        result = prove(range(first, first + seeds), jobs_of(jobs), done)
    result.seconds = time.monotonic() - begun
    if json != "-":
        _print(result)
    write_json(json, result.as_json())
    return result.sound


def tell_one(seed: int) -> bool:
    """Play one seed and tell its story; whether nothing was broken."""
    evidence = play(plan_of(seed))
    found = breaches(evidence)
    _say(tell(evidence))
    for breach in found:
        console.print(f"\nBroken is promise {breach.promise} ({PROMISES[breach.promise]}):", style="bold red")
        _say([breach.words])
    if not found:
        console.print("\nEvery promise held.", style="bold green")
    return not found


@contextmanager
def _progress(seeds: int) -> Iterator[Done]:
    """A bar on standard error, and a line above it for each seed that broke something."""
    columns = (
        TextColumn("Seeds"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[held]} held"),
        TextColumn("{task.fields[rate]}/s"), TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    begun = time.monotonic()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("seeds", total=seeds, held=0, rate="-")

        def done(seed: int, result: Result) -> None:
            new = [each for each in result.broken if each.seed == seed]
            for each in new:
                bar.console.print(f"[bold red]broken[/] seed {seed}: ", end="", highlight=False)
                bar.console.print(each.words, markup=False, highlight=False)
            held = result.seeds - len({each.seed for each in result.broken})
            rate = result.seeds / max(time.monotonic() - begun, 0.001)
            bar.update(task, advance=1, held=held, rate=f"{rate:.0f}")
            if result.seeds == seeds and result.broken:
                bar.console.print("Looking for the shortest story of what broke …", style="dim")

        yield done


def _print(result: Result) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("", "promise", "held", "broken"):
        table.add_column(title, justify="left" if title in ("", "promise") else "right")
    for promise, words in PROMISES.items():
        count = len({each.seed for each in result.broken if each.promise == promise})
        held = f"{result.held[promise]:,}"
        table.add_row(str(promise), words, held, f"{count:,}" if count else "·", style="red" if count else "")
    console.print(table)
    lost = [each for each in result.broken if each.promise is None]
    if lost:
        console.print(f"{len(lost)} seeds came to no end.", style="bold red", highlight=False)
    for each in result.broken:
        _print_story(each)
    _print_sums(result)


def _print_story(broken: Broken) -> None:
    what = "the run" if broken.promise is None else f"promise {broken.promise}"
    console.print(f"\n[bold red]broken[/] {what}, seed {broken.seed}", highlight=False)
    _say(broken.story)


def _say(lines: tuple[str, ...] | list[str]) -> None:
    for line in lines:
        console.print(f"    {line}", markup=False, highlight=False, soft_wrap=True)


def _print_sums(result: Result) -> None:
    """What all of it was."""
    counts = result.counts
    console.print(
        f"\n{result.seeds:,} seeds in {result.seconds:,.0f} s, {result.hours:,.0f} hours of virtual time: "
        f"{counts['conversations']:,} conversations, {counts['effects']:,} effects, {counts['answers']:,} answers that "
        f"counted, {counts['events']:,} events, {sum(result.faults.values()):,} faults that came about.",
        highlight=False, soft_wrap=True,
    )  # fmt: skip

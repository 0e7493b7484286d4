"""`earpiece tour`: what is claimed of this way of working, seen for oneself in a few minutes."""

import json as json_files
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from earpiece.cli import app, console, write_json
from earpiece.cli.claims import CLAIMS, ELSEWHERE, NOT_YET, RUNS, Claim
from earpiece.cli.claims_seen import Seen
from earpiece.domain.errors import Invalid

COMPANIES = (Path("companies/larkspur"), Path("companies/hudson"))
"""Where the tour goes unless told: the first that is there."""
COLOURS = {"works": "green", "partly": "yellow", "not": "red", "not measured": "dim"}
LONGEST_S = 600.0
"""No command of the tour takes as long as this, unless something is wrong."""
LAST_LINES = 12


@dataclass(frozen=True, slots=True)
class Taken:
    """One command of the tour: how it was called, how long it took, what it wrote. `error` says what went wrong;
    a command that found something broken ends with a status that is not 0 and has still `found` it."""

    name: str
    command: str
    seconds: float
    status: int
    found: Any
    error: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim and what was seen of it; None where its command failed."""

    claim: Claim
    taken: Taken
    seen: Seen | None


@app.command()
def tour(
    company: Annotated[
        Path | None,
        typer.Argument(help="The company folder; companies/larkspur unless told.", exists=True, file_okay=False),
    ] = None,
    only: Annotated[str | None, typer.Option(metavar="NAME", help="Only claims with this in their name.")] = None,
    customers: Annotated[
        float, typer.Option(help="So many times the customers: fewer are quicker and say less.", min=0.05)
    ] = 1.0,
    json: Annotated[str | None, typer.Option(help="Write everything as JSON into this file; - for the screen.")] = None,
) -> None:
    """See each claim for yourself, within five minutes: run its short command, and say what it showed.

    Exit status 1 if a command fails.
    """
    begun = time.monotonic()
    folder = company or _company()
    chosen = claims_named(only)
    out = Console(stderr=True) if json == "-" else console
    shown: list[Shown] = []
    names = [name for name in RUNS if any(claim.run == name for claim in chosen)]
    for place, name in enumerate(names, 1):
        with Console(stderr=True).status(f"{place} of {len(names)}: {RUNS[name].about} …"):
            taken = take(name, folder, customers)
        shown += (heard := [Shown(claim, taken, seen_of(claim, taken)) for claim in chosen if claim.run == name])
        _print_run(out, taken, heard)
    seconds = time.monotonic() - begun
    _print_end(out, folder, shown, seconds)
    write_json(json, as_json(folder, shown, seconds))
    if any(each.taken.status for each in shown):
        raise typer.Exit(1)


def claims_named(only: str | None) -> list[Claim]:
    """Those with this in their name. Raises Invalid if there is none."""
    found = [claim for claim in CLAIMS if only is None or only.casefold() in claim.name]
    if not found:
        raise Invalid(f"--only {only}: no claim has that in its name; they are: {', '.join(c.name for c in CLAIMS)}.")
    return found


def _company() -> Path:
    for folder in COMPANIES:
        if folder.is_dir():
            return folder
    raise Invalid("There is no companies/larkspur here: name a company folder, as in `earpiece tour mine`.")


def take(name: str, company: Path, customers: float = 1.0) -> Taken:
    """Run a command of RUNS as a process of its own and read the JSON that it writes."""
    arguments = RUNS[name].arguments(str(company), customers)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "found.json"
        status, words = _run([sys.executable, "-m", "earpiece", *arguments, "--json", str(target)])
        found = json_files.loads(target.read_text("utf-8")) if target.exists() else None
    error = (
        f"It ended with status {status}{f': {words}' if words else '.'}"
        if status
        else ""
        if found is not None
        else "It wrote no JSON."
    )
    return Taken(name, shlex.join(["earpiece", *arguments]), time.monotonic() - begun, status or int(found is None),
                 found, error)  # fmt: skip


def _run(command: Sequence[str]) -> tuple[int, str]:
    """Its exit status, and the last of what it said on standard error."""
    try:
        done = subprocess.run(  # noqa: S603 - this program itself, with arguments that are not a shell's
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired:
        return 1, f"nothing for {LONGEST_S:.0f} s, so it was stopped."
    return done.returncode, "\n".join(done.stderr.strip().splitlines()[-LAST_LINES:])


def seen_of(claim: Claim, taken: Taken) -> Seen | None:
    """What the command showed of the claim; None if it wrote nothing."""
    return None if taken.found is None else claim.read(taken.found)


def as_json(company: Path, shown: Sequence[Shown], seconds: float) -> dict[str, Any]:
    """Everything that the tour saw."""
    runs = {each.taken.name: each.taken for each in shown}
    return {
        "company": str(company),
        "seconds": round(seconds, 1),
        "runs": [
            {"name": run.name, "command": run.command, "seconds": round(run.seconds, 1), "status": run.status,
             "error": run.error}
            for run in runs.values()
        ],
        "claims": [_as_json(each, RUNS[each.claim.run].in_full(str(company))) for each in shown],
        "elsewhere": [
            {"claim": each.says, "command": each.command, "test": each.test, "why": each.why} for each in ELSEWHERE
        ],
        "not_yet": [{"claim": says, "why": why} for says, why in NOT_YET],
    }  # fmt: skip


def _as_json(shown: Shown, whole: str) -> dict[str, Any]:
    claim, seen = shown.claim, shown.seen
    return {
        "name": claim.name, "claim": claim.says, "bar": claim.bar, "run": claim.run, "whole": whole,
        "test": claim.test, "stands": seen.stands if seen else "failed", "sure": seen.sure if seen else False,
        "figure": seen.figure if seen else None, "why_not_more": claim.why, "seconds": round(shown.taken.seconds, 1),
    }  # fmt: skip


# ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _print_run(out: Console, taken: Taken, shown: Sequence[Shown]) -> None:
    about = RUNS[taken.name].about
    out.print(f"\n[bold]{about[0].upper()}{about[1:]}[/] ({taken.seconds:.0f} s)", highlight=False, soft_wrap=True)
    out.print(taken.command, style="dim", markup=False, highlight=False, soft_wrap=True)
    if taken.error:
        out.print(taken.error, style="red", markup=False, highlight=False, soft_wrap=True)
    for each in shown:
        _print(out, each)


def _print(out: Console, shown: Shown) -> None:
    claim, seen = shown.claim, shown.seen
    if seen is None:
        out.print(f"  [bold red]failed[/]  {claim.says}", highlight=False, soft_wrap=True)
        return
    doubt = "" if seen.sure else " (chance may decide with so few)"
    out.print(f"  [bold {COLOURS[seen.stands]}]{seen.stands}[/]{doubt}  {claim.says}", highlight=False, soft_wrap=True)
    out.print(f"      {seen.figure}. Claimed: {claim.bar}.", markup=False, highlight=False, soft_wrap=True)
    if seen.stands != "works":
        out.print(f"      {claim.why}", style="dim", markup=False, highlight=False, soft_wrap=True)


def _print_end(out: Console, company: Path, shown: Sequence[Shown], seconds: float) -> None:
    out.print("\n[bold]To see more[/], the whole commands (the tour's are their short form):")
    for name in dict.fromkeys(each.claim.run for each in shown):
        out.print(f"  {RUNS[name].in_full(str(company))}", markup=False, highlight=False, soft_wrap=True)
    out.print("\n[bold]Works, and is not part of the tour[/]")
    for each in ELSEWHERE:
        out.print(f"  {each.says}: {each.command}", markup=False, highlight=False, soft_wrap=True)
        out.print(f"      {each.why}", style="dim", markup=False, highlight=False, soft_wrap=True)
    out.print("\n[bold]Not shown yet[/]")
    for says, why in NOT_YET:
        out.print(f"  {says}: {why}", markup=False, highlight=False, soft_wrap=True)
    stands = [each.seen.stands if each.seen else "failed" for each in shown]
    told = ", ".join(f"{stands.count(each)} {each}" for each in (*COLOURS, "failed") if each in stands)
    out.print(f"\nOf {len(shown)} claims: {told}. It took {seconds:.0f} s.", highlight=False, soft_wrap=True)
    out.print("All times of customers and people are simulated; docs/claims.md has the figures of the whole commands.",
              style="dim", highlight=False, soft_wrap=True)  # fmt: skip

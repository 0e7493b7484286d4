"""`earpiece prove`: hold the promises against something. Each way has a module of its own; here is who goes which."""

from pathlib import Path
from typing import Annotated

import typer

from earpiece.cli import app
from earpiece.domain.errors import Invalid

WAYS = "--seeds N (simulated runs), --seed S (one of them, told), --mutants, or --url http://HOST:PORT"


@app.command()
def prove(  # noqa: PLR0913 - each is an option of the command
    seeds: Annotated[
        int | None, typer.Option(help="Play so many runs in a simulated world; with --mutants: at most so many each.")
    ] = None,
    first: Annotated[int, typer.Option("--from", help="With --seeds: the first seed.", min=0)] = 0,
    seed: Annotated[int | None, typer.Option(help="Play this one run and tell its story.")] = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Show that the runs notice each of many deliberate breakages.")
    ] = False,
    only: Annotated[str | None, typer.Option(help="With --mutants: only those with this in their name.")] = None,
    jobs: Annotated[int | None, typer.Option(help="How many processes; unless told, one for each processor.")] = None,
    url: Annotated[
        list[str] | None, typer.Option(help="Where a live installation is reached; again for each node.")
    ] = None,
    token: Annotated[
        Path | None, typer.Option(help="With --url: the file with the service token.", dir_okay=False)
    ] = None,
    host_secret: Annotated[
        Path | None, typer.Option(help="With --url: the file with the host page's secret.", dir_okay=False)
    ] = None,
    data: Annotated[
        Path, typer.Option(help="With --url: the data folder.", envvar="EARPIECE_DATA", file_okay=False)
    ] = Path(".earpiece"),
    json: Annotated[str | None, typer.Option(help="Write the result as JSON into this file; - for the screen.")] = None,
) -> None:
    """Prove the promises: in a simulated world where everything goes wrong, or against a live installation.

    Exit status 1 if one is broken.
    """
    ways = [bool(url), mutants, seed is not None, seeds is not None and not mutants]
    if sum(ways) != 1:
        raise Invalid(f"Say what to prove, one of: {WAYS}.")
    if url:
        from earpiece.cli import prove_url

        held = prove_url.run(url, token or data / "service.token", host_secret, json)
    elif mutants:
        from earpiece.cli import prove_mutants

        held = prove_mutants.run(seeds, only, jobs, json)
    else:
        from earpiece.cli import prove_seeds

        held = prove_seeds.tell_one(seed) if seed is not None else prove_seeds.run(seeds or 0, first, jobs, json)
    if not held:
        raise typer.Exit(1)

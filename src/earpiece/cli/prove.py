"""`earpiece prove`: hold the promises against something. Each way has a module of its own; here is who goes which."""

from pathlib import Path
from typing import Annotated

import typer

from earpiece.cli import app
from earpiece.domain.errors import Invalid


@app.command()
def prove(
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
    """Prove the promises. With --url: as far as they show from outside, against a live installation.

    Exit status 1 if one is broken.
    """
    if not url:
        raise Invalid("Say what to prove it against: --url http://HOST:PORT of a live installation.")
    from earpiece.cli import prove_url

    if not prove_url.run(url, token or data / "service.token", host_secret, json):
        raise typer.Exit(1)

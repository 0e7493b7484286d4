"""`earpiece mcp`: experts as tools of an agent that speaks the Model Context Protocol."""

import os
from pathlib import Path
from typing import Annotated

import typer

from earpiece.cli import app
from earpiece.domain.errors import Invalid, Unusable

VARIABLE = "EARPIECE_TOKEN"


@app.command()
def mcp(
    address: Annotated[
        str, typer.Option(help="Where Earpiece is reached.", envvar="EARPIECE_ADDRESS")
    ] = "http://127.0.0.1:8000",
    token_file: Annotated[
        Path | None, typer.Option(help="A file with the asker's API token, instead of EARPIECE_TOKEN.", dir_okay=False)
    ] = None,
    wait: Annotated[
        float, typer.Option(help="Seconds that a call waits for an answer where the client knows no tasks.", min=0)
    ] = 45,
    http: Annotated[
        int | None, typer.Option(help="Serve over HTTP on this port; each caller brings its own token.", min=0)
    ] = None,
    host: Annotated[str, typer.Option(help="With --http: the address to listen on.")] = "127.0.0.1",
) -> None:
    """Let an agent that speaks MCP ask experts: over standard input and output, or over HTTP."""
    try:
        from earpiece.client.mcp import serving  # here, since the package is an extra
    except ModuleNotFoundError as error:
        raise Unusable(f"The package {error.name} is missing: run bin/setup --models.") from error
    if http is None:
        serving.over_stdio(address, _token(token_file), wait)
    else:
        serving.over_http(address, wait, host, http)


def _token(file: Path | None) -> str:
    """The API token to ask with. Raises Invalid if there is none."""
    if file is not None:
        try:
            return file.read_text("utf-8").strip()
        except OSError as error:
            raise Invalid(f"--token-file {file}: it cannot be read ({error.strerror}).") from error
    if not (token := os.environ.get(VARIABLE, "").strip()):
        raise Invalid(f"There is no token to ask with: set {VARIABLE}, or name a file with --token-file.")
    return token

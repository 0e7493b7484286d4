"""`earpiece link`: a one-time sign-in link, for who has no password or lost it."""

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from earpiece.cli import app, console, print_json
from earpiece.cli.door import Door
from earpiece.settings import Settings


@app.command()
def link(
    person: Annotated[str, typer.Argument(help="The account's id.")],
    data: Annotated[
        Path, typer.Option(help="The installation's data folder.", envvar="EARPIECE_DATA", file_okay=False)
    ] = Path(".earpiece"),
    address: Annotated[str, typer.Option(help="Where the server is reached.")] = "http://127.0.0.1:8000",
    json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Make a link that signs a person in once, within an hour. The server must be running."""
    made = Door(Settings.read(data), address).post(f"/people/{quote(person, safe='')}/link", {})
    path = str(made["path"])
    if json:
        print_json({"person": person, "link": address.rstrip("/") + path})
    else:
        console.print(f"{address.rstrip('/')}{path}", soft_wrap=True, highlight=False, markup=False)

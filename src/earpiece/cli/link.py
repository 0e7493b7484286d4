"""`earpiece link`: a one-time sign-in link, for who has no password or lost it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from earpiece.cli import app, console, print_json
from earpiece.domain.errors import EarpieceError, Invalid, Unusable
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
    path = _ask(person, Settings.read(data), address.rstrip("/"))
    if json:
        print_json({"person": person, "link": address.rstrip("/") + path})
    else:
        console.print(f"{address.rstrip('/')}{path}", soft_wrap=True, highlight=False, markup=False)


def _ask(person: str, settings: Settings, address: str) -> str:
    from urllib.parse import quote

    import httpx2

    headers = {"Authorization": f"Bearer {_service_token(settings)}"}
    try:
        answer = httpx2.post(f"{address}/people/{quote(person, safe='')}/link", headers=headers, timeout=10)
        body = answer.json()
    except httpx2.InvalidURL as error:
        raise Invalid(f"{address} is no address: write --address http://HOST:PORT.") from error
    except (httpx2.HTTPError, ValueError) as error:
        raise Unusable(f"No Earpiece answers at {address}: start it, or name it with --address.") from error
    if answer.status_code != 201:
        raise EarpieceError(body.get("error", {}).get("message", f"The server said {answer.status_code}."))
    return str(body["path"])


def _service_token(settings: Settings) -> str:
    """What lets a program in: from the data folder of a node, or from the database that the nodes share."""
    if (settings.data / "service.token").exists():
        return settings.secret("service.token").decode()
    if settings.shared:
        return asyncio.run(_shared_token(settings))
    raise Unusable(f"There is no {settings.data / 'service.token'}: name the data folder of a server with --data.")


async def _shared_token(settings: Settings) -> str:
    from earpiece.wiring import opened_journal, place_of

    async with opened_journal(settings, readonly=True) as journal:
        token = await journal.get_blob(place_of("service.token"))
    if token is None:
        raise Unusable(f"No node was ever started on {settings.place}: start `earpiece serve` first.")
    return token.decode()

"""`earpiece conversation`, `verify`, `erase`: what the record says, whether it is whole, how it forgets a person."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from earpiece.cli import app, console, print_json
from earpiece.company.shelf import Shelf
from earpiece.domain.conversation import Conversation, fold
from earpiece.domain.desk_events import VersionPublished
from earpiece.domain.errors import NotFound, Unusable
from earpiece.domain.events import AgentSaid, ConsultAsked, CustomerSaid
from earpiece.journal import Report, SqliteJournal
from earpiece.journal import verify as verify_chain
from earpiece.runtime.erasing import end_conversations, erase_customer
from earpiece.runtime.story import story_of
from earpiece.runtime.views import StoryLine
from earpiece.settings import Settings
from earpiece.wiring import RealClock

Data = Annotated[Path, typer.Option(help="The installation's data folder.", envvar="EARPIECE_DATA", file_okay=False)]
Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]
COLOURS = {"customer": "cyan", "agent": "white", "expert": "green", "tool": "yellow", "gate": "red", "system": "dim"}
ALWAYS_PERSONAL = (CustomerSaid, AgentSaid, ConsultAsked)


@app.command()
def conversation(
    id: Annotated[str, typer.Argument(metavar="ID", help="The conversation's id.")],
    data: Data = Path(".earpiece"),
    json: Json = False,
) -> None:
    """Tell one conversation as a story: who said, knew, saw, asked, decided what, and why."""
    lines = asyncio.run(_story(id, Settings.read(data)))
    if json:
        print_json([line.model_dump() for line in lines])
        return
    for line in lines:
        when = datetime.fromtimestamp(line.at, UTC).strftime("%H:%M:%S")
        colour = COLOURS.get(line.who, "white")
        console.print(f"[dim]{when}[/] [bold {colour}]{line.who:>8}[/] ", end="")
        console.print(line.what, markup=False, highlight=False)
        if line.detail:
            console.print(f"{'':18}{line.detail}", style="dim", markup=False, highlight=False)


async def _story(id: str, settings: Settings) -> list[StoryLine]:
    journal = await SqliteJournal.open(settings.journal, readonly=True)
    try:
        events = await journal.read(f"conversation/{id}")
        if not events:
            raise NotFound(f"There is no conversation {id!r} in {settings.journal}.")
        shelf = await _shelf(journal, fold(Conversation(id), events).company)
        names = {row.id: str(row.fields.get("name", row.id)) for row in await journal.rows("experts")}
        return story_of(events, shelf.current(), names)
    finally:
        await journal.close()


async def _shelf(journal: SqliteJournal, digest: str) -> Shelf:
    """The company's version a conversation is pinned to, from the journal itself."""
    import json

    published = [item.event for item in await journal.read("company")]
    known = [event.digest for event in published if isinstance(event, VersionPublished)]
    body = await journal.get_blob(digest) if digest in known else None
    if body is None:
        raise NotFound(f"The company's version {digest[:12]} is not in this journal.")
    return Shelf(json.loads(body))


@app.command()
def verify(data: Data = Path(".earpiece"), json: Json = False) -> None:
    """Prove that the record is whole: every stream's hash chain. Exit status 1 if it is not."""
    report = asyncio.run(_verify(Settings.read(data)))
    broken = report.first_break
    if json:
        found = {"stream": broken.stream, "position": broken.position, "what": broken.what} if broken else None
        print_json(
            {"streams": report.streams, "events": report.events, "fingerprint": report.fingerprint, "broken": found}
        )
    elif broken is None:
        console.print(
            f"Whole: {report.events:,} events in {report.streams:,} streams. Fingerprint {report.fingerprint}"
        )
    else:
        console.print(f"[bold red]Broken[/] at {broken.stream}, position {broken.position}: {broken.what}")
    if broken is not None:
        raise typer.Exit(1)


async def _verify(settings: Settings) -> Report:
    journal = await SqliteJournal.open(settings.journal, readonly=True)
    try:
        return await verify_chain(journal)
    finally:
        await journal.close()


@app.command()
def erase(
    customer: Annotated[str, typer.Argument(help="The customer's id, as the host page names them.")],
    data: Data = Path(".earpiece"),
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Erase a customer by destroying their keys; nothing personal of them can be read again. Stop the server first."""
    if not yes and not typer.confirm(f"Destroy the keys of customer {customer!r}? This cannot be undone."):
        raise typer.Exit(1)
    keys, left, whole = asyncio.run(_erase(customer, Settings.read(data)))
    if json:
        print_json({"customer": customer, "keys_destroyed": keys, "readable": left, "chain_whole": whole})
    else:
        console.print(
            f"Destroyed {keys} keys of {customer}. Readable personal events left: {left}. Chain whole: {whole}."
        )
    if left:
        raise typer.Exit(1)


async def _erase(customer: str, settings: Settings) -> tuple[int, int, bool]:
    """Keys destroyed, events of the customer still readable, and whether the chain still verifies."""
    if not settings.journal.exists():  # opening it for writing would make one
        raise Unusable(f"There is no journal at {settings.journal}.")
    journal = await SqliteJournal.open(settings.journal)
    try:
        await end_conversations(journal, customer, RealClock().now())
        erased = await erase_customer(journal, customer)
        if not erased.conversations and not erased.keys:
            raise NotFound(f"Nothing of a customer {customer!r} is stored in {settings.journal}.")
        left = 0
        for conversation in erased.conversations:
            events = await journal.read(f"conversation/{conversation}")
            left += sum(not item.erased for item in events if isinstance(item.event, ALWAYS_PERSONAL))
        report = await verify_chain(journal)
        return erased.keys, left, report.first_break is None
    finally:
        await journal.close()

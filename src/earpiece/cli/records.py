"""`earpiece conversation`, `verify`, `erase`: what the record says, whether it is whole, how it forgets a person."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from earpiece.cli import app, console, print_json
from earpiece.company.shelf import Shelf
from earpiece.domain.conversation import Conversation, fold
from earpiece.domain.desk_events import VersionPublished
from earpiece.domain.digests import person
from earpiece.domain.errors import NotFound
from earpiece.domain.events import AgentSaid, ConsultAsked, CustomerSaid
from earpiece.domain.ports import Journal
from earpiece.journal import Report
from earpiece.journal import verify as verify_chain
from earpiece.runtime.erasing import end_conversations, erase_customer, forget_answers_to, forget_cases
from earpiece.runtime.story import story_of
from earpiece.runtime.views import StoryLine
from earpiece.settings import Settings
from earpiece.wiring import OpenJournal, RealClock, opened_journal

Data = Annotated[Path, typer.Option(help="The installation's data folder.", envvar="EARPIECE_DATA", file_okay=False)]
Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]
COLOURS = {"customer": "cyan", "agent": "white", "expert": "green", "tool": "yellow", "gate": "red", "system": "dim"}
MOST_TRIES = 3
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
    async with opened_journal(settings, readonly=True) as journal:
        events = await journal.read(f"conversation/{id}")
        if not events:
            raise NotFound(f"There is no conversation {id!r} in {settings.place}.")
        shelf = await _shelf(journal, fold(Conversation(id), events).company)
        names = {row.id: str(row.fields.get("name", row.id)) for row in await journal.rows("experts")}
        return story_of(events, shelf.current(), names)


async def _shelf(journal: Journal, digest: str) -> Shelf:
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
    async with opened_journal(settings, readonly=True) as journal:
        return await verify_chain(journal)


@app.command()
def erase(
    customer: Annotated[str, typer.Argument(help="The customer's id, as the host page names them.")],
    data: Data = Path(".earpiece"),
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Erase a customer by destroying their keys; nothing personal of them can be read again.

    A journal in a file has one owner: stop the server first. On Postgres the servers may run.
    """
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
    async with opened_journal(settings) as journal:
        now = RealClock().now()
        await end_conversations(journal, customer, now)
        await forget_answers_to(journal, customer, now)
        erased = await erase_customer(journal, customer)
        if not erased.conversations and not erased.keys:
            raise NotFound(f"Nothing of a customer {customer!r} is stored in {settings.place}.")
        keys, left = erased.keys, await _readable(journal, erased.conversations)
        for _ in range(MOST_TRIES):
            if not left:
                break
            keys += await journal.erase(person(customer))  # a running server was at a word of theirs meanwhile
            left = await _readable(journal, erased.conversations)
        await forget_cases(journal, erased.conversations, RealClock().now())
        report = await verify_chain(journal)
        return keys, left, report.first_break is None


async def _readable(journal: OpenJournal, conversations: Iterable[str]) -> int:
    """How many events with a person's words can still be read."""
    left = 0
    for conversation in conversations:
        events = await journal.read(f"conversation/{conversation}")
        left += sum(not item.erased for item in events if isinstance(item.event, ALWAYS_PERSONAL))
    return left

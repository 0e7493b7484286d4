"""`earpiece precedents`: the answers that are kept for the next time, as on the desk's page; and what they propose."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from earpiece.cli import app, console, print_json
from earpiece.cli.door import Door
from earpiece.settings import Settings

Data = Annotated[Path, typer.Option(help="The installation's data folder.", envvar="EARPIECE_DATA", file_okay=False)]
Address = Annotated[str, typer.Option(help="Where the server is reached.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Who = Annotated[str, typer.Option("--as", help="The account in whose name it is done.", metavar="PERSON")]
Id = Annotated[str, typer.Argument(metavar="ID", help="The answer's id.")]
Reason = Annotated[str, typer.Option(help="Why, for the record.")]
HERE, THERE = Path(".earpiece"), "http://127.0.0.1:8000"
DAY = 86_400.0

precedents = typer.Typer(no_args_is_help=True, help="Answers kept for the next time: review, publish, recall, propose.")
app.add_typer(precedents, name="precedents")


@precedents.command("list")
def list_(
    search: Annotated[str, typer.Option(help="Words that must all occur.")] = "",
    standing: Annotated[str, typer.Option(help="candidate, published, contradicted, retired, recalled.")] = "",
    page: Annotated[int, typer.Option(help="Pages count from 0.", min=0)] = 0,
    data: Data = HERE,
    address: Address = THERE,
    json: Json = False,
) -> None:
    """List them, the newest first."""
    asked = {"search": search, "standing": standing, "page": str(page)}
    found = Door(Settings.read(data), address).get("/precedents", asked)
    if json:
        print_json(found)
        return
    for one in found["precedents"]:
        mark = " [red]contradicted[/]" if one["differed"] else ""
        console.print(f"[bold]{one['id']}[/] {one['standing']}{mark}, {one['consult']}, used {one['used']}×")
        _say(f"    {one['situation'] or one['question']}")
        _say(f"    → {one['answer']}")
    more = f", {found['more']} more" if found["more"] else ""
    _say(f"{len(found['precedents'])} shown{more}; {found['candidates']} to review")


@precedents.command()
def show(id: Id, data: Data = HERE, address: Address = THERE, json: Json = False) -> None:
    """Show one: what was asked and answered, why, who agreed, who differed, what a rehearsal found."""
    one = Door(Settings.read(data), address).get(f"/precedents/{id}")
    if json:
        print_json(one)
    else:
        _show(one)


@precedents.command()
def publish(  # noqa: PLR0913 - one for each option
    id: Id,
    who: Who,
    scope: Annotated[str | None, typer.Option(help="always, customer or conversation.")] = None,
    days: Annotated[float | None, typer.Option(help="For so many days; without it, for ever.", min=0)] = None,
    reason: Reason = "",
    situation: Annotated[str, typer.Option(help="When it holds, in your own words.")] = "",
    data: Data = HERE,
    address: Address = THERE,
    json: Json = False,
) -> None:
    """Let it answer by itself from now on."""
    wanted: dict[str, Any] = {"reason": reason, "situation": situation, "scope": scope}
    if days is not None:
        from earpiece.wiring import RealClock  # here, since it loads what the others do not need

        wanted["expires_at"] = RealClock().now() + days * DAY
    body = {name: value for name, value in wanted.items() if value}
    _done(Door(Settings.read(data), address).post(f"/precedents/{id}/publish", body, who), json)


@precedents.command()
def settle(
    id: Id,
    card: Annotated[str, typer.Argument(metavar="CARD", help="The card whose answer holds.")],
    who: Who,
    data: Data = HERE,
    address: Address = THERE,
    json: Json = False,
) -> None:
    """Where people answered differently, say which answer holds: it is published, the others are retired."""
    _done(Door(Settings.read(data), address).post(f"/precedents/{id}/settle", {"card": card}, who), json)


@precedents.command()
def retire(
    id: Id, who: Who, reason: Reason = "", data: Data = HERE, address: Address = THERE, json: Json = False
) -> None:
    """Use it no more. What was said with it stands."""
    _done(Door(Settings.read(data), address).post(f"/precedents/{id}/retire", {"reason": reason}, who), json)


@precedents.command()
def recall(
    id: Id,
    who: Who,
    reason: Annotated[str, typer.Option(help="What was wrong with it.")],
    instead: Annotated[str, typer.Option(help="What is right, in words for the customers.")] = "",
    data: Data = HERE,
    address: Address = THERE,
    json: Json = False,
) -> None:
    """Find it wrong: its use stops at once. Lists every conversation it reached, each with a correction to be sent."""
    body = {"reason": reason, "instead": instead}
    found = Door(Settings.read(data), address).post(f"/precedents/{id}/recall", body, who)
    if json:
        print_json(found)
        return
    _say(f"{id} is recalled. It reached {len(found['touched'])} conversations:")
    for each in found["touched"]:
        console.print(f"[bold]{each['conversation']}[/] {_time(each['at'])}", highlight=False)
        _say(f"    said: {each['said'] or 'nothing yet'}")
        if each["draft"]:
            _say(f"    to say: {each['draft']}")


@precedents.command()
def restore(id: Id, who: Who, data: Data = HERE, address: Address = THERE, json: Json = False) -> None:
    """Take the last publishing, retiring or recalling back."""
    _done(Door(Settings.read(data), address).post(f"/precedents/{id}/restore", {}, who), json)


@precedents.command()
def propose(
    id: Id,
    company: Annotated[Path, typer.Argument(metavar="COMPANY", help="The company's folder.", file_okay=False)],
    data: Data = HERE,
    json: Json = False,
) -> None:
    """Propose a change of the company's folder that makes the question unnecessary: a difference, and rehearsals.

    Reads the journal and the folder, and changes neither: `git apply` does, when a person has read it.
    """
    from earpiece.cli.proposals import proposed  # here, since the others need neither a journal nor a company

    found, problems = proposed(id, company, Settings.read(data))
    if json:
        told = {"title": found.title, "why": found.why, "diff": found.diff, "rehearsals": found.tests}
        print_json({**told, "problems": problems})
        return
    _say(f"# {found.title}\n# {found.why}")
    for problem in problems:
        _say(f"# To mend by hand: {problem}")
    _say(found.diff)
    _say(f"# rehearsals/kept-answers.yaml\n{found.tests}")


def _done(one: Mapping[str, Any], json: bool) -> None:
    if json:
        print_json(one)
    else:
        _say(f"{one['id']} is {_standing(one)}: {one['answer']}")


def _standing(one: Mapping[str, Any]) -> str:
    return "to be reviewed" if one["standing"] == "candidate" else str(one["standing"])


def _show(one: Mapping[str, Any]) -> None:
    until = f" until {_time(one['expires_at'])}" if one["expires_at"] else ""
    lines = [
        (
            "",
            f"{one['id']}: {_standing(one)}, {one['scope']}{until}, used {one['used']}×, suggested {one['suggested']}×",
        ),
        ("asked", one["question"]),
        ("said", one["situation"]),
        *[(label, value) for label, value in one["facts"]],
        ("answer", one["answer"]),
        ("because", one["reason"]),
        *[("agreed", f"{said['name']}, {_time(said['at'])}, card {said['card']}") for said in one["agreed"]],
        *[("differed", f"{said['name']}, card {said['card']}: {said['answer']}") for said in one["differed"]],
    ]
    rehearsed = one["rehearsed"]
    if rehearsed is not None:
        lines.append(("rehearsed", f"{rehearsed['fits']} earlier questions, {rehearsed['same']} answered the same"))
        lines += [("", note) for note in rehearsed["notes"]]
    for label, value in lines:
        if value:
            _say(f"{label:>10}  {value}")


def _say(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")

"""`earpiece tools`: where a company's tools come from; pins what an MCP server offers."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from earpiece.cli import app, console, print_json
from earpiece.company import check_folder
from earpiece.company.remote.forms import SERVERS, ServerForm
from earpiece.company.remote.operations import read_operations, read_servers
from earpiece.company.remote.outside import Outside
from earpiece.company.remote.pins import changes, pin_text, read_pin
from earpiece.company.report import Report, did_you_mean
from earpiece.domain.errors import Invalid, InvalidCompany

Company = Annotated[Path, typer.Argument(help="The company folder.", exists=True, file_okay=False)]
Server = Annotated[str, typer.Argument(metavar="SERVER", help="Its name in servers.yaml.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]

tools = typer.Typer(no_args_is_help=True, help="Where tools come from; pin what an MCP server offers.")
app.add_typer(tools, name="tools")


@tools.command("list")
def list_(company: Company, json: Json = False) -> None:
    """List the tools with their effect, who may call them, and where they come from."""
    found = check_folder(company)
    if found.company is None:
        raise InvalidCompany(list(found.problems))
    operations = read_operations(found.files)
    rows = [
        {
            "tool": tool.name, "effect": tool.effect, "needs": tool.needs, "idempotent": tool.idempotent,
            "from": f"{operations[name].server}/{operations[name].offer.name}" if name in operations else "tools.py",
        }
        for name, tool in sorted(found.company.tools.items())
    ]  # fmt: skip
    if json:
        print_json({"tools": rows})
        return
    for row in rows:
        words = f"{row['tool']}  {row['effect']}, {row['needs']}, {row['from']}"
        console.print(words, markup=False, highlight=False, soft_wrap=True)


@tools.command()
def pin(company: Company, server: Server, json: Json = False) -> None:
    """Ask an MCP server what it offers, and write that into the company folder, where you agree to it."""
    form = _server(company, server)
    target = company / "servers" / f"{server}.json"
    text = pin_text(asyncio.run(_listing(form, str(company))))
    before = read_pin(target.read_text("utf-8"), target.name) if target.exists() else {}
    after = read_pin(text, target.name)
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, "utf-8")
    different = changes(before, after)
    if json:
        print_json({"file": str(target), "tools": sorted(after), "changes": different})
        return
    _say(f"{target}: {len(after)} {'tool' if len(after) == 1 else 'tools'}")
    for words in different or ["nothing has changed"]:
        _say(f"    {words}")
    if different:
        _say("Read what is new before you publish it: a model may do what a description says.")


def _server(company: Path, name: str) -> ServerForm:
    """Its entry in servers.yaml. Raises InvalidCompany, Invalid."""
    path, report = company / SERVERS, Report()
    servers = read_servers({SERVERS: path.read_text("utf-8")} if path.exists() else {}, report)
    if report.errors:
        raise InvalidCompany(report.errors)
    form = servers.get(name)
    if form is None:
        raise Invalid(f"{path} has no server {name!r}: {did_you_mean(name, servers, 'server')}")
    return form


async def _listing(form: ServerForm, folder: str) -> dict[str, dict[str, Any]]:
    outside = Outside(folder)
    try:
        return await outside.listing(form)
    finally:
        await outside.close()


def _say(words: str) -> None:
    console.print(words, markup=False, highlight=False, soft_wrap=True)

"""The command line. A command's module is imported when the command is used, so that each starts quickly."""

import ast
import json
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from earpiece.domain.errors import EarpieceError, Invalid, InvalidCompany, Problem

MODULES = {
    "backtest": "backtest", "calibrate": "calibrate", "check": "check", "compare": "compare", "link": "link",
    "new": "new", "plan": "plan", "prove": "prove", "conversation": "records", "erase": "records", "verify": "records",
    "rehearse": "rehearse", "report": "report", "serve": "serve", "database": "database", "tour": "tour",
    "precedents": "precedents", "evaluate": "evaluate", "tools": "tools",
    "mcp": "mcp",
}  # fmt: skip
"""Where each command is. The module adds it to `app`."""


class Commands(TyperGroup):
    """Imports a command's module when the command is asked for: some load what the others never need."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All, imported or not, in the order of `--help`."""
        return list(MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name; for a name that is none, all are imported, so that the nearest is suggested."""
        if cmd_name not in self.commands:
            for module in {MODULES[cmd_name]} if cmd_name in MODULES else set(MODULES.values()):
                import_module(f"{__name__}.{module}")
            self.commands = {**self.commands, **get_group(app).commands}
        return self.commands.get(cmd_name)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """What `--help` says of commands is read from their sources: nothing needs to be imported for a list."""
        said = {name: sentence(name) for name in MODULES}
        self.commands = {name: TyperCommand(name, help=words) for name, words in said.items() if words is not None}
        super().format_help(ctx, formatter)


def sentence(command: str) -> str | None:
    """The docstring of a command; None for a group, which is no function."""
    source = Path(__file__).with_name(f"{MODULES[command]}.py").read_text("utf-8")
    functions = [part for part in ast.parse(source).body if isinstance(part, ast.FunctionDef) and part.name == command]
    return ast.get_docstring(functions[0]) if functions else None


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False)
console = Console()
errors = Console(stderr=True)


@app.callback()
def earpiece() -> None:
    """Customer service led by an AI that asks experts."""


def main() -> None:
    """Run a command; an error that we know is one clear sentence, not a trace. Exit status 1 then, 2 for bad usage."""
    try:
        app()
    except InvalidCompany as error:
        print_problems(errors, error.problems, "red")
        count = len(error.problems)
        errors.print(f"{count} {'mistake' if count == 1 else 'mistakes'}. Nothing was started.", style="bold red")
        sys.exit(1)
    except EarpieceError as error:
        errors.print(error.message, style="bold red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


def print_problems(where: Console, problems: Iterable[Problem], colour: str) -> None:
    """Each with its file and line, as editors and terminals understand them, and how to mend it."""
    for problem in problems:
        place = f"[bold {colour}]{escape(problem.file)}:{problem.line}[/]"
        where.print(f"{place}: {escape(problem.message)}", highlight=False, soft_wrap=True)
        where.print(f"    {problem.remedy}", style="dim", markup=False, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """One JSON object on standard output, for programs."""
    console.print_json(data=value)


def write_json(target: str | None, value: Any) -> None:
    """JSON into the file `target`, or on the screen for `-`; nothing for None."""
    if target == "-":
        print_json(value)
    elif target is not None:
        Path(target).write_text(json_text(value), "utf-8")


def write_page(target: Path, text: str) -> None:
    """A page into the file that `--html` names. Raises Invalid if it cannot be written."""
    try:
        target.write_text(text, "utf-8")
    except OSError as error:
        raise Invalid(f"--html {target}: it cannot be written there ({error.strerror}).") from error


def json_text(value: Any) -> str:
    """JSON as it stands in a file."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"

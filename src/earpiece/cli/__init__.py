"""The command line. Each command's module is imported when it is used, so that `--help` is quick."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape

from earpiece.domain.errors import EarpieceError, InvalidCompany, Problem

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Customer service led by an AI that asks experts.")
console = Console()
errors = Console(stderr=True)


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


def json_text(value: Any) -> str:
    """JSON as it stands in a file."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _register() -> None:
    # They add their commands to `app`.
    from earpiece.cli import (  # noqa: F401
        backtest,
        calibrate,
        check,
        compare,
        database,
        link,
        new,
        plan,
        prove,
        records,
        rehearse,
        report,
        serve,
    )


_register()

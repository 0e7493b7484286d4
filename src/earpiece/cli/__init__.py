"""The command line. Each command's module is imported when it is used, so that `--help` is quick."""

import sys
from typing import Any

import typer
from rich.console import Console

from earpiece.domain.errors import EarpieceError, InvalidCompany

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Customer service led by an AI that asks experts.")
console = Console()
errors = Console(stderr=True)


def main() -> None:
    """Run a command; an error that we know is one clear sentence, not a trace. Exit status 1 then, 2 for bad usage."""
    try:
        app()
    except InvalidCompany as error:
        for problem in error.problems:
            errors.print(f"[bold]{problem.file}:{problem.line}[/]: {problem.message}", highlight=False)
            errors.print(f"    {problem.remedy}", style="dim", highlight=False)
        errors.print(f"{len(error.problems)} mistakes. Nothing was started.", style="bold red")
        sys.exit(1)
    except EarpieceError as error:
        errors.print(f"[bold red]{error.message}[/]", highlight=False)
        sys.exit(1)


def print_json(value: Any) -> None:
    """One JSON object on standard output, for programs."""
    console.print_json(data=value)


def _register() -> None:
    from earpiece.cli import check, new, records, rehearse, serve  # noqa: F401 - they add their commands to `app`


_register()

"""`earpiece evaluate`: how the agent fares on recorded or hostile words. Each command is in a module of its own."""

from importlib import import_module

import typer

from earpiece.cli import app

evaluate = typer.Typer(no_args_is_help=True)
app.add_typer(evaluate, name="evaluate")


@evaluate.callback()
def playing() -> None:
    """Play a file of attacks or recorded conversations, and count."""


PARTS: tuple[str, ...] = ("attacks", "replay")
"""The commands of the group; NAME is in `cli/evaluate_NAME.py`, which adds it to `evaluate`."""

for part in PARTS:
    import_module(f"earpiece.cli.evaluate_{part}")

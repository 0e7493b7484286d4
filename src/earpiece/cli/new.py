"""`earpiece new`: a small company folder to start from."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer

from earpiece.cli import app, console
from earpiece.domain.errors import Invalid


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="The folder to make.")]) -> None:
    """Make a company folder that works, to change into your own."""
    if folder.exists() and any(folder.iterdir()):
        raise Invalid(f"{folder} is not empty; choose another name.")
    _copy(files("earpiece.company") / "starter", folder)
    console.print(f"Made {folder}. Next: earpiece check {folder}, then earpiece serve {folder}")


def _copy(source: Traversable, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for entry in source.iterdir():
        if entry.is_dir():
            _copy(entry, target / entry.name)
        elif not entry.name.endswith(".pyc"):
            (target / entry.name).write_text(entry.read_text("utf-8"), "utf-8")

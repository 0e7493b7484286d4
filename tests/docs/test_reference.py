"""What an operator can set, call or read is in the documentation, and its links lead somewhere."""

import inspect
import re
import subprocess
import sys
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer.main

from earpiece.cli import app, sentence
from earpiece.domain.all_events import EVENT_TYPES
from earpiece.settings import Settings
from tests.docs.events_page import page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GROUP: Any = typer.main.get_group(app)
COMMANDS = {name: GROUP.get_command(None, name) for name in GROUP.list_commands(None)}
PAGES = sorted(
    path for path in ROOT.rglob("*.md") if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
)


def section(page: str, title: str) -> str:
    """The part of a page under a heading of the second order."""
    parts = re.split(r"^## ", page, flags=re.MULTILINE)
    found = [part for part in parts if part.splitlines()[0].replace("`", "").startswith(title)]
    assert len(found) == 1, f"{len(found)} headings `## {title}`"
    return found[0]


def parameters(command: Any, told: str) -> list[Any]:
    """Arguments and options of a command; of a group, those of all its commands, each of which must be `told` of."""
    parts = getattr(command, "commands", {})
    for part in parts:
        assert f"`{part}" in told or f" {part} " in told, part
    return [*command.params, *(parameter for part in parts.values() for parameter in part.params)]


def test_every_command_is_found() -> None:
    """Each that a module of the command line adds is named where commands are looked for, with its module."""
    for path in (ROOT / "src" / "earpiece" / "cli").glob("*.py"):
        import_module(f"earpiece.cli.{path.stem}")
    assert set(typer.main.get_group(app).commands) == set(COMMANDS)


def test_the_list_of_commands_says_what_each_says() -> None:
    """It is read from the sources, without importing what commands calculate with; a group has no sentence there."""
    said = {name: sentence(name) for name in COMMANDS}
    assert [name for name, words in said.items() if words is None] == ["database", "precedents", "evaluate", "tools"]
    assert all(inspect.cleandoc(COMMANDS[name].help) == words for name, words in said.items() if words is not None)


def test_the_list_of_commands_loads_none_of_them() -> None:
    """So that it is there at once."""
    program = (
        "import sys; from typer.testing import CliRunner; from earpiece.cli import app;"
        "found = CliRunner().invoke(app, ['--help']);"
        "sys.exit('scipy' in sys.modules or not all(name in found.output for name in ('compare', 'database', 'tour')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command(name: str) -> None:
    """Each has its part in docs/commands.md, with each argument and option, and no option that it has not."""
    told = section((DOCS / "commands.md").read_text(), f"earpiece {name}")
    options = set()
    for parameter in parameters(COMMANDS[name], told):
        if parameter.param_type_name == "option":
            options |= {parameter.opts[0]}
        else:
            name = (parameter.metavar or parameter.name).upper()
            assert name in told, name
    assert options - set(re.findall(r"--[a-z-]+", told)) <= {"--help"}
    assert set(re.findall(r"`(--[a-z-]+)", told)) <= options


def test_every_setting() -> None:
    """Each field of the settings and each variable of the environment has its line in docs/operations.md."""
    told = section((DOCS / "operations.md").read_text(), "Settings")
    for field in fields(Settings):
        assert re.search(rf"^\| `{field.name}` ", told, re.MULTILINE), field.name
    sources = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    variables = set(re.findall(r"EARPIECE_[A-Z_]+", sources))
    assert variables
    assert variables - set(re.findall(r"EARPIECE_[A-Z_]+", told)) == set()


def test_every_event() -> None:
    """docs/events.md is what the classes say. To renew it: python -m tests.docs.events_page > docs/events.md"""
    written = (DOCS / "events.md").read_text()
    assert re.findall(r"^### (\w+)", written, re.MULTILINE) == re.findall(r"^### (\w+)", page(), re.MULTILINE)
    assert set(re.findall(r"^### (\w+)", written, re.MULTILINE)) == set(EVENT_TYPES)
    assert written == page(), "run: python -m tests.docs.events_page > docs/events.md"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    """Each relative link names a file that is there, and a heading that is in it."""
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, heading = link.partition("#")
        target = path if not file else path.parent / file
        assert target.exists(), link
        if heading:
            titles = re.findall(r"^#+ (.+)", target.read_text(), re.MULTILINE)
            anchors = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]
            assert heading in anchors, link

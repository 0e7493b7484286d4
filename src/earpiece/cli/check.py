"""`earpiece check`: every mistake of a company folder with its line and remedy; how well messages are understood."""

import json as jsons
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from earpiece.cli import app, console, print_json, print_problems
from earpiece.company import Findings, check_folder, json_schemas
from earpiece.domain.errors import Problem
from earpiece.domain.playbook import Open


@app.command()
def check(
    company: Annotated[Path, typer.Argument(help="The company folder.", exists=True, file_okay=False)],
    understanding: Annotated[bool, typer.Option(help="Also measure how reliably messages are understood.")] = False,
    schemas: Annotated[Path | None, typer.Option(help="Write JSON Schemas for editors into this folder.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Check a company folder. Exit status 1 if anything in it could break a promise."""
    found = _with_model(check_folder(company), os.environ)
    if schemas is not None:
        _write_schemas(schemas)
    if json:
        print_json(_as_json(found))
    else:
        _print(found)
    if any(problem.code != "warning" for problem in found.problems):
        raise typer.Exit(1)
    if understanding and found.company is not None:
        from earpiece.wiring import understanding_of  # loads scikit-learn, which takes its time

        console.print(str(understanding_of(found.company).reliability()), highlight=False, markup=False)


def _with_model(found: Findings, environment: Mapping[str, str]) -> Findings:
    """And a warning for each part that a large model has to lead, where none is set on this machine."""
    if found.company is None or environment.get("EARPIECE_MODEL"):
        return found
    playbooks = found.company.playbooks.values()
    open_parts = [each for playbook in playbooks for each in playbook.program if isinstance(each, Open)]
    warnings = [
        Problem(
            part.source.file, part.source.line, "A large model leads here, and none is set on this machine.",
            "Set EARPIECE_MODEL; without it the part is left at once, as when the model cannot be reached.", "warning",
        )
        for part in open_parts
    ]  # fmt: skip
    return replace(found, warnings=(*found.warnings, *warnings))


def _as_json(found: Findings) -> dict[str, object]:
    def plain(problem: object) -> dict[str, object]:
        return {name: getattr(problem, name) for name in ("file", "line", "message", "remedy", "code")}

    return {"problems": [plain(each) for each in found.problems], "warnings": [plain(each) for each in found.warnings]}


def _print(found: Findings) -> None:
    print_problems(console, found.problems, "red")
    print_problems(console, found.warnings, "yellow")
    company = found.company
    if company is not None and not found.problems:
        console.print(
            f"{company.policy.name}: {len(company.playbooks)} playbooks, {len(company.pages)} pages, "
            f"{len(company.tools)} tools, {len(company.consults)} consults. No mistakes."
        )


def _write_schemas(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in json_schemas().items():
        (folder / f"{name}.schema.json").write_text(jsons.dumps(schema, indent=2) + "\n")

"""Prompts are versioned files: `prompts/NAME.md`, Jinja2 in a sandbox.

A file is one text, the instructions; or two, with a line `--- given ---` between them: then what follows goes to the
model as words from outside, not as instructions. What customers, tools and pages say belongs there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from earpiece.domain.errors import NotFound
from earpiece.domain.expressions import render

GIVEN = "\n--- given ---\n"
FOLDER = "prompts"
DIGITS = 8
"""Of the file's SHA-256, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One file. `version` is its name and how its SHA-256 begins: `plan-1:0f3a9c21`."""

    version: str
    instructions: str
    given: str

    def render(self, values: Mapping[str, Any]) -> tuple[str, str]:
        """(instructions, what is given), filled in. Raises Invalid if a value is missing."""
        return render(self.instructions, values), render(self.given, values)


@lru_cache(maxsize=64)
def prompt(name: str) -> Prompt:
    """The prompt of this name. Raises NotFound."""
    file = files(__package__) / FOLDER / f"{name}.md"
    if not file.is_file():
        raise NotFound(f"There is no prompt {name}.md in models/generative/{FOLDER}.")
    body = file.read_bytes()
    instructions, _, given = body.decode().partition(GIVEN)
    return Prompt(f"{name}:{sha256(body).hexdigest()[:DIGITS]}", instructions, given)

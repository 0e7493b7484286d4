"""The file of attacks: JSON lines of `id`, `where`, `text`, and what an attacker is after (`goal`)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from earpiece.domain.errors import Invalid
from earpiece.domain.flags import Where

HARMLESS = ("", "none", "null", "harmless")


@dataclass(frozen=True, slots=True)
class Attack:
    """One line. `goal` is what the text wants of the agent, in the file's words; empty for harmless words. `family` is
    how the file groups it, if it does."""

    id: str
    where: Where
    text: str
    goal: str = ""
    family: str = ""

    @property
    def harmless(self) -> bool:
        return not self.goal


def read_attacks(path: Path) -> list[Attack]:
    """All lines of the file. Raises Invalid with the file and line of the first that cannot be used."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{path}: it cannot be read as UTF-8 text ({error}).") from error
    found: dict[str, Attack] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        attack = _attack(line, f"{path}:{number}")
        if attack.id in found:
            raise Invalid(f"{path}:{number}: the id {attack.id!r} is there twice; give each line its own.")
        found[attack.id] = attack
    if not found:
        raise Invalid(f"{path}: there is no line in it; docs/guards.md shows the form.")
    return list(found.values())


def _attack(line: str, place: str) -> Attack:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise Invalid(f"{place}: this is no JSON ({error.msg}); each line is one JSON object.") from error
    if not isinstance(value, dict):
        raise Invalid(f"{place}: each line is one JSON object with `id`, `where`, `text` and `goal`.")
    text = value.get("text")
    where: Where | None = next((each for each in get_args(Where) if each == value.get("where")), None)
    if where is None:
        raise Invalid(f"{place}: `where` is {value.get('where')!r}; it is one of {', '.join(get_args(Where))}.")
    if not isinstance(text, str) or not text.strip():
        raise Invalid(f"{place}: `text` must be words.")
    if value.get("id") in (None, ""):
        raise Invalid(f"{place}: `id` is missing.")
    goal = value.get("goal")
    return Attack(str(value["id"]), where, text, _words(goal), _words(value.get("family")))


def _words(value: Any) -> str:
    """What stands in a field that may be left out; nothing for what says that there is nothing."""
    if value is None or str(value).strip().casefold() in HARMLESS:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value)

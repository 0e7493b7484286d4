"""Changes a company's YAML as text, so that comments and line breaks of its author stay as they are."""

import json
import re
from collections.abc import Sequence

from earpiece.domain.errors import Invalid

_EXAMPLES = re.compile(r"^examples:\s*$")
_ITEM = re.compile(r"^(\s*)- ")


def quoted(text: str, *, single: bool = False) -> str:
    """The text as a YAML string on one line; `single` for inside an expression."""
    return "'" + text.replace("'", "\\'") + "'" if single else json.dumps(text, ensure_ascii=False)


def examples_added(text: str, new: Sequence[str]) -> str:
    """The file with these at the end of its `examples:`. Raises Invalid where they are not a list of lines."""
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines) if _EXAMPLES.match(line)), None)
    items = [] if start is None else _items_below(lines, start)
    if start is None or not items:
        raise Invalid("Its `examples:` are not a list with one on each line: add the new ones by hand.")
    indent = " " * (len(lines[items[0]]) - len(lines[items[0]].lstrip()))
    added = [f"{indent}- {quoted(each)}" for each in new]
    at = items[-1] + 1
    return "\n".join([*lines[:at], *added, *lines[at:]]) + "\n"


def _items_below(lines: Sequence[str], start: int) -> list[int]:
    found = []
    for at in range(start + 1, len(lines)):
        if _ITEM.match(lines[at]):
            found.append(at)
        elif lines[at].strip() and not lines[at].startswith(" "):
            break
    return found


def wrapped(text: str, line: int, condition: str, branch: str | None) -> str:
    """The playbook with the step at `line` (from 1) asked only where the condition does not hold; where it does, the
    steps under its `on: BRANCH:` are taken, or without such a branch the next step.

    Raises Invalid where the step is not written over lines of its own.
    """
    lines = text.splitlines()
    start = line - 1
    found = _ITEM.match(lines[start])
    if found is None:
        raise Invalid(f"Line {line} does not begin a step of its own: change it by hand.")
    own = len(found.group(1))
    end = _end_of(lines, start + 1, own)
    step = lines[start:end]
    pad = " " * own
    when = quoted(condition) if ":" in condition or "#" in condition else condition
    inner = [f"    {each}" if each else each for each in step]
    if branch is None:
        new = [f"{pad}- if: not ({when})", f"{pad}  then:", *inner]
    else:
        taken = _branch(lines, start, end, branch)
        shift = own + 4 - _indent(taken[0])
        moved = [_shifted(each, shift) for each in taken]
        new = [f"{pad}- if: {when}", f"{pad}  then:", *moved, f"{pad}  else:", *inner]
    return "\n".join([*lines[:start], *new, *lines[end:]]) + "\n"


def _branch(lines: Sequence[str], start: int, end: int, branch: str) -> list[str]:
    """The steps of one branch, as they stand."""
    head = re.compile(rf"^\s+{re.escape(branch)}:\s*$")
    at = next((number for number in range(start, end) if head.match(lines[number])), None)
    if at is None:
        raise Invalid(f"The branch {branch!r} is not written over lines of its own: change it by hand.")
    return list(lines[at + 1 : _end_of(lines, at + 1, _indent(lines[at]), items=True)])


def _end_of(lines: Sequence[str], at: int, indent: int, *, items: bool = False) -> int:
    """The first line behind a block that stands deeper than `indent`."""
    while at < len(lines) and (not lines[at].strip() or _indent(lines[at]) > indent):
        at += 1
    while items and at > 0 and not lines[at - 1].strip():
        at -= 1
    return at


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _shifted(line: str, by: int) -> str:
    if not line.strip():
        return line
    return " " * by + line if by > 0 else line[-by:]

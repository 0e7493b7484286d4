"""The files that make up one version of a company, and the digest that names it.

A version is whole: it holds the company's own text files and the built-in ones, so that a conversation pinned to it
goes on unchanged after the program itself was updated.
"""

import hashlib
from collections.abc import Mapping
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path

from earpiece.company.report import Report
from earpiece.domain.playbook import Source

BUILTIN = "builtin/"
SINGLE_FILES = ("company.yaml", "tools.yaml", "servers.yaml", "consults.yaml", "phrases.yaml", "desk.yaml")
FOLDERS = {"playbooks": (".yaml", ".md"), "knowledge": (".md",), "servers": (".yaml", ".json")}


def read_folder(folder: Path, report: Report) -> dict[str, str]:
    """All files of the version in `folder`, by their path in it."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and _belongs(name, folder):
            try:
                found[name] = path.read_text("utf-8")
            except UnicodeDecodeError:
                report.error(Source(name, 1), "this file is not UTF-8 text", "save it as UTF-8", "encoding")
    return with_builtins(found)


def _belongs(name: str, folder: Path) -> bool:
    first, *rest = name.split("/")
    if name in SINGLE_FILES or (len(rest) == 1 and name.endswith(FOLDERS.get(first, ()))):
        return True
    return name.endswith(".py") and (not rest or (folder / first / "__init__.py").is_file())


def with_builtins(files: Mapping[str, str]) -> dict[str, str]:
    """`files` and, unless a version already holds its own, the built-in ones."""
    if any(name.startswith(BUILTIN) for name in files):
        return dict(files)
    return {**files, **builtin_files()}


def builtin_files() -> dict[str, str]:
    """The built-in playbooks, consults and phrases, by their path in a version."""
    return _texts(package_files("earpiece.company") / "builtin", BUILTIN)


def _texts(folder: Traversable, prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in folder.iterdir():
        if entry.is_dir():
            found |= _texts(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".yaml"):
            found[prefix + entry.name] = entry.read_text("utf-8")
    return found


def digest_of(files: Mapping[str, str]) -> str:
    """SHA-256 over paths and texts in order; the same files always give the same digest."""
    total = hashlib.sha256()
    for name, text in sorted(files.items()):
        for part in (name.encode(), text.encode()):
            total.update(len(part).to_bytes(8, "big"))
            total.update(part)
    return total.hexdigest()

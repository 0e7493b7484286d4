"""Collects the mistakes of a company folder, so that all are told at once."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from earpiece.domain.errors import Problem
from earpiece.domain.playbook import Source

LISTED = 12
"""So many known names are listed in a remedy; more would hide the one that is meant."""


class Report:
    """Errors stop the company from being loaded; warnings are only told."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def error(self, at: Source, message: str, remedy: str, code: str = "invalid") -> None:
        _add(self.errors, Problem(at.file, at.line, message, remedy, code))

    def warn(self, at: Source, message: str, remedy: str, code: str = "doubtful") -> None:
        _add(self.warnings, Problem(at.file, at.line, message, remedy, code))

    def unknown(self, what: str, name: str, known: Collection[str], at: Source) -> bool:
        """Reports `name` if it is not among the `known`; whether it was reported."""
        if name in known:
            return False
        self.error(at, f"there is no {what} `{name}`", did_you_mean(name, known, what), f"unknown_{what}")
        return True

    def in_order(self) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
        """Errors and warnings by file and line."""
        return _sorted(self.errors), _sorted(self.warnings)


def did_you_mean(name: str, known: Collection[str], what: str = "name") -> str:
    """A remedy for a name nobody knows: the closest one, else the list."""
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    if not known:
        return f"none is defined here: add the {what}, or take this out"
    return f"known here: {listed(known)}"


def listed(names: Iterable[str]) -> str:
    """`a`, `b`, `c`, …"""
    all_names = sorted(names)
    words = ", ".join(f"`{name}`" for name in all_names[:LISTED])
    return words + (", …" if len(all_names) > LISTED else "")


def _add(problems: list[Problem], problem: Problem) -> None:
    if problem not in problems:
        problems.append(problem)


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))

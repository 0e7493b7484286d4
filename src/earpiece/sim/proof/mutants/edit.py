"""Takes a line out of the running program, or puts another one in its place; the files stay as they are.

An edit names a function and a piece of its source. The function's code is replaced in its place, so that everybody who
has imported it has the edited one. A piece that is no longer there is an error: who changes a line that keeps a promise
changes its mutant too.
"""

import ast
import importlib
import inspect
import sys
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

from earpiece.domain.errors import Invalid


@dataclass(frozen=True, slots=True)
class Edit:
    """In `where` (`module:Class.method`; `module:function[Event]` of a single dispatch) `old` becomes `new`."""

    where: str
    old: str
    new: str

    def function(self) -> FunctionType:
        """The function that is edited. Raises Invalid if it is not there."""
        module, _, path = self.where.partition(":")
        name, _, event = path.partition("[")
        try:
            found: Any = importlib.import_module(module)
            for part in name.split("."):
                found = inspect.getattr_static(found, part)
            if event:
                found = found.dispatch(_event(event.removesuffix("]")))
        except (ImportError, AttributeError) as error:
            raise Invalid(f"{self.where} is no longer there: change the mutant that edits it.") from error
        found = found.fget if isinstance(found, property) else getattr(found, "__func__", found)
        if not isinstance(found, FunctionType):
            raise Invalid(f"{self.where} is not a function: change the mutant that edits it.")
        return found


@dataclass(frozen=True, slots=True)
class Mutant:
    """The program without something that keeps a promise. `words` says what it does wrong."""

    name: str
    promise: int
    words: str
    edits: tuple[Edit, ...]
    since: int = 0
    """The seed that its hunt begins with: for what shows in few runs, one shortly before such a run."""

    def check(self) -> None:
        """Raises Invalid if a line that it changes is no longer there."""
        with self.applied():
            return

    @contextmanager
    def applied(self) -> Iterator[None]:
        """This process's program is the mutant. Raises Invalid if a line that it changes is no longer there."""
        by_place: dict[str, list[Edit]] = {}
        for edit in self.edits:
            by_place.setdefault(edit.where, []).append(edit)
        with ExitStack() as stack:
            for edits in by_place.values():
                stack.enter_context(_replaced(edits[0].function(), edited(edits)))
            yield


@contextmanager
def _replaced(function: FunctionType, code: CodeType) -> Iterator[None]:
    real = function.__code__
    function.__code__ = code
    try:
        yield
    finally:
        function.__code__ = real


def edited(edits: list[Edit]) -> CodeType:
    """The code of a function after these edits, all of the same one. Raises Invalid."""
    function = edits[0].function()
    source = textwrap.dedent(inspect.getsource(function))
    for edit in edits:
        times = source.count(edit.old)
        if times != 1:
            where = f"“{edit.old}” is {times} times in {edit.where}, not once"
            raise Invalid(f"{where}: change the mutant that edits it.")
        source = source.replace(edit.old, edit.new)
    return _compiled(source, function)


def _compiled(source: str, function: FunctionType) -> CodeType:
    tree = ast.parse(source)
    (definition,) = tree.body
    assert isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef)
    definition.decorator_list = []
    names: dict[str, Any] = {}
    code = compile(tree, f"<mutant of {function.__qualname__}>", "exec", dont_inherit=True)
    exec(code, dict(vars(sys.modules[function.__module__])), names)  # noqa: S102 - our own source, edited by ourselves
    (made,) = names.values()
    assert isinstance(made, FunctionType)
    return made.__code__


def _event(name: str) -> type:
    from earpiece.domain.all_events import EVENT_TYPES

    if name not in EVENT_TYPES:
        raise AttributeError(name)
    return EVENT_TYPES[name]

"""Runs a company's tools: casts arguments, injects the verified customer and the key, keeps slow ones off the loop."""

import asyncio
import dataclasses
import inspect
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from earpiece.company.methods import DEMO_VISITOR, OUTCOME, Method, read_methods
from earpiece.company.modules import import_tools
from earpiece.company.remote.operation import Operation
from earpiece.company.remote.operations import read_operations
from earpiece.company.remote.outside import Outside
from earpiece.company.report import Report
from earpiece.company.shelf import Shelf
from earpiece.company.version import digest_of
from earpiece.domain.errors import InvalidCompany, NotFound, ToolError


class Toolbox:
    """Implements `domain.ports.Tools` for one version of a company.

    Methods that are not `async` run in a thread, several at once; with `inline` they run on the spot, which keeps
    simulated time exact. Without `outside` no server is called: a method of the same name stands in, if there is one.
    """

    def __init__(
        self,
        tools: object,
        methods: Mapping[str, Method],
        operations: Mapping[str, Operation] | None = None,
        outside: Outside | None = None,
        *,
        inline: bool = False,
    ) -> None:
        self._tools = tools
        self._methods = methods
        self._operations = operations or {}
        self._outside = outside
        self._inline = inline

    async def run(self, tool: str, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        """The tool's result as plain JSON; raises ToolError if it did nothing."""
        operation = self._operations.get(tool)
        if operation is not None and self._outside is not None:
            return await self._outside.call(operation, plain(args), customer, key)
        if operation is not None and tool not in self._methods:
            words = f"{operation.server} is not called here, and no method of tools.py stands in for {tool}"
            raise ToolError("not_called_here", words)
        method = self._methods.get(tool)
        if method is None:
            raise ToolError("no_such_tool", f"this version of the company has no tool {tool}")
        given = method.arguments(args, customer, key)
        return plain(await self._perform(getattr(self._tools, tool), given))

    async def check(self, tool: str, key: str) -> Any:
        """What became of the attempt `key`; see `domain.ports.Tools`."""
        operation = self._operations.get(tool)
        if operation is not None and self._outside is not None:
            return await self._outside.outcome(operation, key)
        outcome = getattr(self._tools, OUTCOME, None)
        if outcome is None:
            raise NotFound(f"{tool} cannot tell what became of an attempt")
        return plain(await self._perform(outcome, {"tool": tool, "key": key}))

    async def demo_visitor(self, visitor: str) -> Mapping[str, str] | None:
        """A customer (`customer`, `name`) made for one visitor of the demo page, if the company makes them."""
        make = getattr(self._tools, DEMO_VISITOR, None)
        return plain(await self._perform(make, {"visitor": visitor})) if make is not None else None

    async def _perform(self, function: Callable[..., Any], given: Mapping[str, Any]) -> Any:
        if inspect.iscoroutinefunction(function):
            return await function(**given)
        if self._inline:
            return function(**given)
        return await asyncio.to_thread(function, **given)


class NewestTools:
    """Implements `domain.ports.Tools` with the tools of the newest version this node has heard of.

    While nodes are restarted one by one with a newer company, a conversation that began on a newer node may need one
    of its tools on an older one. `load` makes the toolbox of a version's files.
    """

    def __init__(self, shelf: Shelf, load: Callable[[Mapping[str, str]], Toolbox]) -> None:
        self._shelf = shelf
        self._load = load
        self._files = shelf.newest
        self._toolbox = load(shelf.newest)

    async def run(self, tool: str, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        """See `domain.ports.Tools`."""
        return await self._newest().run(tool, args, customer, key)

    async def check(self, tool: str, key: str) -> Any:
        """See `domain.ports.Tools`."""
        return await self._newest().check(tool, key)

    async def demo_visitor(self, visitor: str) -> Mapping[str, str] | None:
        """See `Toolbox.demo_visitor`."""
        return await self._newest().demo_visitor(visitor)

    def _newest(self) -> Toolbox:
        if self._shelf.newest is not self._files:
            self._toolbox, self._files = self._load(self._shelf.newest), self._shelf.newest
        return self._toolbox


def load_toolbox(
    files: Mapping[str, str],
    data: Path,
    now: Callable[[], float],
    *,
    inline: bool = False,
    folder: str = ".",
    outside: Outside | None = None,
) -> Toolbox:
    """The tools of the company version `files`, keeping what they store in `data`. With `outside`, those that servers
    carry out are called there."""
    operations = read_operations(files)
    if "tools.py" not in files:
        return Toolbox(object(), {}, operations, outside, inline=inline)
    module = import_tools(files, digest_of(files), folder)
    report = Report()
    methods = read_methods(module, report)
    if report.errors:
        raise InvalidCompany(report.errors)
    return Toolbox(module.Tools(data, now), methods, operations, outside, inline=inline)


def plain(value: Any) -> Any:
    """`value` as the journal stores it: JSON, with Decimals as numbers, so that expressions can reckon with them."""
    if isinstance(value, BaseModel):
        return plain(value.model_dump())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return plain({part.name: getattr(value, part.name) for part in dataclasses.fields(value)})
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(part) for part in value]
    return float(value) if isinstance(value, Decimal) else to_jsonable_python(value)

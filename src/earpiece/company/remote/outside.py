"""Everything outside that tools may reach. Only who holds this can call anything: simulated worlds do not."""

import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Protocol

import structlog

from earpiece.company.remote.forms import ServerForm
from earpiece.company.remote.http import HttpCaller, Nothing, OutcomeUnknown
from earpiece.company.remote.mcp import McpCaller, need_mcp
from earpiece.company.remote.operation import Operation
from earpiece.company.remote.operations import read_operations
from earpiece.domain.errors import Invalid, NotFound, ToolError

UNUSABLE = ("unreachable", "not_as_pinned", "no_credential")
"""Failures that whoever runs this wants to hear of."""

log = structlog.get_logger()

Function = Callable[[Mapping[str, Any], str | None, str], Awaitable[Any]]
"""Takes the arguments, the verified customer and the key; gives JSON. Raises ToolError if it did nothing."""


class Caller(Protocol):
    """Speaks with one server."""

    async def call(self, operation: Operation, args: Mapping[str, Any], customer: str | None, key: str) -> Any: ...

    async def close(self) -> None: ...


class Functions:
    """The functions of the own process, as a server."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = functions

    async def call(self, operation: Operation, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        """See `Caller`."""
        function = self._functions.get(operation.offer.name)
        if function is None:
            raise ToolError("no_such_tool", f"this process has no function {operation.offer.name}")
        return await function(args, customer, key)

    async def close(self) -> None: ...


class Outside:
    """The servers of a company, each reached when it is first needed."""

    def __init__(
        self,
        folder: str = ".",
        environment: Mapping[str, str] | None = None,
        functions: Mapping[str, Function] | None = None,
    ) -> None:
        """`folder`: where local programs are started. `environment` holds the credentials."""
        self._folder = folder
        self._environment = os.environ if environment is None else environment
        self._functions = Functions(functions or {})
        self._callers: dict[ServerForm, Caller] = {}

    def check(self, files: Mapping[str, str]) -> None:
        """Raises Invalid if a credential of the company in `files` is missing, Unusable if a package is."""
        servers = {operation.server: operation.form for operation in read_operations(files).values()}
        missing = {name: list(self._missing(form.variables)) for name, form in servers.items()}
        words = [f"{', '.join(variables)} for the server `{name}`" for name, variables in missing.items() if variables]
        if words:
            raise Invalid(f"Set in the environment: {'; '.join(words)}. See servers.yaml.")
        if any(form.mcp or form.command for form in servers.values()):
            need_mcp()

    def _missing(self, variables: Iterable[str]) -> Iterable[str]:
        return (variable for variable in variables if not self._environment.get(variable))

    async def call(self, operation: Operation, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        """The operation's result. Raises ToolError if it did nothing; any other error leaves that open."""
        if not operation.form.in_process:  # whose arguments are cast to the types of the function
            operation.check(args, customer)
        try:
            return await self._caller(operation.form).call(operation, args, customer, key)
        except OutcomeUnknown as unknown:
            log.warning("a server left open what became of a call", why=unknown.why, **_told(operation))
            raise
        except ToolError as error:
            if error.code in UNUSABLE:
                log.warning("a server's tool could not be called", why=error.code, **_told(operation))
            raise

    async def outcome(self, operation: Operation, key: str) -> Any:
        """The result of the attempt `key`, None if it never happened; raises NotFound if nobody can tell."""
        asked = operation.outcome
        if asked is None:
            raise NotFound(f"{operation.server} cannot tell what became of an attempt")
        try:
            return await self._caller(asked.form).call(asked, {}, None, key)
        except Nothing:
            return None
        except ToolError as error:
            raise NotFound(f"{operation.server} cannot tell what became of an attempt: {error.message}") from error

    def caller(self, form: ServerForm) -> Caller:
        """Who speaks with that server. Raises Invalid if a credential is missing."""
        missing = list(self._missing(form.variables))
        if missing:
            raise Invalid(f"Set {', '.join(missing)} in the environment.")
        if form not in self._callers:
            self._callers[form] = self._made(form)
        return self._callers[form]

    async def listing(self, form: ServerForm) -> dict[str, dict[str, Any]]:
        """What an MCP server says that it offers, by name. Raises Invalid if a credential is missing or the server is
        of another kind, Unusable if it cannot be asked."""
        caller = self.caller(form)
        if not isinstance(caller, McpCaller):
            raise Invalid("Only MCP servers are asked what they offer; an OpenAPI document is a file of yours.")
        return await caller.listing()

    def _caller(self, form: ServerForm) -> Caller:
        try:
            return self.caller(form)
        except Invalid as error:
            raise ToolError("no_credential", error.message) from error

    def _made(self, form: ServerForm) -> Caller:
        if form.in_process:
            return self._functions
        headers = self._headers(form)
        if form.openapi:
            return HttpCaller(form.openapi, headers)
        own = {name: self._environment[name] for name in form.environment}
        return McpCaller(form, own, headers, self._folder)

    def _headers(self, form: ServerForm) -> dict[str, str]:
        if form.credential is None:
            return {}
        secret = self._environment[form.credential]
        return {form.credential_as: secret} if form.credential_as else {"Authorization": f"Bearer {secret}"}

    async def close(self) -> None:
        """Give back every connection."""
        for caller in self._callers.values():
            await caller.close()
        self._callers.clear()


def _told(operation: Operation) -> dict[str, str]:
    """What a line of the log says of a call: nobody's words."""
    return {"tool": operation.tool, "server": operation.server, "operation": operation.offer.name}

"""Calls a tool of an MCP server, over streamable HTTP or as a local program, by the protocol's own package.

Each server has one session, kept by a task of its own. The server's listing is compared with the pin when the session
begins, when the server says that it changed, and at least once a minute.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Final

from earpiece.company.remote.forms import ServerForm
from earpiece.company.remote.http import LONGEST_WORDS, MOST_BYTES, stated, tls, unclear
from earpiece.company.remote.mcp_session import Broken, Over, Refused, Session
from earpiece.company.remote.operation import Operation
from earpiece.company.remote.pins import digest_of_tool
from earpiece.domain.errors import ToolError, Unusable

if TYPE_CHECKING:
    import httpx2
    from mcp import Client
    from mcp.client.session import MessageHandlerFnT
    from mcp.types import CallToolResult

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 300.0
"""A stream may be silent so long; each call has a deadline of its own."""


def need_mcp() -> None:
    """Raises Unusable where the package is missing."""
    try:
        import mcp  # noqa: F401 -- asked for here, so that everything else runs without it
    except ImportError as error:
        raise Unusable("Tools of MCP servers need the package `mcp`: run bin/setup --models.") from error


class McpCaller:
    """Speaks with one server, from the event loop that it is first used in."""

    def __init__(
        self, form: ServerForm, environment: Mapping[str, str], headers: Mapping[str, str], folder: str
    ) -> None:
        """`environment`: the variables for a local program; `headers` carry the credential to a distant one."""
        need_mcp()
        self._form = form
        self._environment = dict(environment)
        self._headers = dict(headers)
        self._folder = folder
        self._session: Session | None = None
        self._opening = asyncio.Lock()

    async def call(self, operation: Operation, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        """The tool's result as JSON. Raises ToolError if it did nothing, OutcomeUnknown for a write of which that is
        not known."""
        session: Session | None = None
        given, meta = operation.with_injected(args, customer, key), operation.injected("meta", customer, key)
        try:
            async with asyncio.timeout(operation.deadline):
                session = await self._checked(operation)
                try:
                    result = await session.call(operation.offer.name, given, meta)
                except Over:
                    await self._forget(session)
                    session = None
                    session = await self._checked(operation)
                    result = await session.call(operation.offer.name, given, meta)
        except TimeoutError as error:
            if session is None:
                raise ToolError("unreachable", f"{operation.server} cannot be reached") from error
            raise unclear(operation, "timeout", "gave no answer in time") from error
        except Refused as error:
            raise ToolError("refused", str(error)) from error
        except Broken as error:
            if session is None:
                raise ToolError("unreachable", f"{operation.server} cannot be reached") from error
            await self._forget(session)
            raise unclear(operation, "broken", "broke off before it answered") from error
        return _result(operation, result)

    async def listing(self) -> dict[str, dict[str, Any]]:
        """What the server says that it offers, by name: entries of a tools/list result."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await (await self._open()).listing(fresh=True)
        except (Broken, TimeoutError) as error:
            raise Unusable(
                f"The MCP server cannot be asked what it offers ({str(error) or 'no answer in time'})."
            ) from error

    async def close(self) -> None:
        """End the session; a local program is told to stop."""
        if self._session is not None:
            await self._forget(self._session)

    async def _checked(self, operation: Operation) -> "Session":
        """The session, once the tool is known to be what was pinned. Raises ToolError, Broken: nothing was called."""
        session = await self._open()
        try:
            entry = (await session.listing()).get(operation.offer.name)
        except Broken:  # a session that was kept may be over by now
            await self._forget(session)
            session = await self._open()
            entry = (await session.listing()).get(operation.offer.name)
        if entry is None:
            raise ToolError("not_as_pinned", f"{operation.server} no longer offers {operation.offer.name}")
        if digest_of_tool(entry) != operation.offer.digest:
            raise ToolError(
                "not_as_pinned",
                f"{operation.server} no longer describes {operation.offer.name} as it was pinned: look at it, then run "
                f"`earpiece tools pin`",
            )
        return session

    async def _open(self) -> "Session":
        async with self._opening:
            if self._session is None or self._session.ended:
                self._session = await Session.begin(self._connected)
            return self._session

    async def _forget(self, session: "Session") -> None:
        if self._session is session:
            self._session = None
        await session.end()

    async def _connected(self, stack: AsyncExitStack, hear: "MessageHandlerFnT") -> "Client":
        """The client over an open connection; `stack` closes both."""
        from mcp import Client, StdioServerParameters
        from mcp.client.streamable_http import streamable_http_client

        if self._form.command:
            program, *words = self._form.command
            reached: Any = StdioServerParameters(
                command=program, args=words, env=self._environment, cwd=self._folder
            )  # fmt: skip
        else:
            reached = streamable_http_client(
                str(self._form.mcp), http_client=await stack.enter_async_context(self._http())
            )
        return await stack.enter_async_context(Client(reached, message_handler=hear, cache=None))

    def _http(self) -> "httpx2.AsyncClient":
        import httpx2

        return httpx2.AsyncClient(
            headers=self._headers, timeout=httpx2.Timeout(CONNECT_SECONDS, read=READ_SECONDS), verify=tls()
        )


def _result(operation: Operation, result: "CallToolResult") -> Any:
    """The result as JSON; raises what an error that the tool reports means."""
    found = _content(result)
    if result.is_error:
        code, words = stated(found)
        words = words or (found if isinstance(found, str) else "")[:LONGEST_WORDS]
        if code is None and operation.writes and operation.form.errors != "nothing_done":
            # An error may come from the middle of the work: only who promises it has done nothing.
            raise unclear(operation, "error", f"reported an error: {words}")
        raise ToolError(code or "error", words)
    if len(json.dumps(found)) > MOST_BYTES:
        raise unclear(operation, "too_large", f"answered with more than {MOST_BYTES // 1024} KiB")
    return found


def _content(result: "CallToolResult") -> Any:
    """Structured content, else what the text says as JSON, else the text."""
    if result.structured_content is not None:
        found = result.structured_content
        return found["result"] if isinstance(found, dict) and set(found) == {"result"} else found
    text = "\n".join(part.text for part in result.content if part.type == "text")
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text

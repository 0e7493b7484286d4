"""Calls a tool of an MCP server, over streamable HTTP or as a local program, by the protocol's own package.

Each server has one session, kept by a task of its own. The server's listing is compared with the pin when the session
begins, when the server says that it changed, and at least once a minute.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from earpiece.company.remote.forms import ServerForm
from earpiece.company.remote.http import LONGEST_WORDS, MOST_BYTES, stated, tls, unclear
from earpiece.company.remote.operation import Operation
from earpiece.company.remote.pins import digest_of_tool
from earpiece.domain.errors import ToolError, Unusable

if TYPE_CHECKING:
    import httpx2
    from mcp import Client
    from mcp.client.session import IncomingMessage, MessageHandlerFnT
    from mcp.types import CallToolResult, ListToolsResult

LISTING_SECONDS: Final = 60.0
"""So long a listing that fitted the pin counts."""
CONNECT_SECONDS: Final = 10.0
MOST_PAGES: Final = 100
REFUSED: Final = (-32601, -32602)
"""JSON-RPC's `method not found` and `invalid params`: nothing was begun."""

SESSION_OVER: Final = (-32600, -32001)
"""What the package and other servers say of a session that is not known (any more): status 404 (MCP 2025-11-25,
transports)."""
NOT_KNOWN: Final = ("Session terminated", "Session not found")


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
        self._session: _Session | None = None
        self._opening = asyncio.Lock()

    async def call(self, operation: Operation, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        """The tool's result as JSON. Raises ToolError if it did nothing, OutcomeUnknown for a write of which that is
        not known."""
        session: _Session | None = None
        given, meta = operation.with_injected(args, customer, key), operation.injected("meta", customer, key)
        try:
            async with asyncio.timeout(operation.deadline):
                session = await self._checked(operation)
                try:
                    result = await session.call(operation.offer.name, given, meta)
                except _Over:
                    await self._forget(session)
                    session = None
                    session = await self._checked(operation)
                    result = await session.call(operation.offer.name, given, meta)
        except TimeoutError as error:
            if session is None:
                raise ToolError("unreachable", f"{operation.server} cannot be reached") from error
            raise unclear(operation, "timeout", "gave no answer in time") from error
        except _Refused as error:
            raise ToolError("refused", str(error)) from error
        except _Broken as error:
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
        except (_Broken, TimeoutError) as error:
            raise Unusable(
                f"The MCP server cannot be asked what it offers ({str(error) or 'no answer in time'})."
            ) from error

    async def close(self) -> None:
        """End the session; a local program is told to stop."""
        if self._session is not None:
            await self._forget(self._session)

    async def _checked(self, operation: Operation) -> "_Session":
        """The session, once the tool is known to be what was pinned. Raises ToolError, _Broken: nothing was called."""
        session = await self._open()
        try:
            entry = (await session.listing()).get(operation.offer.name)
        except _Broken:  # a session that was kept may be over by now
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

    async def _open(self) -> "_Session":
        async with self._opening:
            if self._session is None or self._session.ended:
                self._session = await _Session.begin(self._connected)
            return self._session

    async def _forget(self, session: "_Session") -> None:
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

        # No limit on reading: a stream may stay open and be silent. Each call has its own deadline.
        return httpx2.AsyncClient(
            headers=self._headers, timeout=httpx2.Timeout(CONNECT_SECONDS, read=None), verify=tls()
        )


class _Refused(Exception):
    """The server would not begin: it said so."""


class _Broken(Exception):
    """The connection is of no use any more."""


class _Over(_Broken):
    """The server no longer knows the session: it did not take the call."""


class _Session:
    """A connection to a server, opened and closed by one task, as its package asks for."""

    def __init__(self) -> None:
        self._client: Client | None = None
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._leave = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._listing: dict[str, dict[str, Any]] = {}
        self._listed: float | None = None

    @classmethod
    async def begin(cls, connect: "Callable[..., Awaitable[Client]]") -> "_Session":
        """Raises _Broken if no connection can be made."""
        session = cls()
        session._task = asyncio.create_task(session._keep(connect), name="mcp session")
        try:
            await asyncio.shield(session._ready)
        except asyncio.CancelledError:
            await session.end()
            raise
        return session

    @property
    def ended(self) -> bool:
        return self._task is None or self._task.done()

    async def _keep(self, connect: "Callable[..., Awaitable[Client]]") -> None:
        try:
            async with AsyncExitStack() as stack:
                self._client = await connect(stack, self._hear)
                self._ready.set_result(None)
                await self._leave.wait()
        except _failures() as error:
            if not self._ready.done():
                self._ready.set_exception(_Broken(_cause(error)))
        finally:
            if not self._ready.done():
                self._ready.cancel()

    async def end(self) -> None:
        self._leave.set()
        if self._task is not None:
            with suppress(asyncio.CancelledError):
                await asyncio.shield(self._task)

    async def _hear(self, message: "IncomingMessage") -> None:
        from mcp.types import ToolListChangedNotification

        if isinstance(message, ToolListChangedNotification):
            self._listed = None

    async def listing(self, *, fresh: bool = False) -> dict[str, dict[str, Any]]:
        """All tools by name, as the server described them within the last minute. Raises _Broken."""
        now = asyncio.get_running_loop().time()
        if fresh or self._listed is None or now > self._listed + LISTING_SECONDS:
            self._listing = await self._list()
            self._listed = now
        return self._listing

    async def _list(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = await self._asked(partial(_page, cursor=cursor))
            for tool in page.tools:
                found[tool.name] = tool.model_dump(mode="json", by_alias=True, exclude_none=True)
            cursor = page.next_cursor
            if cursor is None:
                return found
        raise _Broken("its listing has no end")

    async def call(self, tool: str, args: Mapping[str, Any], meta: Mapping[str, str]) -> "CallToolResult":
        """Raises _Refused, _Broken."""
        given: Any = dict(meta) or None
        result: CallToolResult = await self._asked(lambda client: client.call_tool(tool, dict(args), meta=given))
        return result

    async def _asked(self, ask: "Callable[[Client], Awaitable[Any]]") -> Any:
        from mcp import MCPError

        if self._client is None:
            raise _Broken("there is no connection")
        try:
            return await ask(self._client)
        except MCPError as error:
            if error.code in REFUSED:
                raise _Refused(error.message[:LONGEST_WORDS]) from error
            over = error.code in SESSION_OVER and error.message in NOT_KNOWN
            raise (_Over if over else _Broken)(_cause(error)) from error
        except _failures() as error:
            raise _Broken(_cause(error)) from error


def _failures() -> tuple[type[Exception], ...]:
    """What comes out of the package when a connection cannot be made, breaks, or brings what nobody expected."""
    import anyio
    import httpx2
    from mcp import MCPError
    from pydantic import ValidationError

    streams = (anyio.ClosedResourceError, anyio.BrokenResourceError, anyio.EndOfStream)
    return (MCPError, httpx2.HTTPError, OSError, RuntimeError, ValidationError, ExceptionGroup, *streams)


async def _page(client: "Client", cursor: str | None) -> "ListToolsResult":
    return await client.list_tools(cursor=cursor)


def _cause(error: BaseException) -> str:
    """What lies at the bottom of an error that task groups have wrapped, in a few words."""
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"[:LONGEST_WORDS]


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

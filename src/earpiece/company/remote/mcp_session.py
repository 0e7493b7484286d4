"""One connection to an MCP server, and the server's listing as it was lately, by the protocol's own package."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from earpiece.company.remote.http import LONGEST_WORDS

if TYPE_CHECKING:
    from mcp import Client
    from mcp.client.session import IncomingMessage
    from mcp.types import CallToolResult, ListToolsResult

LISTING_SECONDS: Final = 60.0
"""So long a listing that fitted the pin counts."""
CLOSE_SECONDS: Final = 5.0
MOST_PAGES: Final = 100
REFUSED: Final = (-32601, -32602)
"""JSON-RPC's `method not found` and `invalid params`: nothing was begun."""
SESSION_OVER: Final = (-32600, -32001)
"""What the package and other servers say of a session that is not known (any more): status 404 (MCP 2025-11-25,
transports)."""
NOT_KNOWN: Final = ("Session terminated", "Session not found")


class Refused(Exception):
    """The server would not begin: it said so."""


class Broken(Exception):
    """The connection is of no use any more."""


class Over(Broken):
    """The server no longer knows the session: it did not take the call."""


class Session:
    """A connection to a server, opened and closed by one task, as its package asks for."""

    def __init__(self) -> None:
        self._client: Client | None = None
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._leave = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._listing: dict[str, dict[str, Any]] = {}
        self._listed: float | None = None

    @classmethod
    async def begin(cls, connect: "Callable[..., Awaitable[Client]]") -> "Session":
        """Raises Broken if no connection can be made."""
        session = cls()
        session._task = asyncio.create_task(session._keep(connect), name="mcp session")
        try:
            await asyncio.shield(session._ready)
        except asyncio.CancelledError:
            session._task.cancel()  # it may hang in the middle of connecting
            raise
        return session

    @property
    def ended(self) -> bool:
        """Whether nothing can be asked of it any more."""
        return self._task is None or self._task.done()

    async def _keep(self, connect: "Callable[..., Awaitable[Client]]") -> None:
        try:
            async with AsyncExitStack() as stack:
                self._client = await connect(stack, self._hear)
                self._ready.set_result(None)
                await self._leave.wait()
        except failures() as error:
            if not self._ready.done():
                self._ready.set_exception(Broken(cause(error)))
        finally:
            if not self._ready.done():
                self._ready.cancel()

    async def end(self) -> None:
        """Close the connection; a server that does not let go is left alone."""
        self._leave.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=CLOSE_SECONDS)
            self._task.cancel()

    async def _hear(self, message: "IncomingMessage") -> None:
        from mcp.types import ToolListChangedNotification

        if isinstance(message, ToolListChangedNotification):
            self._listed = None

    async def listing(self, *, fresh: bool = False) -> dict[str, dict[str, Any]]:
        """All tools by name, as the server described them within the last minute. Raises Broken."""
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
        raise Broken("its listing has no end")

    async def call(self, tool: str, args: Mapping[str, Any], meta: Mapping[str, str]) -> "CallToolResult":
        """Raises Refused, Broken."""
        given: Any = dict(meta) or None
        result: CallToolResult = await self._asked(lambda client: client.call_tool(tool, dict(args), meta=given))
        return result

    async def _asked(self, ask: "Callable[[Client], Awaitable[Any]]") -> Any:
        from mcp import MCPError

        if self._client is None:
            raise Broken("there is no connection")
        try:
            return await ask(self._client)
        except MCPError as error:
            if error.code in REFUSED:
                raise Refused(error.message[:LONGEST_WORDS]) from error
            over = error.code in SESSION_OVER and error.message in NOT_KNOWN
            raise (Over if over else Broken)(cause(error)) from error
        except failures() as error:
            raise Broken(cause(error)) from error


def failures() -> tuple[type[Exception], ...]:
    """What comes out of the package when a connection cannot be made, breaks, or brings what nobody expected."""
    import anyio
    import httpx2
    from mcp import MCPError
    from pydantic import ValidationError

    streams = (anyio.ClosedResourceError, anyio.BrokenResourceError, anyio.EndOfStream)
    return (MCPError, httpx2.HTTPError, OSError, RuntimeError, ValidationError, ExceptionGroup, *streams)


async def _page(client: "Client", cursor: str | None) -> "ListToolsResult":
    return await client.list_tools(cursor=cursor)


def cause(error: BaseException) -> str:
    """What lies at the bottom of an error that task groups have wrapped, in a few words."""
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"[:LONGEST_WORDS]

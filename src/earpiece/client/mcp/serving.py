"""Runs the MCP server: for one agent over standard input and output, or for many over HTTP."""

import asyncio
from typing import Any, Final

import httpx2

from earpiece.client import Earpiece, ServerFault
from earpiece.client.mcp.server import build

PATIENCE: Final = 10.0
"""Seconds for which an Earpiece that is away is tried again, before the agent is told so."""


def over_stdio(address: str, token: str, wait: float) -> None:
    """Serve the one agent at standard input and output, asking in the name of `token`, until it leaves."""

    async def served() -> None:
        async with Earpiece(address, token, patience=PATIENCE) as earpiece:
            await build(lambda _: earpiece, wait).run_stdio_async()

    asyncio.run(served())


def over_http(address: str, wait: float, host: str, port: int) -> None:
    """Serve whoever calls http://HOST:PORT/mcp, each asking with the token they bring; nothing is kept of anybody."""

    async def served() -> None:
        async with httpx2.AsyncHTTPTransport() as connections:

            def asker(ctx: Any) -> Earpiece:
                token = bearer(ctx.request.headers.get("authorization", ""))
                return Earpiece(address, token, patience=PATIENCE, transport=connections)

            await build(asker, wait).run_streamable_http_async(host=host, port=port, stateless_http=True)

    asyncio.run(served())


def bearer(header: str) -> str:
    """The token of a request. Raises ServerFault if it brings none."""
    kind, _, token = header.partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise ServerFault("Send a token that may ask: Authorization: Bearer TOKEN.", 401, "unauthenticated")
    return token.strip()

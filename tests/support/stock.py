"""Somebody else's MCP server: `python stock.py` speaks over standard input and output, `made` gives it for HTTP."""

import asyncio
import os
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations

Heard = list[dict[str, Any]]


def made(heard: Heard) -> MCPServer:
    """The server; what it is asked is kept in `heard`."""
    server = MCPServer("stock")

    @server.tool(annotations=ToolAnnotations(read_only_hint=True))
    async def stock(product: str) -> dict[str, Any]:
        """How many there are."""
        return {"product": product, "count": 3, "who": os.environ.get("STOCK_TOKEN", "")}

    @server.tool(annotations=ToolAnnotations(destructive_hint=True))
    async def reserve(product: str, customer_id: str, context: Context[Any], count: int = 1) -> str:
        """Keep some for a customer."""
        meta = dict(context.request_context.meta or {})
        heard.append({"product": product, "customer": customer_id, "key": meta.get("earpiece/idempotency-key")})
        if product == "slow":
            await asyncio.sleep(2)
        if product == "none":
            raise ToolError("There is none left.")
        return f"{count} for {customer_id}"

    @server.tool()
    async def cancel(order: str) -> CallToolResult:
        """Give back what was kept."""
        words = TextContent(type="text", text=f"No order {order}.")
        return CallToolResult(content=[words], structured_content={"code": "no-such-order"}, is_error=True)

    return server


if __name__ == "__main__":
    made([]).run("stdio")

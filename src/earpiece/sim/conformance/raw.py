"""HTTP by hand: connections that break off, and addresses that no client would send."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

LONGEST = 10.0
"""Seconds for a request by hand."""


async def send_raw(
    url: str, method: str, path: str, headers: Mapping[str, str], body: Any = None, *, without: int = 0
) -> None:
    """Send a request, `without` so many of its last bytes, and break the connection without reading an answer."""
    _, writer = await _connect(url)
    request = _request(url, method, path, headers, body)
    writer.write(request[: len(request) - without])
    await writer.drain()
    writer.close()
    await _closed(writer)


async def ask_raw(url: str, method: str, path: str, headers: Mapping[str, str]) -> tuple[int, str]:
    """Status and whole text of the answer to a request whose address is sent as it is; (0, "") for none."""
    async with asyncio.timeout(LONGEST):
        reader, writer = await _connect(url)
        writer.write(_request(url, method, path, headers, None))
        await writer.drain()
        try:
            answer = (await reader.read()).decode("utf-8", "replace")
        except ConnectionError:
            answer = ""
        writer.close()
        await _closed(writer)
    status = answer.partition("\r\n")[0].split(" ")[1:2]
    return (int(status[0]) if status and status[0].isdigit() else 0), answer


async def _connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    return await asyncio.open_connection(
        parts.hostname, parts.port or (443 if secure else 80), ssl=True if secure else None
    )


def _request(url: str, method: str, path: str, headers: Mapping[str, str], body: Any) -> bytes:
    parts = urlsplit(url)
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {parts.path.rstrip('/')}{path} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content


async def _closed(writer: asyncio.StreamWriter) -> None:
    """Wait until the connection is gone; that the other side went first is no matter."""
    try:
        await writer.wait_closed()
    except ConnectionError:
        return

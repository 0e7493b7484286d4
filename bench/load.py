"""HTTP as thousands of browsers speak it, with so little work on this side that it is not what is measured.

Plain sockets on asyncio: kept connections for requests, and one connection for each live stream, whose events are
timed as their bytes arrive. Times are of `time.perf_counter`, in seconds.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
LONGEST_IDLE = 2.0
"""Seconds; a server closes connections that were idle for longer than a few seconds."""
CLOSING = 0.1
"""Seconds in which what was closed is really given back."""
OnEvent = Callable[[str, bytes, float], None]
"""Takes an event's name, its data, and when the last of its bytes arrived."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and when: sending began, the last byte was here."""

    status: int
    body: bytes
    sent: float
    came: float

    def json(self) -> Any:
        """The body's content; None if there is none. The request must have gone well."""
        assert self.status < 300, (self.status, self.body[:500])
        return json.loads(self.body) if self.body else None


class Door:
    """Where a server is reached, as the operator's own program: for that no rate limits hold."""

    def __init__(self, port: int, service_token: str) -> None:
        self._port = port
        self._token = service_token
        self._idle: list[_Line] = []
        self.open = 0
        """Connections made for requests."""

    def _head(self, method: str, path: str, length: int, headers: Mapping[str, str]) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {self._token}",
            "Content-Type: application/json", f"Content-Length: {length}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]  # fmt: skip
        return "\r\n".join([*lines, "", ""]).encode()

    async def ask(self, method: str, path: str, body: Json | None = None, acting_as: str = "") -> Answer:
        """A request on a kept connection that is free, or on a new one."""
        sent = b"" if body is None else json.dumps(body).encode()
        head = self._head(method, path, len(sent), {"X-Acting-As": acting_as} if acting_as else {})
        answer = await (line := await self._line()).ask(head + sent)
        if line.usable:
            self._idle.append(line)
        return answer

    async def _line(self) -> "_Line":
        """A connection the server will not close at this moment for having been idle too long."""
        now = time.perf_counter()
        while self._idle:
            line = self._idle.pop()
            if line.usable and now - line.used < LONGEST_IDLE:
                return line
            line.close()
        return await self._connect()

    async def _connect(self) -> "_Line":
        self.open += 1
        _, line = await asyncio.get_running_loop().create_connection(_Line, "127.0.0.1", self._port)
        return line

    async def follow(self, path: str, on_event: OnEvent, acting_as: str = "") -> "Stream":
        """A live stream, from the first bytes of its answer on."""
        head = self._head("GET", path, 0, {"X-Acting-As": acting_as} if acting_as else {})
        loop = asyncio.get_running_loop()
        _, stream = await loop.create_connection(lambda: Stream(head, on_event), "127.0.0.1", self._port)
        await stream.begun
        return stream

    async def close(self) -> None:
        """Give the kept connections up."""
        for line in self._idle:
            line.close()
        await asyncio.sleep(CLOSING)


class _Line(asyncio.Protocol):
    """A kept connection: one request at a time."""

    def __init__(self) -> None:
        self.usable = True
        self._waiting: asyncio.Future[Answer] | None = None
        self._buffer = b""
        self._sent = self.used = time.perf_counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    async def ask(self, request: bytes) -> Answer:
        self._waiting = asyncio.get_running_loop().create_future()
        self._sent = time.perf_counter()
        self._transport.write(request)
        return await self._waiting

    def data_received(self, data: bytes) -> None:
        came = time.perf_counter()
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self._buffer, self.used = b"", came
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(Answer(int(head[9:12]), body, self._sent, came))

    def connection_lost(self, error: Exception | None) -> None:
        self.usable = False
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error or ConnectionError("the server closed the connection"))

    def close(self) -> None:
        self._transport.close()


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 : at + 30].split(b"\r\n")[0]) if at >= 0 else 0


class Stream(asyncio.Protocol):
    """A live stream: chunks are joined, events are cut out and handed on; comments are counted."""

    def __init__(self, request: bytes, on_event: OnEvent) -> None:
        self._request = request
        self._on_event = on_event
        self._raw = b""
        self._text = b""
        self.begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.comments = 0
        self.ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        came = time.perf_counter()
        self._raw += data
        if not self.begun.done():
            head, found, self._raw = self._raw.partition(b"\r\n\r\n")
            if not found:
                self._raw = head
                return
            assert head.startswith(b"HTTP/1.1 200"), head + self._raw
            self.begun.set_result(None)
        self._unchunk()
        while b"\n\n" in self._text:
            event, _, self._text = self._text.partition(b"\n\n")
            self._take(event, came)

    def _unchunk(self) -> None:
        while b"\r\n" in self._raw:
            size, _, rest = self._raw.partition(b"\r\n")
            length = int(size, 16)
            if len(rest) < length + 2:
                return
            self._text += rest[:length]
            self._raw = rest[length + 2 :]

    def _take(self, event: bytes, came: float) -> None:
        if event.startswith(b":"):
            self.comments += 1
            return
        fields = dict(line.split(b": ", 1) for line in event.split(b"\n") if b": " in line)
        self._on_event(fields.get(b"event", b"").decode(), fields.get(b"data", b""), came)

    def connection_lost(self, error: Exception | None) -> None:
        self.ended = True
        if not self.begun.done():
            self.begun.set_exception(error or ConnectionError("the server closed the connection"))

    def close(self) -> None:
        """Leave."""
        self._transport.abort()

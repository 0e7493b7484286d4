"""A server that stands before a real one and passes everything on, except for what a fault does to it."""

import asyncio
import json
import re
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
import uvicorn

from tests.support.server import SECURE


@dataclass
class Call:
    """A request on its way in. `whole` is false if the sender's connection broke in the middle."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    whole: bool = True

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value).encode()

    @property
    def conversation(self) -> str:
        """The id in the path, if there is one."""
        found = re.match(r"/(?:chat/)?conversations/([^/?]+)", self.path)
        return found.group(1) if found else ""

    def says(self) -> bool:
        """A customer says something."""
        return self.method == "POST" and self.path.endswith("/messages")

    def answers(self) -> bool:
        """An expert answers a card."""
        return self.method == "POST" and self.path.endswith("/answer")


@dataclass
class Answer:
    """What goes back."""

    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @json.setter
    def json(self, value: Any) -> None:
        self.text = json.dumps(value)


class Fault:
    """What is wrong with this server: nothing, unless a method says otherwise."""

    def __init__(self, server: "Door") -> None:
        self.server = server

    async def comes(self, call: Call) -> Answer | None:
        """May change the call, or answer it."""
        return None

    async def goes(self, call: Call, answer: Answer) -> None:
        """May change the answer."""

    async def event(self, call: Call, block: str) -> list[str]:
        """An event or comment of a stream, as text; what is sent in its place."""
        return [block]


class Door:
    """An ASGI app that passes on to `behind`, as `fault` lets it."""

    def __init__(self, behind: str, service_token: str, fault: type[Fault]) -> None:
        self.behind = behind
        self.service = {"authorization": f"Bearer {service_token}"}
        self.fault = fault(self)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        call = await _read(scope, receive)
        answer = await self.fault.comes(call)
        if answer is None:
            if not call.whole:
                return
            if call.path.partition("?")[0].endswith("/stream"):
                await self._stream(call, send)
                return
            answer = await self.pass_on(call)
        await self.fault.goes(call, answer)
        await _send(send, answer)

    async def pass_on(self, call: Call) -> Answer:
        """The real server's answer."""
        async with httpx2.AsyncClient(timeout=30, verify=SECURE) as client:
            got = await client.request(call.method, self._url(call), content=call.body, headers=call.headers)
        kept = {name: got.headers[name] for name in ("content-type", "retry-after") if name in got.headers}
        return Answer(got.status_code, got.text, kept)

    def _url(self, call: Call) -> httpx2.URL:
        return httpx2.URL(self.behind).copy_with(raw_path=call.path.encode())

    async def _stream(self, call: Call, send: Any) -> None:
        async with (
            httpx2.AsyncClient(timeout=None, verify=SECURE) as client,
            client.stream("GET", self._url(call), headers=call.headers) as got,
        ):
            if not got.is_success:
                await got.aread()
                answer = Answer(got.status_code, got.text, {"content-type": "application/json"})
                await self.fault.goes(call, answer)
                await _send(send, answer)
                return
            await send(
                {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]}
            )
            async for block in _blocks(got.aiter_lines()):
                for sent in await self.fault.event(call, block):
                    await send({"type": "http.response.body", "body": (sent + "\n\n").encode(), "more_body": True})
            await send({"type": "http.response.body", "body": b""})


async def _blocks(lines: AsyncIterator[str]) -> AsyncIterator[str]:
    block: list[str] = []
    async for line in lines:
        if line:
            block.append(line)
        elif block:
            yield "\n".join(block)
            block = []


async def _read(scope: Any, receive: Any) -> Call:
    body, whole = b"", True
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            whole = False
            break
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    left_out = ("host", "content-length", "connection", "accept-encoding", "transfer-encoding")
    headers = {name.decode(): value.decode() for name, value in scope["headers"] if name.decode() not in left_out}
    query = scope["query_string"].decode()
    path = scope["raw_path"].decode() + (f"?{query}" if query else "")
    return Call(scope["method"], path, headers, body, whole)


async def _send(send: Any, answer: Answer) -> None:
    headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
    body = b"" if answer.status == 204 else answer.text.encode()
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def open_door(behind: str, service_token: str, fault: type[Fault]) -> Iterator[str]:
    """The address of such a server, while it stands."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        config = uvicorn.Config(
            Door(behind, service_token, fault), log_config=None, lifespan="off", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([door])))
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)

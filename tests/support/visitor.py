"""A customer's browser with several nodes before it: what is not acknowledged is sent again to the next node under the
same id, and a stream that breaks off is resumed at the next one where it stopped."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.support.server import Server

RECONNECT = 0.4
"""Seconds that a browser waits before it resumes a broken stream."""
RESEND = 0.3
"""Seconds until words that were not acknowledged are sent again."""
TRIES = 600

Item = dict[str, Any]


@dataclass
class Visitor:
    """One customer; speaks at node number `speaks_at` and listens at `listens_at` until those fail."""

    nodes: Sequence[Server]
    client: httpx2.AsyncClient
    name: str
    speaks_at: int = 0
    listens_at: int = 0
    conversation: str = ""
    token: str = ""
    sent: int = 0
    items: list[Item] = field(default_factory=list)
    """What the stream brought, in order; each has `seen`, when it came (seconds)."""
    events: list[int] = field(default_factory=list)
    resumed: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _ear: "asyncio.Task[None] | None" = None

    async def open(self, customer: str) -> None:
        """Come in and listen."""
        node = self.nodes[self.speaks_at]
        headers = {"Authorization": f"Bearer {node.service_token}"}
        body = {"token": node.host_token(customer, self.name)}
        opened = await self.client.post(f"{node.url}/chat/conversations", json=body, headers=headers)
        assert opened.status_code == 201, opened.text
        self.conversation, self.token = opened.json()["conversation"], opened.json()["token"]
        self.listen()

    def listen(self) -> None:
        """Follow the stream from where it stopped."""
        self._ear = asyncio.create_task(self._listen())

    async def leave(self) -> None:
        """Follow it no longer."""
        assert self._ear is not None
        self._ear.cancel()
        with suppress(asyncio.CancelledError):
            await self._ear

    async def _listen(self) -> None:
        while True:
            with suppress(httpx2.TransportError):
                await self._follow(self.nodes[self.listens_at])
            self.listens_at = (self.listens_at + 1) % len(self.nodes)
            self.resumed += 1
            await asyncio.sleep(RECONNECT)

    async def _follow(self, node: Server) -> None:
        path = f"{node.url}/chat/conversations/{self.conversation}/stream"
        headers = {"Authorization": f"Bearer {self.token}"}
        if self.events:
            headers["Last-Event-ID"] = str(self.events[-1])
        async with self.client.stream("GET", path, headers=headers, timeout=60) as live:
            if live.status_code != 200:
                return
            event: dict[str, str] = {}
            async for line in live.aiter_lines():
                name, _, value = line.partition(": ")
                if line:
                    event[name] = value
                elif event.keys() >= {"event", "data", "id"}:
                    self._take(event)
                    event = {}

    def _take(self, event: dict[str, str]) -> None:
        self.events.append(int(event["id"]))
        if event["event"] == "item":
            self.items.append({**json.loads(event["data"]), "seen": time.monotonic()})
            self._news.set()

    async def say(self, text: str) -> str:
        """Say something until a node acknowledges it; the message's id."""
        self.sent += 1
        message = f"{self.name}-{self.sent}"
        for _ in range(TRIES):
            if await self._post(message, text):
                return message
            self.speaks_at = (self.speaks_at + 1) % len(self.nodes)
            await asyncio.sleep(RESEND)
        raise AssertionError(f"nobody took {message}")

    async def _post(self, message: str, text: str) -> bool:
        node = self.nodes[self.speaks_at]
        path = f"{node.url}/chat/conversations/{self.conversation}/messages"
        headers = {"Authorization": f"Bearer {node.service_token}"}
        try:
            answer = await self.client.post(path, json={"id": message, "text": text}, headers=headers, timeout=30)
        except httpx2.TransportError:
            return False
        assert answer.status_code in (201, 502, 503), answer.text
        return answer.status_code == 201

    async def hears(self, true: Callable[[Item], bool], what: str, seconds: float = 60) -> Item:
        """The first item that the agent said and that is so."""
        async with asyncio.timeout(seconds):
            while True:
                self._news.clear()
                found = next((item for item in self.items if item["who"] == "agent" and true(item)), None)
                if found is not None:
                    return found
                await self._news.wait()
        raise AssertionError(f"{self.name} waits in vain for {what}")

    async def asks(self, text: str) -> float:
        """Say something and wait for the next word; after how many seconds it came."""
        began = time.monotonic()
        message = await self.say(text)
        own = await self._own(message)
        answer = await self.hears(lambda item: item["position"] > own, f"an answer to {message}")
        return float(answer["seen"]) - began

    async def _own(self, message: str) -> int:
        async with asyncio.timeout(60):
            while True:
                self._news.clear()
                for item in self.items:
                    if item["message"] == message:
                        return int(item["position"])
                await self._news.wait()

    def check(self) -> None:
        """The stream brought each line of the conversation once and in order; each message is in it once."""
        node = next(node for node in self.nodes if node.process is not None)
        view = node.ask("GET", f"/chat/conversations/{self.conversation}", self.token).json()
        there = [(item["position"], item["text"]) for item in view["items"]]
        assert [(item["position"], item["text"]) for item in self.items] == there
        mine = [item["message"] for item in view["items"] if item["who"] == "customer"]
        assert mine == [f"{self.name}-{number}" for number in range(1, self.sent + 1)]

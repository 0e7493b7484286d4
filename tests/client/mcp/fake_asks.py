"""`/asks` of a server in memory, beneath the real client: questions by key, answered by the test."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx2

from earpiece.client import Earpiece

Json = dict[str, Any]
SETTLED = ("answered", "refused", "expired", "withdrawn", "asked_back")


@dataclass
class FakeAsks(httpx2.AsyncBaseTransport):
    """Keeps what was asked; `put` changes how a question stands and wakes whoever waits for it."""

    asked: list[Json] = field(default_factory=list)
    states: dict[str, Json] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def client(self) -> Earpiece:
        """The client library over this."""
        return Earpiece("http://fake", "token", patience=0, transport=self)

    def put(self, ticket: str, **changes: Any) -> None:
        """How it stands from now on."""
        self.states[ticket] |= changes
        self.changed.set()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """See `httpx2.AsyncBaseTransport`."""
        body = json.loads(await request.aread() or b"{}")
        _, _, ticket, *end = request.url.path.split("/") + [""] * (request.url.path == "/asks")
        if not ticket:
            return httpx2.Response(201, json=self._ask(body))
        if ticket not in self.states:
            return httpx2.Response(404, json={"error": {"code": "not_found", "message": "There is no such ticket."}})
        if end == ["reply"]:
            self.replies.append(body["text"])
            self.put(ticket, status="open", asked_back=None)
        elif end == ["withdraw"]:
            self.put(ticket, status="withdrawn")
        elif (wait := float(request.url.params.get("wait", 0))) and self.states[ticket]["status"] not in SETTLED:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.changed.wait(), wait)
        return httpx2.Response(200, json=self.states[ticket])

    def _ask(self, body: Json) -> Json:
        ticket = f"ask_{body['key']}".replace(" ", "-")
        if ticket not in self.states:
            self.asked.append(body)
            self.states[ticket] = {"ticket": ticket, "status": "open", "asked_at": 1_795_000_000.0}
        return self.states[ticket]

"""The installation under proof: where it is reached, who may knock, who works there."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import httpx2

from earpiece.domain.errors import Invalid, Unauthenticated, Unusable
from earpiece.domain.ports import Clock, Ids
from earpiece.runtime.views import Person
from earpiece.sim.conformance.findings import Unfit, taken
from earpiece.sim.conformance.talk import Talk

Headers = Mapping[str, str]
NOBODY: Headers = {}
MOST_CONVERSATIONS = 40
"""An installation at work is not flooded."""
TRIES = 3
AGAIN = 0.2
"""Seconds until a request that found no answer is sent again, to the next node."""
PATIENCE = 20.0
"""Seconds until a request counts as not answered."""


ADDRESS = re.compile(r"https?://(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?(/|$)")


def bearer(token: str) -> Headers:
    """The header of whoever has this token."""
    return {"Authorization": f"Bearer {token}"}


@dataclass
class Found:
    """What was found out about an installation once, for all checks."""

    way: int | None = None
    """Which of the sentences in `questions.py` leads to a card."""
    neighbour: Talk | None = None
    """A conversation with one message in it, which is there to be someone else's."""
    finding: asyncio.Lock = field(default_factory=asyncio.Lock)


class Site:
    """One installation, reached at one address or, node by node, at several.

    Customers use the first node and experts the second, if there is one; what gets no answer goes to the next.
    """

    def __init__(
        self, urls: Sequence[str], service_token: str, clock: Clock, ids: Ids, host_secret: bytes | None = None
    ) -> None:
        self.urls = [url.rstrip("/") for url in urls]
        self.clock = clock
        self.ids = ids
        self.host_secret = host_secret
        self.people: list[Person] = []
        self.talks: list[Talk] = []
        self.mine: list[Talk] = []
        """The conversations of one check; `talks` are those of all."""
        self.found = Found()
        self.service = bearer(service_token)
        self._client = httpx2.AsyncClient(timeout=PATIENCE, limits=httpx2.Limits(max_connections=None))

    def visit(self) -> "Site":
        """The same installation for one check, with a list of its own conversations."""
        visit = copy(self)
        visit.mine = []
        return visit

    async def close(self) -> None:
        """Let go of all connections."""
        await self._client.aclose()

    async def meet(self) -> None:
        """Learn who works there. Raises Invalid, Unusable or Unauthenticated if this installation cannot be used."""
        for url in self.urls:
            if not ADDRESS.match(url):
                raise Invalid(f"{url} is no address: write --url http://HOST:PORT.")
        found = await self.request("GET", "/people", self.service)
        if found.status_code in (401, 403):
            raise Unauthenticated(f"{self.urls[0]} refuses the service token: name its file with --token.")
        try:
            self.people = [Person.model_validate(person) for person in found.json()]
        except ValueError as error:
            raise Unusable(f"What answers at {self.urls[0]} is no Earpiece: GET /people gives no people.") from error

    def acting_as(self, person: Person) -> Headers:
        """The headers of the operator's program in the place of this person."""
        return {**self.service, "X-Acting-As": person.id}

    def expert_node(self) -> int:
        """Where experts are served."""
        return 1 % len(self.urls)

    async def request(
        self,
        method: str,
        path: str,
        who: Headers = NOBODY,
        body: Any = None,
        node: int = 0,
        content: bytes | None = None,
    ) -> httpx2.Response:
        """One request. Without an answer it goes to the next node. Raises Unusable if nobody answers."""
        lost: httpx2.TransportError | None = None
        for attempt in range(TRIES):
            url = self.url(node + attempt) + path
            try:
                return await self._client.request(method, url, json=body, headers=who, content=content)
            except httpx2.TransportError as error:
                lost = error
                await asyncio.sleep(AGAIN)
        raise Unusable(f"{self.url(node)} does not answer {method} {path}: {lost!r}") from lost

    def url(self, node: int) -> str:
        """The address of a node; they are counted round."""
        return self.urls[node % len(self.urls)]

    async def open(self, token: str | None = None, language: str = "en") -> Talk:
        """A new conversation, of a guest unless the host page's `token` says who comes."""
        if len(self.talks) >= MOST_CONVERSATIONS:
            raise Unfit(f"The suite opens at most {MOST_CONVERSATIONS} conversations, and has.")
        body = {"language": language} if token is None else {"language": language, "token": token}
        opened = taken(await self.request("POST", "/chat/conversations", self.service, body))
        talk = Talk(self, str(opened["conversation"]), str(opened["token"]))
        self.talks.append(talk)
        self.mine.append(talk)
        return talk

    async def neighbour(self) -> tuple[Talk, str]:
        """A conversation that is nobody's of this check, and the id of the one message in it."""
        async with self.found.finding:
            if self.found.neighbour is None:
                self.found.neighbour = await self.open()
                self.mine.remove(self.found.neighbour)
                await self.found.neighbour.say("Hello")
        talk = self.found.neighbour
        return talk, next(str(item.message) for item in (await talk.view()).items if item.who == "customer")

    def stream(self, path: str, who: Headers, node: int) -> Any:
        """A live stream, as an async context manager that gives the response."""
        return self._client.stream("GET", self.url(node) + path, headers=who, timeout=None)

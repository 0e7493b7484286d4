"""A customer's live stream: followed, cut, resumed, and compared with the conversation itself."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from earpiece.runtime.views import ChatItem
from earpiece.sim.conformance.findings import Broken, asked, expect
from earpiece.sim.conformance.talk import Talk

GRACE = 0.3
"""Seconds that a stream is read on after the last line, for what should not come."""
ARRIVES = 5.0
"""Seconds in which a stream must have brought what the conversation has."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One event of a stream; a comment has the name `comment`."""

    event: str
    id: str
    data: Any


async def follow(talk: Talk, last: str = "", node: int = 0, *, comments: bool = False) -> AsyncGenerator[Sent]:
    """The events after the one with the id `last`, until the server ends the stream."""
    headers = {**talk.customer, **({"Last-Event-ID": last} if last else {})}
    async with talk.site.stream(f"{talk.path}/stream", headers, node) as response:
        if not response.is_success:
            await response.aread()
            raise Broken(f"{asked(response)}. The stream should have begun.")
        fields: dict[str, str] = {}
        async for line in response.aiter_lines():
            name, _, value = line.partition(":")
            if line.startswith(":") and comments:
                yield Sent("comment", "", line[1:].strip())
            elif line:
                fields[name] = value.removeprefix(" ")
            elif "data" in fields:
                yield Sent(fields.get("event", ""), fields.get("id", ""), json.loads(fields["data"]))
                fields = {}


@dataclass
class Ear:
    """Follows a conversation in the background and keeps what came."""

    talk: Talk
    node: int = 0
    cut: bool = False
    """Break the connection after every event and go on at the next node."""
    items: list[ChatItem] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    """When each of the items came, in seconds of the event loop."""
    waiting: list[bool] = field(default_factory=list)
    """Each change of `waiting`, as the status events told it."""
    _task: "asyncio.Task[None] | None" = None

    async def __aenter__(self) -> "Ear":
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _listen(self) -> None:
        last, status = "", None
        node = self.node
        while status is None or status["status"] != "closed":
            async with aclosing(follow(self.talk, last, node)) as events:
                async for sent in events:
                    news = sent.event == "item" or sent.data != status
                    last = sent.id or last
                    if sent.event == "status":
                        status = sent.data
                    self._note(sent)
                    if self.cut and news:
                        break
            node += 1

    def _note(self, sent: Sent) -> None:
        if sent.event == "item":
            self.items.append(ChatItem.model_validate(sent.data))
            self.arrivals.append(asyncio.get_running_loop().time())
        elif sent.event == "status" and self.waiting[-1:] != [sent.data["waiting"]]:
            self.waiting.append(sent.data["waiting"])

    async def has(self, position: int) -> None:
        """Wait until the line at that position is here. Raises Broken if it does not come."""
        await self._until(lambda: any(item.position >= position for item in self.items), f"the line at {position}")
        await asyncio.sleep(GRACE)

    async def hears_waiting(self, waiting: bool) -> None:
        """Wait until the stream says so. Raises Broken if it does not."""
        await self._until(lambda: self.waiting[-1:] == [waiting], f"the status waiting {str(waiting).lower()}")

    async def _until(self, true: Any, what: str) -> None:
        assert self._task is not None
        end = asyncio.get_running_loop().time() + ARRIVES
        while not true():
            if self._task.done() and (error := self._task.exception()) is not None:
                raise error
            if asyncio.get_running_loop().time() > end:
                raise Broken(f"The stream of {self.talk.id} did not bring {what} within {ARRIVES:g} seconds.")
            await asyncio.sleep(0.02)


def same_lines(got: Sequence[ChatItem], there: Sequence[ChatItem], how: str) -> None:
    """What a stream brought against what is there: each line once, in order. Raises Broken."""
    brought = Counter(item.position for item in got)
    twice = [position for position, times in brought.items() if times > 1]
    expect(not twice, f"{how} brought the lines at {twice} more than once.")
    missing = [f"{item.position} (“{item.text[:80]}”)" for item in there if item.position not in brought]
    expect(not missing, f"{how} did not bring the lines at {', '.join(missing)}.")
    strange = sorted(set(brought) - {item.position for item in there})
    expect(not strange, f"{how} brought lines at {strange} that the conversation does not have.")
    expect(list(got) == list(there), f"{how} brought lines in another order or with other words than are there.")


async def replayed(talk: Talk, last: str, node: int) -> list[Sent]:
    """What a stream brings at once when it resumes after `last`: its lines, up to its first status."""
    found: list[Sent] = []
    try:
        async with asyncio.timeout(ARRIVES), aclosing(follow(talk, last, node)) as events:
            async for sent in events:
                if sent.event == "status":
                    break
                found.append(sent)
    except TimeoutError:
        raise Broken(f"The stream of {talk.id}, resumed after {last or 'nothing'}, sent no status event.") from None
    return found

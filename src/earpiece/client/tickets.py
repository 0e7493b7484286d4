"""A question that was asked: looked at, waited for, changed, taken back; and the yes to a call, used once."""

import inspect
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel

from earpiece.client.errors import AskedBack, Declined, Expired, StillOpen, Withdrawn
from earpiece.client.wire import Wire

T = TypeVar("T")
Reply = Callable[[str], str | Awaitable[str]]
"""Answers what an expert asks back."""

LONGEST = 25.0
"""Seconds that one request waits at the server; longer waits are several of them."""


class Given(BaseModel):
    """An answer as it was given. `by` is the person's name, `at` seconds since 1970."""

    by: str = ""
    at: float = 0.0
    decision: Literal["yes", "no"] | None = None
    choice: str | None = None
    label: str | None = None
    text: str | None = None
    data: dict[str, Any] | None = None
    reason: str | None = None
    note: str | None = None
    reference: str | None = None
    changes: dict[str, Any] = {}
    args: dict[str, Any] | None = None
    """With a yes to a call: its arguments as approved."""


class State(BaseModel):
    """What the server knows of a question."""

    ticket: str
    status: Literal["open", "claimed", "asked_back", "answered", "refused", "expired", "withdrawn"]
    question: str = ""
    edition: int = 1
    asked_at: float = 0.0
    until: float | None = None
    asked_back: str | None = None
    answer: Given | None = None
    late: Given | None = None
    """Somebody answered after the end; kept, and not applied."""
    found_wrong: str | None = None
    """A supervisor found the answer wrong afterwards, and why."""
    replayed: bool = False

    @property
    def ended(self) -> bool:
        return self.status in ("answered", "refused", "expired", "withdrawn")


class Ticket(Generic[T]):
    """A question at the server; it outlives this program. `state` is as last seen."""

    def __init__(self, wire: Wire, state: State, read: Callable[[Given], T]) -> None:
        self._wire = wire
        self._read = read
        self.state = state

    @property
    def id(self) -> str:
        return self.state.ticket

    async def look(self) -> State:
        """How it stands now."""
        return self._seen(await self._wire.send("GET", self._path()))

    async def wait(self, seconds: float | None = None) -> State:
        """How it stands as soon as it has ended or the expert asks back, or after so many seconds (None: for ever)."""
        end = None if seconds is None else time.monotonic() + seconds
        while not self.state.ended and self.state.status != "asked_back":
            left = LONGEST if end is None else min(LONGEST, end - time.monotonic())
            if left <= 0:
                break
            self._seen(await self._wire.send("GET", self._path(), wait=left))
        return self.state

    async def answer(self, wait: float | None = None, reply: Reply | None = None) -> T:
        """The answer, waited for so many seconds (None: for ever); what the expert asks back goes to `reply`.

        Raises Declined, Expired, Withdrawn, StillOpen, AskedBack.
        """
        end = None if wait is None else time.monotonic() + wait
        while True:
            state = await self.wait(None if end is None else max(end - time.monotonic(), 0.0))
            if state.status != "asked_back" or reply is None:
                return self._result()
            words = reply(state.asked_back or "")
            await self.reply(await words if inspect.isawaitable(words) else words)

    def _result(self) -> T:
        """Raises what it is instead of an answer."""
        given = self.state.answer
        match self.state.status:
            case "answered" if given is not None:
                return self._read(given)
            case "refused":
                raise Declined((given.reason if given is not None else None) or "", self)
            case "expired":
                raise Expired("Nobody answered in time. That is neither a yes nor a no.", self)
            case "withdrawn":
                raise Withdrawn("The question was taken back.", self)
            case "asked_back":
                raise AskedBack(self.state.asked_back or "", self)
        raise StillOpen("Nobody has answered yet; the question is still open.", self)

    async def reply(self, text: str) -> State:
        """Answer what the expert asked back."""
        return self._seen(await self._wire.send("POST", self._path("/reply"), {"text": text}, again=False))

    async def withdraw(self, reason: str = "no longer needed") -> State:
        """Take the question back."""
        return self._seen(await self._wire.send("POST", self._path("/withdraw"), {"reason": reason}))

    async def amend(self, inquiry: Mapping[str, Any]) -> State:
        """Ask this instead (`Earpiece.inquiry` makes it): nobody answers what they have not seen."""
        return self._seen(await self._wire.send("POST", self._path("/amend"), {"inquiry": dict(inquiry)}))

    async def say(self, text: str, who: Literal["customer", "agent"] = "customer", id: str = "") -> State:
        """Your customer, or you, said something meanwhile: the expert reads it at once. The same `id` counts once."""
        body = {"id": id or secrets.token_hex(16), "who": who, "text": text}
        return self._seen(await self._wire.send("POST", self._path("/messages"), body))

    async def spend(self, tool: str, args: Mapping[str, Any]) -> None:
        """Use the yes for exactly this call, before making it. Raises Changed, Spent, ServerFault."""
        body = {"tool": tool, "args": dict(args), "key": secrets.token_hex(16)}
        await self._wire.send("POST", self._path("/spend"), body)

    def _path(self, end: str = "") -> str:
        return f"/asks/{self.id}{end}"

    def _seen(self, state: dict[str, Any]) -> State:
        self.state = State.model_validate(state)
        return self.state

"""Ask experts at an Earpiece server from any Python program: typed questions, and functions behind approval."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Literal, Self, TypedDict, TypeVar, Unpack, overload

import httpx2

from earpiece.client.gates import Gate, Wanted
from earpiece.client.tickets import Given, Reply, State, Ticket
from earpiece.client.typed import Form
from earpiece.client.wire import Wire

T = TypeVar("T")
Scalar = str | float | bool | None
Line = tuple[str, str] | str
"""Who said it (`customer`, `agent`) and what; a text alone is the customer's."""


class Inquiry(TypedDict, total=False):
    """What may be said of a question."""

    why: str
    """Why you cannot decide it yourself."""
    facts: Mapping[str, Scalar] | None
    """What bears on it, label → value."""
    options: Mapping[str, str]
    """What may be chosen, key → label."""
    summary: str
    """What has happened so far."""
    draft: str
    """What you would say to your customer."""
    call: tuple[str, Mapping[str, Any]]
    """The tool, and the arguments, that you want to be allowed."""
    form: Mapping[str, Any]
    """A JSON Schema of the answer, where there is no Python type; with a call, of its arguments."""
    kind: Literal["approval", "clarification"]


class Asking(Inquiry, total=False):
    """What may be said of the asking."""

    transcript: Iterable[Line]
    """What was said so far, oldest first."""
    key: str
    """The same one gets the same ticket again, also when that has ended."""
    timeout: float
    """Seconds after which nobody needs to answer any more."""
    consult: str
    """Which of the company's questions for agents elsewhere it is: that says who is asked."""
    thread: str
    """Your own name for what it is about."""
    asker: str
    """Who asks, as the card names it."""
    language: str


class Earpiece:
    """One server, one token. Everything is asynchronous; `blocking` makes plain functions of it."""

    def __init__(
        self, url: str, token: str, *, asker: str = "", patience: float = 30.0,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:  # fmt: skip
        """`asker`: who asks, as the expert's card names it. `patience`: seconds for which a server that cannot be
        reached is tried again."""
        self._wire = Wire(url, token, patience, transport)
        self._asker = asker

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give back the connections."""
        await self._wire.close()

    # ── questions ─────────────────────────────────────────────────────────────────────────────────────────────────

    @overload
    async def ask(
        self, question: str, *, answer: type[T], wait: float | None = None, reply: Reply | None = None,
        **more: Unpack[Asking],
    ) -> T: ...  # fmt: skip

    @overload
    async def ask(
        self, question: str, *, answer: None = None, wait: float | None = None, reply: Reply | None = None,
        **more: Unpack[Asking],
    ) -> str: ...  # fmt: skip

    async def ask(
        self, question: str, *, answer: Any = None, wait: float | None = None, reply: Reply | None = None,
        **more: Unpack[Asking],
    ) -> Any:  # fmt: skip
        """Ask, and wait for the answer: as `answer` (a pydantic model, a dataclass, an Enum, int, bool …), as the key
        of one of `options`, or in words.

        `wait`: seconds after which StillOpen is raised, while the question stays open; None: until it ends. `reply`
        answers what the expert asks back. Raises Declined, Expired, Withdrawn, StillOpen, AskedBack, Changed,
        ServerFault.
        """
        ticket: Ticket[Any] = await self.ticket(question, answer=answer, **more)
        return await ticket.answer(wait, reply)

    @overload
    async def ticket(self, question: str, *, answer: type[T], **more: Unpack[Asking]) -> Ticket[T]: ...

    @overload
    async def ticket(self, question: str, *, answer: None = None, **more: Unpack[Asking]) -> Ticket[str]: ...

    async def ticket(self, question: str, *, answer: Any = None, **more: Unpack[Asking]) -> Ticket[Any]:
        """Ask, and get the ticket at once. Raises Changed, ServerFault."""
        typed = _form(answer)
        wanted = dict(more)
        of_question = {name: wanted.pop(name) for name in Inquiry.__annotations__ if name in wanted}
        if typed is not None:
            of_question["form"] = typed.schema
        if answer is bool:
            of_question["kind"] = "approval"
        lines = [_line(line) for line in more.get("transcript", ())]
        key = more.get("key") or secrets.token_hex(16)  # so that a lost reply does no harm
        inquiry = self.inquiry(question, **of_question)  # type: ignore[arg-type]
        body = {"asker": self._asker, **wanted, "transcript": lines, "key": key, "inquiry": inquiry}
        state = State.model_validate(await self._wire.send("POST", "/asks", body))
        return Ticket(self._wire, state, _reader(typed))

    @overload
    async def find(self, ticket: str, answer: type[T]) -> Ticket[T]: ...

    @overload
    async def find(self, ticket: str, answer: None = None) -> Ticket[str]: ...

    async def find(self, ticket: str, answer: Any = None) -> Ticket[Any]:
        """A ticket by its id: of an earlier run of this program, for instance."""
        typed = _form(answer)
        state = State.model_validate(await self._wire.send("GET", f"/asks/{ticket}"))
        return Ticket(self._wire, state, _reader(typed))

    @staticmethod
    def inquiry(question: str, **more: Unpack[Inquiry]) -> dict[str, Any]:
        """The question as the server takes it; for `Ticket.amend`."""
        call = more.get("call")
        planned = {"tool": call[0], "args": dict(call[1])} if call is not None else None
        return {"question": question, **more, "facts": dict(more.get("facts") or {}), "call": planned}

    # ── functions behind approval ─────────────────────────────────────────────────────────────────────────────────

    def gate(self, **wanted: Unpack[Wanted]) -> Gate:
        """A decorator that puts a function, async or not, behind a person's yes to exactly its arguments.

        A yes with changes runs the function with the changed arguments. The yes is spent at the server before the
        function runs, so that it never runs twice for one yes, whoever tries again. With a `key`, a call that was
        interrupted finds its question again; without one each call asks anew. The function then raises what `ask`
        raises, and Spent.
        """
        return Gate(self.ticket, wanted)


def _form(answer: Any) -> Form[Any] | None:
    """What a typed answer is asked for as; yes or no, a choice and words need no form."""
    return Form(answer) if answer is not None and answer is not bool else None


def _line(line: Line) -> dict[str, str]:
    who, text = ("customer", line) if isinstance(line, str) else line
    return {"who": who, "text": text}


def _reader(form: Form[Any] | None) -> Callable[[Given], Any]:
    """How an answer is read: as the form's type, else a choice, words, or yes and no."""

    def read(given: Given) -> Any:
        if form is not None and given.data is not None:
            return form.read(given.data)
        if given.data is not None:
            return given.data
        return given.choice or given.text or given.decision == "yes"

    return read

"""Any Python function behind a person's yes: shown exactly, changed where they change it, run once."""

import functools
import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ParamSpec, TypeAlias, TypedDict, TypeVar, cast

from earpiece.client.blocking import blocking
from earpiece.client.tickets import Reply, Ticket
from earpiece.client.typed import Arguments

P = ParamSpec("P")
R = TypeVar("R")
V = TypeVar("V")
Maker: TypeAlias = V | Callable[..., V]
"""A value, or a function that makes it of the call's arguments (those that it names)."""


class Wanted(TypedDict, total=False):
    """What may be said of a gate."""

    question: Maker[str]
    """What is asked; else "May I run NAME?"."""
    why: Maker[str]
    facts: Maker[Mapping[str, Any]]
    summary: Maker[str]
    key: Maker[str]
    """Names the doing: the same one is the same question again, and its yes is spent once."""
    wait: float | None
    """Seconds after which StillOpen is raised; None: until the question ends."""
    timeout: float
    """Seconds after which nobody needs to answer any more."""
    consult: str
    tool: str
    """What the card calls the function; else its own name."""
    reply: Reply | None
    """Answers what the expert asks back."""


MADE = ("why", "facts", "summary", "key")
AS_IT_IS = ("timeout", "consult")


class Gate:
    """The decorator; see `Earpiece.gate`."""

    def __init__(self, ticket: Callable[..., Awaitable[Ticket[Any]]], wanted: Wanted) -> None:
        self._ticket = ticket
        self._wanted: Mapping[str, Any] = wanted

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        arguments = Arguments(function)
        run: Callable[..., Any] = function
        name = self._wanted.get("tool") or function.__name__

        async def permit(*args: Any, **kwargs: Any) -> dict[str, Any]:
            return await self._permit(name, arguments, *args, **kwargs)

        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def gated(*args: P.args, **kwargs: P.kwargs) -> Any:
                return await run(**await permit(*args, **kwargs))

            return cast(Callable[P, R], gated)

        @functools.wraps(function)
        def plainly(*args: P.args, **kwargs: P.kwargs) -> Any:
            return run(**blocking(permit)(*args, **kwargs))

        return cast(Callable[P, R], plainly)

    async def _permit(self, name: str, arguments: Arguments, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The arguments with which the function may run now, once. Raises Declined, Expired, StillOpen, Spent …"""
        shown, values, owner = arguments.shown(*args, **kwargs)
        wanted = self._wanted
        more = {part: _made(wanted[part], values) for part in MADE if part in wanted}
        more |= {part: wanted[part] for part in AS_IT_IS if part in wanted}
        question = _made(wanted.get("question"), values) or f"May I run {name.replace('_', ' ')}?"
        ticket = await self._ticket(question, call=(name, shown), form=arguments.schema, **more)
        await ticket.answer(wanted.get("wait"), wanted.get("reply"))
        given = ticket.state.answer
        allowed = given.args if given is not None and given.args is not None else shown
        ready = arguments.read(allowed)
        await ticket.spend(name, allowed)
        return {arguments.hidden: owner, **ready} if arguments.hidden else ready


def _made(maker: Any, values: Mapping[str, Any]) -> Any:
    """The value, made of those arguments that its function names."""
    if not callable(maker):
        return maker
    takes = inspect.signature(maker).parameters
    every = any(each.kind is each.VAR_KEYWORD for each in takes.values())
    return maker(**{name: value for name, value in values.items() if every or name in takes})

"""The MCP server: four tools by which any agent asks the experts of a company."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from earpiece import __version__
from earpiece.client import Changed, EarpieceFault, ServerFault, State, Ticket
from earpiece.client.client import Asking
from earpiece.client.mcp.tasks import TICKET, AskerOf, Tasks, TasksInCore, speaks_tasks
from earpiece.client.mcp.telling import Asked, told

INSTRUCTIONS: Final = (
    "Ask a human expert one precise question when you lack knowledge, judgement or permission, and go on serving your "
    "customer meanwhile. An open question is neither a yes nor a no. Never tell anybody that something was approved "
    "unless an answer says so."
)
WHOSE: Final = (
    "A permission must say what it is for, so that a yes to one case is never taken for another: give facts, such as "
    "the order, or the key of your case."
)
ONE_LOOK: Final = 5.0
"""Seconds of one look while a call waits: so often the client hears that we still wait."""
LONGEST_WAIT: Final = 600.0
"""Seconds that a caller may have a call wait."""

WAITING: Final = ("An expert has been asked; waiting for the answer.", "An expert is at it; waiting for the answer.")

Report = Callable[[float, float, str], Awaitable[None]]

Id = Annotated[str, Field(pattern=TICKET, description="The ticket that ask_expert gave.")]
Wait = Annotated[float, Field(ge=0, le=LONGEST_WAIT, description="Seconds to wait for an answer.")]


def build(asker: AskerOf, wait: float) -> MCPServer:
    """The server; a call without a task waits for an answer `wait` seconds, at most."""
    server = MCPServer(
        "earpiece", title="Earpiece", version=__version__, instructions=INSTRUCTIONS,
        extensions=[Tasks(asker)], middleware=[TasksInCore(asker)], log_level="WARNING", subscriptions=False,
    )  # fmt: skip

    @server.tool()
    async def ask_expert(
        question: Annotated[str, Field(min_length=1, max_length=600, description="One precise question.")],
        ctx: Context,
        why: Annotated[
            str, Field(max_length=600, description="Why you ask: what you do not know or may not decide.")
        ] = "",
        options: Annotated[
            dict[str, str] | None, Field(description="Answers to choose from: a key and what the expert reads.")
        ] = None,
        facts: Annotated[
            dict[str, str | float | bool] | None,
            Field(description="What the expert must know: label and value; nothing secret."),
        ] = None,
        answer: Annotated[
            dict[str, Any] | None,
            Field(description="JSON Schema (an object of plain fields) of a typed answer, instead of options."),
        ] = None,
        permission: Annotated[bool, Field(description="True if a yes or a no is wanted.")] = False,
        key: Annotated[
            str | None,
            Field(max_length=200, description="Makes this question one question: give your case's or step's id. "
                  "Without it, equal questions with equal facts are one."),
        ] = None,
    ) -> Asked:  # fmt: skip
        """Ask a human expert of the company one precise question, and get the answer or a ticket to look again with.

        Use it for knowledge you lack, a judgement you may not make, or a permission. The same question asked again,
        also after a restart, is the same question: nobody is asked twice.
        """
        if permission and not (facts or key):
            raise ToolError(WHOSE)
        asking: Asking = {"why": why, "facts": facts, "asker": _name(ctx)}
        if options:
            asking["options"] = options
        if answer:
            asking["form"] = answer
        if permission:
            asking["kind"] = "approval"
        asking["key"] = key or derived(question, asking)
        with _told_plainly():
            ticket: Ticket[Any] = await asker(ctx.request_context).ticket(question, **asking)
            if not speaks_tasks(ctx.request_context):
                await waited(ticket, wait, ctx.report_progress)
            return told(ticket.state)

    @server.tool()
    async def ask_status(ticket: Id, ctx: Context, wait_seconds: Wait = 0) -> Asked:
        """How a question stands that was asked before: answered, refused, expired (nobody answered), still open …"""
        with _told_plainly():
            found: Ticket[Any] = await asker(ctx.request_context).find(ticket)
            return told(await waited(found, wait_seconds, ctx.report_progress))

    @server.tool()
    async def reply(ticket: Id, text: Annotated[str, Field(min_length=1, max_length=4000)], ctx: Context) -> Asked:
        """Tell the expert what they asked back."""
        with _told_plainly():
            return told(await (await asker(ctx.request_context).find(ticket)).reply(text))

    @server.tool()
    async def withdraw(ticket: Id, ctx: Context, reason: Annotated[str, Field(max_length=200)] = "") -> Asked:
        """Take a question back that need not be answered any more, so that nobody works on it in vain."""
        with _told_plainly():
            found: Ticket[Any] = await asker(ctx.request_context).find(ticket)
            return told(await found.withdraw(reason or "no longer needed"))

    return server


def derived(question: str, asking: Asking) -> str:
    """The key of a question that was given none: equal arguments, equal key, in any process."""
    text = json.dumps([question, asking], sort_keys=True, ensure_ascii=False)
    return f"mcp-{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def _name(ctx: Context) -> str:
    """What the card calls the asker: the client's own name, where it tells one."""
    told = ctx.session.client_params
    return f"{told.client_info.name} over MCP"[:200] if told is not None else ""


async def waited(ticket: Ticket[Any], seconds: float, report: Report) -> State:
    """How the question stands as soon as it is the asker's turn, or when `seconds` are over."""
    clock = asyncio.get_running_loop().time
    begun = clock()
    while not (ticket.state.ended or ticket.state.asked_back) and (left := begun + seconds - clock()) > 0:
        await report(min(clock() - begun, seconds), seconds, WAITING[ticket.state.status == "claimed"])
        await ticket.wait(min(left, ONE_LOOK))
    return ticket.state


@contextmanager
def _told_plainly() -> Iterator[None]:
    """A fault is one sentence for the model, which says how to mend it."""
    try:
        yield
    except Changed as fault:
        known = fault.__cause__.details.get("ticket") if isinstance(fault.__cause__, ServerFault) else None
        more = f" What was asked under it has the ticket {known}: look at it with ask_status." if known else ""
        raise ToolError(f"{fault}{more}") from fault
    except EarpieceFault as fault:
        raise ToolError(str(fault)) from fault

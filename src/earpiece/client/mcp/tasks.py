"""A question to an expert as an MCP task, whose id is the ticket: nothing is kept here, so a restart loses nothing.

Two forms are in use. Protocol 2026-07-28 has them as an extension (SEP-2663, `io.modelcontextprotocol/tasks`): a
client that declares it may be given a task for any call, and polls `tasks/get`, which brings the result along. Protocol
2025-11-25 has them in its core: the client asks for a task with the call, and fetches the result by `tasks/result`.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.extension import Extension, MethodBinding
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    METHOD_NOT_FOUND,
    CallToolRequestParams,
    CallToolResult,
    GetTaskRequestParams,
)
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from earpiece.client import Earpiece, EarpieceFault, ServerFault, State, Ticket
from earpiece.client.mcp.backs import UpdateParams, replied, requested
from earpiece.client.mcp.telling import HOW_TO_GO_ON, result_of, when

EXTENSION: Final = "io.modelcontextprotocol/tasks"
IN_CORE: Final = "2025-11-25"
TOOL: Final = "ask_expert"
TICKET: Final = r"^[A-Za-z0-9_.-]{1,100}$"
POLL_MILLISECONDS: Final = 2000
"""How often we suggest to look; people answer in tens of seconds."""
ASKED_BACK_PAUSE: Final = 2.0
"""Seconds between two looks while the expert waits for a reply."""
NOT_FOUND: Final = 404

Ctx = ServerRequestContext[Any, Any]
AskerOf = Callable[[Ctx], Earpiece]
"""In whose name a request asks. Raises EarpieceFault where it does not say."""

_STATUS: Final = {
    "open": "working", "claimed": "working", "asked_back": "working",
    "answered": "completed", "refused": "completed", "expired": "completed", "withdrawn": "cancelled",
}  # fmt: skip


def speaks_tasks(ctx: Ctx) -> bool:
    """Whether this call may be answered by a task."""
    if ctx.protocol_version in MODERN_PROTOCOL_VERSIONS:
        capabilities = ctx.session.client_capabilities
        return capabilities is not None and EXTENSION in (capabilities.extensions or {})
    return ctx.protocol_version == IN_CORE and bool(ctx.params) and (ctx.params or {}).get("task") is not None


class Tasks(Extension):
    """The methods of both forms, and an open question told as a task where the client speaks the newer one."""

    identifier = EXTENSION

    def __init__(self, asker: AskerOf) -> None:
        self._asker = asker

    def methods(self) -> Sequence[MethodBinding]:
        """See `Extension.methods`; `tasks/result` is there in the older form only, `tasks/update` in the newer."""
        core, extension = frozenset({IN_CORE}), frozenset(MODERN_PROTOCOL_VERSIONS)
        return (
            MethodBinding("tasks/get", GetTaskRequestParams, self._get, core | extension),
            MethodBinding("tasks/cancel", GetTaskRequestParams, self._cancel, core | extension),
            MethodBinding("tasks/result", GetTaskRequestParams, self._result, core),
            MethodBinding("tasks/update", UpdateParams, self._update, extension),
        )

    async def intercept_tool_call(self, params: CallToolRequestParams, ctx: Ctx, call_next: CallNext) -> HandlerResult:
        """An open question is a task; what is known already is told at once."""
        result = await call_next(ctx)
        if params.name != TOOL or ctx.protocol_version == IN_CORE or not speaks_tasks(ctx):
            return result
        asked = result.structured_content if isinstance(result, CallToolResult) else None
        if asked is None or _STATUS[asked["state"]] != "working":
            return result
        return {"resultType": "task", **_as_task((await _found(self._asker, ctx, asked["ticket"])).state, ctx)}

    async def _get(self, ctx: Ctx, params: GetTaskRequestParams) -> HandlerResult:
        state = (await _found(self._asker, ctx, params.task_id)).state
        task = _as_task(state, ctx)
        if ctx.protocol_version == IN_CORE:
            return task
        if task["status"] == "completed":
            task["result"] = _dumped(state)
        if requests := requested(state, ctx):
            task |= {"status": "input_required", "inputRequests": requests}
        return task

    async def _cancel(self, ctx: Ctx, params: GetTaskRequestParams) -> HandlerResult:
        ticket = await _found(self._asker, ctx, params.task_id)
        with suppress(ServerFault):  # it was answered at this moment
            if not ticket.state.ended:
                await ticket.withdraw("The asker cancelled its task.")
                return {} if ctx.protocol_version != IN_CORE else _as_task(ticket.state, ctx)
        if ctx.protocol_version == IN_CORE:
            raise MCPError(code=INVALID_PARAMS, message=f"The task has ended: {(await ticket.look()).status}.")
        return {}

    async def _result(self, ctx: Ctx, params: GetTaskRequestParams) -> HandlerResult:
        ticket = await _found(self._asker, ctx, params.task_id)
        while not ticket.state.ended:  # beyond what the expert asks back, which is answered by another call
            await asyncio.sleep(ASKED_BACK_PAUSE if ticket.state.status == "asked_back" else 0)
            await (ticket.look() if ticket.state.status == "asked_back" else ticket.wait())
        related = {"io.modelcontextprotocol/related-task": {"taskId": ticket.id}}
        return {**_dumped(ticket.state), "_meta": related}

    async def _update(self, ctx: Ctx, params: UpdateParams) -> HandlerResult:
        ticket = await _found(self._asker, ctx, params.task_id)
        if (words := replied(ticket.state, params.input_responses)) is not None:
            with suppress(ServerFault):  # it was answered meanwhile; what came of it the next look says
                await ticket.reply(words)
        return {}


class TasksInCore:
    """The older form: says that `ask_expert` can be a task, and answers a call that asks for one by a task."""

    def __init__(self, asker: AskerOf) -> None:
        self._asker = asker

    async def __call__(self, ctx: Ctx, call_next: CallNext) -> HandlerResult:
        """See `mcp.server.context.ServerMiddleware`."""
        as_task = ctx.method == "tools/call" and ctx.protocol_version == IN_CORE and speaks_tasks(ctx)
        if as_task and (ctx.params or {}).get("name") != TOOL:
            raise MCPError(code=METHOD_NOT_FOUND, message=f"Only {TOOL} can be a task.")
        result = await call_next(ctx)
        if not isinstance(result, dict):
            return result
        if as_task:
            return {"task": await self._begun(ctx, result)}
        if ctx.method == "initialize" and result.get("protocolVersion") == IN_CORE:
            result["capabilities"]["tasks"] = {"requests": {"tools": {"call": {}}}, "cancel": {}}
        if ctx.method == "tools/list" and ctx.protocol_version == IN_CORE:
            for tool in result["tools"]:
                tool["execution"] = {"taskSupport": "optional" if tool["name"] == TOOL else "forbidden"}
        return result

    async def _begun(self, ctx: Ctx, result: dict[str, Any]) -> dict[str, Any]:
        """The task of a call; this form wants it to begin as working, even if it has ended already."""
        asked = result.get("structuredContent")
        if asked is None:
            said = " ".join(part.get("text", "") for part in result.get("content", ()))
            raise MCPError(code=INVALID_PARAMS, message=said)
        task = _as_task((await _found(self._asker, ctx, asked["ticket"])).state, ctx)
        return {**task, "status": "working"}


async def _found(asker: AskerOf, ctx: Ctx, task: str) -> Ticket[Any]:
    """The question of a task. Raises MCPError."""
    if not re.fullmatch(TICKET, task):
        raise MCPError(code=INVALID_PARAMS, message="There is no such task.")
    try:
        return await asker(ctx).find(task)
    except ServerFault as fault:
        code = INVALID_PARAMS if fault.status == NOT_FOUND else INTERNAL_ERROR
        raise MCPError(code=code, message=f"Task {task}: {fault}") from fault
    except EarpieceFault as fault:
        raise MCPError(code=INTERNAL_ERROR, message=str(fault)) from fault


def _as_task(state: State, ctx: Ctx) -> dict[str, Any]:
    """The task as the client's form of the protocol has it; it is kept as long as Earpiece keeps the question."""
    newer = ctx.protocol_version in MODERN_PROTOCOL_VERSIONS
    changed = state.answer.at if state.answer is not None else state.asked_at
    said = f"{state.asked_back} — " if state.asked_back else ""
    return {
        "taskId": state.ticket, "status": _STATUS[state.status],
        "statusMessage": f"{said}{HOW_TO_GO_ON[state.status]}",
        "createdAt": when(state.asked_at), "lastUpdatedAt": when(changed),
        "ttlMs" if newer else "ttl": None,
        "pollIntervalMs" if newer else "pollInterval": POLL_MILLISECONDS,
    }  # fmt: skip


def _dumped(state: State) -> dict[str, Any]:
    """What the call comes to, as it goes over the wire."""
    return result_of(state).model_dump(by_alias=True, mode="json", exclude_none=True)

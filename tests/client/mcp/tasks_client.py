"""The client's side of tasks as SEP-2663 has them, which the mcp package leaves to whoever wants it."""

import asyncio
from typing import Any, Literal

from mcp.client.extension import ClaimContext, ClientExtension, ResultClaim
from mcp_types import CallToolResult, GetTaskRequestParams, Request, RequestParams, Result

OPEN = ("working", "input_required")


class Handle(Result):
    """A task in place of a result."""

    result_type: Literal["task"] = "task"
    task_id: str
    status: str
    poll_interval_ms: int


class Task(Result):
    """What `tasks/get` gives."""

    status: str
    status_message: str | None = None
    result: dict[str, Any] | None = None
    input_requests: dict[str, dict[str, Any]] | None = None


class GetTask(Request[GetTaskRequestParams, Literal["tasks/get"]]):
    """`tasks/get`."""

    method: Literal["tasks/get"] = "tasks/get"
    params: GetTaskRequestParams
    name_param = "taskId"


class UpdateParams(RequestParams):
    """Responses to what the task wants from its client."""

    task_id: str
    input_responses: dict[str, dict[str, Any]]


class UpdateTask(Request[UpdateParams, Literal["tasks/update"]]):
    """`tasks/update`."""

    method: Literal["tasks/update"] = "tasks/update"
    params: UpdateParams
    name_param = "taskId"


class CancelTask(Request[GetTaskRequestParams, Literal["tasks/cancel"]]):
    """`tasks/cancel`."""

    method: Literal["tasks/cancel"] = "tasks/cancel"
    params: GetTaskRequestParams
    name_param = "taskId"


class Tasks(ClientExtension):
    """Polls a task to its end, remembering the handles it was given."""

    identifier = "io.modelcontextprotocol/tasks"

    def __init__(self, poll: float = 0.05) -> None:
        self.handles: list[Handle] = []
        self._poll = poll

    def claims(self) -> tuple[ResultClaim[Handle]]:
        """See `ClientExtension.claims`."""
        return (ResultClaim(result_type="task", model=Handle, resolve=self._resolve),)

    async def _resolve(self, handle: Handle, context: ClaimContext) -> CallToolResult:
        self.handles.append(handle)
        while (task := await get_task(context.session, handle.task_id)).status in OPEN:  # noqa: ASYNC110
            await asyncio.sleep(self._poll)
        assert task.result is not None, task
        return CallToolResult.model_validate(task.result)


async def get_task(session: Any, task: str) -> Task:
    """How a task stands."""
    found: Task = await session.send_request(GetTask(params=GetTaskRequestParams(task_id=task)), Task)
    return found


async def cancel_task(session: Any, task: str) -> None:
    """Signal that the task's result is not wanted any more."""
    await session.send_request(CancelTask(params=GetTaskRequestParams(task_id=task)), Result)


async def update_task(session: Any, task: str, responses: dict[str, dict[str, Any]]) -> None:
    """Give what the task wants from its client."""
    await session.send_request(UpdateTask(params=UpdateParams(task_id=task, input_responses=responses)), Result)

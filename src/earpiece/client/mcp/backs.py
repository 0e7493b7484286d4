"""What an expert asks back while a question is a task: the client is asked for input, in the form that tasks have.

A client that can ask its user (`elicitation`) is asked so; any other reads it in the task's status message, and the
agent answers it by the tool `reply`.
"""

import hashlib
from typing import Any, Final

from mcp.server.context import ServerRequestContext
from mcp_types import RequestParams
from pydantic import Field

from earpiece.client import State

FIELD: Final = "reply"
DECLINED: Final = "The asker did not answer that."


class UpdateParams(RequestParams):
    """What the client was asked for: key of the request → response."""

    task_id: str
    input_responses: dict[str, dict[str, Any]] = Field({}, max_length=20)


def requested(state: State, ctx: ServerRequestContext[Any, Any]) -> dict[str, Any]:
    """The requests of a task that waits for its client; none where nothing is asked back, or the client cannot ask."""
    capabilities = ctx.session.client_capabilities
    if state.asked_back is None or capabilities is None or capabilities.elicitation is None:
        return {}
    schema = {"type": "object", "properties": {FIELD: {"type": "string", "title": "Reply"}}, "required": [FIELD]}
    params = {"mode": "form", "message": state.asked_back, "requestedSchema": schema}
    return {key_of(state): {"method": "elicitation/create", "params": params}}


def replied(state: State, responses: dict[str, dict[str, Any]]) -> str | None:
    """The reply among the responses; None if what is asked back now is not answered by them."""
    response = responses.get(key_of(state)) if state.asked_back is not None else None
    if response is None:
        return None
    said = (response.get("content") or {}).get(FIELD)
    return str(said) if response.get("action") == "accept" and said else DECLINED


def key_of(state: State) -> str:
    """The name of this request; another thing asked back has another."""
    return f"back-{hashlib.sha256(f'{state.edition} {state.asked_back}'.encode()).hexdigest()[:16]}"

"""How the standing of a question is told to a model."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from mcp_types import CallToolResult, TextContent
from pydantic import BaseModel, Field

from earpiece.client.tickets import State

_WAITING = (
    "That is neither a yes nor a no. Go on with what does not depend on it. Look again with ask_status and this "
    "ticket; asking the same once more finds this same question."
)
HOW_TO_GO_ON: Final[Mapping[str, str]] = {
    "open": f"An expert has been asked and has not answered yet. {_WAITING}",
    "claimed": f"An expert is at it and has not answered yet. {_WAITING}",
    "asked_back": "The expert wants to know something first (asked_back). Answer with reply, then look again.",
    "answered": "An expert answered. Go by the answer, and only by what it says.",
    "refused": "An expert said no, and why. Do not do it, and do not ask the same again in other words.",
    "expired": "Nobody answered in time. This is not a no, and not a yes: nothing was decided. Say that it is not "
    "decided yet, or ask anew with another key.",
    "withdrawn": "The question was taken back before anybody answered. Nothing was decided. To ask again after all, "
    "give another key.",
}
ONCE: Final = frozenset({"by", "at"})
"""Parts of an answer that are told beside it."""


class Asked(BaseModel):
    """A question as asked, told plainly enough for a model to go on by it."""

    ticket: str = Field(description="Names this question from now on, also after a restart.")
    state: str = Field(description=f"One of: {', '.join(HOW_TO_GO_ON)}.")
    answer: dict[str, Any] | None = Field(None, description="What the expert said: only if answered or refused.")
    by: str | None = Field(None, description="Who answered.")
    asked_back: str | None = Field(None, description="What the expert wants to know first.")
    how_to_go_on: str


def told(state: State) -> Asked:
    """For a model."""
    given = state.answer
    return Asked(
        ticket=state.ticket, state=state.status, asked_back=state.asked_back, how_to_go_on=HOW_TO_GO_ON[state.status],
        answer=None if given is None else {name: value for name, value in given if value and name not in ONCE},
        by=None if given is None else given.by,
    )  # fmt: skip


def result_of(state: State) -> CallToolResult:
    """What a call of `ask_expert` comes to. That nobody answered is no error of the call."""
    asked = told(state)
    return CallToolResult(
        content=[TextContent(type="text", text=asked.model_dump_json(indent=2))],
        structured_content=asked.model_dump(mode="json"),
    )


def when(seconds: float) -> str:
    """A time as the protocol has it (ISO 8601)."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")

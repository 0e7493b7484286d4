"""A conversation as providers want to read it: user and assistant in turns, and no tool call without its result.

The rules kept here are the strictest of the providers': the first and the last message are the user's (Anthropic,
Google, Bedrock); no two messages of one role follow one another; a call's result comes directly after the call, before
anything else of that message (Anthropic); no message is empty; every call's id is its own.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelRequestPart,
    ModelResponse,
    ModelResponsePart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)

from earpiece.domain.planning import Called, Said, Turn

BEGIN = "The conversation begins."
GO_ON = "Go on: what comes next?"


class Notes:
    """How a note looks in one conversation. Its sign is no secret, yet nobody can guess it who has not seen it, and it
    is taken out of the customer's words; so a customer cannot write a note."""

    def __init__(self, conversation: str) -> None:
        self.sign = sha256(f"note {conversation}".encode()).hexdigest()[:8]

    @property
    def looks(self) -> str:
        """For the prompt."""
        return self.of("…")

    def of(self, text: str) -> str:
        """`text` as a note."""
        return f"[note {self.sign}, not from the customer] {text} [end of note {self.sign}]"

    def without(self, text: str) -> str:
        """A customer's words, which are no note."""
        bare = text.replace(self.sign, "")
        return bare if bare.strip() else "…"


def messages_of(turns: Sequence[Turn], notes: Notes) -> list[ModelMessage]:
    """All turns, in order; never empty."""
    made = _Messages()
    for turn in turns:
        match turn:
            case Called():
                made.call(turn)
            case Said(text=text) if not text.strip():
                pass
            case Said(who="note"):
                made.hear(notes.of(turn.text))
            case Said(who="customer"):
                made.hear(notes.without(turn.text))
            case Said():
                made.say(turn.text)
    return made.finished(notes)


class _Messages:
    """Messages under construction."""

    def __init__(self) -> None:
        self._made: list[tuple[bool, list[Any]]] = []
        """(whether it is the model's, its parts)."""
        self._ids: set[str] = set()

    def hear(self, text: str) -> None:
        self._add(False, UserPromptPart(text))

    def say(self, text: str) -> None:
        self._add(True, TextPart(text))

    def call(self, turn: Called) -> None:
        id = self._own_id(turn.id)
        self._add(True, ToolCallPart(turn.tool, dict(turn.args), id))
        self._add(False, ToolReturnPart(turn.tool, turn.result, id))

    def finished(self, notes: Notes) -> list[ModelMessage]:
        if not self._made or self._made[0][0]:
            self._made.insert(0, (False, [UserPromptPart(notes.of(BEGIN))]))
        if self._made[-1][0]:
            self.hear(notes.of(GO_ON))
        return [ModelResponse(parts=parts) if model else ModelRequest(parts=parts) for model, parts in self._made]

    def _add(self, model: bool, part: ModelRequestPart | ModelResponsePart) -> None:
        if self._made and self._made[-1][0] == model:
            self._made[-1][1].append(part)
        else:
            self._made.append((model, [part]))

    def _own_id(self, id: str) -> str:
        own, number = id, 2
        while own in self._ids:
            own, number = f"{id}-{number}", number + 1
        self._ids.add(own)
        return own

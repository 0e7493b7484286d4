"""What a stand-in model answers: messages in OpenAI's form, one after the other for each conversation."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

Message = Mapping[str, Any]
"""An assistant's message as OpenAI writes it: `content`, `tool_calls` or both."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong instead of an answer; the next try of the same request meets what follows in the script.

    `status`: an error of this HTTP status, with a Retry-After of `seconds` where that is more than 0; `slow`: what
    follows, but `seconds` later; `broken`: half of a JSON text; `empty`: an answer without words and calls.
    """

    kind: Literal["status", "slow", "broken", "empty"]
    status: int = 500
    seconds: float = 0.0


Entry = Message | Fault
Find = Callable[[str, Mapping[str, Any]], Sequence[Entry] | None]


class ScriptEnded(Exception):
    """Nothing is left to say in this conversation, or nobody knows it."""


def said(text: str) -> Message:
    """A message of words."""
    return {"role": "assistant", "content": text}


def called(tool: str, args: Mapping[str, Any] | str, words: str | None = None, id: str = "call_1") -> Message:
    """A message that calls a tool; `args` as text go out as they are, readable or not."""
    text = args if isinstance(args, str) else json.dumps(args)
    call = {"id": id, "type": "function", "function": {"name": tool, "arguments": text}}
    return {"role": "assistant", "content": words, "tool_calls": [call]}


class Script:
    """Answers by conversation: the first request of one gets its first message, and so on.

    The same request (the same messages) gets the same answer again, however often and late it comes; so a client may
    try again, and a conversation that is taken up after a restart goes on where it was. `find` gives the messages of
    a conversation that is not known yet, from its id and the whole request; `afterwards` is said when nothing is left.
    """

    def __init__(
        self,
        messages: Mapping[str, Sequence[Entry]] | None = None,
        find: Find | None = None,
        afterwards: Message | None = None,
    ) -> None:
        self._messages = {name: list(each) for name, each in (messages or {}).items()}
        self._find = find
        self._afterwards = afterwards
        self._cursor: dict[str, int] = {}
        self._answered: dict[tuple[str, str], Message] = {}

    def add(self, conversation: str, messages: Sequence[Entry]) -> None:
        """More messages at the end of a conversation's."""
        self._messages.setdefault(conversation, []).extend(messages)

    def asked(self, conversation: str) -> int:
        """How many of its messages have been given out."""
        return self._cursor.get(conversation, 0)

    def next(self, conversation: str, request: Mapping[str, Any]) -> Entry:
        """The answer to `request`. Raises ScriptEnded."""
        digest = sha256(json.dumps(request.get("messages"), sort_keys=True).encode()).hexdigest()
        known = self._answered.get((conversation, digest))
        if known is not None:
            return known
        entry = self._following(conversation, request)
        if not isinstance(entry, Fault):
            self._answered[conversation, digest] = entry
        return entry

    def _following(self, conversation: str, request: Mapping[str, Any]) -> Entry:
        if conversation not in self._messages:
            found = self._find(conversation, request) if self._find is not None else None
            if found is None:
                raise ScriptEnded(f"No script for the conversation {conversation!r}.")
            self._messages[conversation] = list(found)
        at = self._cursor.get(conversation, 0)
        if at < len(self._messages[conversation]):
            self._cursor[conversation] = at + 1
            return self._messages[conversation][at]
        if self._afterwards is None:
            raise ScriptEnded(f"The script of the conversation {conversation!r} has ended after {at} messages.")
        return self._afterwards

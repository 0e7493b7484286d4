"""A recorded conversation, in the form of tau-bench's trajectories: one JSON object a line, plain or gzipped."""

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earpiece.domain.errors import Invalid
from earpiece.domain.forms import PlannedCall

STOP = "###STOP###"
"""With this the simulated customer of the recordings leaves; it is no part of the words."""


@dataclass(frozen=True, slots=True)
class Made:
    """A call the recorded model made, and its result as the recording has it."""

    call: PlannedCall
    result: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of the recorded model: words, a call, or words and a call."""

    message: Mapping[str, Any]
    words: str
    made: Made | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the customer said (empty: nothing, they left) and all the model did until they spoke again."""

    said: str
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """One try of one task. `gold` are the actions that would have been right, `outputs` what should have been said,
    `reward` the benchmark's own verdict, `leaves` whether the customer ended it with words to which nobody replied."""

    task: str
    trial: int
    reward: float
    gold: tuple[PlannedCall, ...]
    outputs: tuple[str, ...]
    instruction: str
    exchanges: tuple[Exchange, ...]

    @property
    def name(self) -> str:
        """Task and try, as a conversation's id needs them."""
        return f"{self.task}-{self.trial}"


def load(file: Path) -> tuple[Recording, ...]:
    """All recordings of a `.jsonl` or `.jsonl.gz`. Raises Invalid with file and line where one cannot be read."""
    try:
        body = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        lines = body.decode("utf-8").splitlines()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise Invalid(f"{file} cannot be read: {error}. Give a .jsonl or .jsonl.gz file.") from error
    found = tuple(_recording(line, f"{file}:{at}") for at, line in enumerate(lines, 1) if line.strip())
    if not found:
        raise Invalid(f"{file} holds no conversation. Each line is one, as a JSON object.")
    return found


def _recording(line: str, where: str) -> Recording:
    try:
        row = json.loads(line)
        return Recording(
            task=str(row["task_id"]),
            trial=int(row["trial"]),
            reward=float(row["reward"]),
            gold=tuple(PlannedCall(tool=each["name"], args=each["kwargs"]) for each in row["gold_actions"]),
            outputs=tuple(map(str, row.get("gold_outputs", ()))),
            instruction=str(row.get("user_instruction", "")),
            exchanges=_exchanges(row["messages"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid(
            f"{where} is no recorded conversation ({type(error).__name__}: {error}). It needs task_id, trial, reward, "
            "gold_actions and messages."
        ) from error


def _exchanges(messages: list[Mapping[str, Any]]) -> tuple[Exchange, ...]:
    said: str | None = None
    replies: list[Reply] = []
    found: list[Exchange] = []
    for at, message in enumerate(messages):
        if message["role"] == "user":
            if said is not None:
                found.append(Exchange(said, tuple(replies)))
            said, replies = str(message["content"] or "").replace(STOP, "").strip(), []
        elif message["role"] == "assistant" and said is not None:
            replies += _replies(message, messages[at + 1 :])
    return (*found, Exchange(said or "", tuple(replies)))


def _replies(message: Mapping[str, Any], following: list[Mapping[str, Any]]) -> list[Reply]:
    """The message, or one for each of its calls: our agent makes one at a time. A call's result is what follows it in
    order, since the recordings use ids of calls twice."""
    words = str(message.get("content") or "").strip()
    calls = message.get("tool_calls") or []
    if not calls:
        return [Reply({"role": "assistant", "content": words}, words, None)]
    results = [str(each["content"]) for each in following[: len(calls)] if each["role"] == "tool"]
    return [
        _calling(words if at == 0 else "", call, results[at] if at < len(results) else "")
        for at, call in enumerate(calls)
    ]


def _calling(words: str, call: Mapping[str, Any], result: str) -> Reply:
    args = json.loads(call["function"]["arguments"] or "{}")
    made = Made(PlannedCall(tool=call["function"]["name"], args=args), result)
    return Reply({"role": "assistant", "content": words or None, "tool_calls": [call]}, words, made)

"""What the STAR company wrote down: flow charts (`star_tasks.json`) and calls (`star_apis.json`)."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log
from typing import Any

from bench.ask_and_learn.tracks.star_history import named, stems

COMMON = frozenset(
    stems("i the a to you is it for of and me my in that can be on what would like please do have are your not")
)
COMMON |= frozenset(
    stems("yes no with this so at am hello hi thanks thank just help sorry don t quite understand mean only able")
)
CLOCK = re.compile(r"(\d)\s*([ap])\.?m\b\.?")


@dataclass(frozen=True, slots=True)
class Values:
    """The values that an API's slots may have, and how to find them in a text."""

    slots: Mapping[str, str]
    pattern: re.Pattern[str]

    def found(self, text: str) -> dict[str, str]:
        """The values a text (in small letters) holds, with their slots."""
        return {value: self.slots[value] for value in self.pattern.findall(text)}


@dataclass(frozen=True, slots=True)
class Company:
    """`requests`: per API its request types ("" where it has only one). `topic`: words that name its task.

    `replies`: the tasks a reply belongs to. `place`: (task, reply) to where the flow chart stands after it. `rare`: how
    telling each word is, over the tasks' texts, and `texts` the words of these texts with their weights.
    """

    requests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    topic: Mapping[str, frozenset[str]] = field(default_factory=dict)
    replies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    place: Mapping[tuple[str, str], str] = field(default_factory=dict)
    values: Mapping[str, Values] = field(default_factory=dict)
    rare: Mapping[str, float] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def choices(self) -> list[str]:
        return [named(api, request) for api, requests in self.requests.items() for request in requests]


def company(written: Mapping[str, Any] | None) -> Company:
    """`written`: the two files by name, as far as they are there."""
    tasks = (written or {}).get("star_tasks", {})
    apis = (written or {}).get("star_apis", {})
    replies: dict[str, set[str]] = {}
    for task, one in tasks.items():
        for reply in [*one["schema"]["replies"], *one["responses"]]:
            replies.setdefault(reply, set()).add(task)
    counts = {task: Counter(stems(described(task, one))) for task, one in tasks.items()}
    spread = Counter(word for words in counts.values() for word in words)
    rare = {word: log((1 + len(tasks)) / (0.5 + many)) for word, many in spread.items() if word not in COMMON}
    return Company(
        requests={api: _requests(one) for api, one in apis.items() if not tasks or api in tasks},
        topic={task: frozenset(stems(topic(task, one))) - COMMON for task, one in tasks.items()},
        replies={reply: frozenset(of) for reply, of in replies.items()},
        place={(task, reply): where for task, one in tasks.items() for reply, where in _places(one["schema"]["graph"])},
        values={api: found for api, one in apis.items() if (found := _values(one)) is not None},
        rare=rare,
        texts={task: _weighted(words, rare) for task, words in counts.items()},
    )


def topic(task: str, one: Mapping[str, Any]) -> str:
    """A task's name, and what its agent says it can do."""
    names = f"{task} {one['schema']['task']}".replace("_", " ")
    able = one["schema"]["replies"].get("out_of_scope", "").split("able to")[-1]
    return f"{names} {able.strip()}".strip()


def described(task: str, one: Mapping[str, Any]) -> str:
    """Everything the flow chart says of a task, in words."""
    said = " ".join(
        text for reply, text in one["schema"]["replies"].items() if "_" in reply and reply != "out_of_scope"
    )
    return f"{topic(task, one)} {topic(task, one)} {re.sub(r'{[^}]*}', ' ', said)}"


def _requests(api: Mapping[str, Any]) -> tuple[str, ...]:
    kinds = [slot["Categories"] for slot in api["input"] if slot["Type"] == "RequestType"]
    return tuple(kind.lower() for kind in kinds[0]) if kinds else ("",)


def _places(graph: Mapping[str, str]) -> list[tuple[str, str]]:
    """After which reply a call is due, which reply offers what a check found, which one turns it down."""
    found = [(reply, "due") for reply, then in graph.items() if then.startswith("query") and reply not in ("yes", "no")]
    if graph.get("yes") == "query_book" and "available" not in graph:  # a successful check is an offer
        places = {"query_success": "offered", "query_failure": "turned down"}
    else:
        places = PLACES
    return found + [(graph[node], place) for node, place in places.items() if node in graph]


PLACES = {"available": "offered", "unavailable": "turned down", "query_success": "done", "query_failure": "failed"}


def _values(api: Mapping[str, Any]) -> Values | None:
    slots = {
        str(value).lower(): slot["Name"]
        for slot in api["input"]
        if slot["Type"] == "Categorical"
        for value in slot["Categories"]
        if str(value).lower() not in ("yes", "no")
    }
    if not slots:
        return None
    longest = sorted(slots, key=lambda value: (-len(value), value))
    return Values(slots, re.compile(r"\b(" + "|".join(map(re.escape, longest)) + r")\b"))


def _weighted(words: Mapping[str, int], rare: Mapping[str, float]) -> dict[str, float]:
    weights = {word: (1 + log(many)) * rare[word] for word, many in words.items() if word in rare}
    size = sum(weight * weight for weight in weights.values()) ** 0.5 or 1.0
    return {word: weight / size for word, weight in weights.items()}


def clocked(text: str) -> str:
    """A text in small letters, times of day as the company writes them: `7 pm`."""
    return CLOCK.sub(r"\1 \2m", text.lower())

"""What happened so far in a recorded STAR conversation: turns, replies, calls and their outcomes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]

WORD = re.compile(r"[a-z]+|\d+")
REFUSED = re.compile(
    r"unavailable|conflict|fail|unable|too small|is booked at|not authori|must provide|sorry", re.IGNORECASE
)
AGREE = frozenset(WORD.findall("yes yeah yep sure ok okay please perfect great correct absolutely fine good sounds"))
DISAGREE = frozenset(WORD.findall("no not don nope actually instead wait never cancel"))
ENDINGS = ("ing", "ed", "s")
REMARK = 40  # letters of a result's message that tell it from others
FREE = "free"


@dataclass(frozen=True, slots=True)
class Call:
    """A call that came back. `outcome`: ok (granted), found, refused or none. `turn`, `line`: how many came before."""

    api: str
    request: str
    args: dict[str, str]
    outcome: str
    remark: str
    turn: int
    line: int

    @property
    def choice(self) -> str:
        return named(self.api, self.request)


@dataclass(slots=True)
class History:
    """`lines` are the labels of what the agent said ("free": own words)."""

    turns: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    last: str = "-"
    """The kind of the last event."""
    said: str = ""
    """The agent's last line."""

    @property
    def turn(self) -> str:
        return self.turns[-1] if self.turns else ""

    @property
    def line(self) -> str:
        return self.lines[-1] if self.lines else "-"

    @property
    def since_turn(self) -> int:
        return self.calls[-1].turn if self.calls else 0

    @property
    def since_line(self) -> int:
        return self.calls[-1].line if self.calls else 0

    def by_api(self) -> dict[str, list[Call]]:
        """Each API's calls, oldest first."""
        found: dict[str, list[Call]] = {}
        for call in self.calls:
            found.setdefault(call.api, []).append(call)
        return found


def history(events: Iterable[Event]) -> History:
    """What these events come to. A call without a result counts for nothing."""
    told = History()
    waiting: Event | None = None
    for event in events:
        kind = told.last = event["t"]
        if kind == "user":
            told.turns.append(event["text"])
        elif kind in ("say", "free"):
            told.lines.append(event["label"] if kind == "say" else FREE)
            told.said = event["text"]
        elif kind == "call":
            waiting = event
        elif kind == "result" and waiting is not None:
            told.calls.append(_call(waiting, event, told))
            waiting = None
    return told


def _call(call: Event, result: Event, told: History) -> Call:
    item = result["item"] if isinstance(result["item"], dict) else {}
    remark = str(item.get("Message") or item.get("ReservationStatus") or item.get("ChangeStatus") or "")
    if result["total"] == 0 or not item:
        outcome = "none"
    elif REFUSED.search(remark):
        outcome = "refused"
    else:
        outcome = "ok" if remark or call["request"] else "found"
    args = {slot: str(value).lower() for slot, _, value in call["args"]}
    return Call(
        call["api"], call["request"] or "", args, outcome, remark[:REMARK] or outcome, len(told.turns), len(told.lines)
    )


def named(api: str, request: str | None) -> str:
    """The name of a choice: `weather`, or `hotel_book/check` where the API knows several requests."""
    return f"{api}/{request}" if request else api


def stems(text: str) -> list[str]:
    """The words of a text in small letters, without the commonest endings."""
    return [_stem(word) for word in WORD.findall(text.lower())]


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def mood(text: str) -> str:
    """Whether a turn holds a yes (y), a no (n), a question mark (q)."""
    words = set(WORD.findall(text.lower()))
    return ("y" if words & AGREE else "") + ("n" if words & DISAGREE else "") + ("q" if "?" in text else "")


def length(text: str) -> str:
    """How long a turn is, in five steps."""
    count = text.count(" ") + 1 if text.strip() else 0
    return str(sum(count > limit for limit in (0, 2, 5, 12)))

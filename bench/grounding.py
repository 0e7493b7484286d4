"""How well the check of an agent's words against their sources works, on recorded conversations.

    python -m bench.grounding [--seeds 5] [--markdown] [--show]

Two recordings are read, as far as they are there: GPT-4o on tau-bench's airline tasks (`messages` by role), with which
the check was tuned; and STAR's development part, people who play the assistant in thirteen trades with back-end calls
(`events`), to which it was not fitted; two faults that they showed were mended.

*False alarms*: replies with a claim found in them, though what they state was in the policy or the task's flow chart,
in a call that came back, in the customer's words or in an earlier reply without a claim. Every reply counts as truthful
here, so a real invention is counted as a false alarm too. Known besides for the airline is a page that names the cities
of the airports' codes.

*Planted*: in each reply that states something, one figure, day, time, span, code or name is changed to another of its
form, drawn by seed; it is looked for with an eye of its own, not with the readers that are measured. A change that
happens to make another known value (the date of another flight) counts as missed.
"""

import argparse
import gzip
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earpiece.gate.grounding import Claim, ungrounded

SHARED = Path(__file__).resolve().parents[2] / "shared/data"
DATA = {
    "airline, GPT-4o": SHARED / "tau_airline/gpt4o_dev.jsonl.gz",
    "thirteen trades": SHARED / "star/star_dev.jsonl.gz",
}
CHARTS = "star_tasks.json"
TODAY = "2024-05-15"

AIRPORTS = """ATL Atlanta, BOS Boston, CLT Charlotte, DEN Denver, DFW Dallas, DTW Detroit, EWR Newark, IAH Houston,
JFK New York John F Kennedy, LAS Las Vegas, LAX Los Angeles, LGA New York LaGuardia, MCO Orlando, MIA Miami,
MSP Minneapolis, ORD Chicago, PHL Philadelphia, PHX Phoenix, SEA Seattle, SFO San Francisco"""
"""As a page of the company's own knowledge would have it."""

STRANGERS = ("Whitcombe", "Okonkwo", "Lindqvist", "Marchetti", "Tanaka", "Villanueva", "Haddad", "Kowalczyk")
_KINDS = {
    "amount": re.compile(r"(?<=\$)\d[\d,]*(?:\.\d\d)?"),
    "date": re.compile(r"\b20\d\d-\d\d-\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|"
                       r"November|December) \d{1,2}\b"),
    "time": re.compile(r"\b\d{1,2}:\d\d(?: ?[AP]M)?\b|\b\d{1,2} ?[AP]M\b"),
    "span": re.compile(r"\b\d+(?= (?:business days|days|hours|minutes))"),
    "code": re.compile(r"\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6}\b"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """One recorded reply and all that may be relied on when it is said."""

    place: tuple[int, int]
    """Which conversation, and where in it."""
    text: str
    known: tuple[str, ...]
    names: tuple[str, ...]
    """Names in the tool results so far."""


def replies(path: Path, extra: tuple[str, ...] = ()) -> Iterator[Reply]:
    """Every reply in words, of every conversation of the file; `extra` is known besides."""
    beside = path.parent / CHARTS
    charts = json.loads(beside.read_text()) if beside.exists() else {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            recorded = json.loads(line)
            begin = [json.dumps(charts.get(task, "")) for task in recorded.get("tasks") or ()]
            turns = _of_events(recorded) if "events" in recorded else _of_messages(recorded)
            yield from _replies(number, turns, [*extra, *begin])


def _of_messages(recorded: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(who, words) of a conversation of tau-bench; a call that came back is the agent's argument and its result."""
    for message in recorded["messages"]:
        who = {"assistant": "agent", "tool": "result"}.get(message["role"], message["role"])
        yield who, message.get("content") or ""
        yield from (("call", call["function"]["arguments"]) for call in message.get("tool_calls") or ())


def _of_events(recorded: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The same of STAR."""
    for event in recorded["events"]:
        match event["t"]:
            case "call":
                yield "call", json.dumps(event["args"])
            case "result":
                yield "result", json.dumps(event["item"])
            case kind:
                yield "user" if kind == "user" else "agent", event.get("text") or ""


def _replies(number: int, turns: Iterable[tuple[str, str]], known: list[str]) -> Iterator[Reply]:
    names = set[str]()
    for place, (who, words) in enumerate(turns):
        if who == "result":
            names.update(re.findall(r'"[^"]*[Nn]ame": "([A-Z][a-z]+)"', words))
        if who == "agent" and words:
            yield Reply((number, place), words, tuple(known), tuple(sorted(names)))
            if ungrounded(words, known, today=TODAY):
                continue
        known.append(words)


def planted(reply: Reply, chance: random.Random) -> tuple[str, str] | None:
    """(kind, text with one wrong statement), or None where the reply states nothing that could be wrong."""
    found = {kind: list(pattern.finditer(reply.text)) for kind, pattern in _KINDS.items()}
    found["name"] = [hit for name in reply.names for hit in re.finditer(rf"\b{re.escape(name)}\b", reply.text)]
    kinds = sorted(kind for kind, hits in found.items() if hits)
    if not kinds:
        return None
    kind = chance.choice(kinds)
    hit = chance.choice(found[kind])
    return kind, reply.text[: hit.start()] + _wrong(kind, hit.group(), chance) + reply.text[hit.end() :]


def _wrong(kind: str, right: str, chance: random.Random) -> str:
    """Another of the same form."""
    while True:
        match kind:
            case "name":
                wrong = chance.choice(STRANGERS)
            case "code":
                at = chance.randrange(len(right))
                pool = "0123456789" if right[at].isdigit() else "ABCDEFGHJKLMNPQRSTUVWXYZ"
                wrong = right[:at] + chance.choice(pool) + right[at + 1 :]
            case "date":
                wrong = re.sub(r"\d{1,2}$", lambda day: str(chance.randint(1, 28)).zfill(len(day.group())), right)
            case "time":
                wrong = re.sub(r"^\d{1,2}", lambda hour: str(chance.randint(1, 12)).zfill(len(hour.group())), right)
            case "span":
                wrong = str(chance.randint(1, 30))
            case _:
                digits = [at for at, character in enumerate(right) if character.isdigit()]
                at = chance.choice(digits)
                wrong = right[:at] + chance.choice("123456789") + right[at + 1 :]
        if wrong != right:
            return wrong


@dataclass(frozen=True, slots=True)
class Measured:
    """Counts; `seconds` is the processor's time for all replies once."""

    replies: int
    flagged: tuple[tuple[tuple[int, int], tuple[Claim, ...]], ...]
    planted: Counter[str]
    caught: Counter[str]
    missed: tuple[tuple[tuple[int, int], str], ...]
    seconds: float


def measure(path: Path, seeds: int = 5) -> Measured:
    """Both shares."""
    told = list(replies(path, (AIRPORTS,)))
    begin = time.process_time()
    claims = [(reply, ungrounded(reply.text, reply.known, today=TODAY)) for reply in told]
    seconds = time.process_time() - begin
    sown, caught, missed = Counter[str](), Counter[str](), []
    for seed in range(seeds):
        chance = random.Random(seed)
        for reply, before in claims:
            sowed = planted(reply, chance)
            if sowed is None:
                continue
            kind, text = sowed
            sown[kind] += 1
            if set(ungrounded(text, reply.known, today=TODAY)) - set(before):
                caught[kind] += 1
            else:
                missed.append((reply.place, f"{kind}: {_change(reply.text, text)}"))
    flagged = tuple((reply.place, found) for reply, found in claims if found)
    return Measured(len(told), flagged, sown, caught, tuple(missed), seconds)


def _change(before: str, after: str) -> str:
    at = next(place for place in range(len(before)) if before[place] != after[place])
    return f"{before[max(0, at - 25) : at + 12]!r} became {after[max(0, at - 25) : at + 12]!r}"


def rows(found: Measured) -> list[tuple[str, str, str]]:
    """Lines of the table: what, of how many, share."""
    sown, caught, all_replies = sum(found.planted.values()), sum(found.caught.values()), found.replies
    lines = [
        ("replies flagged though all was known", *_share(len(found.flagged), all_replies, 1)),
        ("wrong statements planted and found", *_share(caught, sown, 1)),
        *((f"– {kind}", *_share(found.caught[kind], of, 0)) for kind, of in sorted(found.planted.items())),
    ]
    return [
        *lines,
        ("processor time a reply", f"{all_replies} replies", f"{1000 * found.seconds / all_replies:.1f} ms"),
    ]


def _share(part: int, whole: int, digits: int) -> tuple[str, str]:
    return f"{part} of {whole}", f"{part / whole:.{digits}%}" if whole else "–"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--show", action="store_true", help="list what was flagged and what was missed")
    given = parser.parse_args()
    found = {name: measure(path, given.seeds) for name, path in DATA.items() if path.exists()}
    if not found:
        print(f"Nothing to measure: the recordings are not in {SHARED}.")
        return
    _print([("", *found), *_side_by_side(found)], markdown=given.markdown)
    for name, one in found.items() if given.show else ():
        for place, claims in one.flagged:
            print(name, "flagged", *place, *(f"{claim.kind} {claim.text!r}" for claim in claims))
        for place, what in one.missed:
            print(name, "missed", *place, what)


def _side_by_side(found: Mapping[str, Measured]) -> Iterator[tuple[str, ...]]:
    columns = [{line[0]: line[1:] for line in rows(one)} for one in found.values()]
    for name in dict.fromkeys(name for column in columns for name in column):
        yield name, *(" = ".join(reversed(column.get(name, ("–",)))) for column in columns)


def _print(table: Sequence[tuple[str, ...]], *, markdown: bool) -> None:
    for number, line in enumerate(table):
        print("| " + " | ".join(line) + " |" if markdown else "".join(f"{cell:40}" for cell in line).rstrip())
        if markdown and not number:
            print("|---" * len(line) + "|")


if __name__ == "__main__":
    main()

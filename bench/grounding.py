"""How well the check of an agent's words against their sources works, on recorded replies of a large model.

    python -m bench.grounding [FILE] [--seeds 5] [--markdown] [--show]

FILE holds recorded conversations, one JSON object a line with `messages` (system, user, assistant, tool), as tau-bench
has them; by default the recorded GPT-4o on the airline tasks. Without the file nothing is measured.

*False alarms*: replies with a claim found in them, though what they state was in the policy, in a tool result, in
the arguments of a call that came back, in the customer's words or in an earlier reply without a claim; with and without
a page that names the cities of the airports' codes. Every reply counts as truthful here, so a real invention of the
model would be counted as a false alarm too.

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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from earpiece.gate.grounding import Claim, ungrounded

DATA = Path(__file__).resolve().parents[2] / "shared/data/tau_airline/gpt4o_dev.jsonl.gz"
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

    place: tuple[int, int, int]
    text: str
    known: tuple[str, ...]
    names: tuple[str, ...]
    """First and family names in the tool results so far."""


def replies(path: Path, extra: tuple[str, ...] = ()) -> Iterator[Reply]:
    """Every reply in words, of every conversation of the file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            recorded = json.loads(line)
            known, names = [recorded["messages"][0]["content"], *extra], set[str]()
            for place, message in enumerate(recorded["messages"][1:], start=1):
                words = message.get("content") or ""
                if message["role"] == "tool":
                    names.update(re.findall(r'"(?:first|last)_name": "([^"]+)"', words))
                if message["role"] == "assistant" and words:
                    yield Reply(
                        (recorded["task_id"], recorded["trial"], place), words, tuple(known), tuple(sorted(names))
                    )
                    if ungrounded(words, known, today=TODAY):
                        continue
                known += [words, *(call["function"]["arguments"] for call in message.get("tool_calls") or ())]


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
    flagged: tuple[tuple[tuple[int, int, int], tuple[Claim, ...]], ...]
    planted: Counter[str]
    caught: Counter[str]
    missed: tuple[tuple[tuple[int, int, int], str], ...]
    without_page: int
    """So many are flagged where no page names the airports' cities."""
    seconds: float


def measure(path: Path, seeds: int = 5) -> Measured:
    """Both shares."""
    told = list(replies(path, (AIRPORTS,)))
    bare = sum(bool(ungrounded(reply.text, reply.known, today=TODAY)) for reply in replies(path))
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
    return Measured(len(told), flagged, sown, caught, tuple(missed), bare, seconds)


def _change(before: str, after: str) -> str:
    at = next(place for place in range(len(before)) if before[place] != after[place])
    return f"{before[max(0, at - 25) : at + 12]!r} became {after[max(0, at - 25) : at + 12]!r}"


def rows(found: Measured) -> list[tuple[str, str, str]]:
    """Lines of the table: what, of how many, share."""
    sown, caught, all_replies = sum(found.planted.values()), sum(found.caught.values()), found.replies
    lines = [
        ("replies flagged though all was known", *_share(len(found.flagged), all_replies, 1)),
        ("the same, no page with the airports' cities", *_share(found.without_page, all_replies, 1)),
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
    parser.add_argument("file", nargs="?", type=Path, default=DATA)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--show", action="store_true", help="list what was flagged and what was missed")
    given = parser.parse_args()
    if not given.file.exists():
        print(f"Nothing to measure: {given.file} is not here.")
        return
    found = measure(given.file, given.seeds)
    for line in rows(found):
        print("| " + " | ".join(line) + " |" if given.markdown else f"{line[0]:46}{line[1]:>16}{line[2]:>10}")
    if given.show:
        for place, claims in found.flagged:
            print("flagged", *place, *(f"{claim.kind} {claim.text!r}" for claim in claims))
        for place, what in found.missed:
            print("missed", *place, what)


if __name__ == "__main__":
    main()

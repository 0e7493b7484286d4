"""What is claimed of this way of working, the command that shows each claim, and how to read what it prints.

`earpiece tour` runs the short commands, docs/claims.md lists the whole ones with their figures.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Stands = Literal["works", "partly", "not"]
"""Whether it is as claimed, in part, or not."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a command showed of a claim."""

    stands: Stands
    figure: str


@dataclass(frozen=True, slots=True)
class Claim:
    """`run` names the short command in RUNS; `whole` is what the figures of the documentation were made with. `test`
    holds the claim's mechanism; `read` takes the JSON that the command prints."""

    name: str
    says: str
    run: str
    whole: str
    test: str
    read: Callable[[Any], Seen]


COMPARED = "escalate,consult,suggestions"
RUNS: Mapping[str, tuple[str, ...]] = {
    "ordinary": ("compare", "{company}", "--quick", "--ways", COMPARED, "--json", "-"),
    "badly run": ("compare", "{company}", "--day", "bad-escalation", "--quick", "--ways", COMPARED, "--json", "-"),
    "outage": ("compare", "{company}", "--day", "outage", "--quick", "--ways", COMPARED, "--json", "-"),
    "plan": ("plan", "ordinary", "--json", "-"),
    "crowd": ("rehearse", "{company}", "--messages", "{company}/messages", "--customers", "60", "--json", "-"),
    "proof": ("prove", "--seeds", "20", "--json", "-"),
}
"""The short commands, each run once. `{company}` is the company folder."""

_WHOLE = "earpiece compare companies/larkspur --day {}"


def _of(found: Any, way: str, figure: str) -> float | None:
    value = found["ways"][way]["figures"].get(figure)
    return value["mean"] if value else None


def _times(found: Any, figure: str) -> float | None:
    """How many times as much it is under an escalation."""
    value = found["ways"]["suggestions"]["times_of"]["escalate"].get(figure)
    return value["mean"] if value else None


def _stands(value: float | None, works: float, partly: float) -> Stands:
    return "works" if value is not None and value >= works else "partly" if value and value >= partly else "not"


def _words(value: float | None, unit: str = "times") -> str:
    if value is None:
        return "nothing to measure"
    return f"{value:.0%}" if unit == "share" else f"{value:.1f} {unit}"


def _faster(found: Any) -> Seen:
    whole, gap = _times(found, "resolution"), _times(found, "from_gap")
    figure = f"{_words(whole)} from hello to the end, {_words(gap)} from the need of a person on"
    return Seen(_stands(whole, 3.0, 1.0), figure)


def _less_work(found: Any) -> Seen:
    less = _times(found, "human_helped")
    return Seen(_stands(less, 4.0, 2.0), f"{_words(less)} less for a customer who needs a person")


def _several(found: Any) -> Seen:
    live = _of(found, "suggestions", "concurrency")
    before = _of(found, "escalate", "concurrency")
    return Seen(_stands(live, 2.0, 1.5), f"{_words(live, 'live')} for each busy person, {_words(before, 'live')} before")


def _capacity(found: Any) -> Seen:
    room = _times(found, "occupancy")
    return Seen(_stands(room, 2.0, 1.2), f"the same people are {_words(room)} less busy with the same customers")


def _cheaper(found: Any) -> Seen:
    less = _times(found, "cost")
    return Seen(_stands(less, 2.0, 1.1), f"{_words(less)} less for each conversation")


def _unnoticed(found: Any) -> Seen:
    none = _of(found, "suggestions", "no_wait")
    wait, plain = _of(found, "suggestions", "wait"), _of(found, "consult", "wait")
    figure = f"{_words(none, 'share')} never wait; {_words(wait, 's')} in the mean, {_words(plain, 's')} plainly asked"
    return Seen("works" if none is not None and none >= 0.6 else _stands(1.0 if (wait or 0) < (plain or 0) else 0, 2, 1), figure)


def _outage(found: Any) -> Seen:
    left, before = _of(found, "suggestions", "outage_left"), _of(found, "escalate", "outage_left")
    stands: Stands = "works" if left is not None and left <= 0.02 else "partly" if (left or 0) < (before or 0) else "not"
    return Seen(stands, f"{_words(left, 'share')} hang up while it lasts, {_words(before, 'share')} with transfers")


def _planned(found: Any) -> Seen:
    return Seen("works" if found.get("half_hours") or found.get("intervals") else "not", "a roster with its waits")


def _leads(found: Any) -> Seen:
    handed, all_ = found["outcomes"].get("handed_off", 0), found["conversations"]
    return Seen("works" if not handed else "not", f"{handed} of {all_} conversations were handed over")


def _kept(found: Any) -> Seen:
    broken = sum(bool(found.get(name)) for name in ("lost", "repeated", "asked_twice", "unended", "unanswered"))
    return Seen("works" if not broken else "not", "nobody asked twice, nothing lost, repeated or left open")


def _proved(found: Any) -> Seen:
    broken = found.get("broken") or []
    return Seen("works" if not broken else "not", f"{found.get('seeds', 20)} runs full of faults, {len(broken)} broken")


CLAIMS = (
    Claim(
        "faster", "Resolved three times faster than with an escalation", "ordinary",
        _WHOLE.format("ordinary"), "tests/sim/compare/test_verdict.py", _faster,
    ),
    Claim(
        "faster, badly run", "The same against a transfer that starts over, to a floor short of people", "badly run",
        _WHOLE.format("bad-escalation"), "tests/sim/compare/test_verdict.py", _faster,
    ),
    Claim(
        "less work", "Four times less of people's time", "ordinary",
        _WHOLE.format("ordinary"), "tests/sim/compare/test_people_ways.py", _less_work,
    ),
    Claim(
        "several at once", "One expert serves several conversations", "ordinary",
        _WHOLE.format("ordinary"), "tests/sim/compare/test_engine_way.py", _several,
    ),
    Claim(
        "capacity", "More capacity without more people", "ordinary",
        _WHOLE.format("ordinary"), "tests/sim/compare/test_staffing.py", _capacity,
    ),
    Claim(
        "cost", "A conversation costs less", "ordinary",
        _WHOLE.format("ordinary"), "tests/insight/test_figures.py", _cheaper,
    ),
    Claim(
        "unnoticed", "Who needs a person hardly notices", "ordinary",
        _WHOLE.format("ordinary"), "tests/agent/test_early.py", _unnoticed,
    ),
    Claim(
        "outage", "An outage does not flood the floor", "outage",
        _WHOLE.format("outage"), "tests/promises/test_human_races.py", _outage,
    ),
    Claim(
        "containment", "The agent leads to the end; nobody is handed over for want of an answer", "crowd",
        "earpiece rehearse companies/hudson --messages companies/hudson/messages --customers 300",
        "tests/sim/test_crowd.py", _leads,
    ),
    Claim(
        "no repeats", "Nobody has to say anything twice", "crowd",
        "earpiece rehearse companies/hudson --messages companies/hudson/messages --customers 300",
        "tests/sim/test_crowd.py", _kept,
    ),
    Claim(
        "promises", "Nothing is lost, nothing happens twice, only a person answers, whatever breaks", "proof",
        "earpiece prove --seeds 1000", "tests/sim/proof/test_at_length.py", _proved,
    ),
    Claim(
        "planning", "A floor can be planned in half a minute", "plan",
        "earpiece plan ordinary", "tests/insight/planning/test_plan.py", _planned,
    ),
)  # fmt: skip

NOT_YET = (
    ("Each answer makes the next question less likely", "answers are not kept as precedents yet"),
    ("Higher first-contact resolution", "measured in a journal (`earpiece report`), not shown: simulated customers do not come back"),
    ("On the telephone", "the pace of calls is simulated; there is no telephone channel yet"),
)
"""What is claimed of this way of working and cannot be shown here, and why."""

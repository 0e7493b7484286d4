"""What judgement is told of an act: facts read from the conversation as the model saw it, nothing else.

They are facts of an airline (cabin, insurance, membership, when it was booked), since a company knows on what its
decisions turn. Nothing here knows what would be right.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from earpiece.domain.forms import PlannedCall
from earpiece.domain.planning import Called, Said, Turn
from earpiece.judgement.case import Case
from earpiece.sim.replay.acts import REFUSES, Kind
from earpiece.sim.replay.effects import TRANSFER

NOW = datetime(2024, 5, 15, 15, 0)  # noqa: DTZ001 # the recordings' local time
DAY = timedelta(hours=24)
FREE_BAGS = {
    "regular": {"basic_economy": 0, "economy": 1, "business": 2},
    "silver": {"basic_economy": 1, "economy": 2, "business": 3},
    "gold": {"basic_economy": 2, "economy": 3, "business": 3},
}
WISHES = {
    "cancel": r"\bcancel",
    "change": r"\b(?:change|modify|move|switch|upgrade|nonstop|later flight|earlier)",
    "book": r"\bbook |\bnew (?:flight|booking|reservation)",
    "bags": r"\b(?:bag|bags|baggage|luggage|suitcase)",
    "compensation": r"\b(?:compensat|voucher|certificate|refund|make up)",
    "name": r"\b(?:name|spell)",
}
DOES = {
    "cancel": ("cancel_reservation",),
    "change": ("update_reservation_flights",),
    "book": ("book_reservation",),
    "bags": ("update_reservation_baggages",),
    "compensation": ("send_certificate", "cancel_reservation"),
    "name": ("update_reservation_passengers",),
}
RENAME = re.compile(r"\bname\b.*\b(?:change|correct|wrong|spell|from)|(?:change|correct)\w*\b.*\bname", re.IGNORECASE)
COMPLAINS = re.compile(
    r"\b(?:delay|cancel+ed)\w*\b.*\b(?:compensat|voucher)|\b(?:compensat|voucher).*\b(?:delay|cancel+ed)",
    re.IGNORECASE | re.DOTALL,
)
ILL = re.compile(r"\b(?:sick|ill|unwell|health|weather|feeling)\b", re.IGNORECASE)
AGREES = re.compile(
    r"^\W*(?:yes|yeah|sure|please (?:go|proceed|do)|go ahead|i confirm|confirm|that's|correct|ok)", re.IGNORECASE
)
FAILED = ("Not done yet", "Refused", "An expert declined", "It failed", "Nobody")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the conversation shows so far. `writes` are the tools whose calls took effect, `told` the experts' news."""

    customer: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    users: dict[str, Any] = field(default_factory=dict)
    trips: dict[str, Any] = field(default_factory=dict)
    results: str = ""
    done: tuple[PlannedCall, ...] = ()
    told: tuple[str, ...] = ()
    declined: frozenset[str] = frozenset()
    """Tools of which an expert said no to a call: that is dealt with, too."""


def case_of(kind: Kind, words: str, call: PlannedCall | None, turns: Sequence[Turn], writes: frozenset[str]) -> Case:
    """The act's situation, for a `judgement.case.Chooser` of `yes` (as it is) and `no`; what the company's own checks
    find is a hint."""
    seen = seen_in(turns, writes)
    doubt = doubts(kind, call, seen)
    facts = [f"doubt={bool(doubt)}", f"kind={kind}", *_course(seen), *_wishes(seen, kind)]
    if call is not None and call.tool != TRANSFER:
        facts += [f"tool={call.tool}", *_of_call(call, seen)]
    else:
        facts += list(_of_trips(seen))
    last = seen.customer[-1] if seen.customer else ""
    return Case(
        words=(("customer", last), ("agent", words)),
        facts=tuple(f"{kind} {fact}" for fact in facts),
        hints=(("no" if doubt else "yes", 1.0),),
    )


def doubts(kind: Kind, call: PlannedCall | None, seen: Seen) -> str:
    """Why the company's own checks doubt the act, in words; empty: they do not.

    Of the writes only a cancellation can be checked. An ending is doubted where something that the customer asked for
    could have been done and was not.
    """
    said = " ".join(seen.customer)
    if kind == "write":
        trip = seen.trips.get(str(call.args.get("reservation_id"))) if call is not None else None
        checked = call is not None and call.tool == "cancel_reservation" and trip is not None
        return (
            "" if checked and trip is not None and _may_cancel(trip, said) else "Nothing shows that this may be done."
        )
    if kind == "refusal":
        return ""
    done = {each.tool for each in seen.done} | seen.declined
    wishes = {wish for wish, pattern in WISHES.items() if re.search(pattern, said.lower())}
    if not seen.trips and not done and wishes - {"book"}:
        return "No reservation was ever looked up."
    if (
        "cancel" in wishes
        and "cancel_reservation" not in done
        and any(_may_cancel(t, said) for t in seen.trips.values())
    ):
        return "A reservation may be cancelled, and was not."
    if RENAME.search(said) and "update_reservation_passengers" not in done:
        return "Names may be changed, and none was."
    if COMPLAINS.search(said) and "send_certificate" not in done and _may_compensate(seen):
        return "A complaint went without an offer."
    return ""


def seen_in(turns: Sequence[Turn], writes: frozenset[str]) -> Seen:
    calls = [turn for turn in turns if isinstance(turn, Called)]
    read = [(each, _object(each.result)) for each in calls]
    told = tuple(turn.text for turn in turns if isinstance(turn, Said) and turn.who == "note")
    worked = (each for each in calls if each.tool in writes and not each.result.startswith(FAILED))
    done = [PlannedCall(tool=each.tool, args=dict(each.args)) for each in worked]
    by_experts = [text for text in told if "and it was done" in text or "done instead" in text]
    done += [PlannedCall(tool=tool, args={}) for text in by_experts for tool in sorted(writes) if tool in text]
    return Seen(
        customer=tuple(turn.text for turn in turns if isinstance(turn, Said) and turn.who == "customer"),
        agent=tuple(turn.text for turn in turns if isinstance(turn, Said) and turn.who == "agent"),
        users={str(each.args["user_id"]): found for each, found in read if each.tool == "get_user_details" and found},
        trips={str(found["reservation_id"]): found for _, found in read if found and "reservation_id" in found},
        results=" ".join(each.result for each in calls if each.tool not in writes and each.tool != "think"),
        done=tuple(done),
        told=told,
        declined=frozenset(tool for text in told if "An expert declined:" in text for tool in writes if tool in text),
    )


def _object(result: str) -> dict[str, Any]:
    try:
        found = json.loads(result)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _course(seen: Seen) -> Iterable[str]:
    """How the conversation went so far."""
    refusals = sum(bool(REFUSES.search(words)) for words in seen.agent)
    yield f"writes done={min(len(seen.done), 2)}"
    yield f"refusals={min(refusals, 2)}"
    yield f"exchanges={min(len(seen.customer) // 3, 3)}"
    yield f"profile seen={bool(seen.users)}"
    yield f"reservations seen={min(len(seen.trips), 2)}"
    yield f"expert stepped in={any('declined' in text or 'instead' in text for text in seen.told)}"


def _wishes(seen: Seen, kind: Kind) -> Iterable[str]:
    said = " ".join(seen.customer).lower()
    done = {call.tool for call in seen.done}
    for wish, pattern in WISHES.items():
        if re.search(pattern, said):
            fulfilled = any(tool in done for tool in DOES[wish])
            yield f"wish={wish} {'done' if fulfilled else 'open'}"
    if kind != "write":
        yield f"anything done={bool(done)}"


def _of_trips(seen: Seen) -> Iterable[str]:
    """What the reservations looked at would allow."""
    said = " ".join(seen.customer)
    allowed = [_may_cancel(trip, said) for trip in seen.trips.values()]
    yield f"may cancel one={any(allowed)}"
    yield f"membership={_membership(seen)}"
    yield f"insured={any(trip.get('insurance') == 'yes' for trip in seen.trips.values())}"


def _of_call(call: PlannedCall, seen: Seen) -> Iterable[str]:
    args, said = call.args, " ".join(seen.customer)
    trip = seen.trips.get(str(args.get("reservation_id")))
    yield f"customer agrees={bool(seen.customer and AGREES.search(seen.customer[-1]))}"
    yield f"reservation seen={trip is not None}"
    yield f"before={sum(each.tool == call.tool for each in seen.done)}"
    if trip is not None:
        yield f"cabin={trip.get('cabin')}"
        yield f"insurance={trip.get('insurance')}"
        yield f"membership={_membership(seen)}"
        if call.tool == "cancel_reservation":
            yield f"may cancel={_may_cancel(trip, said)}"
        if call.tool == "update_reservation_flights":
            yield from _of_flights(args, trip, seen)
        if call.tool == "update_reservation_baggages":
            yield from _of_bags(args, trip, seen)
    if "payment_id" in args:
        ways = {way for user in seen.users.values() for way in user.get("payment_methods", {})}
        yield f"payment known={args['payment_id'] in ways}"
    if "amount" in args:
        yield f"amount={args['amount']}"


def _of_flights(args: dict[str, Any], trip: dict[str, Any], seen: Seen) -> Iterable[str]:
    before = [(leg["flight_number"], leg["date"]) for leg in trip["flights"]]
    after = [(leg.get("flight_number"), leg.get("date")) for leg in args.get("flights", ()) if isinstance(leg, dict)]
    new = [number for number, date in after if (number, date) not in before]
    yield f"flights change={after != before} in {trip.get('cabin')}"
    yield f"cabin changes={args.get('cabin') != trip.get('cabin')}"
    yield f"flights found={all(str(number) in seen.results for number in new)}"
    yield f"legs={len(after) - len(before)}"


def _of_bags(args: dict[str, Any], trip: dict[str, Any], seen: Seen) -> Iterable[str]:
    free = FREE_BAGS.get(_membership(seen), FREE_BAGS["regular"]).get(str(trip.get("cabin")), 0)
    paid = max(0, int(args.get("total_baggages", 0)) - free * len(trip.get("passengers", ())))
    yield f"bags fit={paid == args.get('nonfree_baggages')}"


def _membership(seen: Seen) -> str:
    return next((str(user.get("membership")) for user in seen.users.values()), "unknown")


def _may_cancel(trip: dict[str, Any], said: str) -> bool:
    created = str(trip.get("created_at", ""))
    try:
        fresh = NOW - datetime.fromisoformat(created) <= DAY
    except ValueError:
        fresh = False
    ill = trip.get("insurance") == "yes" and bool(ILL.search(said))
    return fresh or trip.get("cabin") == "business" or ill


def _may_compensate(seen: Seen) -> bool:
    if not seen.trips or _membership(seen) in ("silver", "gold"):
        return True
    return any(trip.get("insurance") == "yes" or trip.get("cabin") == "business" for trip in seen.trips.values())

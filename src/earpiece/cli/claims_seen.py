"""What the JSON of a command shows of a claim: a figure in words, and whether it is as claimed, in part, or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from earpiece.insight.amounts import amount

Stands = Literal["works", "partly", "not", "not measured"]
"""Whether it is as claimed, in part, or not; the last where the command found nothing to measure."""

OURS = "suggestions"
"""The last step of a comparison: Earpiece as it is shipped."""
DOUBTS = "writes+doubts"
"""A model that asks about every effect, and about words where it has reason to doubt."""
TRANSFER, PLAIN, FAN_IN = "escalate", "consult", "fan-in"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a command showed of a claim. `sure` is False where chance may have decided between works, partly and not:
    the interval reaches over the border, or there is none."""

    stands: Stands
    figure: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Value:
    """A figure with its 95 % interval, which one day alone does not have."""

    mean: float
    low: float | None
    high: float | None

    def words(self, unit: str = "") -> str:
        """`3.1 times (2.9 to 3.3)`. No figure here is below 0, no share above 1; days that agree have no interval."""
        if self.low is None or self.high is None or self.low == self.high:
            return amount(self.mean, unit)
        high = min(self.high, 1.0) if unit == "share" else self.high
        ends = "" if unit == "times" else unit
        return f"{amount(self.mean, unit)} ({amount(max(self.low, 0.0), ends)} to {amount(high, ends)})"


NOTHING = Seen("not measured", "nothing to measure")


def faster(found: Any) -> Seen:
    """Three times, from hello to the end."""
    times = _times(found, "resolution")
    if times is None:
        return NOTHING
    here, there = _of(found, OURS, "resolution"), _of(found, TRANSFER, "resolution")
    return _judged(times, 3.0, 1.1, f"{times.words('times')} faster: {_mean(here, 's')} instead of {_mean(there, 's')}")


def from_the_need(found: Any) -> Seen:
    """Three times, from the moment at which a person is needed."""
    times = _times(found, "from_gap")
    if times is None:
        return NOTHING
    here, there = _of(found, OURS, "from_gap"), _of(found, TRANSFER, "from_gap")
    return _judged(times, 3.0, 1.1, f"{times.words('times')} faster: {_mean(here, 's')} instead of {_mean(there, 's')}")


def less_work(found: Any) -> Seen:
    """Four times less, for a customer who needs a person."""
    times = _times(found, "human_helped")
    if times is None:
        return NOTHING
    here, there = _of(found, OURS, "human_helped"), _of(found, TRANSFER, "human_helped")
    return _judged(
        times, 4.0, 2.0, f"{times.words('times')} less: {_mean(here, 'min')} instead of {_mean(there, 'min')}"
    )


def several(found: Any) -> Seen:
    """Three live conversations or more for each busy person."""
    live = _of(found, OURS, "concurrency")
    if live is None:
        return NOTHING
    before = _mean(_of(found, TRANSFER, "concurrency"))
    return _judged(live, 3.0, 2.0, f"{live.words()} live conversations for each busy person, {before} with transfers")


def capacity(found: Any) -> Seen:
    """Half of the people, where they were searched for; else the same people half as busy."""
    staff = _times(found, "staff")
    if staff is not None:
        here, there = _mean(_of(found, OURS, "staff")), _mean(_of(found, TRANSFER, "staff"))
        return _judged(staff, 2.0, 1.1, f"{here} people instead of {there} for the same service")
    less = _times(found, "occupancy")
    if less is None:
        return NOTHING
    return _judged(less, 2.0, 1.1, f"the same people are {less.words('times')} less busy with the same customers")


def cheaper(found: Any) -> Seen:
    """Any less at all."""
    times = _times(found, "cost")
    if times is None:
        return NOTHING
    unit = found["currency"]
    here, there = _of(found, OURS, "cost"), _of(found, TRANSFER, "cost")
    words = f"{times.words('times')} less: {_mean(here, unit)} a conversation instead of {_mean(there, unit)}"
    return _judged(times, 1.1, 1.0, words)


def unnoticed(found: Any) -> Seen:
    """Six in ten never wait, and the mean wait is a third of that when one asks and waits."""
    none, less = _of(found, OURS, "no_wait"), _times(found, "wait", PLAIN)
    if none is None or less is None:
        return NOTHING
    here, there = _mean(_of(found, OURS, "wait"), "s"), _mean(_of(found, PLAIN, "wait"), "s")
    words = f"{none.words('share')} never wait; the mean wait is {here} instead of {there}, {less.words('times')} less"
    sides = (_judged(none, 0.6, 0.0, words), _judged(less, 3.0, 1.1, words))
    both = all(side.stands == "works" for side in sides)
    stands: Stands = "works" if both else "not" if sides[1].stands == "not" else "partly"
    return Seen(stands, words, all(side.sure for side in sides))


def served(found: Any) -> Seen:
    """More than with transfers; within two in a hundred is in part."""
    here, there = _of(found, OURS, "resolved"), _of(found, TRANSFER, "resolved")
    if here is None or there is None:
        return NOTHING
    words = f"{here.words('share')} are served in this one conversation, {there.words('share')} with transfers"
    more = here.mean - there.mean
    return Seen("works" if more > 0.0 else "partly" if more >= -0.02 else "not", words, _apart(here, there))


def one_for_many(found: Any) -> Seen:
    """In an outage, a third fewer questions to people than when each customer's is asked alone."""
    here, there = _of(found, FAN_IN, "asks"), _of(found, PLAIN, "asks")
    if here is None or there is None or not here.mean:
        return NOTHING
    asked = f"{amount(here.mean)} questions to people for each customer in need, {amount(there.mean)} without"
    waits = f"{_mean(_of(found, FAN_IN, 'outage_wait'), 's')} instead of {_mean(_of(found, PLAIN, 'outage_wait'), 's')}"
    stands: Stands = "works" if here.mean * 1.5 <= there.mean else "partly" if here.mean < there.mean else "not"
    return Seen(stands, f"{asked}; the wait in the outage is {waits}", _apart(here, there))


def outage(found: Any) -> Seen:
    """At most two in a hundred give up."""
    left = _of(found, OURS, "outage_left")
    if left is None:
        return NOTHING
    before = _of(found, TRANSFER, "outage_left")
    words = f"{left.words('share')} give up while it lasts, {_mean(before, 'share')} with transfers"
    if left.mean <= 0.02:
        return Seen("works", words, left.high is not None and left.high <= 0.02)
    fewer = before is not None and left.mean < before.mean
    return Seen("partly" if fewer else "not", words, left.low is not None and left.low > 0.02)


def defined(found: Any) -> Seen:
    """Every figure has a definition, every assumption a source."""
    figures, assumptions = found["figures"].values(), found["assumptions"]
    if not figures or not assumptions:
        return NOTHING
    clear = all(each["definition"] for each in figures) and all(each["source"] for each in assumptions)
    words = f"{len(figures)} figures with their definitions, {len(assumptions)} assumptions with their sources"
    return Seen("works" if clear else "not", words)


def leads(found: Any) -> Seen:
    """Nobody is handed over."""
    outcomes, everybody = found["outcomes"], found["conversations"]
    if not everybody:
        return NOTHING
    handed, resolved = outcomes.get("handed_off", 0), outcomes.get("resolved", 0)
    asked = sum(found["consults"]["by_kind"].values())
    others = [f"{count} {outcome.replace('_', ' ')}" for outcome, count in outcomes.items() if outcome != "handed_off"]
    words = f"of {everybody} conversations {handed or 'none'} handed over, {', '.join(others)}"
    stands: Stands = "not" if handed else "works" if resolved == everybody else "partly"
    return Seen(stands, f"{words}; people were asked {asked} times")


FAULTS = {"asked_twice": "asked twice", "lost": "lost", "repeated": "repeated", "unended": "left open",
          "unanswered": "unanswered"}  # fmt: skip


def kept(found: Any) -> Seen:
    """Nothing asked twice, lost, repeated, left open or unanswered."""
    if not found["conversations"]:
        return NOTHING
    broken = [f"{found[name]} {words}" for name, words in FAULTS.items() if found[name]]
    words = ", ".join(broken) or "nothing asked twice, lost, repeated, left open or unanswered"
    return Seen("not" if broken else "works", f"in {found['conversations']} conversations {words}")


def proved(found: Any) -> Seen:
    """Each promise held in each run."""
    held = [count for count in found["held"].values() if count is not None]
    if not found["seeds"] or not held:
        return NOTHING
    broken, faults = found["broken"], sum(found["faults"].values())
    words = f"{len(held)} promises in {found['seeds']} runs with {faults} faults: "
    return Seen("not" if broken else "works", words + (f"{len(broken)} times broken" if broken else "all held"))


def whole_record(found: Any) -> Seen:
    """The fifteenth promise, in each run."""
    held, runs = found["held"].get("15"), found["seeds"]
    if held is None or not runs:
        return NOTHING
    return Seen("works" if held == runs else "not", f"the record was whole after {held} of {runs} runs")


def planned(found: Any) -> Seen:
    """Staff for each interval, with which enough is picked up in time."""
    day, target = found["day"], found["targets"]
    if not found["intervals"] or day["in_time"] is None:
        return NOTHING
    spread = day["days"]["in_time"]
    value = Value(spread["mean"], spread["low"], spread["high"])
    words = f"{found['hours']:.0f} hours of people; {value.words('share')} are taken within {target['pickup_s']:.0f} s"
    seen = _judged(value, target["pickup_share"], 0.0, words)
    if day["hang_ups"] <= target["hang_ups"]:
        return seen
    words += f"; {amount(day['hang_ups'], 'share')} hang up, which more people would not change"
    return Seen("partly" if seen.stands == "works" else seen.stands, words, seen.sure)


def no_cliff(found: Any) -> Seen:
    """Up to twice the load nothing collapses where questions nobody takes are promised."""
    promised = [each for each in found["cliffs"] if each["fallback"] == "promise"]
    if not promised:
        return NOTHING
    collapses, most = promised[0]["collapses_at"], max(each["load"] for each in promised[0]["by_load"])
    if collapses is None:
        return Seen("works", f"up to {amount(most)} times the load nothing collapses")
    return Seen("partly" if collapses >= 1.5 else "not", f"it collapses from {amount(collapses)} times the load on")


# ── figures of a comparison ───────────────────────────────────────────────────────────────────────────────────────────


def _of(found: Any, way: str, figure: str) -> Value | None:
    """A way's figure; None if it was not played or there is nothing to measure."""
    return _value(found["ways"].get(way, {}).get("figures", {}).get(figure))


def _times(found: Any, figure: str, against: str = TRANSFER) -> Value | None:
    """How many times as much of it the other way takes."""
    return _value(found["ways"].get(OURS, {}).get("times_of", {}).get(against, {}).get(figure))


def asks_well(found: Any) -> Seen:
    """1.5 times as many conversations right with questions where the model may be wrong, and no wrong effect."""
    by = {each["setting"]: each for each in found} if isinstance(found, list) else {}
    if "alone" not in by or DOUBTS not in by or not by[DOUBTS]["conversations"]:
        return NOTHING
    alone, asked = by["alone"], by[DOUBTS]
    times = asked["exactly_right"] / max(alone["exactly_right"], 1)
    words = (
        f"{asked['exactly_right']} of {asked['conversations']} conversations exactly right with "
        f"{asked['consults_per_conversation']:.1f} questions each, {alone['exactly_right']} without; "
        f"{asked['wrong_effects']} wrong effects, {alone['wrong_effects']} without"
    )
    stands: Stands = "works" if times >= 1.5 and not asked["wrong_effects"] else "partly" if times > 1 else "not"
    apart = asked["intervals"]["exactly_right"][0] > alone["intervals"]["exactly_right"][1]
    return Seen(stands, words, apart)


def _value(told: Mapping[str, Any] | None) -> Value | None:
    if told is None or told["mean"] is None:
        return None
    return Value(told["mean"], told.get("low"), told.get("high"))


def _mean(value: Value | None, unit: str = "") -> str:
    return amount(None if value is None else value.mean, unit)


def _judged(value: Value, works: float, partly: float, words: str) -> Seen:
    """It works from `works` on, in part from `partly` on; sure if the whole interval says the same."""
    stands = _stands(value.mean, works, partly)
    sure = value.low is not None and value.high is not None
    ends = {_stands(end, works, partly) for end in (value.low, value.high) if end is not None}
    return Seen(stands, words, sure and ends == {stands})


def _stands(value: float, works: float, partly: float) -> Stands:
    return "works" if value >= works else "partly" if value >= partly else "not"


def _apart(one: Value, other: Value) -> bool:
    """Whether their intervals do not touch."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.low > other.high or one.high < other.low

"""The headlines of a served day. What `insight.figures` computes is computed there; here, who it is asked of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from earpiece.insight.cases import Case
from earpiece.insight.day import Day, minutes_of
from earpiece.insight.figures import figures, gap_to_end_seconds, is_resolved, mean, quantile, ratio, resolution_seconds
from earpiece.insight.learning import curve_of
from earpiece.insight.measures import NOTICED
from earpiece.sim.compare.guests import Guest
from earpiece.sim.compare.ways import Served


@dataclass(frozen=True, slots=True)
class Measured:
    """`figures` are the headlines of one way on one day, all but `from_gap`. By guest: `needed_after` is how long after
    hello a person was needed first, `took` how long a resolved conversation took, `from_gap` what of it came after."""

    figures: Mapping[str, float | None]
    needed_after: Mapping[int, float]
    took: Mapping[int, float]
    from_gap: Mapping[int, float]
    notes: tuple[str, ...] = ()


def measured(day: Day, guests: Sequence[Guest], served: Served, people: int) -> Measured:
    """What one way did on one day with so many people. Guests of whom nothing is known count as neither served nor
    without a wait."""
    needing = {guest.number for guest in guests if guest.gaps}
    every = [_with_telephone(case) for case in served.cases]
    cases = {case.guest: case for case in every if case.guest is not None}
    needy = [case for number, case in cases.items() if number in needing]
    during = in_outages(day, guests)
    troubled = [case for case in needy if case.guest in during]
    paid, busy = sum(served.paid.values()), sum(served.busy.values())
    whole = figures(every, paid_s=paid, busy_s=busy, pickup_s=day.targets.pickup_s, costs=day.costs)
    theirs = figures(needy)
    took = {number: resolution_seconds(case) for number, case in _numbered(needy) if _served(case)}
    human = sum(case.human_seconds for case in needy)
    return Measured(
        figures={
            "people": float(people),
            "resolution": theirs["resolution_s"],
            **_waits(needy, len(needing)),
            "resolved": ratio(len(took), len(needing)),
            "human_helped": ratio(human / 60.0, len(needing)),
            "human": ratio(sum(case.human_seconds for case in every) / 60.0, len(guests)),
            "concurrency": theirs["concurrency"],
            "occupancy": whole["occupancy"],
            "service": whole["service_level"],
            "asks": ratio(sum(len(case.consults) for case in needy), len(needing)),
            "wasted": ratio(served.wasted, busy),
            "own_wrong": curve_of(served.decisions, 0.0).whole.error,
            "cost": whole["cost"],
            **{f"outage_{name}": value for name, value in _waits(troubled, len(during & needing)).items()},
        },
        needed_after={
            number: case.gap_at - case.opened_at for number, case in _numbered(needy) if case.gap_at is not None
        },
        took=took,
        from_gap={number: seconds for number, case in _numbered(needy) if (seconds := _from_gap(case)) is not None},
        notes=(*served.notes, *_missing(guests, cases)),
    )


def from_gap(one: Measured, plain: Measured | None) -> float | None:
    """The mean time from the need of a person to the end over resolved conversations: from when the same guest needs
    one under a `plain` consult, where that is known, so that nothing is gained by what is asked before or done
    meanwhile; else from their own first gap."""
    known = dict(one.from_gap)
    if plain is not None:
        for guest in one.took.keys() & plain.needed_after.keys():
            known[guest] = max(one.took[guest] - plain.needed_after[guest], 0.0)
    return mean([known[guest] for guest in sorted(known)])


def in_outages(day: Day, guests: Iterable[Guest]) -> set[int]:
    """Who comes while an outage lasts."""
    spans = [(60.0 * (minutes_of(each.at) - minutes_of(day.opens)), 60.0 * each.minutes) for each in day.outages]
    return {guest.number for guest in guests if any(since <= guest.arrives < since + length for since, length in spans)}


def _with_telephone(case: Case) -> Case:
    """A call is paid for from hello to its end, whoever speaks."""
    return replace(case, telephone_seconds=(case.seconds or 0.0) if case.channel == "voice" else 0.0)


def _waits(cases: Sequence[Case], all_of_them: int) -> dict[str, float | None]:
    waited = [case.waited for case in cases]
    undisturbed = sum(case.waited <= NOTICED and not case.left_waiting for case in cases)
    return {
        "wait": mean(waited),
        "wait_p95": quantile(waited, 0.95),
        "no_wait": ratio(undisturbed, all_of_them),
        "left": ratio(sum(case.left_waiting for case in cases), all_of_them),
    }


def _numbered(cases: Iterable[Case]) -> list[tuple[int, Case]]:
    return [(case.guest, case) for case in cases if case.guest is not None]


def _served(case: Case) -> bool:
    return case.closed_at is not None and is_resolved(case) and not case.left_waiting


def _from_gap(case: Case) -> float | None:
    return gap_to_end_seconds(case) if _served(case) else None


def _missing(guests: Sequence[Guest], cases: Mapping[int, Case]) -> list[str]:
    """Guests of whom the way says nothing, or whose conversation is still open."""
    unknown = sum(guest.number not in cases for guest in guests)
    still_open = sum(case.closed_at is None for case in cases.values())
    found = []
    if unknown:
        found.append(f"Nothing is known of {unknown} of {len(guests)} customers.")
    if still_open:
        found.append(f"{still_open} conversations were still open when the day was over.")
    return found

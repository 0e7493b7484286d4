"""A plan in plain sentences: what it takes, what to expect, what happens when the day goes otherwise."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from earpiece.insight.amounts import amount, duration
from earpiece.insight.planning.cliff import FACTORS, Cliff
from earpiece.insight.planning.plan import Plan, Spread, spread
from earpiece.insight.planning.played import Tally
from earpiece.insight.planning.what_if import Stress, at

PIECES: Final = {"consult": "questions", "escalate": "transfers", "people": "conversations"}
SHORT_BY: Final = 0.5
"""A roster with so many people fewer than planned is short."""


def told(plan: Plan) -> list[str]:
    """The sentences, in the order in which an operations lead asks."""
    if sum(plan.load.pieces) <= 0:
        return ["Nobody needs a person on this day, so the plan needs nobody."]
    return [
        *_demand(plan),
        *_expected(plan),
        *_changes(plan),
        *_stress(plan),
        *_cliffs(plan),
        *_roster(plan),
        *_cover(plan),
    ]


def _demand(plan: Plan) -> Iterator[str]:
    load, peak, noun = plan.load, plan.load.peak, PIECES[plan.mode]
    yield (
        f"On an average day {amount(sum(load.arrivals))} conversations come, with {amount(sum(load.pieces))} {noun} "
        f"for people, {duration(load.seconds)} of a person's time each. The busiest {_interval(plan)} begins at "
        f"{at(plan.day, peak)}: {amount(load.pieces[peak])} {noun}, which keep {load.erlangs(peak):.1f} people busy."
    )


def _expected(plan: Plan) -> Iterator[str]:
    whole, targets, noun = plan.measured.whole, plan.day.targets, PIECES[plan.mode]
    yield (
        f"{_range(plan.counts)} on duty, {amount(plan.hours)} hours of people in all; Erlang C alone says "
        f"{_range(plan.staffing.erlang)}. Then {_spread(spread([day.service for day in plan.measured.days]))} of the "
        f"{noun} are taken within {duration(targets.pickup_s)} (target {amount(targets.pickup_share, 'share')}), and "
        f"people are at work for {amount(whole.occupancy, 'share')} of their time."
    )
    half, most, nearly = (duration(_round(whole.wait_s(share))) for share in (0.5, 0.9, 0.95))
    yield (
        f"The wait until somebody takes it is {duration(_round(whole.wait_mean_s))} on average; half wait up to "
        f"{half}, nine in ten up to {most}, nineteen in twenty up to {nearly}. On nine days in ten the day's mean is "
        f"{_band(spread([day.wait_mean_s for day in plan.measured.days]))}."
    )
    at_best = plan.staffing.hang_ups_at_best
    yield f"Of the customers who need people, {amount(whole.hang_ups, 'share')} hang up while they wait."
    if at_best > targets.hang_ups:
        yield (
            f"That is above the target of {amount(targets.hang_ups, 'share')}, and more people would not change it: "
            f"some {amount(at_best, 'share')} leave even when somebody is always free, because reading and deciding "
            "take their time. Asking early and going on meanwhile do change it; see `earpiece compare`."
        )


def _changes(plan: Plan) -> Iterator[str]:
    by_step = {change.step: change.measured.whole for change in plan.changes}
    usual = by_step.get(0)
    if usual is None:
        return
    for step, words in ((-1, "One person fewer"), (1, "One person more")):
        if step in by_step:
            yield f"{words} in every {_interval(plan)}: {_compared(usual, by_step[step])}."
    if plan.absence is not None:
        one = plan.absence
        yield (
            f"If one person is absent for a shift around the peak, from {one.since} to {one.until}: "
            f"{_compared(one.with_all, one.one_missing)}."
        )


def _compared(before: Tally, after: Tally) -> str:
    return (
        f"{amount(after.service, 'share')} in time instead of {amount(before.service, 'share')}, mean wait "
        f"{duration(_round(after.wait_mean_s))} instead of {duration(_round(before.wait_mean_s))}, hang-ups "
        f"{amount(after.hang_ups, 'share')} instead of {amount(before.hang_ups, 'share')}, occupancy "
        f"{amount(after.occupancy, 'share')} instead of {amount(before.occupancy, 'share')}"
    )


def _stress(plan: Plan) -> Iterator[str]:
    for each in plan.outages:
        outage = each.outage
        alone = " with each question alone" if each.joined is not None else ""
        words = (
            f"An outage at {outage.at}, {amount(1 + outage.extra)} times the load for {outage.minutes:.0f} minutes, "
            f"until an hour after its end{alone}: {_fate(plan, each.alone)}"
        )
        if each.joined is not None:
            words += f"; with equal questions joined in one card{_bulletin(each)}: {_fate(plan, each.joined)}"
        yield f"{words}."


def _bulletin(each: Stress) -> str:
    after_s = each.outage.bulletin_after_s
    return "" if after_s is None else f" and a bulletin after {duration(after_s)}"


def _fate(plan: Plan, tally: Tally) -> str:
    fate = f"{amount(tally.service, 'share')} in time, {amount(tally.hang_ups, 'share')} hang up"
    if plan.mode == "consult" and tally.pieces:
        fate += f", {amount(tally.promised / tally.pieces, 'share')} are promised an answer for later"
    return fate


def _cliffs(plan: Plan) -> Iterator[str]:
    for each in (plan.cliff, plan.other_cliff):
        if each is not None:
            yield from _cliff(plan, each)


def _cliff(plan: Plan, cliff: Cliff) -> Iterator[str]:
    if plan.mode != "consult":
        yield f"With the busiest {_interval(plan)} held for hours: {_edge(cliff)}."
        return
    if cliff.fallback == "transfer":
        yield (
            f"Questions nobody takes within {duration(cliff.after_s)} as transfers to the same people make a cliff. "
            f"With the busiest {_interval(plan)} held for hours: {_edge(cliff)}. {_safe(cliff)}"
        )
        return
    usual, last = next(point for point in cliff.by_load if point.load == 1.0), cliff.by_load[-1]
    what = "are promised" if cliff.fallback == "promise" else "simply wait on"
    yield (
        f"Questions nobody takes within {duration(cliff.after_s)} {what}: {_edge(cliff)}. With {amount(last.load)} "
        f"times the load {amount(last.promised, 'share')} are promised instead of {amount(usual.promised, 'share')}, "
        f"{amount(last.hang_ups, 'share')} hang up, and people are at work for {amount(last.occupancy, 'share')}."
    )


def _edge(cliff: Cliff) -> str:
    parts = []
    if cliff.misses_at is not None:
        fewer = "" if cliff.misses_without is None else f", or {_people(cliff.misses_without)} fewer"
        parts.append(f"more hang up than wanted from {amount(cliff.misses_at)} times the load on{fewer}")
    if cliff.collapses_at is not None:
        fewer = "" if cliff.collapses_without is None else f", or {_people(cliff.collapses_without)} fewer"
        parts.append(f"a fifth of the customers hang up from {amount(cliff.collapses_at)} times the load on{fewer}")
    highest = cliff.by_load[-1].load if cliff.collapses_at is None else FACTORS[-1]
    return "; ".join(parts) or f"no cliff up to {amount(highest)} times the load"


def _safe(cliff: Cliff) -> str:
    if cliff.safe_to is None:
        return ""
    if cliff.safe_to >= 1.0:
        return f"Up to {amount(cliff.safe_to)} times the load a flooded floor recovers by itself."
    return (
        f"A flood drains by itself only below {amount(cliff.safe_to)} times the load: at the usual load, a floor that "
        "was once flooded stays so."
    )


def _roster(plan: Plan) -> Iterator[str]:
    if plan.roster is None:
        return
    there, whole = plan.roster.there, plan.roster.measured.whole
    hours = plan.load.interval_s / 3600.0
    over = sum(max(each - need, 0.0) for each, need in zip(there, plan.counts, strict=True)) * hours
    spare = f" Where it has more than planned, that is {amount(over)} hours of people." if over >= hours else ""
    yield (
        f"The roster of the scenario, less pauses and absences: {amount(whole.service, 'share')} in time, "
        f"{amount(whole.hang_ups, 'share')} hang up, occupancy {amount(whole.occupancy, 'share')}.{spare}"
    )
    short = [need - each for each, need in zip(there, plan.counts, strict=True)]
    spans = [
        f"from {at(plan.day, places[0])} to {at(plan.day, places[-1] + 1)} by {max(short[each] for each in places):.1f}"
        for is_short, group in groupby(range(len(short)), key=lambda place: short[place] >= SHORT_BY)
        if is_short and (places := list(group))
    ]
    yield f"It is short {', '.join(spans)}." if spans else "It is short nowhere."


def _cover(plan: Plan) -> Iterator[str]:
    if plan.cover is None or plan.covered is None:
        return
    whole = plan.covered.whole
    shifts = ", ".join(f"{team.count} from {team.shift[0]} to {team.shift[1]}" for team in plan.cover.teams)
    yield (
        f"A simple cover: {_people(plan.cover.people)}, {shifts}; {amount(plan.cover.paid_hours)} paid hours for "
        f"{amount(plan.cover.needed_hours)} hours on duty. With its pauses and absences "
        f"{amount(whole.service, 'share')} are taken in time."
    )


def _interval(plan: Plan) -> str:
    minutes = plan.day.interval_minutes
    return {15: "quarter-hour", 30: "half-hour", 60: "hour"}.get(minutes, f"{minutes} minutes")


def _range(counts: tuple[int, ...]) -> str:
    low, high = min(counts), max(counts)
    return _people(low) if low == high else f"{low} to {_people(high)}"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _spread(found: Spread | None) -> str:
    if found is None:
        return "all"
    ends = f"{amount(min(found.p5, 1.0), 'share')} to {amount(found.p95, 'share')}"
    return f"{amount(found.mean, 'share')} (nine days in ten {ends})"


def _band(found: Spread | None) -> str:
    return "nought" if found is None else f"{duration(_round(found.p5))} to {duration(_round(found.p95))}"


def _round(seconds: float | None) -> float | None:
    """Fractions of a second say nothing from ten seconds on."""
    return seconds if seconds is None or seconds < 10 else float(round(seconds))

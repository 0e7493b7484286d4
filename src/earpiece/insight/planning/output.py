"""A plan for programs and pages: JSON, rows of a table, one HTML page with pictures."""

from collections.abc import Sequence
from typing import Any

from earpiece.insight.amounts import NONE, amount
from earpiece.insight.page import Headline, Headlines, Note, Picture, Section, Table, page
from earpiece.insight.pictures import Line, Mark, lines
from earpiece.insight.planning.cliff import Cliff
from earpiece.insight.planning.plan import Plan, Spread, spread
from earpiece.insight.planning.played import Tally
from earpiece.insight.planning.telling import PIECES, told
from earpiece.insight.planning.what_if import at


def columns(plan: Plan) -> list[str]:
    """Of the table with one row for each interval."""
    roster = ["roster"] if plan.roster is not None else []
    return [
        "from",
        PIECES[plan.mode],
        "load",
        "Erlang C",
        "staff",
        *roster,
        "in time",
        "mean",
        "p90",
        "p95",
        "hang-ups",
        "busy",
    ]


def rows(plan: Plan) -> list[list[str]]:
    """One for each interval, and the whole day."""
    found = []
    for place, tally in enumerate(plan.measured.intervals):
        roster = [f"{plan.roster.there[place]:.1f}"] if plan.roster is not None else []
        found.append(
            [
                at(plan.day, place),
                f"{plan.load.pieces[place]:.1f}",
                f"{plan.load.erlangs(place):.2f}",
                str(plan.staffing.erlang[place]),
                str(plan.counts[place]),
                *roster,
                *_measures(tally),
            ]
        )
    blank = [""] if plan.roster is not None else []
    hours = plan.load.interval_s / 3600.0
    found.append(
        [
            "day",
            f"{sum(plan.load.pieces):.0f}",
            f"{plan.load.hours:.1f} h",
            f"{sum(plan.staffing.erlang) * hours:.1f} h",
            f"{plan.hours:.1f} h",
            *([f"{sum(plan.roster.there) * hours:.1f} h"] if plan.roster is not None else blank),
            *_measures(plan.measured.whole),
        ]
    )
    return found


def _measures(tally: Tally) -> list[str]:
    return [
        amount(tally.service, "share"),
        _seconds(tally.wait_mean_s),
        _seconds(tally.wait_s(0.9)),
        _seconds(tally.wait_s(0.95)),
        amount(tally.hang_ups, "share"),
        amount(tally.occupancy, "share"),
    ]


def change_rows(plan: Plan) -> list[list[str]]:
    """What more and fewer people do, over the whole day."""
    words = {0: "as planned"}
    return [[words.get(each.step, f"{each.step:+d}"), *_measures(each.measured.whole)] for each in plan.changes]


CHANGE_COLUMNS = ["people per interval", "in time", "mean", "p90", "p95", "hang-ups", "busy"]


def as_json(plan: Plan) -> dict[str, Any]:
    """Everything. Times are seconds, shares 0 to 1."""
    return {
        "scenario": plan.day.name,
        "mode": plan.mode,
        "seed": plan.seed,
        "days": plan.days,
        "targets": plan.day.targets.model_dump(),
        "load": {
            "pieces": PIECES[plan.mode],
            "a_day": sum(plan.load.pieces),
            "seconds": plan.load.seconds,
            "hours": plan.load.hours,
            "after_closing": plan.load.late_pieces,
        },
        "hours": plan.hours,
        "strain": plan.staffing.strain,
        "hang_ups_at_best": plan.staffing.hang_ups_at_best,
        "intervals": [_interval(plan, place) for place in range(len(plan.counts))],
        "day": {
            **_tally(plan.measured.whole),
            "days": {
                "in_time": _spread(spread([each.service for each in plan.measured.days])),
                "wait_mean_s": _spread(spread([each.wait_mean_s for each in plan.measured.days])),
                "hang_ups": _spread(spread([each.hang_ups for each in plan.measured.days])),
                "occupancy": _spread(spread([each.occupancy for each in plan.measured.days])),
            },
        },
        "more_or_less": [{"people": each.step, **_tally(each.measured.whole)} for each in plan.changes],
        "absence": None
        if plan.absence is None
        else {
            "since": plan.absence.since,
            "until": plan.absence.until,
            "with_all": _tally(plan.absence.with_all),
            "one_missing": _tally(plan.absence.one_missing),
        },
        "outages": [
            {
                "outage": each.outage.model_dump(),
                "without": _tally(each.ordinary),
                "alone": _tally(each.alone),
                "joined": None if each.joined is None else _tally(each.joined),
            }
            for each in plan.outages
        ],
        "cliffs": [_cliff(each) for each in (plan.cliff, plan.other_cliff) if each is not None],
        "roster": None if plan.roster is None else _tally(plan.roster.measured.whole),
        "shifts": None
        if plan.cover is None
        else {
            "teams": [team.model_dump() for team in plan.cover.teams],
            "paid_hours": plan.cover.paid_hours,
            "day": None if plan.covered is None else _tally(plan.covered.whole),
        },
        "words": told(plan),
        "assumptions": [
            {"setting": setting, "value": value, "source": source} for setting, value, source in plan.day.assumptions()
        ],
    }


def _interval(plan: Plan, place: int) -> dict[str, Any]:
    roster = {"roster": plan.roster.there[place]} if plan.roster is not None else {}
    return {
        "from": at(plan.day, place),
        "arrivals": plan.load.arrivals[place],
        "pieces": plan.load.pieces[place],
        "load": plan.load.erlangs(place),
        "load_by_skill": {skill: plan.load.erlangs(place, frozenset({skill})) for skill in plan.load.shares},
        "erlang": plan.staffing.erlang[place],
        "staff": plan.counts[place],
        **roster,
        **_tally(plan.measured.intervals[place]),
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "in_time": tally.service,
        "wait_mean_s": tally.wait_mean_s,
        "wait_p50_s": tally.wait_s(0.5),
        "wait_p90_s": tally.wait_s(0.9),
        "wait_p95_s": tally.wait_s(0.95),
        "answer_mean_s": tally.answer_mean_s,
        "hang_ups": tally.hang_ups,
        "occupancy": tally.occupancy,
        "promised": tally.promised / tally.pieces if tally.pieces else None,
        "transferred": tally.transferred / tally.pieces if tally.pieces else None,
    }


def _spread(found: Spread | None) -> dict[str, float] | None:
    if found is None:
        return None
    return {"mean": found.mean, "low": found.low, "high": found.high, "p5": found.p5, "p95": found.p95}


def _cliff(cliff: Cliff) -> dict[str, Any]:
    names = ("load", "people", "service", "hang_ups", "occupancy", "wait_mean_s", "transferred", "promised")
    return {
        "fallback": cliff.fallback,
        "after_s": cliff.after_s,
        "misses_at": cliff.misses_at,
        "collapses_at": cliff.collapses_at,
        "misses_without": cliff.misses_without,
        "collapses_without": cliff.collapses_without,
        "safe_to": cliff.safe_to,
        "by_load": [{name: getattr(point, name) for name in names} for point in cliff.by_load],
        "by_people": [{name: getattr(point, name) for name in names} for point in cliff.by_people],
    }


def as_page(plan: Plan) -> str:
    """The plan as one HTML file."""
    days = f"{plan.days} simulated days, seed {plan.seed}."
    sections = [
        Section("In short", [_headlines(plan), *(Note(words) for words in told(plan))]),
        Section("By time of day", [*_pictures(plan), Table("Each interval", columns(plan), rows(plan))]),
        Section("One person more or less", [Table("In every interval of the day", CHANGE_COLUMNS, change_rows(plan))]),
        Section("The cliff", _cliff_pictures(plan)),
        Section("What is assumed", [_assumed(plan)]),
    ]
    foot = f"Simulated: {days} Days on which the staff was found are not the days on which it was measured."
    return page(f"A plan for {plan.day.name or 'the day'}", plan.day.about, sections, foot)


def _headlines(plan: Plan) -> Headlines:
    whole, targets = plan.measured.whole, plan.day.targets
    in_time = f"{PIECES[plan.mode].capitalize()} that somebody took within {targets.pickup_s:.0f} s, of all."
    return Headlines(
        [
            Headline("Most people on duty", str(max(plan.counts, default=0)), "In the busiest time of the day."),
            Headline("Hours of people", amount(plan.hours), "On duty over the day, before pauses and absences."),
            Headline("Taken in time", amount(whole.service, "share"), in_time),
            Headline(
                "Hang-ups", amount(whole.hang_ups, "share"), "Customers who leave while they wait, of those helped."
            ),
            Headline("Occupancy", amount(whole.occupancy, "share"), "Work of the time on duty."),
        ]
    )


def _pictures(plan: Plan) -> list[Picture]:
    times = [at(plan.day, place) for place in range(len(plan.counts))]
    tallies = plan.measured.intervals
    staff = [
        Line("Staff needed", plan.counts),
        Line("Kept busy", [plan.load.erlangs(place) for place in range(len(times))]),
    ]
    if plan.roster is not None:
        staff.append(Line("Roster", plan.roster.there))
    waits = Line(
        "Mean wait, up to nine in ten",
        [tally.wait_mean_s for tally in tallies],
        low=[tally.wait_s(0.1) for tally in tallies],
        high=[tally.wait_s(0.9) for tally in tallies],
    )
    busy = Line("Occupancy", [tally.occupancy for tally in tallies])
    return [
        Picture("Staff against what is needed", lines("People on duty by time of day", staff, times, stepped=True)),
        Picture("The wait", lines("Seconds until somebody takes it", [waits], times, "s", stepped=True)),
        Picture("Occupancy", lines("Share of time at work", [busy], times, "share", stepped=True)),
    ]


def _cliff_pictures(plan: Plan) -> list[Picture]:
    found = []
    for cliff in (plan.cliff, plan.other_cliff):
        if cliff is None:
            continue
        loads = [amount(point.load) for point in cliff.by_load]
        series = [
            Line("Hang up", [point.hang_ups for point in cliff.by_load]),
            Line("At work", [point.occupancy for point in cliff.by_load]),
        ]
        if plan.mode == "consult":
            name = "Transferred" if cliff.fallback == "transfer" else "Promised"
            series.append(Line(name, [point.transferred + point.promised for point in cliff.by_load]))
        title = {
            "transfer": "Questions nobody takes become transfers",
            "promise": "Questions nobody takes are promised",
        }
        caption = title.get(cliff.fallback, "Everybody waits on") if plan.mode == "consult" else "More load"
        at_usual = next(place for place, point in enumerate(cliff.by_load) if point.load == 1.0)
        drawn = lines(
            f"{caption}: shares by times the load", series, loads, "share", mark=Mark(at_usual + 0.5, "the usual load")
        )
        found.append(Picture(caption, drawn))
    return found


def _assumed(plan: Plan) -> Table:
    listed: list[Sequence[str]] = [[name, str(value), source] for name, value, source in plan.day.assumptions()]
    return Table("Settings of the scenario", ["setting", "value", "from where"], listed, words=frozenset({0, 1, 2}))


def _seconds(value: float | None) -> str:
    return NONE if value is None else f"{value:.1f} s" if value < 10 else f"{value:.0f} s"

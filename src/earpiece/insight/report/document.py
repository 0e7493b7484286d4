"""A report as one HTML page: the headlines with their definitions, who served, how it went over time, what it cost."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from earpiece.insight.amounts import NONE, amount, figure
from earpiece.insight.measures import BY_NAME, MEASURES
from earpiece.insight.page import Glossary, Headline, Headlines, Note, Part, Picture, Section, Table, page
from earpiece.insight.pictures import Bar, Line, bars, lines
from earpiece.insight.report.groups import Group
from earpiece.insight.report.made import Report

HEADLINES: Final = (
    "resolved", "contained", "first_contact", "consult_rate", "human_s_per_conversation", "wait_p50_s", "wait_p95_s",
    "service_level", "hang_ups", "transferred", "gap_to_end_s", "occupancy", "satisfied", "cost",
)  # fmt: skip
"""What an operations lead looks at first. Those that are not known are left out."""

OF_CONVERSATIONS: Final = (
    "resolved", "contained", "consult_rate", "transferred", "human_s_per_conversation", "wait_p50_s", "wait_p95_s",
)  # fmt: skip
OF_SERVED: Final = (
    "resolved", "resolution_s", "gap_to_end_s", "human_s_per_conversation", "wait_p50_s", "wait_p95_s", "hang_ups",
)  # fmt: skip
OF_QUESTIONS: Final = (
    "service_level", "speed_of_answer_s", "handling_s", "unanswered", "reached_promise", "overturned", "needless",
)  # fmt: skip
LADDERS: Final = "Of all questions that ended; a question that reached a rung may have been answered after it."
CHANCE: Final = "In brackets: the 95 % interval, which is what chance leaves open."
FEW: Final = 100
"""With fewer conversations than this, most differences are chance."""


def as_page(report: Report) -> str:
    """The whole file."""
    begun = len(report.cases)
    still = f"; {report.open:,} of them {'is' if report.open == 1 else 'are'} still open" if report.open else ""
    lead = f"{begun:,} {'conversation' if begun == 1 else 'conversations'} began in this time{still}."
    sections = [
        Section("At a glance", _headlines(report)),
        Section("Who served", _served(report)),
        *([Section("Day by day", _over_time(report.days, "day", report))] if len(report.days) > 1 else []),
        *(
            [Section("Hour by hour", _over_time(report.hours, "hour", report), _hours_lead(report))]
            if report.hours
            else []
        ),
        Section("What people were asked", _questions(report)),
        Section("What it cost", _costs(report)),
        Section("All figures", [_all(report)]),
    ]
    title = f"{report.company}: {report.period}" if report.company else f"{report.period}"
    return page(title, lead, sections, _foot(report))


def told(report: Report, name: str, value: float | None) -> str:
    """A figure as it is written."""
    return figure(value, BY_NAME[name].unit, report.terms.currency)


def _headlines(report: Report) -> list[Part]:
    shown = Headlines([_headline(report, name) for name in HEADLINES if report.figures[name] is not None])
    over = len(report.cases) - report.open
    if over == 0:
        return [Note("No conversation that began in this time is over yet, so there are no figures.", strong=True)]
    if over < FEW:
        few = f"Only {over:,} {'is' if over == 1 else 'are'} over: differences between small groups are mostly chance."
        return [Note(few, strong=True), shown]
    return [shown]


def _served(report: Report) -> list[Part]:
    from earpiece.insight.calibrate.intervals import share  # here, since it takes a heavy library

    over = len(report.cases) - report.open
    rows = []
    for measure in (BY_NAME[name] for name in ("alone", "consulted", "handed_over")):
        value = report.figures[measure.name]
        low, high = share(round(value * over), over)[1:] if value is not None else (None, None)
        rows.append(Bar(measure.title, value, low, high, measure.definition))
    parts: list[Part] = [
        Picture("Who served the customer", bars("Who served the customer", rows, "share"), CHANCE),
        _table("By who served", "Served by", report.served, OF_SERVED, report),
    ]
    if len(report.channels) > 1:
        parts.append(_table("By channel", "Channel", report.channels, OF_CONVERSATIONS, report))
    if report.requests:
        parts.append(_table("By request", "Request", report.requests, OF_CONVERSATIONS, report))
    return parts


def _over_time(groups: Sequence[Group], word: str, report: Report) -> list[Part]:
    """Conversations, the wait, and questions, by day or by hour."""
    days = 1 if word == "day" else len(report.days)
    labels = [_short(each.label) for each in groups]
    counted = [
        Line(title, [_count(each, name, days) for each in groups])
        for title, name in (("all", ""), ("with people's answers", "consulted"), ("handed over", "handed_over"))
    ]
    waits = [
        Line("median", [each.figures["wait_p50_s"] for each in groups]),
        Line("95th percentile", [each.figures["wait_p95_s"] for each in groups]),
    ]
    asked = [Line("questions", [each.questions / days for each in groups])]
    mean = f"by {word}" if days == 1 else f"by {word}, on a mean day"
    drawn = [
        (f"Conversations {mean}", counted, "", ""),
        (f"Wait caused by people by {word}", waits, "s", BY_NAME["wait_mean_s"].definition),
        (f"Questions to people {mean}", asked, "", ""),
    ]
    return [Picture(title, lines(title, series, labels, unit), note) for title, series, unit, note in drawn]


def _count(group: Group, name: str, days: int) -> float:
    """Conversations of a group; with `name` so many of those that are over as that share says."""
    if not name:
        return group.conversations / days
    return (group.figures[name] or 0.0) * (group.figures["conversations"] or 0.0) / days


def _hours_lead(report: Report) -> str:
    return f"By the hour in which conversations began, in {report.period.zone}."


def _questions(report: Report) -> list[Part]:
    if not report.skills:
        return [Note("Nobody was asked anything.")]
    rungs = [each for each in MEASURES if each.name.startswith("reached_")]
    rows = [Bar(each.title, report.figures[each.name]) for each in (*rungs, BY_NAME["unanswered"])]
    ladder = Picture("How far ladders went", bars("How far ladders went", rows, "share"), LADDERS)
    return [
        _table("By skill", "Skill", report.skills, OF_QUESTIONS, report, questions=True),
        _table("By kind of question", "Kind", report.kinds, OF_QUESTIONS, report, questions=True),
        ladder,
    ]


def _costs(report: Report) -> list[Part]:
    if report.figures["cost"] is None:
        return [
            Note(
                "Nothing is known of it: name the prices of people, model and telephone under `costs` in company.yaml."
            )
        ]
    names = ("cost", "cost_people", "cost_model", "cost_telephone")
    return [Headlines([_headline(report, name) for name in names])]


def _table(
    caption: str, first: str, groups: Sequence[Group], names: Sequence[str], report: Report, *, questions: bool = False
) -> Table:
    columns = [first, "Questions" if questions else "Conversations", *(BY_NAME[name].title for name in names)]
    rows = [
        [
            each.label,
            amount(each.questions if questions else each.conversations),
            *(told(report, name, each.figures[name]) for name in names),
        ]
        for each in groups
    ]
    return Table(caption, columns, rows)


def _all(report: Report) -> Glossary:
    return Glossary([_headline(report, each.name) for each in MEASURES])


def _headline(report: Report, name: str) -> Headline:
    measure = BY_NAME[name]
    return Headline(measure.title, told(report, name, report.figures[name]), measure.definition)


def _foot(report: Report) -> str:
    terms = report.terms
    return (
        f"Read from the journal. Days are days in {report.period.zone}. "
        f"Taken up in time: within {figure(terms.pickup_s, 's')}. Came again: within {amount(terms.again_days)} days. "
        f"{NONE}: nothing to divide by, or not known."
    )


def _short(label: str) -> str:
    """A day without its year; an hour as it is."""
    return label if ":" in label else _day(date.fromisoformat(label))


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"

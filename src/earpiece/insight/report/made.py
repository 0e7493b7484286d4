"""A report: the figures of some days, as a whole and in parts; and the same as data for programs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from earpiece.insight.cases import Case
from earpiece.insight.figures import Figures, Prices, figures
from earpiece.insight.measures import BY_NAME, MEASURES, Measure
from earpiece.insight.report.groups import Group, by_channel, by_day, by_hour, by_kind, by_request, by_served, by_skill
from earpiece.insight.report.period import Period


@dataclass(frozen=True, slots=True)
class Terms:
    """What some figures depend on. `pickup_s`: within so many seconds somebody should take a question up; `again_days`:
    who comes again within so many days was not served the first time; `prices`: None if nobody has set them."""

    pickup_s: float = 20.0
    again_days: float = 7.0
    prices: Prices | None = None
    currency: str = "GBP"


@dataclass(frozen=True)
class Report:
    """All that is shown of a period. `cases` are those that began in it, `open` so many of them are not over."""

    company: str
    period: Period
    terms: Terms
    cases: Sequence[Case]
    figures: Figures
    served: list[Group] = field(default_factory=list)
    days: list[Group] = field(default_factory=list)
    hours: list[Group] = field(default_factory=list)
    channels: list[Group] = field(default_factory=list)
    requests: list[Group] = field(default_factory=list)
    skills: list[Group] = field(default_factory=list)
    kinds: list[Group] = field(default_factory=list)

    @property
    def open(self) -> int:
        return sum(case.closed_at is None for case in self.cases)


def make(
    cases: Sequence[Case], period: Period, terms: Terms, *, company: str = "", paid_s: float | None = None
) -> Report:
    """The report of these cases. `paid_s`: for so many seconds people were there, in all."""
    measured = partial(figures, pickup_s=terms.pickup_s, again_days=terms.again_days, costs=terms.prices)
    return Report(
        company, period, terms, cases, measured(cases, paid_s=paid_s), by_served(cases, measured),
        by_day(cases, period, measured), by_hour(cases, period, measured), by_channel(cases, measured),
        by_request(cases, measured), by_skill(cases, measured), by_kind(cases, measured),
    )  # fmt: skip


def as_data(report: Report) -> dict[str, Any]:
    """For programs: each figure with its definition, then the parts. Shares go from 0 to 1, times are seconds; null
    where there is nothing to divide by."""
    return {
        "company": report.company,
        "period": {
            "from": report.period.first.isoformat(), "to": report.period.last.isoformat(),
            "timezone": report.period.zone, "since": report.period.since, "until": report.period.until,
        },
        "terms": {
            "pickup_s": report.terms.pickup_s, "again_days": report.terms.again_days, "currency": report.terms.currency,
        },
        "conversations": len(report.cases),
        "open": report.open,
        "figures": [_figure(measure, report.figures[measure.name]) for measure in MEASURES],
        **{
            name: [_group(each) for each in groups]
            for name, groups in (
                ("served", report.served), ("days", report.days), ("hours", report.hours),
                ("channels", report.channels), ("requests", report.requests), ("skills", report.skills),
                ("kinds", report.kinds),
            )
        },
    }  # fmt: skip


def figure_data(name: str, value: float | None) -> dict[str, Any]:
    """One figure with its definition."""
    return _figure(BY_NAME[name], value)


def _figure(measure: Measure, value: float | None) -> dict[str, Any]:
    return {
        "name": measure.name, "title": measure.title, "unit": measure.unit, "value": value,
        "better": measure.better, "definition": measure.definition,
    }  # fmt: skip


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.label, "conversations": group.conversations, "questions": group.questions,
        "figures": group.figures,
    }  # fmt: skip

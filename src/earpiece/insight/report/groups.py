"""The same figures of parts: of cases by day, hour, channel and request; of questions by skill and kind."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from earpiece.insight.cases import Case, Consulted
from earpiece.insight.figures import Figures, figures
from earpiece.insight.report.period import Period

Measured = Callable[[Sequence[Case]], Figures]
"""`figures` with the settings of a report."""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the cases: what it is called, how many conversations began, how many questions were asked, and the
    figures."""

    label: str
    conversations: int
    questions: int
    figures: Figures


def group(label: str, cases: Sequence[Case], measured: Measured = figures) -> Group:
    return Group(label, len(cases), sum(len(case.consults) for case in cases), measured(cases))


def by_day(cases: Iterable[Case], period: Period, measured: Measured) -> list[Group]:
    """Every day of the period, by when conversations began."""
    parted = _parted(cases, lambda case: [period.day_of(case.opened_at).isoformat()])
    return [group(day.isoformat(), parted[day.isoformat()], measured) for day in period.days]


def by_hour(cases: Iterable[Case], period: Period, measured: Measured) -> list[Group]:
    """The hours of the day from the first to the last in which a conversation began, all days together."""
    parted = _parted(cases, lambda case: [f"{period.hour_of(case.opened_at):02}:00"])
    hours = sorted(parted)
    if not hours:
        return []
    every = [f"{hour:02}:00" for hour in range(int(hours[0][:2]), int(hours[-1][:2]) + 1)]
    return [group(hour, parted[hour], measured) for hour in every]


def by_served(cases: Iterable[Case], measured: Measured) -> list[Group]:
    """By who served the customer, in that order; those that are over."""
    parted = _parted((case for case in cases if case.closed_at is not None), lambda case: [case.served_by])
    return [group(by, parted[by], measured) for by in ("alone", "consulted", "handed over") if parted[by]]


def by_channel(cases: Iterable[Case], measured: Measured) -> list[Group]:
    return _groups(_parted(cases, lambda case: [case.channel]), measured)


def by_request(cases: Iterable[Case], measured: Measured) -> list[Group]:
    """By what the customer wanted; a conversation with several requests is in several parts."""
    return _groups(_parted(cases, lambda case: case.requests), measured)


def by_skill(cases: Iterable[Case], measured: Measured) -> list[Group]:
    """Of the questions for each skill, and nothing else."""
    return _of_questions(cases, lambda each: each.skill, measured)


def by_kind(cases: Iterable[Case], measured: Measured) -> list[Group]:
    """Of the questions of each kind, and nothing else."""
    return _of_questions(cases, lambda each: each.kind, measured)


def _of_questions(cases: Iterable[Case], of: Callable[[Consulted], str], measured: Measured) -> list[Group]:
    parted: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        for name in {of(each) for each in case.consults}:
            asked = tuple(each for each in case.consults if of(each) == name)
            parted[name].append(replace(case, consults=asked, led=(), handed_off=False))
    return _groups(parted, measured)


def _parted(cases: Iterable[Case], of: Callable[[Case], Iterable[str]]) -> defaultdict[str, list[Case]]:
    parted: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        for name in of(case):
            parted[name].append(case)
    return parted


def _groups(parted: dict[str, list[Case]], measured: Measured) -> list[Group]:
    """Those with most conversations first."""
    found = [group(name, cases, measured) for name, cases in parted.items()]
    return sorted(found, key=lambda each: (-each.questions, -each.conversations, each.label))

"""One row for each conversation, for a spreadsheet. No words, no names, no customer: nothing personal is in it."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from typing import Final

from earpiece.insight.cases import Case
from earpiece.insight.figures import gap_to_end_seconds, is_resolved
from earpiece.insight.report.period import Period

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """`meaning` is what docs/report.md says of it."""

    name: str
    meaning: str
    cell: Callable[[Case, Period], Cell]


COLUMNS: Final = (
    Column("conversation", "the conversation's id", lambda case, _: case.conversation),
    Column("channel", "where it took place", lambda case, _: case.channel),
    Column("opened", "when it began, in the desk's timezone", lambda case, at: _when(case.opened_at, at)),
    Column("closed", "when it ended; empty while it is open", lambda case, at: _when(case.closed_at, at)),
    Column("seconds", "from hello to the end", lambda case, _: _seconds(case.seconds)),
    Column("outcome", "how it ended; empty while it is open", lambda case, _: case.outcome),
    Column("resolved", "1 if the request was served", lambda case, _: int(is_resolved(case))),
    Column("served_by", "`alone`, `consulted` or `handed over`", lambda case, _: case.served_by),
    Column("requests", "the playbooks begun, parted by spaces", lambda case, _: " ".join(case.requests)),
    Column("turns", "messages of the customer", lambda case, _: case.turns),
    Column("consults", "questions to people", lambda case, _: len(case.consults)),
    Column("consults_early", "of them asked early", lambda case, _: sum(each.early for each in case.consults)),
    Column("consults_expired", "of them never answered", lambda case, _: _ended(case, "expired")),
    Column("consults_unneeded", "of them answered for nothing", lambda case, _: _ended(case, "unneeded")),
    Column(
        "consults_overturned", "of them found wrong", lambda case, _: sum(each.overturned for each in case.consults)
    ),
    Column("skills", "what they were for, parted by spaces", lambda case, _: " ".join(_skills(case))),
    Column("rungs", "what ladders did, in order, parted by spaces", lambda case, _: " ".join(_rungs(case))),
    Column("human_s", "people's time, all of it", lambda case, _: _seconds(case.human_seconds)),
    Column(
        "led_s", "of it, time in which people led", lambda case, _: _seconds(sum(each.seconds for each in case.led))
    ),
    Column("waited_s", "the wait caused by people", lambda case, _: _seconds(case.waited)),
    Column(
        "gap_to_end_s", "from the first need of a person to the end", lambda case, _: _seconds(gap_to_end_seconds(case))
    ),
    Column("handed_off", "1 if it was handed over for good", lambda case, _: int(case.handed_off)),
    Column("left_waiting", "1 if the customer gave up while waiting", lambda case, _: int(case.left_waiting)),
    Column("rating", "1 to 5, if the customer was asked and said", lambda case, _: case.rating),
)


def as_csv(cases: Iterable[Case], period: Period) -> str:
    """The table with a line of names, as RFC 4180 has it."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(column.name for column in COLUMNS)
    for case in cases:
        writer.writerow(_plain(column.cell(case, period)) for column in COLUMNS)
    return out.getvalue()


def _plain(cell: Cell) -> Cell:
    """A spreadsheet must take no word for a formula: ids of playbooks and channels are a company's own."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _when(at: float | None, period: Period) -> str | None:
    return None if at is None else period.local(at).isoformat(timespec="seconds")


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(float(value), 1)


def _gap_to_end(case: Case) -> float | None:
    return _seconds(gap_to_end_seconds(case)) if is_resolved(case) else None


def _ended(case: Case, how: str) -> int:
    return sum(each.ended == how for each in case.consults)


def _skills(case: Case) -> list[str]:
    return list(dict.fromkeys(each.skill for each in case.consults))


def _rungs(case: Case) -> list[str]:
    return [rung for each in case.consults for rung in each.rungs]

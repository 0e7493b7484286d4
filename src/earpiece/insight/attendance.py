"""Who was at the desk, and when: from what their workspaces said of themselves, or else from the cards they took."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from statistics import median
from zoneinfo import ZoneInfo

from earpiece.desk.people import Account
from earpiece.desk.people import fold as fold_account
from earpiece.domain.desk_events import ExpertDisabled, ExpertEnabled, ExpertGone, ExpertSeen, PresenceSet
from earpiece.domain.ports import Journal, Recorded
from earpiece.insight.cases import Case, Span
from earpiece.insight.day import Team, minutes_of

MOST_PEOPLE = 10_000
BREATH = 120.0
"""Seconds; who is away for less was there."""
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Present:
    """One person, what they have the skills for, and when they were there to take cards, in order. `seen`: their
    workspace said so; otherwise it is known only from the cards they took, and they were there longer."""

    id: str
    skills: tuple[str, ...]
    spans: tuple[Span, ...]
    seen: bool = True

    def within(self, since: float, until: float) -> "Present":
        """Only what lies between these times."""
        cut = (Span(max(each.since, since), min(each.until, until)) for each in self.spans)
        return replace(self, spans=tuple(span for span in cut if span.since < span.until))


async def read_attendance(journal: Journal, since: float, until: float) -> list[Present]:
    """Everybody who was there between these times, by what their workspaces said; in order of their names."""
    found = []
    for row in await journal.rows("experts", limit=MOST_PEOPLE):
        account = await journal.read(f"expert/{row.id}")
        one = person(row.id, account, await journal.read(f"presence/{row.id}")).within(since, until)
        if one.spans:
            found.append(one)
    return sorted(found, key=lambda each: each.id)


def person(id: str, account: Iterable[Recorded], presence: Iterable[Recorded]) -> Present:
    """One person, from their account's events and those of their workspaces."""
    known = list(account)
    spans: list[Span] = []
    since: float | None = None
    until, available, enabled = 0.0, True, True
    for item in sorted((*known, *presence), key=lambda each: (each.at, each.seq)):
        if since is not None and until <= item.at:
            spans.append(Span(since, until))
            since = None
        match item.event:
            case ExpertSeen():
                until = item.event.until
            case ExpertGone():
                until = item.at
            case PresenceSet():
                available = item.event.presence == "available"
            case ExpertDisabled() | ExpertEnabled():
                enabled = isinstance(item.event, ExpertEnabled)
        there = until > item.at and available and enabled
        if there and since is None:
            since = item.at
        elif not there and since is not None:
            spans.append(Span(since, item.at))
            since = None
    if since is not None:
        spans.append(Span(since, until))
    return Present(id, fold_account(Account(id), known).skills, tuple(_joined(spans)))


def from_cards(cases: Iterable[Case], zone: str = "UTC") -> list[Present]:
    """Who took cards or led, on each day from their first to their last work: the least that they were there."""
    work: defaultdict[str, list[Span]] = defaultdict(list)
    skills: defaultdict[str, set[str]] = defaultdict(set)
    for case in cases:
        for each in case.consults:
            if each.by is not None and each.via is None and each.taken_at is not None:
                work[each.by].append(Span(each.taken_at, each.ended_at or each.taken_at))
                skills[each.by].add(each.skill)
        for led in case.led:
            work[led.by].append(Span(led.since, led.until))
    return [
        Present(id, tuple(sorted(skills[id])), tuple(_by_day(spans, zone)), seen=False)
        for id, spans in sorted(work.items())
    ]


def teams_of(people: Iterable[Present], day: date, zone: str = "UTC") -> tuple[Team, ...]:
    """The roster of one day as a scenario's teams, to the minute: one for each stretch of time of each person."""
    start, end = _bounds(day, zone)
    found = []
    for one in people:
        for span in one.within(start, end).spans:
            since, until = _minute(span.since, start), _minute(span.until, start)
            if since < until:
                found.append(Team(count=1, skills=one.skills or ("*",), shift=(clock(since), clock(until))))
    return tuple(found)


def usual_teams(people: Iterable[Present], days: Sequence[date], zone: str = "UTC", step: int = 30) -> tuple[Team, ...]:
    """The roster of an average day: each person from their usual beginning to their usual end, to `step` minutes, and
    how often they were absent; those who are alike together."""
    alike: defaultdict[tuple[tuple[str, ...], str, str, float], int] = defaultdict(int)
    for one in people:
        edges = [edge for day in days if (edge := _edges(one, day, zone)) is not None]
        if edges:
            since = round(median(first for first, _ in edges) / step) * step
            until = min(max(round(median(last for _, last in edges) / step) * step, since + step), DAY)
            absent = round(1 - len(edges) / len(days), 2)
            alike[one.skills or ("*",), clock(since), clock(until), absent] += 1
    return tuple(
        Team(count=count, skills=skills, shift=(since, until), absent=absent)
        for (skills, since, until, absent), count in sorted(alike.items(), key=lambda each: each[0][1:])
    )


def there(teams: Iterable[Team], minute: float) -> int:
    """How many people of a roster are there at this minute of the day, before anybody is absent or has a pause."""
    return sum(team.count for team in teams if minutes_of(team.shift[0]) <= minute < minutes_of(team.shift[1]))


def clock(minute: int) -> str:
    """`08:30` of 510."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


# ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """In order, with breaths taken for work."""
    last: Span | None = None
    for span in sorted(spans, key=lambda each: each.since):
        if last is not None and span.since - last.until <= BREATH:
            last = Span(last.since, max(last.until, span.until))
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _by_day(spans: Iterable[Span], zone: str) -> Iterator[Span]:
    days: dict[date, Span] = {}
    place = ZoneInfo(zone)
    for span in sorted(spans, key=lambda each: each.since):
        day = datetime.fromtimestamp(span.since, place).date()
        known = days.get(day, span)
        days[day] = Span(known.since, max(known.until, span.until))
    yield from days.values()


def _bounds(day: date, zone: str) -> tuple[float, float]:
    place = ZoneInfo(zone)
    after = date.fromordinal(day.toordinal() + 1)
    midnights = (datetime(each.year, each.month, each.day, tzinfo=place) for each in (day, after))
    start, end = (each.astimezone(UTC).timestamp() for each in midnights)
    return start, end


def _edges(one: Present, day: date, zone: str) -> tuple[int, int] | None:
    """First and last minute of a person's day; None if they were not there."""
    start, end = _bounds(day, zone)
    spans = one.within(start, end).spans
    return (_minute(spans[0].since, start), _minute(spans[-1].until, start)) if spans else None


def _minute(at: float, midnight: float) -> int:
    return min(round((at - midnight) / 60), DAY)

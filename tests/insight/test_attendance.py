"""Who was there, and when: from what workspaces said, or from the cards that were taken."""

from collections.abc import Sequence
from datetime import date

from earpiece.domain.desk_events import ExpertAdded, ExpertDisabled, ExpertGone, ExpertSeen, PresenceSet
from earpiece.domain.event import BaseEvent
from earpiece.domain.ports import Recorded, Write
from earpiece.insight.attendance import (
    Present,
    from_cards,
    person,
    read_attendance,
    teams_of,
    there,
    usual_teams,
)
from earpiece.insight.cases import Case, Consulted, Led, Span
from earpiece.insight.day import Team
from tests.insight.made_days import MONDAY, day_of, midnight
from tests.support.fixtures import stage
from tests.support.stage import Stage

__all__ = ["stage"]

NINE = midnight(MONDAY) + 9 * 3600
ANN = ExpertAdded(name="Ann", role="expert", skills=("cards", "fees"))


def recorded(stream: str, *events: tuple[float, BaseEvent]) -> list[Recorded]:
    """Events at so many seconds after nine."""
    return [
        Recorded(number, stream, number, NINE + at, event, "") for number, (at, event) in enumerate(events, start=1)
    ]


def spans(
    account: Sequence[tuple[float, BaseEvent]], presence: Sequence[tuple[float, BaseEvent]]
) -> list[tuple[float, float]]:
    found = person("ann", recorded("expert/ann", *account), recorded("presence/ann", *presence))
    assert found.skills == ("cards", "fees")
    return [(span.since - NINE, span.until - NINE) for span in found.spans]


def seen(*times: float) -> list[tuple[float, BaseEvent]]:
    """A workspace says that it is open, and is believed for 75 s."""
    return [(at, ExpertSeen(until=NINE + at + 75.0)) for at in times]


def test_a_workspace_that_keeps_saying_so_is_one_stretch() -> None:
    """It ends when it is no longer believed, or was closed."""
    assert spans([(-99.0, ANN)], seen(0, 30, 60, 90)) == [(0, 165)]
    assert spans([(-99.0, ANN)], [*seen(0, 30), (40.0, ExpertGone())]) == [(0, 40)]


def test_a_breath_is_no_absence_and_a_lunch_is() -> None:
    """A page that is loaded again, and an hour away."""
    assert spans([(-99.0, ANN)], [*seen(0), (10.0, ExpertGone()), *seen(70)]) == [(0, 145)]
    assert spans([(-99.0, ANN)], [*seen(0), (10.0, ExpertGone()), *seen(3600)]) == [(0, 10), (3600, 3675)]


def test_who_takes_no_cards_is_not_there() -> None:
    """Away or in focus, or with a disabled account, though the workspace is open."""
    away = [(-99.0, ANN), (200.0, PresenceSet(presence="away")), (500.0, PresenceSet(presence="available"))]
    assert spans(away, seen(*range(0, 700, 30))) == [(0, 200), (500, 765)]
    focus = [(-99.0, ANN), (200.0, PresenceSet(presence="focus"))]
    assert spans(focus, seen(*range(0, 700, 30))) == [(0, 200)]
    assert spans([(-99.0, ANN), (100.0, ExpertDisabled(by="maya"))], seen(*range(0, 700, 30))) == [(0, 100)]


def test_the_journal_says_who_was_there(stage: Stage) -> None:
    """Only those who were, and only between the times asked for."""

    async def writes() -> list[Present]:
        at = stage.clock.now()
        await stage.disk.append(Write("presence/ann", (ExpertSeen(until=at + 75.0),), at))
        return await read_attendance(stage.disk, at + 10, at + 40)

    found = stage.run(writes())
    assert [one.id for one in found] == ["ann"]
    assert [span.seconds for span in found[0].spans] == [30]


def test_without_workspaces_cards_tell_the_least() -> None:
    """From the first to the last work of each day; another card's answer was no work."""

    def taken(at: float, via: str | None = None) -> Consulted:
        return Consulted(
            "q", "ask", "task", "cards", at, "answered", taken_at=at + 10, ended_at=at + 50, by="ann", via=via
        )

    cases = [
        Case("a", "chat", NINE, consults=(taken(NINE), taken(NINE + 7200), taken(NINE + 9000, via="x"))),
        Case("b", "chat", NINE, led=(Led("ben", NINE, NINE + 5, NINE + 90, 85.0),)),
        Case("c", "chat", NINE + 86_400, consults=(taken(NINE + 86_400),)),
    ]
    ann, ben = from_cards(cases)
    assert (ann.id, ann.skills, ann.seen) == ("ann", ("cards",), False)
    assert [(span.since - NINE, span.until - NINE) for span in ann.spans] == [(10, 7250), (86_410, 86_450)]
    assert ben.spans == (Span(NINE + 5, NINE + 90),)


def test_a_days_roster_is_teams_to_the_minute() -> None:
    """A person with a long pause is there twice; the day ends at midnight of its place."""
    ann = Present("ann", ("cards",), (Span(NINE, NINE + 3600), Span(NINE + 5400, NINE + 9000)))
    late = Present("zoe", (), (Span(midnight(MONDAY) + 23 * 3600, midnight(MONDAY) + 25 * 3600),))
    teams = teams_of([ann, late], MONDAY)
    assert [(team.count, team.skills, team.shift) for team in teams] == [
        (1, ("cards",), ("09:00", "10:00")), (1, ("cards",), ("10:30", "11:30")), (1, ("*",), ("23:00", "24:00")),
    ]  # fmt: skip
    assert [there(teams, minute) for minute in (9 * 60, 10 * 60, 11 * 60)] == [1, 0, 1]


def test_the_usual_roster_is_each_persons_usual_day() -> None:
    """To the half-hour, with how often they were absent; those who are alike together."""
    days: list[date] = [day_of(number) for number in range(4)]

    def usually(id: str, minutes_late: Sequence[int], missing: int | None = None) -> Present:
        worked = [
            Span(midnight(day) + 8 * 3600 + 60 * late, midnight(day) + 16 * 3600)
            for number, (day, late) in enumerate(zip(days, minutes_late, strict=True)) if number != missing
        ]  # fmt: skip
        return Present(id, ("cards",), tuple(worked))

    people = [usually("a", (0, 5, 2, 0)), usually("b", (10, 0, 1, 90)), usually("c", (0, 0, 0, 0), missing=2)]
    found = usual_teams(people, days)
    assert sorted(found, key=lambda team: team.absent) == [
        Team(count=2, skills=("cards",), shift=("08:00", "16:00"), absent=0.0),
        Team(count=1, skills=("cards",), shift=("08:00", "16:00"), absent=0.25),
    ]

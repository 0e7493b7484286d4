"""When the desk is open: by the clock on its wall, in summer and winter, on weekdays, weekends and holidays."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earpiece.desk.hours import ladder_at, open_at, opens_at
from earpiece.domain.forms import CLOSING_RUNGS, Rung
from earpiece.domain.playbook import ALL_WEEK, Hours

DAY = ((8 * 60, 20 * 60),)
LONDON = Hours(
    "Europe/London",
    (DAY, DAY, DAY, DAY, DAY, ((9 * 60, 12 * 60), (13 * 60, 17 * 60)), ()),
    {"fraud": ALL_WEEK, "mail": (DAY, (), (), (), (), (), ())},
    frozenset({"2026-12-25"}),
)
LADDER = (Rung(after=15, do="widen"), Rung(after=45, do="promise"), Rung(after=14400, do="expire"))


def at(text: str, zone: str = "Europe/London") -> float:
    """The moment a clock on the wall there shows this."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-23T07:59:59", False),
        ("2026-11-23T08:00:00", True),
        ("2026-11-23T19:59:59", True),
        ("2026-11-23T20:00:00", False),
        ("2026-11-28T12:30:00", False),
        ("2026-11-28T13:00:00", True),
        ("2026-11-29T12:00:00", False),
        ("2026-12-25T12:00:00", False),
        ("2026-07-01T08:00:00", True),
        ("2026-07-01T07:59:00", False),
    ],
)
def test_it_is_open_by_the_clock_on_its_wall(moment: str, open_: bool) -> None:
    assert open_at(LONDON, "disputes", at(moment)) is open_


def test_without_hours_it_is_always_open() -> None:
    """And a skill may be open always, on holidays too."""
    assert open_at(None, "disputes", at("2026-12-25T03:00:00"))
    assert open_at(LONDON, "fraud", at("2026-12-25T03:00:00"))
    assert opens_at(None, "disputes", 5.0) == 5.0


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-23T12:00:00", "2026-11-23T12:00:00"),
        ("2026-11-23T21:00:00", "2026-11-24T08:00:00"),
        ("2026-11-28T12:30:00", "2026-11-28T13:00:00"),
        ("2026-11-28T17:00:00", "2026-11-30T08:00:00"),
        ("2026-12-24T20:00:00", "2026-12-26T09:00:00"),
        ("2026-03-28T18:00:00", "2026-03-30T08:00:00"),  # clocks go forward on the 29th
        ("2026-10-24T18:00:00", "2026-10-26T08:00:00"),  # and back on the 25th
    ],
)
def test_it_opens_at_the_time_on_the_wall_whatever_the_clocks_did(moment: str, opening: str) -> None:
    assert opens_at(LONDON, "disputes", at(moment)) == at(opening)


def test_the_night_when_clocks_go_forward_is_an_hour_shorter() -> None:
    """From Saturday 20:00 to Sunday 08:00 it is eleven hours, and twelve on any other weekend."""
    daily, evenings = Hours("Europe/London", (DAY,) * 7), [at("2026-03-28T20:00:00"), at("2026-03-21T20:00:00")]
    waited = [(opens_at(daily, "x", evening) or 0.0) - evening for evening in evenings]
    assert waited == [11 * 3600, 12 * 3600]


def test_a_desk_that_never_opens_says_so() -> None:
    assert opens_at(Hours("UTC", ((),) * 7), "x", 0.0) is None


def test_while_it_is_open_the_ladder_is_as_written() -> None:
    assert ladder_at(LADDER, LONDON, "disputes", at("2026-11-23T12:00:00")) == LADDER
    assert ladder_at(LADDER, None, "disputes", 0.0) == LADDER


def test_while_it_is_closed_the_customer_is_promised_an_answer_at_once() -> None:
    """All else counts from the opening."""
    now = at("2026-11-23T21:00:00")
    night = at("2026-11-24T08:00:00") - now
    assert ladder_at(LADDER, LONDON, "disputes", now) == (
        Rung(after=0, do="promise"), Rung(after=night + 15, do="widen"), Rung(after=night + 14400, do="expire"),
    )  # fmt: skip


@given(st.floats(1.7e9, 1.9e9), st.sampled_from(["disputes", "mail", "fraud"]))
def test_whenever_it_is_asked_the_ladder_climbs_and_ends(now: float, skill: str) -> None:
    """With a promise in time, before anything that presumes somebody is there."""
    ladder = ladder_at(LADDER, LONDON, skill, now)
    assert [rung.after for rung in ladder] == sorted({rung.after for rung in ladder})
    assert ladder[-1].do in CLOSING_RUNGS
    assert next(rung.after for rung in ladder if rung.do == "promise") <= 45
    opening = opens_at(LONDON, skill, now)
    assert opening is not None
    assert open_at(LONDON, skill, opening)
    assert all(now + rung.after >= opening for rung in ladder if rung.do != "promise")

"""Waits and openings in a customer's words: true, and no finer than what is known."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earpiece.agent.times import wait_words, when_words
from earpiece.domain.forms import Expected


@pytest.mark.parametrize(
    ("half", "most", "words"),
    [
        (10, 50, "less than a minute"),
        (30, 60, "less than a minute"),
        (40, 110, "a minute or two"),
        (70, 200, "1 to 4 minutes"),
        (190, 200, "3 to 4 minutes"),
        (240, 240, "about 4 minutes"),
        (200, 700, "up to 15 minutes"),
        (400, 1400, "5 to 25 minutes"),
        (900, 3300, "15 to 55 minutes"),
        (900, 3500, "up to an hour"),
        (900, 9000, "up to 3 hours"),
    ],
)
def test_a_wait_is_a_round_range(half: float, most: float, words: str) -> None:
    assert wait_words(Expected(half=half, most=most)) == words


def test_nothing_is_said_of_what_nobody_knows() -> None:
    assert wait_words(None) == ""


@given(st.floats(1, 20_000), st.floats(1, 10))
def test_nine_in_ten_answers_come_within_what_is_said(half: float, longer: float) -> None:
    """Rounding never makes a wait look shorter."""
    most = half * longer
    words = wait_words(Expected(half=half, most=most))
    known = {"less than a minute": 1, "a minute or two": 2, "up to an hour": 60}
    number = int(words.split()[-2]) if words not in known else 0
    assert most / 60 <= known.get(words, number * (60 if words.endswith("hours") else 1))


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-20T21:30", "at 21:30"),
        ("2026-11-21T08:00", "tomorrow at 08:00"),
        ("2026-11-23T08:00", "on Monday at 08:00"),
        ("2026-11-27T08:00", "on 27 November at 08:00"),
    ],
)
def test_an_opening_is_named_as_people_name_it(at: str, words: str) -> None:
    """By the clock on the desk's wall."""
    zone = ZoneInfo("Europe/London")
    now = datetime(2026, 11, 20, 20, 0, tzinfo=zone).timestamp()
    assert when_words(datetime.fromisoformat(at).replace(tzinfo=zone).timestamp(), now, "Europe/London") == words

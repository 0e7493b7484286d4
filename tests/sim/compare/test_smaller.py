"""A smaller day is the same day: as many customers in an hour, the people who are on duty then."""

import pytest

from earpiece.insight.day import minutes_of, names, read_day
from earpiece.sim.compare.smaller import busiest_hours, with_customers
from earpiece.sim.compare.staffing import people


@pytest.mark.parametrize("name", names())
def test_the_busiest_hours_are_a_stretch_of_the_day(name: str) -> None:
    day, short = read_day(name), busiest_hours(read_day(name), 2)
    first = (minutes_of(short.opens) - minutes_of(day.opens)) // day.interval_minutes
    assert short.arrivals == day.arrivals[first : first + 4]
    assert short.outages == day.outages
    opens, closes = minutes_of(short.opens), minutes_of(short.opens) + 120
    for team in short.teams:
        assert opens <= minutes_of(team.shift[0]) < minutes_of(team.shift[1]) <= closes
    if not day.outages:
        assert sum(short.arrivals) == max(sum(day.arrivals[at : at + 4]) for at in range(21))


def test_who_goes_home_before_is_not_there() -> None:
    """The second team of the ordinary day begins at 9:30; the first hours do without it."""
    day = read_day("ordinary")
    early = day.model_copy(update={"arrivals": (90.0, *day.arrivals[1:])})
    short = busiest_hours(early, 1)
    assert (short.opens, len(short.teams)) == ("08:00", 1)


def test_more_customers_come_with_more_people() -> None:
    day = read_day("ordinary")
    twice = with_customers(day, 2.0)
    assert sum(twice.arrivals) == pytest.approx(2 * sum(day.arrivals))
    assert people(twice) == 2 * people(day)
    assert people(with_customers(day, 0.01)) == 1
    assert with_customers(day, 1.0) is day

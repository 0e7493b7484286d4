"""The same day in smaller or larger: its busiest hours only, or other numbers of customers and people alike."""

from earpiece.insight.attendance import clock
from earpiece.insight.day import Day, Outage, Team, minutes_of, scaled
from earpiece.sim.compare.staffing import people, scaled_teams


def with_customers(day: Day, factor: float) -> Day:
    """So many times the customers and the people (at least one), so that people are about as busy."""
    if factor == 1.0:
        return day
    teams = scaled_teams(day.teams, max(round(people(day) * factor), 1))
    return day.model_copy(update={"arrivals": scaled(day.arrivals, factor), "teams": teams})


def busiest_hours(day: Day, hours: float) -> Day:
    """Only the hours in which most customers come, with who is on duty then; around an outage if there is one."""
    length = min(max(round(hours * 60 / day.interval_minutes), 1), len(day.arrivals))
    first = _first(day, length)
    opens = minutes_of(day.opens) + first * day.interval_minutes
    closes = opens + length * day.interval_minutes
    return day.model_copy(
        update={
            "opens": clock(opens),
            "arrivals": day.arrivals[first : first + length],
            "teams": tuple(_there(team, opens, closes) for team in day.teams if _overlaps(team, opens, closes)),
            "outages": tuple(each for each in day.outages if opens <= minutes_of(each.at) < closes),
        }
    )


def _first(day: Day, length: int) -> int:
    """The interval the busiest stretch begins with."""
    extra = [sum(each.extra for each in day.outages if _during(day, place, each)) for place in range(len(day.arrivals))]
    busy = [expected * (1.0 + more) for expected, more in zip(day.arrivals, extra, strict=True)]
    return max(range(len(busy) - length + 1), key=lambda first: (sum(busy[first : first + length]), -first))


def _during(day: Day, place: int, outage: Outage) -> bool:
    since = minutes_of(day.opens) + place * day.interval_minutes
    return minutes_of(outage.at) < since + day.interval_minutes and since < minutes_of(outage.at) + outage.minutes


def _overlaps(team: Team, opens: int, closes: int) -> bool:
    return minutes_of(team.shift[0]) < closes and opens < minutes_of(team.shift[1])


def _there(team: Team, opens: int, closes: int) -> Team:
    since, until = (minutes_of(edge) for edge in team.shift)
    return team.model_copy(update={"shift": (clock(max(since, opens)), clock(min(until, closes)))})

"""The headlines of days served by hand, counted by hand."""

from typing import Any, cast

import pytest

from earpiece.insight.cases import Case, Consulted, Led, Span
from earpiece.insight.day import read_day
from earpiece.sim.casting import Wish
from earpiece.sim.compare.guests import Gap, Guest
from earpiece.sim.compare.measuring import from_gap, in_outages, measured
from earpiece.sim.compare.ways import Served

DAY = read_day("ordinary")
WISH = cast(Wish, None)


def guest(number: int, *gaps: str, arrives: float = 0.0) -> Guest:
    """Somebody who needs a person for these."""
    return Guest(number, "chat", arrives, WISH, 5, tuple(Gap(name, "approval", "general", 2) for name in gaps))


def case(number: int, seconds: float, **more: Any) -> Case:
    """A conversation of that guest that took so long."""
    return Case(f"c{number}", "chat", 1000.0, 1000.0 + seconds, "resolved", guest=number, **more)


def consult(**more: Any) -> Consulted:
    """A question answered at 1090, asked and needed at 1030, taken at 1040; half a minute of a person's time."""
    given: dict[str, Any] = {
        "asked_at": 1030.0, "ended": "answered", "needed_at": 1030.0, "taken_at": 1040.0, "ended_at": 1090.0,
        "seconds": 30.0,
    }  # fmt: skip
    return Consulted("q", "credit", "approval", "general", **{**given, **more})


def served(*cases: Case, wasted: float = 0.0) -> Served:
    """A day of two people who are there for ten minutes and work two together."""
    return Served(cases, {"a": 300.0, "b": 300.0}, {"a": 90.0, "b": 30.0}, wasted)


def test_a_day_counted_by_hand() -> None:
    """Four customers, three of whom need a person; one of these gives up, one is never asked about."""
    guests = [guest(0), guest(1, "credit"), guest(2, "credit"), guest(3, "credit")]
    found = measured(
        DAY,
        guests,
        served(
            case(0, 100.0),
            case(1, 200.0, consults=(consult(),), waits=(Span(1030.0, 1090.0),)),
            case(2, 80.0, consults=(consult(ended="withdrawn"),), waits=(Span(1030.0, 1080.0),), left_waiting=True),
            case(3, 150.0),
            wasted=12.0,
        ),
        people=2,
    ).figures
    assert found["people"] == 2
    assert found["resolution"] == (200.0 + 150.0) / 2
    assert found["wait"] == pytest.approx((60.0 + 50.0 + 0.0) / 3)
    assert found["wait_p95"] == 60.0
    assert found["no_wait"] == pytest.approx(1 / 3)
    assert found["left"] == pytest.approx(1 / 3)
    assert found["resolved"] == pytest.approx(2 / 3)
    assert found["human_helped"] == pytest.approx((30.0 + 30.0) / 3 / 60)
    assert found["human"] == pytest.approx((30.0 + 30.0) / 4 / 60)
    assert found["asks"] == pytest.approx(2 / 3)
    assert found["occupancy"] == 120.0 / 600.0
    assert found["wasted"] == 12.0 / 120.0
    assert found["concurrency"] == (200.0 + 80.0) / 60.0
    assert found["service"] == 1.0
    assert found["outage_left"] is None


def test_a_way_that_forgets_a_customer_gains_nothing_and_is_told_of() -> None:
    found = measured(DAY, [guest(0, "credit"), guest(1, "credit")], served(case(0, 100.0)), people=1)
    assert (found.figures["no_wait"], found.figures["resolved"]) == (0.5, 0.5)
    assert found.notes == ("Nothing is known of 1 of 2 customers.",)
    still = Case("c0", "chat", 1000.0, guest=0)
    assert measured(DAY, [guest(0)], served(still), people=1).notes == (
        "1 conversations were still open when the day was over.",
    )


def test_from_the_need_on_where_the_answer_was_there_before() -> None:
    """The moment of need is then that of the same customer under a plain consult: the dialogue up to it is the same."""
    guests = [guest(0, "credit"), guest(1, "credit")]
    asked = (consult(),)
    plain = measured(DAY, guests, served(case(0, 200.0, consults=asked), case(1, 300.0, consults=asked)), people=1)
    early = consult(needed_at=None, early=True, asked_at=1010.0)
    better = measured(DAY, guests, served(case(0, 140.0, consults=(early,)), case(1, 250.0, consults=asked)), people=1)
    assert from_gap(plain, plain) == ((200.0 - 30.0) + (300.0 - 30.0)) / 2
    assert from_gap(better, plain) == ((140.0 - 30.0) + (250.0 - 30.0)) / 2
    assert from_gap(better, None) == 250.0 - 30.0
    later = measured(DAY, guests, served(case(0, 200.0, consults=(consult(needed_at=1060.0),))), people=1)
    assert from_gap(later, plain) == 170.0, "nothing is gained by doing something else meanwhile"


def test_from_the_need_on_in_a_transfer() -> None:
    led = Led("a", 1050.0, 1060.0, 1180.0, 120.0)
    found = measured(DAY, [guest(0, "credit")], served(case(0, 200.0, led=(led,), handed_off=True)), people=1)
    assert from_gap(found, None) == 150.0


def test_an_outage_is_about_those_who_come_in_it_and_need_a_person() -> None:
    outage = read_day("outage")
    during = 3.5 * 3600.0
    guests = [guest(0, "credit"), guest(1, "credit", arrives=during), guest(2, arrives=during)]
    assert in_outages(outage, guests) == {1, 2}
    waits = (Span(1030.0, 1130.0),)
    cases = (case(0, 200.0), case(1, 200.0, waits=waits, left_waiting=True), case(2, 90.0))
    found = measured(outage, guests, served(*cases), people=1).figures
    assert (found["outage_wait"], found["outage_left"], found["outage_no_wait"]) == (100.0, 1.0, 0.0)


def test_a_call_costs_telephone_minutes_in_every_way_alike() -> None:
    """Whether the way has said so or not: ten minutes of a call are ten minutes."""
    spoken = Case("c0", "voice", 1000.0, 1600.0, "resolved", guest=0)
    cost = measured(DAY, [guest(0)], served(spoken), people=1).figures["cost"]
    assert cost == pytest.approx(10 * DAY.costs.telephone_minute)
    assert measured(DAY, [guest(0)], served(case(0, 600.0)), people=1).figures["cost"] == 0.0

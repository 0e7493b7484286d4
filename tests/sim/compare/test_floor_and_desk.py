"""The simulated floor beside the real desk: with the same questions at the same moments people are as fast on both."""

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.ports import Understanding
from earpiece.insight.floor.engine import Floor
from earpiece.insight.floor.people import Person
from earpiece.insight.floor.work import Work
from earpiece.sim.compare.engine_way import serve
from earpiece.sim.compare.house import opening
from earpiece.sim.compare.people_ways import escalate
from earpiece.sim.compare.ways import Features
from tests.sim.compare.days import CERTAIN, everybody, setting_of, small_day


@pytest.mark.slow
def test_the_desk_and_the_floor_serve_a_line_alike(hudson: Shelf, understanding: Understanding) -> None:
    """One person, more questions than they can meet at once, first come first served: each question is taken up on the
    floor at the second at which it was taken up at the desk."""
    day = small_day((26.0,), needs={"helped": 0.8}, talk_patience=CERTAIN["talk_patience"])
    people = everybody(hudson, 1)
    setting = setting_of(hudson, understanding, day, people)
    served = serve(Features())(setting)
    asked = sorted((each for case in served.cases for each in case.consults), key=lambda each: each.asked_at)
    begins = opening(hudson.current(), day.opens)
    floor = Floor([Person(each.id, frozenset(each.skills), each.since, each.until) for each in people])
    for each in asked:
        floor.at(each.asked_at - begins, floor.offer, Work(each.kind, (each.seconds,), frozenset({each.skill})))
    floor.run()
    assert len(asked) > 15
    assert sum(each.waited() > 5 for each in floor.tickets) > 5
    for one, other in zip(asked, floor.tickets, strict=True):
        assert one.taken_at is not None
        assert other.taken == pytest.approx(one.taken_at - begins, abs=1.0), one.name


@pytest.mark.slow
def test_the_agent_leads_alike_on_both(hudson: Shelf, understanding: Understanding) -> None:
    """Where nobody is needed a conversation takes as long as on the real engine, and where somebody is, that moment
    comes as soon: what differs between the ways is what people make of it."""
    day = small_day((10.0,), needs={"helped": 0.5}, **CERTAIN)
    setting = setting_of(hudson, understanding, day)
    real, floor = ({case.guest: case for case in way(setting).cases} for way in (serve(Features()), escalate))
    assert {bool(guest.gaps) for guest in setting.guests} == {True, False}
    for guest in setting.guests:
        one, other = real[guest.number], floor[guest.number]
        if guest.gaps:
            assert one.gap_at is not None
            assert other.gap_at == pytest.approx(one.gap_at, abs=0.5)
        else:
            assert other.seconds == pytest.approx(one.seconds, abs=0.5)

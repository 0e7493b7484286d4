"""A day that the real engine played in virtual time, calibrated from its journal and held against its own plan."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.ports import Understanding
from earpiece.insight.attendance import Present, read_attendance
from earpiece.insight.backtest import backtest
from earpiece.insight.calibrate.estimate import Window
from earpiece.insight.calibrate.people import measured_day, whole
from earpiece.insight.calibrate.scenario import Calibration, calibrate
from earpiece.insight.cases import Case
from earpiece.insight.day import Day
from earpiece.sim.compare.engine_way import Floor, play_and
from earpiece.sim.compare.house import opening
from earpiece.sim.compare.ways import Features, Served, Setting
from tests.sim.compare.days import everybody, setting_of, small_day

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
WORKERS = 6


@pytest.fixture(scope="module")
def day() -> Day:
    """An hour in which most customers need somebody, and are not very patient."""
    patience = {"voice": {"mean_s": 90, "shape": 2}, "chat": {"mean_s": 90, "shape": 2}}
    decisions = {"approval": {"mean_s": 20}, "clarification": {"mean_s": 35}, "instruction": {"mean_s": 60},
                 "task": {"mean_s": 100}}  # fmt: skip
    needs = {"helped": 0.8}
    return small_day((40.0, 40.0), needs=needs, talk_patience=patience, decisions=decisions)


@pytest.fixture(scope="module")
def played(hudson: Shelf, understanding: Understanding, day: Day) -> tuple[Setting, Sequence[Case], list[Present]]:
    """What the journal says of the day: its conversations, and who was there."""
    setting = setting_of(hudson, understanding, day, everybody(hudson, WORKERS))

    async def look(floor: Floor, served: Served) -> tuple[Sequence[Case], list[Present]]:
        return served.cases, await read_attendance(floor.world.journal, 0.0, 1e12)

    cases, present = play_and(setting, Features(), look)
    return setting, cases, present


@pytest.fixture(scope="module")
def found(day: Day, played: tuple[Setting, Sequence[Case], list[Present]]) -> Calibration:
    _, cases, present = played
    return calibrate(cases, present, day, Window.around(cases))


def test_what_the_day_was_played_with_is_found_again(
    day: Day, found: Calibration, played: tuple[Setting, Sequence[Case], list[Present]]
) -> None:
    """Decisions, patience, channels, customers: the intervals hold what chance was given."""
    setting, cases, _ = played
    known = {"arrivals": sum(day.arrivals)}
    for kind in day.decisions:
        known[f"decisions.{kind}.mean_s"] = whole(day, kind).mean_s
    for channel, patience in day.talk_patience.items():
        known[f"channels.{channel}"] = day.channels[channel]
        known[f"talk_patience.{channel}.mean_s"] = patience.mean_s
    seen = {each.setting: each.found for each in found.measured}
    checked = [name for name in known if name in seen]
    missed = {
        name: (known[name], seen[name]) for name in checked if not seen[name].low <= known[name] <= seen[name].high
    }
    assert len(checked) >= 6
    assert len(missed) <= 1, missed
    assert len(cases) == len(setting.guests)


def test_who_was_there_is_read_from_the_journal(played: tuple[Setting, Sequence[Case], list[Present]]) -> None:
    """All workers, from the opening on."""
    setting, _, present = played
    begins = opening(setting.shelf.current(), setting.day.opens)
    assert len([each for each in present if each.spans]) == WORKERS
    assert all(each.spans[0].since == pytest.approx(begins, abs=5) for each in present if each.spans)


def test_calibrated_from_the_day_a_plan_meets_it(
    found: Calibration, played: tuple[Setting, Sequence[Case], list[Present]]
) -> None:
    """Arrivals without error, since they are from this day; pick-up and service as played days have them."""
    _, cases, present = played
    when = datetime.fromtimestamp(cases[0].opened_at, UTC).date()
    test = backtest(found.day, when, cases, present, days=20)
    assert test.arrivals.wape < 0.01
    assert test.card_s[1] == pytest.approx(test.card_s[0], rel=0.25)
    assert abs((test.service.planned or 0) - (test.service.came or 0)) < 0.1
    assert test.needed_off <= 1


def test_measured_people_are_as_fast_as_they_were(
    day: Day, played: tuple[Setting, Sequence[Case], list[Present]]
) -> None:
    """The scenario with measured people says for each kind what its cards took."""
    _, cases, _ = played
    measured = measured_day(day, cases)
    for kind in ("approval", "clarification"):
        assert whole(measured, kind).mean_s == pytest.approx(whole(day, kind).mean_s, rel=0.3)

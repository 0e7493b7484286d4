"""`earpiece calibrate`, `backtest` and `compare --experts measured` over a journal that was really played."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from earpiece.cli import app
from earpiece.cli.calibrate import a_date, window_of
from earpiece.cli.compare import measured_people
from earpiece.domain.errors import Invalid
from earpiece.insight.calibrate.people import whole
from earpiece.insight.day import read_day
from earpiece.settings import Settings
from tests.support.recorded import RecordedStage

CARDS = 6
THINKS = (18, 19, 20, 20, 21, 22)
DAY = "2026-09-21"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One day: six refunds that Ann approves, each after about twenty seconds."""
    folder = tmp_path_factory.mktemp("calibrate") / "data"
    with RecordedStage(folder) as stage:
        for seconds in THINKS:
            stage.opens("maya")
            stage.says("refund please", "the lamp", "60", "broken")
            stage.passes(10)
            stage.claims("ann")
            stage.passes(seconds)
            stage.answers("ann", decision="yes")
            stage.passes(10)
            stage.says("bye")
    return folder


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--data", str(data)])


def as_json(data: Path, *arguments: str) -> Any:
    done = run(data, *arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_a_journal_becomes_a_scenario(data: Path, tmp_path: Path) -> None:
    """What six cards say is in the file with its source; what they do not is listed."""
    target = tmp_path / "mine.yaml"
    found = as_json(data, "calibrate", "--out", str(target))
    assert (found["from"], found["to"], found["days"], found["conversations"]) == (DAY, DAY, 1, CARDS)
    (seconds,) = (each for each in found["measured"] if each["setting"] == "decisions.approval.mean_s")
    assert seconds["low"] < 20 < seconds["high"]
    assert seconds["count"] == CARDS
    assumed = {each["setting"]: each["source"] for each in found["assumed"]}
    assert f"{CARDS} conversations, fewer than 30" in assumed["arrivals"]
    assert "targets.pickup_s" not in assumed
    scenario = read_day(target)
    assert whole(scenario, "approval").mean_s == pytest.approx(20.0, abs=0.3)
    assert scenario.teams[0].skills
    assert "known from the cards they took" in (scenario.source("teams") or "")


def test_the_tables_are_for_people(data: Path) -> None:
    """Measured, seen beside, still assumed."""
    done = run(data, "calibrate", "--from", DAY, "--to", DAY)
    assert done.exit_code == 0
    for words in (
        "6 conversations on 1 day",
        "Measured",
        "approval",
        "Still assumed",
        "yours to choose",
    ):
        assert words in done.output


def test_a_day_is_held_against_a_scenario(data: Path, tmp_path: Path) -> None:
    """In figures, in words and in a table."""
    plan = tmp_path / "orders.yaml"
    plan.write_text("{opens: '14:00', arrivals: [6, 3], needs: {skills: {orders: 1}}}\n", "utf-8")
    assert "planned → came" in run(data, "backtest", str(plan), "--day", DAY).output
    found = as_json(data, "backtest", str(plan), "--day", DAY)
    assert found["people"] == 1
    assert sum(each["arrivals"]["came"] for each in found["intervals"]) == CARDS
    assert found["arrivals"]["bias"] == pytest.approx((9 - CARDS) / CARDS)
    assert found["verdict"][0].startswith("6 conversations came, 9 were planned")


def test_days_that_cannot_be(data: Path) -> None:
    """Each with what to write instead."""
    for arguments, words in (
        (("calibrate", "--from", "yesterday"), "--from is 'yesterday'; write a day such as"),
        (("calibrate", "--weekdays", "mon,someday"), "--weekdays is 'mon,someday'"),
        (("calibrate", "--from", "2026-09-22", "--to", DAY), "swap --from and --to"),
        (("calibrate", "--from", "2026-09-23", "--to", "2026-09-24"), "No conversation began from 2026-09-23"),
        (("calibrate", "--timezone", "Mars/Base"), "There is no timezone 'Mars/Base'"),
        (("backtest", "ordinary", "--day", "2026-09-22"), "No conversation began on 2026-09-22"),
    ):
        error = run(data, *arguments).exception
        assert isinstance(error, Invalid), arguments
        assert words in error.message


def test_people_of_a_comparison_are_as_fast_as_the_journal_shows(data: Path) -> None:
    """Approvals as measured, the rest as much faster; every source says so."""
    base = read_day("ordinary")
    found = measured_people(base, Settings.read(data, {}))
    assert whole(found, "approval").mean_s == pytest.approx(20.0, abs=0.3)
    assert whole(found, "task").mean_s == pytest.approx(170 * 20 / 40, rel=0.02)
    assert (found.source("decisions.approval") or "").startswith("measured: 6 cards")
    assert (found.source("decisions.task") or "").startswith("assumed, times 0.50")


def test_dates_and_places() -> None:
    """The last day is in it, in its own timezone."""
    window = window_of(date(2026, 10, 25), date(2026, 10, 25), "Europe/London")
    assert window.until - window.since == 25 * 3600  # the clocks go back
    assert a_date("2026-10-25", "--day") == date(2026, 10, 25)

"""A whole plan: deterministic, told in sentences, written for programs and as a page, quick enough."""

import json
import time
from functools import cache
from typing import Any

import pytest
from typer.testing import CliRunner

from earpiece.cli import app
from earpiece.insight.day import Day, Team, read_day, scaled
from earpiece.insight.planning.load import MODES, Mode
from earpiece.insight.planning.output import as_json, as_page, columns, rows
from earpiece.insight.planning.plan import Plan, make_plan, spread
from earpiece.insight.planning.telling import told
from tests.insight.planning.days import plain

DAYS = 2
SECONDS = 30.0
"""What a plan may take on one core, by its aim; three times as much is let pass, since others may use the machine."""


def short(**changes: Any) -> Day:
    return read_day("ordinary").model_copy(
        update={"name": "short", "arrivals": (20.0, 30.0, 22.0), "teams": (), **changes}
    )


@cache
def made(mode: Mode = "consult", *, teams: bool = False) -> Plan:
    team = Team(count=1, skills=("*",), shift=("08:30", "09:30"))
    return make_plan(short(teams=(team,) if teams else ()), mode, days=DAYS)


def test_the_same_scenario_and_seed_give_the_same_plan() -> None:
    again = make_plan(short(), days=DAYS)
    assert as_json(again) == as_json(made())
    assert told(again) == told(made())


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_says_what_it_takes(mode: Mode) -> None:
    found = made(mode)
    assert min(found.counts) >= 1
    assert (found.measured.whole.service or 0) > 0.9
    assert found.measured.whole.pieces > 0
    assert ("transfers" in told(found)[0]) == (mode == "escalate")
    assert (found.other_cliff is not None) == (mode == "consult")


def test_people_who_are_asked_are_fewer_than_those_who_do_it_all() -> None:
    hours = [made(mode).hours for mode in MODES]
    assert hours == sorted(hours)
    assert hours[0] < hours[2]


def test_the_table_has_a_row_for_each_interval_and_the_day() -> None:
    for teams in (False, True):
        found = made(teams=teams)
        table = rows(found)
        assert [row[0] for row in table] == ["08:00", "08:30", "09:00", "day"]
        assert {len(row) for row in table} == {len(columns(found))}
    assert "roster" in columns(made(teams=True))


def test_a_roster_is_told_where_it_is_short() -> None:
    words = " ".join(told(made(teams=True)))
    assert "It is short from 08:00 to " in words
    assert made(teams=True).cover is None


def test_without_teams_shifts_are_proposed_that_do() -> None:
    found = made()
    assert found.cover is not None
    assert found.covered is not None
    assert (found.covered.whole.service or 0) > 0.9
    assert "A simple cover" in told(found)[-1]


def test_a_day_without_customers_needs_nobody() -> None:
    found = make_plan(short(arrivals=(0.0, 0.0)), days=1)
    assert found.counts == (0, 0)
    assert told(found) == ["Nobody needs a person on this day, so the plan needs nobody."]
    assert rows(found)[0][-1] == "–"
    assert "<svg" in as_page(found)


def test_a_day_with_one_channel_and_one_skill_is_planned() -> None:
    assert max(make_plan(plain(arrivals=(20.0, 20.0)), days=3).counts) <= 4


def test_the_page_holds_pictures_sentences_and_assumptions() -> None:
    text = as_page(made())
    for caption in ("Staff against what is needed", "The wait", "Occupancy", "Questions nobody takes become transfers"):
        assert caption in text
    assert "needs.taken_over" in text
    assert "<script" not in text


def test_a_spread_over_days() -> None:
    found = spread([1.0, None, 2.0, 3.0])
    assert found is not None
    assert (found.mean, found.p5, found.p95) == (2.0, 2.0, 2.0)
    assert found.low < 2 < found.high
    assert spread([None]) is None


def test_the_command_prints_a_table_and_sentences_and_writes_what_it_is_told_to(tmp_path: Any) -> None:
    scenario = tmp_path / "short.yaml"
    scenario.write_text("about: Two half-hours.\narrivals: [12, 15]\nteams: []\n", "utf-8")
    page, data = tmp_path / "plan.html", tmp_path / "plan.json"
    result = CliRunner().invoke(app, ["plan", str(scenario), "--json", str(data), "--html", str(page), "--days", "3"])
    assert result.exit_code == 0, result.output
    assert "08:30" in result.output
    assert "One person fewer" in result.output
    written = json.loads(data.read_text("utf-8"))
    assert [each["from"] for each in written["intervals"]] == ["08:00", "08:30"]
    assert written["assumptions"]
    assert page.read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("factor", [1, 10])
def test_a_plan_takes_less_than_half_a_minute(factor: int) -> None:
    day = read_day("ordinary")
    began = time.process_time()
    make_plan(day.model_copy(update={"arrivals": scaled(day.arrivals, factor), "teams": ()}))
    assert time.process_time() - began < 3 * SECONDS

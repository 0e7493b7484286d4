"""A comparison from beginning to end: the same order gives the same, whoever computes it."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from earpiece.cli import app
from earpiece.cli.compare import ready
from earpiece.company.shelf import Shelf
from earpiece.domain.errors import Invalid
from earpiece.domain.ports import Understanding
from earpiece.insight.day import Day, Team, read_day
from earpiece.sim.compare import pool
from earpiece.sim.compare.ladder import ALONE, CONSULT, EARPIECE, ESCALATE, GOOD, LADDER, LEARNED, chosen, rung
from earpiece.sim.compare.output import as_json
from earpiece.sim.compare.run import Order, compare, find, play, search, well_run
from earpiece.sim.compare.ways import Features
from tests.sim.compare.days import small_day
from tests.sim.conftest import HUDSON

TWO = (Team(count=2, skills=("*",), shift=("08:00", "20:00")),)


def order_of(learned: Path, day: Day, ways: tuple[str, ...], seeds: tuple[int, ...] = (0,)) -> Order:
    """The sample bank's customers on that day."""
    return Order(HUDSON, day, seeds, ways, HUDSON / "messages", learned, ready)


def tiny(**changes: object) -> Day:
    """Half an hour, a dozen customers, two people."""
    return small_day((12.0,)).model_copy(update={"teams": TWO, **changes})


@pytest.fixture
def here(hudson: Shelf, understanding: Understanding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This process has read the company already."""
    monkeypatch.setattr("tests.sim.compare.test_run.ready", lambda folder, learned: (hudson, understanding))
    return tmp_path


def test_what_another_process_found_gives_the_same_figures(here: Path) -> None:
    """The pool of one process, as JSON, in a process that has found nothing itself."""
    order = order_of(here, tiny(), (CONSULT,))
    found = json.loads(json.dumps(find(order, 0)))
    once = play(order, 0, None, CONSULT)
    pool._POOLS.clear()
    assert play(order, 0, found, CONSULT) == once
    assert found["customers"] >= found["needing"] >= len(once.took) > 0


def test_a_good_escalation_carries_context_over_and_has_the_people_it_needs(here: Path) -> None:
    day = tiny(transfer=read_day("bad-escalation").transfer)
    order = order_of(here, day, (ESCALATE, GOOD))
    bad, good = (play(order, 0, None, way).figures for way in (ESCALATE, GOOD))
    assert bad["human_helped"] is not None
    assert good["human_helped"] is not None
    assert bad["human_helped"] > good["human_helped"]
    assert good["people"] == search(order, 0, None, GOOD)
    assert (good["service"] or 0.0) >= day.targets.pickup_share


def test_hard_cases_stay_hard_in_a_good_escalation() -> None:
    well = well_run(read_day("hard-cases"))
    assert (well.transfer.slower, well.transfer.redo) == (2, read_day("ordinary").transfer.redo)


def test_the_ladder_adds_one_feature_at_a_time_up_to_all_of_them() -> None:
    steps = [each.features for each in LADDER if each.features is not None]
    assert steps[0] == Features()
    assert rung(EARPIECE).features == Features(True, True, True, True, True)
    assert steps[-1] == rung(LEARNED).features == Features(True, True, True, True, True, True, True)
    for before, each in pairwise(LADDER[4:]):
        assert before.features is not None
        assert each.added is not None
        assert each.features == before.features.plus(each.added) != before.features
    assert [each.features for each in ALONE] == [Features().plus(each.added or "") for each in ALONE]


def test_ways_are_played_in_the_order_of_the_ladder() -> None:
    assert chosen([]) == tuple(each.name for each in LADDER)
    assert chosen(["suggestions", "escalate"]) == ("escalate", "suggestions")
    assert chosen(["escalate"], alone=True) == ("escalate", "consult", *(each.name for each in ALONE))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--ways", "consult,telepathy"], "There is no way 'telepathy' to compare: name some of people, approve"),
        (["--day", "doomsday"], "There is no scenario 'doomsday'"),
    ],
)
def test_a_mistyped_name_is_answered_by_those_there_are(arguments: list[str], words: str) -> None:
    result = CliRunner().invoke(app, ["compare", str(HUDSON), *arguments])
    assert isinstance(result.exception, Invalid)
    assert words in result.exception.message


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_same_whatever_the_number_of_processes(tmp_path: Path) -> None:
    """Two days, with the search, in one process and in two."""
    order = order_of(tmp_path, tiny(), (ESCALATE, CONSULT, EARPIECE), (0, 1))
    told: list[tuple[int, int]] = []
    one = compare(order, 1, lambda over, total, what: told.append((over, total)))
    two = compare(order, 2, lambda over, total, what: None)
    assert as_json(one) == as_json(two)
    assert [over for over, _ in told] == list(range(told[-1][1] + 1)), "progress goes from nothing to all"
    assert one.notes == {}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_quick_form_of_the_command(tmp_path: Path) -> None:
    """Everything it writes, and what it says on the screen."""
    html, plain = tmp_path / "page.html", tmp_path / "found.json"
    wanted = ["--quick", "--seeds", "1", "--customers", "0.3", "--html", str(html), "--json", str(plain)]
    result = CliRunner().invoke(app, ["compare", str(HUDSON), *wanted])
    assert result.exit_code == 0, result.output
    assert "One simulated day" in result.output
    assert "simulated" in result.output
    found = json.loads(plain.read_text())
    assert list(found["ways"]) == [each.name for each in LADDER if each.name != LEARNED]
    assert all(sentence["text"] in html.read_text().replace("&#39;", "'") for sentence in found["verdict"])

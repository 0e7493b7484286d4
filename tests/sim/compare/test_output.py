"""A comparison as data, as rows and as a page: whole, labelled, and the same each time."""

import json
import re

import pytest

from earpiece.insight.day import read_day
from earpiece.sim.compare.aims import AIMS
from earpiece.sim.compare.headlines import HEADLINES
from earpiece.sim.compare.html import as_page
from earpiece.sim.compare.ladder import LADDER
from earpiece.sim.compare.output import as_json, figure, shown, steps
from earpiece.sim.compare.result import Comparison
from tests.sim.compare.made import Made, comparison

DAYS = 3


def whole(day: str = "ordinary") -> Comparison:
    """Every figure of every way of the ladder, better from way to way."""
    values = {
        rung.name: {name: [200.0 - 20 * place + seed for seed in range(DAYS)] for name in HEADLINES}
        for place, rung in enumerate(LADDER)
    }
    return comparison(values, day=day, searched=True)


def test_json_holds_every_figure_of_every_way_and_what_it_means() -> None:
    plain = json.loads(json.dumps(as_json(whole())))
    assert plain["source"] == "simulated"
    assert list(plain["ways"]) == [rung.name for rung in LADDER]
    for way in plain["ways"].values():
        assert set(way["figures"]) == set(HEADLINES) == set(plain["figures"])
        assert all(len(each["by_seed"]) == each["days"] == DAYS for each in way["figures"].values())
    assert all(each["definition"] for each in plain["figures"].values())
    assert {each["setting"] for each in plain["assumptions"]} >= {"pace.voice.agent_s", "transfer.redo", "teams"}
    assert all(each["source"] for each in plain["assumptions"])
    steps_of = ["fan-in", "early", "meanwhile", "deadlines", "suggestions", "learning", "learned"]
    assert [each["way"] for each in plain["steps"]] == steps_of
    assert [each["way"] for each in plain["aims"]] == ["suggestions"] * len(AIMS) + ["learned"] * len(AIMS)
    assert "people" not in plain["ways"]["escalate"]["times_of"]["consult"] or plain["seeds"] == [0, 1, 2]


def test_times_of_says_how_many_times_as_much_the_other_way_takes() -> None:
    made = {"escalate": {"wait": [90.0, 90.0]}, "suggestions": {"wait": [30.0, 30.0]}}
    times = as_json(comparison(made))["ways"]["suggestions"]["times_of"]["escalate"]["wait"]
    assert times == {"mean": pytest.approx(3.0), "low": pytest.approx(3.0), "high": pytest.approx(3.0), "days": 2}


def test_a_step_is_held_against_the_one_before_of_those_played() -> None:
    made = {name: {"wait": [1.0]} for name in ("escalate", "consult", "early", "suggestions")}
    assert steps(comparison(made)) == [("early", "consult"), ("suggestions", "early")]


def test_a_figure_is_written_with_half_its_interval_and_without_if_there_is_none() -> None:
    made: Made = {"consult": {"no_wait": [0.5, 0.52], "wait": [60.0, None], "cost": [1.5, 1.5]}}
    found = comparison(made)
    assert figure(found, "consult", "no_wait") == "51 % ± 12.7"
    assert figure(found, "consult", "wait") == "60 s"
    assert figure(found, "consult", "cost") == "£1.50 ± 0"
    assert figure(found, "consult", "left") == "–"


def test_only_what_was_found_has_a_column() -> None:
    assert "staff" in shown(whole())
    assert "outage_left" not in shown(whole())
    assert "outage_left" in shown(whole("outage"))
    assert "staff" not in shown(comparison({"consult": {"wait": [1.0], "staff": [1.0]}}))


def test_the_page_shows_it_all() -> None:
    page = as_page(whole("outage"))
    assert page == as_page(whole("outage"))
    for rung in LADDER:
        assert rung.about in page.replace("&#39;", "'")
    for name in shown(whole("outage")):
        assert HEADLINES[name].title in page.replace("&#39;", "'")
    for setting, _, source in read_day("outage").assumptions():
        assert setting in page
        assert source in page.replace("&#39;", "'").replace("&gt;", ">")
    assert page.count("<svg") == len(shown(whole("outage"))) + 3
    assert "simulated" in page
    assert re.search(r"Seeds 0, 1, 2\. 300 customers on 3 days, 120 of whom need a person", page)
    assert "python 3" in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("values", "stands"),
    [
        (
            {"human_helped": (6.0, 1.9), "wait": (90.0, 29.0), "from_gap": (300.0, 110.0), "staff": (9.0, 4.0)},
            "reached",
        ),
        (
            {"human_helped": (6.0, 2.1), "wait": (90.0, 31.0), "from_gap": (300.0, 130.0), "staff": (9.0, 5.0)},
            "not reached",
        ),
    ],
)
def test_aims(values: dict[str, tuple[float, float]], stands: str) -> None:
    """Just reached and just not; what is at most is turned round."""
    made = {
        "escalate": {name: [one] * 2 for name, (one, _) in values.items()},
        "consult": {"wait": [values["wait"][0]] * 2},
        "suggestions": {
            **{name: [other] * 2 for name, (_, other) in values.items()},
            "no_wait": [0.61 if stands == "reached" else 0.59] * 2,
            "outage_left": [0.019 if stands == "reached" else 0.021] * 2,
        },
    }
    assert {aim.reached(comparison(made)) for aim in AIMS} == {stands}


def test_an_aim_is_open_while_the_interval_is_on_both_sides() -> None:
    made = {"suggestions": {"no_wait": [0.5, 0.72], "outage_left": [0.0, 0.03]}}
    assert [aim.reached(comparison(made)) for aim in AIMS] == [
        "not measured", "open", "not measured", "not measured", "not measured", "open",
    ]  # fmt: skip

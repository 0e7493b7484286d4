"""No sentence says more than the figures carry: every branch, with figures made for it."""

import pytest

from earpiece.insight.amounts import amount
from earpiece.sim.compare.result import Comparison
from earpiece.sim.compare.statistics import Estimate
from earpiece.sim.compare.verdict import CLAIMS, Sentence, claimed, contribution, stands, verdict
from tests.sim.compare.made import Made, comparison

FASTER, _, LESS = CLAIMS


def said(found: Comparison, about: str) -> list[Sentence]:
    """The sentences about something."""
    return [each for each in verdict(found) if each.about == about]


@pytest.mark.parametrize(
    ("times", "stand", "words"),
    [
        (Estimate(3.5, 3.1, 3.9, 5), "holds", "Three times faster holds for Earpiece against this escalation"),
        (Estimate(2.1, 1.9, 2.3, 5), "does not hold", "Three times faster does not hold for Earpiece"),
        (Estimate(3.2, 2.8, 3.6, 5), "open", "neither shown nor refuted"),
        (Estimate(0.8, 0.7, 0.9, 5), "does not hold", "it takes more, not less"),
        (Estimate(3.2, None, None, 1), "holds", "3.2 times on this one day."),
    ],
)
def test_a_claim_holds_only_if_the_whole_interval_does(times: Estimate, stand: str, words: str) -> None:
    sentence = claimed(FASTER, times, "Earpiece", "this escalation")
    assert sentence.stand == stand
    assert words in sentence.text
    if times.low is not None:
        assert f"({amount(times.low)} to {amount(times.high)})" in sentence.text


def test_claims_are_held_against_this_and_a_well_run_escalation() -> None:
    """The published figure may hold against the one and not against the other."""
    values = {
        "escalate": {"resolution": [900.0, 920.0, 910.0], "human_helped": [8.0, 8.1, 8.2]},
        "well-escalated": {"resolution": [500.0, 510.0, 505.0], "human_helped": [5.0, 5.1, 5.2]},
        "consult": {"resolution": [400.0, 405.0, 400.0], "human_helped": [2.0, 2.1, 2.0]},
        "suggestions": {"resolution": [250.0, 255.0, 250.0], "human_helped": [1.5, 1.5, 1.6]},
    }
    sentences = said(comparison(values), "resolution")
    assert [(each.stand, "a good" in each.text, "Earpiece" in each.text) for each in sentences] == [
        ("holds", False, True),
        ("does not hold", False, False),
        ("does not hold", True, True),
        ("does not hold", True, False),
    ]
    assert stands(verdict(comparison(values)), "human_helped") == ["holds", "open", "does not hold", "does not hold"]


def test_a_way_that_was_not_played_is_not_spoken_of() -> None:
    found = comparison({"consult": {"wait": [5.0, 6.0], "staff": [2.0, 2.0]}}, searched=True)
    texts = " ".join(each.text for each in verdict(found))
    assert "Earpiece" not in texts
    assert "number of people" not in texts
    assert "escalation" not in texts


def test_few_days_are_called_few() -> None:
    def note(days: int) -> list[str]:
        return [each.text for each in said(comparison({"escalate": {"wait": [5.0] * days}}), "days")]

    assert "One simulated day: there are no intervals" in note(1)[0]
    assert "3 simulated days: intervals are wide" in note(3)[0]
    assert note(4) == []


@pytest.mark.parametrize(
    ("earpiece", "stand", "words"),
    [
        ([20.0, 21.0, 19.0], "note", "They wait 80 s less"),
        ([120.0, 121.0, 119.0], "worse", "They wait 20 s more"),
        ([20.0, 180.0, 110.0], "note", "is not shown"),
    ],
)
def test_waiting(earpiece: list[float], stand: str, words: str) -> None:
    values = {
        "escalate": {"wait": [100.0, 101.0, 99.0]},
        "suggestions": {"wait": earpiece, "no_wait": [0.6, 0.7, 0.65]},
    }
    found = comparison(values)
    (sentence,) = said(found, "wait")
    assert (sentence.stand, words in sentence.text) == (stand, True)
    assert "65 % (52.6 % to 77.4 %)" in said(found, "no_wait")[0].text


def test_people_needed_are_spoken_of_only_if_they_were_searched_for() -> None:
    values = {"escalate": {"staff": [9.0, 9.0]}, "suggestions": {"staff": [4.0, 4.0]}}
    assert "was not searched for" in said(comparison(values), "staff")[0].text
    assert stands(verdict(comparison(values, searched=True)), "staff") == ["holds"]
    more = {"escalate": {"staff": [9.0, 9.0]}, "suggestions": {"staff": [6.0, 6.0]}}
    (sentence,) = said(comparison(more, searched=True), "staff")
    assert (sentence.stand, "more than half" in sentence.text) == ("does not hold", True)
    unsure = {"escalate": {"staff": [9.0, 5.0]}, "suggestions": {"staff": [3.0, 3.0]}}
    assert stands(verdict(comparison(unsure, searched=True)), "staff") == ["open"]
    never: Made = {"escalate": {"staff": [9.0, 9.0]}, "suggestions": {"staff": [None, None]}}
    assert stands(verdict(comparison(never, searched=True)), "staff") == ["open"]


def test_an_outage_is_spoken_of_only_on_its_day() -> None:
    values = {"escalate": {"outage_left": [0.5, 0.5]}, "suggestions": {"outage_left": [0.01, 0.01]}}
    (sentence,) = said(comparison(values, day="outage"), "outage_left")
    assert "50 % (50 % to 50 %) with escalation; 1 % (1 % to 1 %) with Earpiece" in sentence.text
    assert said(comparison(values), "outage_left") == []


def test_a_feature_is_said_to_change_only_what_it_surely_changes() -> None:
    values = {
        "consult": {"wait": [100.0, 101.0, 99.0], "human_helped": [2.0, 2.1, 1.9], "left": [0.1, 0.1, 0.1]},
        "early": {"wait": [60.0, 62.0, 58.0], "human_helped": [2.3, 2.0, 1.9], "left": [0.1, 0.1, 0.1]},
    }
    text = contribution(comparison(values), "early", "consult", "on top").text
    assert text.startswith("Fan-in, asking early, on top: wait caused by people −40 s (")
    assert "human" not in text
    assert "hang-ups" not in text
    same = {"consult": values["consult"], "fan-in": values["consult"]}
    assert "no change that these days could show" in contribution(comparison(same), "fan-in", "consult", "on top").text


def test_where_consulting_is_worse_is_said() -> None:
    values = {
        "escalate": {"left": [0.0, 0.001, 0.002], "wait": [80.0, 81.0, 82.0], "cost": [3.0, 3.1, 3.2]},
        "consult": {"left": [0.04, 0.041, 0.042], "wait": [106.0, 107.0, 108.0], "cost": [1.0, 1.1, 1.2]},
        "suggestions": {"left": [0.0, 0.001, 0.002], "wait": [30.0, 31.0, 32.0], "cost": [1.0, 1.1, 1.2]},
    }
    texts = [each.text for each in said(comparison(values), "worse")]
    assert texts == [
        "A plain consult is worse than this escalation in wait caused by people: 107 s against 81 s.",
        "A plain consult is worse than this escalation in hang-ups while waiting: 4.1 % against 0.1 %.",
        "In no figure compared is Earpiece shown to be worse than this escalation.",
    ]


def test_steps_that_were_not_played_are_spoken_of_together() -> None:
    """What several features give is not put down to the last of them."""
    values = {"consult": {"wait": [100.0, 101.0, 99.0]}, "early": {"wait": [60.0, 62.0, 58.0]}}
    (text,) = (each.text for each in verdict(comparison(values)) if each.about == "feature early")
    assert text.startswith("Fan-in, asking early, on top of a plain consult: wait caused by people")

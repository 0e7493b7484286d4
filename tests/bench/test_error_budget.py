"""The error budget on streams with known truth, by the benchmark's own rule."""

import numpy as np
import pytest

from bench import error_budget
from bench.error_budget import Found, many, one, row
from earpiece.judgement.controller import Controller
from earpiece.sim.judgement_streams import KINDS, STEADY, Played

RUNS = 80
HARDEST = "s-shaped"
"""Risks that are wrong in shape are the hardest to correct; more runs tell it from chance."""


def broken(found: list[Found]) -> float:
    return float(np.mean([each.broken or each.block_broken for each in found]))


def test_a_run_is_the_same_whenever_it_is_played() -> None:
    assert one("new kinds", "few requests", 0.05, 7) == one("new kinds", "few requests", 0.05, 7)


def test_a_block_that_goes_wrong_breaks_the_run_though_the_whole_holds() -> None:
    own, wrong = np.ones(5000, dtype=bool), np.zeros(5000, dtype=bool)
    wrong[1000:1500:7] = True
    assert error_budget._block_broken(Played(own, wrong, 0, Controller(0.05)), 0.05, 500)
    assert not error_budget._block_broken(Played(own, np.roll(wrong, 250), 0, Controller(0.05)), 0.05, 5000)


def test_a_row_says_how_often_it_broke() -> None:
    good = Found(0.9, 0.01, 0.9, -3.0, False, False, 0.02)
    bad = Found(0.9, 0.01, 1.3, 30.0, True, False, 0.02)
    assert row("calibrated", [good, good, good, bad])[7:9] == ("25.0%", "0.0%")


@pytest.mark.slow
@pytest.mark.parametrize("kind", STEADY)
def test_what_stays_worth_the_same_keeps_its_budget(kind: str) -> None:
    found = many(kind, 0.05, 200 if kind == HARDEST else RUNS)
    assert broken(found) <= (0.09 if kind == HARDEST else 0.05)
    assert np.mean([each.lost for each in found]) < 0.08


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(STEADY)))
def test_what_drifts_or_is_made_to_harm_overdraws_by_a_bounded_share(kind: str) -> None:
    found = many(kind, 0.05, RUNS // 2)
    assert np.quantile([each.error for each in found], 0.95) < 2.0

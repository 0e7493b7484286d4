"""A share found in a sample with unequal chances to be looked at, and its bounds."""

import random

import pytest

from earpiece.judgement.shares import Share


def test_each_one_looked_at_stands_for_those_that_were_not() -> None:
    """One wrong of a sample of one in ten weighs as much as ten right ones that all were seen."""
    share = Share()
    assert (share.estimate, share.lower, share.upper) == (None, 0.0, 1.0)
    for _ in range(20):
        share.decide()
    share.look(wrong=True, seen=0.1)
    for _ in range(10):
        share.look(wrong=False, seen=1.0)
    assert share.estimate == pytest.approx(0.5)
    assert share.looked == 11


def test_what_was_noticed_is_a_share_of_all_that_was_decided() -> None:
    """Customers notice wrong decisions only: one noticed of a hundred is one in a hundred, not all of them."""
    share = Share()
    for _ in range(100):
        share.decide()
    share.notice()
    assert share.estimate == pytest.approx(0.01)
    assert share.lower < 0.01
    assert share.upper == 1.0  # nobody has looked at the others
    for _ in range(40):
        share.look(wrong=False, seen=0.4)
    assert share.upper == pytest.approx(0.0466 + 0.0722 * 0.99, abs=1e-3)


def test_the_bounds_of_an_even_sample_are_those_of_clopper_and_pearson() -> None:
    """Three wrong of fifty, each bound one-sided at 95 %."""
    share = Share()
    for number in range(50):
        share.decide()
        share.look(wrong=number < 3, seen=0.2)
    assert share.lower == pytest.approx(0.0166, abs=1e-4)
    assert share.upper == pytest.approx(0.1478, abs=1e-4)


def test_the_truth_is_seldom_outside() -> None:
    """In a hundred samples with unequal chances, the truth is above the upper bound, or under the lower, in few."""
    dice, outside = random.Random(5), [0, 0]
    for _ in range(100):
        share = Share()
        for _ in range(600):
            wrong, seen = dice.random() < 0.06, dice.choice((0.05, 0.2, 1.0))
            share.decide()
            if wrong and dice.random() < 0.3:
                share.notice()
            elif dice.random() < seen:
                share.look(wrong, seen)
        outside[0] += share.upper < 0.06
        outside[1] += share.lower > 0.06
    assert max(outside) <= 12


def test_what_is_long_ago_is_put_out_of_mind() -> None:
    """So that drift shows, and a bad time ends."""
    share = Share(forget=0.02)
    for number in range(400):
        share.decide()
        share.look(wrong=number < 200, seen=1.0)
    assert share.estimate is not None
    assert share.estimate < 0.02

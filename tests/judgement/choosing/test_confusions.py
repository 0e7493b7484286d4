"""Pairs of choices that are mistaken for each other are told from pairs that never are."""

from math import exp

from earpiece.judgement.choosing.confusions import Confusions


def share(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


def test_a_pair_begins_with_the_errors_of_all() -> None:
    mixed = Confusions()
    assert abs(share(mixed.log_odds(0, 1)) - 0.05) < 1e-6
    for _ in range(200):
        mixed.learn(2, 3, wrong=True)
    assert share(mixed.log_odds(0, 1)) > 0.5


def test_a_pair_that_is_mistaken_stands_out() -> None:
    mixed = Confusions()
    for turn in range(60):
        mixed.learn(0, 1, wrong=turn % 3 == 0)
        mixed.learn(2, 1, wrong=False)
    assert abs(share(mixed.log_odds(0, 1)) - 1 / 3) < 0.05
    assert share(mixed.log_odds(2, 1)) < 0.05
    assert mixed.log_odds(1, 0) < mixed.log_odds(0, 1)


def test_what_was_once_mistaken_is_forgotten() -> None:
    mixed = Confusions()
    for _ in range(30):
        mixed.learn(0, 1, wrong=True)
    for _ in range(400):
        mixed.learn(0, 1, wrong=False)
    assert share(mixed.log_odds(0, 1)) < 0.05

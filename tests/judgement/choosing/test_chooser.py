"""The chooser: from nothing on, one answer at a time."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import pytest

from earpiece.judgement.case import Case, Vector
from earpiece.judgement.choosing import EVIDENCE, OnlineChooser
from earpiece.judgement.choosing.features import words_of

PLACES = ("kitchen", "cellar", "attic", "hall", "garage")
SAID = {
    "lost": ("my {} key is lost", "i cannot find the {} key", "the key of the {} has gone missing"),
    "broken": ("the {} lamp is broken", "in the {} the light does not work", "the {} lamp stays dark"),
    "price": ("what does a {} door cost", "the price of a door for the {}", "how much is a door to the {}"),
}
DESCRIBED = {"lost": "a key is lost", "broken": "a lamp is broken", "price": "what something costs, its price"}


def embed(text: str) -> Vector:
    """A unit vector in which texts with common words are alike."""
    row = np.full(48, 1e-3, dtype=np.float32)
    for word in words_of(text):
        row[np.random.default_rng(crc32(word.encode())).integers(0, 48, 6)] += 1.0
    return np.asarray(row / np.linalg.norm(row), dtype=np.float32)


def said(text: str) -> Case:
    return Case(words=(("said", text),))


def stream() -> list[tuple[Case, str]]:
    """Fifteen kinds of sentences in turn."""
    turns = [(place, choice, number) for number in range(3) for place in PLACES for choice in SAID]
    return [(said(SAID[choice][number].format(place)), choice) for place, choice, number in turns]


def wrong(chooser: OnlineChooser, cases: Sequence[tuple[Case, str]]) -> int:
    return sum(chooser.guess(case).choice != choice for case, choice in cases)


def test_nothing_taught_and_nothing_named_is_no_guess() -> None:
    guess = OnlineChooser().guess(said("hello"))
    assert guess.choice is None
    assert len(guess.evidence) == len(EVIDENCE)


@pytest.mark.parametrize("meant", [False, True])
def test_a_few_answers_are_enough(meant: bool) -> None:
    chooser = OnlineChooser(embed=embed if meant else None)
    for case, choice in stream()[:30]:
        chooser.learn(case, choice)
    assert wrong(chooser, stream()[:30]) == 0
    assert wrong(chooser, stream()[30:]) <= 3


def test_descriptions_alone_give_a_first_guess() -> None:
    chooser = OnlineChooser(DESCRIBED, embed=embed)
    assert wrong(chooser, stream()) <= 9  # 30 by chance
    assert wrong(OnlineChooser(DESCRIBED), stream()) == 30  # without an embedding the names say nothing yet


def test_answers_overrule_a_description() -> None:
    chooser = OnlineChooser({"one": "my key is lost", "two": "something else"}, embed=embed)
    assert chooser.guess(said("my key is lost")).choice == "one"
    for _ in range(6):
        chooser.learn(said("my key is lost"), "two")
    assert chooser.guess(said("my key is lost")).choice == "two"


def test_many_new_choices_come_with_answers() -> None:
    chooser = OnlineChooser(DESCRIBED, embed=embed)
    for number in range(20):
        chooser.learn(said(f"word{number} other{number}"), f"choice {number}")
    assert chooser.guess(said("word7 other7")).choice == "choice 7"
    assert chooser.guess(said("the lamp is broken")).choice == "broken"


def test_only_what_is_possible_is_guessed() -> None:
    chooser = OnlineChooser()
    for case, choice in stream():
        chooser.learn(case, choice)
    case = Case(words=(("said", "my key is lost"),), possible=("broken", "price"))
    guess = chooser.guess(case)
    assert guess.choice in case.possible
    assert sum(share for _, share in guess.next) == pytest.approx(1)
    assert {name for name, share in guess.next if share > 0} <= set(case.possible)


def test_a_hint_counts() -> None:
    chooser = OnlineChooser(DESCRIBED)
    assert chooser.guess(Case(words=(("said", "hm"),), hints=(("price", 0.9),))).choice == "price"


def test_facts_are_learned() -> None:
    chooser = OnlineChooser()
    for number in range(12):
        chooser.learn(Case((("said", "go on"),), facts=(f"turn {number}", f"last={number % 2}")), "ab"[number % 2])
    guesses = [chooser.guess(Case((("said", "go on"),), facts=("turn 99", f"last={last}"))).choice for last in (0, 1)]
    assert guesses == ["a", "b"]


def test_the_same_words_in_another_field_mean_something_else() -> None:
    chooser = OnlineChooser()
    for _ in range(6):
        chooser.learn(Case((("said", "yes"), ("before", "no"))), "agreed")
        chooser.learn(Case((("said", "no"), ("before", "yes"))), "refused")
    assert chooser.guess(Case((("said", "no"), ("before", "yes")))).choice == "refused"


def test_the_answers_alone_make_the_state() -> None:
    """Guesses in between change nothing: who folds the answers again has the same chooser."""
    lived, rebuilt = OnlineChooser(DESCRIBED, embed=embed), OnlineChooser(DESCRIBED, embed=embed)
    for case, choice in stream():
        lived.guess(said("something in between"))
        lived.guess(case)
        lived.learn(case, choice)
        rebuilt.learn(case, choice)
    for case, _ in stream():
        one, two = lived.guess(case), rebuilt.guess(case)
        assert one.next == two.next
        assert np.array_equal(one.evidence, two.evidence)


def test_evidence_is_for_known_texts_and_against_strange_ones() -> None:
    chooser = OnlineChooser(DESCRIBED, embed=embed)
    for case, choice in stream():
        chooser.learn(case, choice)
    known = dict(zip(EVIDENCE, chooser.guess(said("my kitchen key is lost")).evidence, strict=True))
    strange = dict(zip(EVIDENCE, chooser.guess(said("zebras enjoy quantum ballet")).evidence, strict=True))
    for name in ("log_odds", "margin", "worded", "meant", "near", "around", "votes"):
        assert known[name] > strange[name], name
    for name in ("unknown", "doubt"):
        assert known[name] < strange[name], name
    assert all(-4 <= number <= 4 for number in (*known.values(), *strange.values()))

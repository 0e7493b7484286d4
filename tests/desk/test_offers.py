"""To whom an open card is offered, and why."""

from dataclasses import replace
from itertools import permutations

import pytest

from earpiece.desk.offers import Colleague, Wanted, offers, why_you
from earpiece.desk.people import Account
from earpiece.domain.card import Card, Opinion
from earpiece.domain.forms import Answer, Question

ASKED = Question(
    kind="approval", name="credit", text="Credit £370?", why="", form={}, skill="disputes", authority={"credit": 370}
)
CARD = Card("c1", conversation="t1", question=ASKED, skill="disputes")


def person(id: str, **fields: object) -> Account:
    known = {"name": id.title(), "skills": ("disputes",), "authority": {"credit": 500.0}, **fields}
    return Account(id, **known)  # type: ignore[arg-type]


ANN, BEN, CLEO = (Colleague(person(name)) for name in ("ann", "ben", "cleo"))


def offered(card: Card, *people: Colleague, met: frozenset[str] = frozenset(), holder: str | None = None) -> set[str]:
    return set(offers([Wanted(card, met, holder)], people)[card.id])


def test_it_goes_to_one_person() -> None:
    """The order in which people are named changes nothing."""
    assert {frozenset(offered(CARD, *order)) for order in permutations((ANN, BEN, CLEO))} == {frozenset({"ann"})}


@pytest.mark.parametrize(
    "unfit",
    [
        Colleague(person("ann", skills=("cards",))),
        Colleague(person("ann", authority={"credit": 100.0})),
        Colleague(person("ann", disabled=True)),
        Colleague(person("ann", languages=("it",))),
        Colleague(person("ann"), here=False),
        Colleague(person("ann", presence="focus")),
        Colleague(person("ann", presence="away")),
        Colleague(person("ann"), load=4.0),
    ],
    ids=["skill", "authority", "disabled", "language", "gone", "focus", "away", "full"],
)
def test_who_cannot_take_it_now_is_passed_over(unfit: Colleague) -> None:
    assert offered(CARD, unfit, BEN) == {"ben"}


def test_a_level_is_a_least_one() -> None:
    hard = replace(CARD, question=ASKED.model_copy(update={"level": 3}))
    master = Colleague(person("cleo", levels={"disputes": 3}))
    assert offered(hard, ANN, BEN, master) == {"cleo"}
    assert offered(replace(hard, widened=True), ANN, master) == {"ann", "cleo"}


def test_weight_needs_room() -> None:
    heavy = replace(CARD, question=ASKED.model_copy(update={"weight": 2.0}))
    assert offered(heavy, Colleague(person("ann"), load=2.5), BEN) == {"ben"}


def test_who_knows_the_customer_comes_first_then_who_has_least_to_do_then_who_waited_longest() -> None:
    busy, idle = replace(ANN, load=2.0), replace(BEN, last=50.0)
    fresh = replace(CLEO, last=20.0)
    assert offered(CARD, busy, idle, fresh) == {"cleo"}
    assert offered(CARD, busy, idle, replace(fresh, load=1.0)) == {"ben"}
    assert offered(CARD, busy, idle, fresh, met=frozenset({"ann"})) == {"ann"}


def test_nobody_free_means_everybody_with_the_skill() -> None:
    """But nobody who may not answer it."""
    away, full = replace(ANN, here=False), replace(BEN, load=4.0)
    other = Colleague(person("dan", skills=("cards",)))
    assert offered(CARD, away, full, other) == {"ann", "ben"}


def test_a_reminder_goes_to_one_more_and_a_widened_card_to_all_who_are_free() -> None:
    assert offered(replace(CARD, reminded=1), ANN, BEN, CLEO) == {"ann", "ben"}
    foreign = Colleague(person("dan", skills=(), languages=("it",)))
    assert offered(replace(CARD, widened=True), ANN, replace(BEN, here=False), foreign) == {"ann", "dan"}


def test_a_card_in_hand_is_offered_to_nobody_else() -> None:
    assert offered(CARD, ANN, BEN, holder="ben") == {"ben"}


def test_who_has_given_their_opinion_is_not_asked_again() -> None:
    twice = replace(CARD, opinions=(Opinion("ann", Answer(decision="yes"), 1, 0.0),))
    assert offered(twice, ANN, BEN) == {"ben"}


def test_many_cards_are_spread_and_nobody_is_offered_more_than_fits() -> None:
    """The most harmful first; what is left is there to be taken."""
    many = [Wanted(replace(CARD, id=f"c{number}")) for number in range(10)]
    given = offers(many, (ANN, BEN))
    assert [sorted(given[f"c{number}"]) for number in range(10)] == [["ann"], ["ben"]] * 4 + [[], []]


def test_why_me_is_at_most_twenty_words() -> None:
    card = replace(CARD, language="it")
    lucia = person("lucia", languages=("en", "it"), levels={"disputes": 3})
    words = why_you(lucia, card, met=True, load=0.0)
    assert words == "You have disputes at level 3, speak Italian, answered this customer before and hold nothing else."
    assert len(words.split()) <= 20
    assert why_you(person("ann"), CARD) == "You have disputes."
    assert why_you(person("ann"), CARD, load=0.0) == "You have disputes and hold nothing else."


def test_why_me_of_a_widened_card_says_so() -> None:
    dan = person("dan", skills=("cards",))
    assert "it was widened to you" in why_you(dan, replace(CARD, widened=True))
    assert why_you(dan, CARD) == ""

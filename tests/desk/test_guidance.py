"""Guidance is read from plain words, and said back before it counts."""

import pytest

from earpiece.desk.guidance import read_guidance
from tests.support.stage import SHOP

READ = [
    ("tell them the refund takes five days", "say", "The refund takes five days."),
    ("Tell Maya that we are sorry", "say", "We are sorry."),
    ("let them know the shop is closed", "say", "The shop is closed."),
    ('say exactly: "it is fine"', "say", "it is fine"),
    ("We are open until six", "say", "We are open until six."),
    ("ask for the order number", "ask", "Could you tell me your order number?"),
    ("ask whether they have the box", "ask", "Do you have the box?"),
    ("ask where did you buy it?", "ask", "Where did you buy it?"),
    ("Where do you live?", "ask", "Where do you live?"),
]


@pytest.mark.parametrize(("words", "kind", "text"), READ)
def test_plain_words_become_something_to_say_or_to_ask(words: str, kind: str, text: str) -> None:
    """As the agent would write it."""
    read = read_guidance(words, SHOP.current(), somebody_asked=False)
    assert (read.kind, read.text, read.problem) == (kind, text, "")
    assert text in read.in_words


@pytest.mark.parametrize("words", ["your refund", "refund", "begin refund", "do the refund", "start playbook/refund"])
def test_a_request_is_begun_by_its_title_or_name(words: str) -> None:
    """Only one that a customer can have."""
    assert read_guidance(words, SHOP.current(), somebody_asked=False).target == "playbook/refund"


def test_a_request_nobody_knows_is_a_problem_with_a_hint() -> None:
    """Nothing is guessed."""
    read = read_guidance("begin the late refund", SHOP.current(), somebody_asked=False)
    assert read.target is None
    assert "Did you mean" in read.problem


def test_words_of_waiting_need_somebody_who_is_asked() -> None:
    """No promise that nobody keeps, whoever wants it said."""
    words = "say a colleague will call you back"
    assert read_guidance(words, SHOP.current(), somebody_asked=False).problem
    assert not read_guidance(words, SHOP.current(), somebody_asked=True).problem


def test_a_kind_takes_the_words_as_they_stand() -> None:
    """From a card: say exactly this."""
    read = read_guidance("ask your bank", SHOP.current(), somebody_asked=False, kind="say")
    assert (read.kind, read.text) == ("say", "ask your bank")

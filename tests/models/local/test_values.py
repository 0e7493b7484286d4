"""Slot values in the customer's words."""

from typing import Any

import pytest

from earpiece.domain.commands import Correct, Give, OpenSlot, Option, Start, Unclear
from tests.models.local.conftest import Read

PAYMENTS = (
    Option("p1", "Tesco, £42.10 on 3 November"),
    Option("p2", "Amazon Marketplace, £19.99 on 5 November"),
    Option("p3", "Uber, £8.40 on 18 November"),
)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("yes_no", "yes", True),
        ("yes_no", "yep, it's right here", True),
        ("yes_no", "I still have it", True),
        ("yes_no", "nope", False),
        ("yes_no", "no it was stolen", False),
        ("yes_no", "I don't think so", False),
        ("yes_no", "👍", True),
        ("money", "£1,250.50", 1250.5),
        ("money", "forty pounds", 40.0),
        ("money", "40 quid", 40.0),
        ("money", "1.2k", 1200.0),
        ("money", "about two hundred and fifty", 250.0),
        ("money", "50p", 0.5),
        ("money", "it was 12.50 I think", 12.5),
        ("number", "three", 3),
        ("number", "I have 4 of them", 4),
        ("date", "yesterday", "2026-11-20"),
        ("date", "last Friday", "2026-11-20"),
        ("date", "on Monday", "2026-11-16"),
        ("date", "5 March", "2026-03-05"),
        ("date", "March 5th, 2025", "2025-03-05"),
        ("date", "03/04", "2026-04-03"),
        ("date", "31/12/25", "2025-12-31"),
        ("date", "3 days ago", "2026-11-18"),
        ("date", "three days ago", "2026-11-18"),
        ("date", "five weeks ago", "2026-10-17"),
        ("date", "the 28th", "2026-10-28"),
        ("date", "2026-01-02", "2026-01-02"),
        ("phone", "it's +44 7700 900123", "+447700900123"),
        ("phone", "07700 900 123", "07700900123"),
        ("email", "write to Jo.Bloggs@Example.com please", "jo.bloggs@example.com"),
        ("code", "my code is 998871", "998871"),
        ("code", "AB 12 34", "AB1234"),
        ("text", "it fell out of my pocket on the bus", "it fell out of my pocket on the bus"),
    ],
)
def test_values_by_type(read: Read, kind: str, text: str, value: Any) -> None:
    """An answer gives the value of the type that was asked for."""
    assert read(text, asked=OpenSlot("it", kind)) == [Give(slot="it", value=value)]


def test_an_offered_answer_with_a_not_in_it(read: Read) -> None:
    """What was offered word for word is chosen, also where "not" would elsewhere say what is meant no more."""
    reasons = (Option("price", "the price"), Option("unused", "not using it"))
    assert read("not using it", asked=OpenSlot("reason", "option", reasons)) == [Give(slot="reason", value="unused")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the second one", "p2"),
        ("number 3", "p3"),
        ("the last", "p3"),
        ("amazon", "p2"),
        ("tesko", "p1"),
        ("the Uber ride", "p3"),
        ("19.99", "p2"),
        ("£42.10", "p1"),
        ("the one from the 5th of November", "p2"),
    ],
)
def test_choices(read: Read, text: str, value: str) -> None:
    """A choice is made by words, place, amount or day, with typing errors."""
    (command,) = read(text, asked=OpenSlot("payment", "choice", PAYMENTS))
    assert command == Give(slot="payment", value=value)


def test_two_options_that_fit_alike_are_unclear(read: Read) -> None:
    """A choice is never guessed."""
    options = (Option(1, "Tesco, £42.10"), Option(2, "Uber, £42.10"))
    assert read("£42.10", asked=OpenSlot("payment", "choice", options)) == [Unclear()]


def test_the_only_thing_on_offer_is_not_taken_for_another(read: Read) -> None:
    """A word that fits by its kind alone names nothing: whoever says the old debit card means no travel card."""
    travel = OpenSlot("card", "choice", (Option("c2", "travel card ending 5242"),))
    assert not any(isinstance(command, Give) for command in read("the old debit card", asked=travel))
    assert read("the travel card", asked=travel) == [Give(slot="card", value="c2")]
    assert Give(slot="card", value="c2") in read("the one that ends in 5242", asked=travel)


@pytest.mark.parametrize("kind", ["money", "date", "number", "phone", "email", "choice"])
def test_words_without_a_value_are_unclear(read: Read, kind: str) -> None:
    """What is no answer is not made into one."""
    assert read("hmm well that", asked=OpenSlot("it", kind, PAYMENTS if kind == "choice" else ())) == [Unclear()]


def test_values_said_unasked(read: Read) -> None:
    """An amount and a day for other open slots are taken along, if exactly one slot fits."""
    slots = (OpenSlot("amount", "money"), OpenSlot("day", "date"))
    commands = read("yes, £30 on Monday", asked=OpenSlot("had_card", "yes_no"), slots=slots)
    given = {command.slot: command.value for command in commands if isinstance(command, Give)}
    assert given == {"had_card": True, "amount": 30.0, "day": "2026-11-16"}
    two = (OpenSlot("amount", "money"), OpenSlot("fee", "money"))
    assert read("yes, £30", asked=OpenSlot("had_card", "yes_no"), slots=two) == [Give(slot="had_card", value=True)]


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("sorry, I meant the 5th", "day", "2026-11-05"),
        ("no, it was £40 not £14", "amount", 40.0),
        ("actually it was yesterday", "day", "2026-11-20"),
        ("make it 50 pounds instead", "amount", 50.0),
    ],
)
def test_corrections(read: Read, text: str, slot: str, value: Any) -> None:
    """Words of correction with a value change the one filled slot they fit."""
    slots = (OpenSlot("amount", "money", filled=True), OpenSlot("day", "date", filled=True))
    assert read(text, slots=slots, running=("playbook/x",)) == [Correct(slot=slot, value=value)]
    asked = OpenSlot("had_card", "yes_no")
    assert read(text, slots=slots, asked=asked, running=("playbook/x",)) == [Correct(slot=slot, value=value)]


def test_an_answer_and_a_request_in_one_message(read: Read) -> None:
    """The answer is given and the new request started, in this order."""
    given, start = read("yes, and how do I change my PIN?", asked=OpenSlot("had_card", "yes_no"))
    assert given == Give(slot="had_card", value=True)
    assert isinstance(start, Start)
    assert start.target == "page/change-pin"


def test_free_words_that_are_a_request(read: Read) -> None:
    """A sure question is not taken as the text that was asked for."""
    (command,) = read("how do I change my PIN?", asked=OpenSlot("why", "text"))
    assert isinstance(command, Start)

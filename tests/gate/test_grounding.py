"""What an agent's words say that no source has."""

import pytest

from earpiece.gate.grounding import Claim, ungrounded

BOOKING = (
    '{"id": "BK-2291", "guest": {"first_name": "Mei", "last_name": "Okafor"}, "arrives": "2024-05-16", '
    '"checkin_time": "15:00:00", "price": 1286.0, "refund_days": 5, '
    '"nights": [{"price": 400}, {"price": 443}, {"price": 443}], "card": "card_4065275"}'
)
PAGE = (
    "Refunds reach the card in 5 to 7 business days. A late departure costs $30 for each guest; a tenth (10 %) is tax."
)
KNOWN = (BOOKING, PAGE, "I booked with my Mastercard, we are 2 guests from Lisbon")


@pytest.mark.parametrize(
    "text",
    [
        "You arrive on May 16.",
        "You arrive on Thursday, 16 May 2024, at 3 pm.",
        "You arrive on 05/16/2024 at 15:00 and pay $1,286.00 for booking BK-2291.",
        "Das kostet 1.286,00 €.",
        "The first two nights are $843 together.",
        "That is $30 for each of the two guests, so $60.",
        "It is $1,286 less $400, which leaves $886.",
        "The refund is on the card within five to seven business days.",
        "It takes 5 days.",
        "A late departure adds 10% tax.",
        "Dear Mei Okafor, your MasterCard ending in 5275 (card 4065275) is charged.",
        "There are 3 nights, and option 2 is the 1st on the list.",
        "How was Lisbon? Please let me know. Unfortunately we are full.",
    ],
)
def test_what_a_source_has_in_any_form_is_no_claim(text: str) -> None:
    assert ungrounded(text, KNOWN) == ()


@pytest.mark.parametrize(
    ("text", "kind", "claim"),
    [
        ("You arrive on May 17.", "date", "May 17"),
        ("You arrive on Friday, May 16.", "date", "Friday"),
        ("Check-in is at 4 pm.", "date", "4 pm"),
        ("You paid $1,268.", "figure", "$1,268"),
        ("That was 15% of it.", "figure", "15%"),
        ("Your booking is BK-2219.", "name", "BK-2219"),
        ("The room is in the name of Tanaka.", "name", "Tanaka"),
        ("- Tanaka Okafor, 2 guests", "name", "Tanaka"),
        ("We will refund you within 3 days.", "promise", "3 days"),
        ("You will receive $90 tomorrow.", "promise", "$90"),
        ("The cancellation fee is $75.", "policy", "$75"),
        ("It takes 5 weeks.", "figure", "5 weeks"),
        ("Please write to help@elsewhere.example.", "name", "help@elsewhere.example"),
    ],
)
def test_what_no_source_has_is_a_claim_of_its_kind(text: str, kind: str, claim: str) -> None:
    assert Claim(kind, claim) in ungrounded(text, KNOWN)  # type: ignore[arg-type]


def test_a_rule_that_no_source_speaks_of_is_made_up_policy() -> None:
    made_up = "Our policy allows pets in every room."
    assert ungrounded(made_up, KNOWN) == (Claim("policy", made_up),)
    assert ungrounded("Our policy is that refunds reach the card in 5 days.", KNOWN) == ()


def test_today_is_known_and_tomorrow_where_the_text_says_so() -> None:
    assert ungrounded("Today is May 15.", (), today="2024-05-15") == ()
    assert ungrounded("Come tomorrow, May 16.", (), today="2024-05-15") == ()
    assert ungrounded("Come on May 16.", (), today="2024-05-15") == (Claim("date", "May 16"),)


def test_capital_letters_say_nothing_in_german() -> None:
    assert Claim("name", "Rechnung") in ungrounded("Die Rechnung ist unterwegs.", ())
    assert ungrounded("Die Rechnung ist unterwegs.", (), language="de") == ()


def test_each_claim_is_named_once_in_the_order_of_the_text() -> None:
    found = ungrounded("Room 512 for Tanaka: room 512, $99.", KNOWN)
    assert found == (Claim("figure", "512"), Claim("name", "Tanaka"), Claim("figure", "$99"))

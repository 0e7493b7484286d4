"""Secrets stop at the edge: what is taken out of a customer's words, and what is left in."""

import pytest

from earpiece.domain.events import CustomerSaid, Refused
from earpiece.gate.secrets import Kept, clean, remove_secrets
from tests.support.stage import Stage

CARD = "4111111111111111"


@pytest.mark.parametrize(
    "text",
    [
        f"my card is {CARD}",
        "it is 4111 1111 1111 1111, thanks",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111 exp 12/27",
        "five five five five five five five five five five five five four four four four",
        "Amex 3782 822463 10005",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
    ],
)
def test_card_numbers_are_taken_out_however_they_are_written(text: str) -> None:
    """Together, spaced, dashed, digit by digit, or in words."""
    clean, kinds = remove_secrets(text)
    assert "[card number removed]" in clean
    assert kinds == ("card number",)
    assert not any(part in clean for part in ("1111", "8224", "five five"))


@pytest.mark.parametrize(
    ("text", "kind", "secret"),
    [
        ("my PIN is 4821", "code", "4821"),
        ("the security code: 123", "code", "123"),
        ("CVV 987", "code", "987"),
        ("the verification code is 55 21 09", "code", "55 21 09"),
        ("OTP=730112", "code", "730112"),
        ("my password is hunter2!", "password", "hunter2"),
        ("Password: correct-horse", "password", "correct-horse"),
    ],
)
def test_codes_and_passwords_are_known_by_the_words_around_them(text: str, kind: str, secret: str) -> None:
    """What is named as a code or a password is one."""
    clean, kinds = remove_secrets(text)
    assert secret not in clean
    assert kinds == (kind,)


@pytest.mark.parametrize(
    "text",
    [
        "call me on +44 20 7946 0958",
        "my number is 07700 900123",
        "my IBAN is GB29 NWBK 6016 1331 9268 19",
        "IBAN DE89 3704 0044 0532 0130 00",
        "I paid £1,250.50 on 12/03/2026 and £99.99 on 14/03/2026",
        "account 12345678, sort code 40-47-84",
        "order number 1002003004005",
        "customer number 7",
        "my password is not working",
        "I forgot my PIN",
        "reference 2026-09-21-000123",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    """Phone numbers, accounts, amounts, dates and order numbers are what service is about."""
    assert remove_secrets(text) == (text, ())


@pytest.mark.parametrize(
    ("first", "second"),
    [("4111 1111 1111", "1111 please block it"), ("my PIN is", "4821"), ("4111111111", "111111")],
)
def test_a_secret_split_over_two_messages_is_in_neither(maya: Stage, first: str, second: str) -> None:
    """Half a card number is not kept, and the other half is recognised by it."""
    maya.says(first, second)
    kept = " ".join(said.text for said in maya.journal(CustomerSaid))
    assert "1111" not in kept
    assert "4821" not in kept
    assert "block it" in kept or "block it" not in second


def test_a_secret_is_nowhere(maya: Stage) -> None:
    """Neither in the journal, nor with the model, nor on the card, nor in what the tools get."""
    maya.says("does the warranty pay", f"my card {CARD} fell")
    maya.says("do you sell boats")
    recorded = maya.run(maya.disk.read_all())
    shown = [maya.run(maya.engine.desk.card(maya.person("cleo"), card.id)) for card in maya.cards()]
    everything = f"{recorded} {maya.understanding.seen} {shown} {maya.tools.calls}"
    assert "4111" not in everything
    assert maya.journal(CustomerSaid)[1].removed == ("card number",)


def test_a_secret_in_the_shops_own_data_is_not_said(maya: Stage) -> None:
    """A tool's result with a card number in it: the words are said without, and the gate's refusal is on record."""
    maya.tools.returns["my_orders"] = [{"id": "o1", "what": f"lamp {CARD}", "price": 9.0, "status": "sent"}]
    maya.says("where is my parcel")
    assert maya.offered() == ["lamp [card number removed], £9.00"]
    assert "The lamp [card number removed] was sent and comes today." in maya.says("the lamp")
    assert [refused.code for refused in maya.journal(Refused)] == ["secret", "secret"]


STRANGE = [
    ("4111 1111 1111 11\u0661\u0661", "[card number removed]"),
    ("four one one one one one one one one one one one one one one one", "[card number removed]"),
    (
        "f\u0130ve f\u0131ve zero zero zero zero zero zero zero zero zero zero zero zero zero four",
        "[card number removed]",
    ),
    ("my P\u0130N is 4711", "my P\u0130N is [code removed]"),
    ("the pa\u017f\u017fword is hunter2", "the pa\u017f\u017fword is [password removed]"),
]


@pytest.mark.parametrize(("words", "kept"), STRANGE)
def test_other_scripts_and_letters_that_look_alike_hide_nothing(words: str, kept: str) -> None:
    """Digits of other scripts are digits; a pattern that ignores case takes a long s for an s."""
    assert remove_secrets(words)[0] == kept


HALVES = [
    ("4111 1111 1111", "1111", ""),
    ("my card is 411111111", "1111111 and it fell", " and it fell"),
    ("4111 1111", "1111 1111", ""),
    ("378282246310", "0 0 5", ""),
    ("my card: 4111 1111 111", "- 11111 is it", " is it"),
    ("four one one one one one one one one one one one", "one one one one", ""),
    ("4111 1111 1111 one", "one one one", ""),
]


@pytest.mark.parametrize(("first", "second", "left"), HALVES)
def test_the_second_half_of_a_card_number_is_known_from_what_is_kept_of_the_first(
    first: str, second: str, left: str
) -> None:
    """Nothing is remembered but what the journal holds, and that does not hold the number."""
    before = clean(first)
    after = clean(second, before)
    assert (after.text, after.removed) == (f"[card number removed]{left}", ("card number",))
    assert not before.begun or "1111" not in before.text


def test_digits_that_complete_no_card_number_stay() -> None:
    """An amount after a telephone number is an amount."""
    before = clean("my phone is 415 555 0123")
    assert before.text == "my phone is [digits removed]"
    assert clean("1500", before) == Kept("1500")
    assert clean("I paid 1500", before) == Kept("I paid 1500")


def test_many_numbers_fit_what_is_kept_of_a_half() -> None:
    """The digits are not stored in other words: their sums fit a hundredth of all numbers of that length."""
    kept = clean("4111 1111 1111").begun
    fitting = [number for number in range(400_000_000_000, 400_000_100_000) if clean(str(number)).begun == kept]
    assert len(fitting) > 500

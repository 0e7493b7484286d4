"""Whether other words say the same as the company's own."""

import pytest

from earpiece.gate.kept import unlike

REFUND = "Your refund of £40.00 for order LA-12 is on its way; you will have it by Friday, within 3 to 5 working days."


@pytest.mark.parametrize(
    ("company", "other"),
    [
        (REFUND, "Good news, Maya: £40 for order LA-12 is on its way and is there by Friday, so in 3-5 working days."),
        ("Which of these payments is it?", "Could you tell me which payment you mean?"),
        ("What is your order number?", "Wie lautet Ihre Bestellnummer?"),
        ("You can send it back within 30 days.", "Sie können es innerhalb von 30 Tagen zurückschicken."),
        ("We are open until 9 pm.", "We are open until 21:00."),
        ("Sorry, that cannot be refunded.", "I'm afraid this is not something that can be refunded."),
    ],
)
def test_the_same_in_other_words_may_be_said(company: str, other: str) -> None:
    assert unlike(company, other, known=("Maya",)) == ""


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (REFUND.replace("40.00", "45"), "it leaves out £40.00"),
        (REFUND.replace("LA-12", "LA-21"), "it leaves out LA-12"),
        (REFUND.replace("Friday", "Monday"), "it leaves out Friday"),
        (REFUND.replace("working days", "weeks"), "it leaves out 3 to 5 working days"),
        (REFUND + " You get 2 more.", "it adds 2"),
        (REFUND + " It is sent by Frank.", "it adds Frank"),
        (REFUND + " We will pay the bank's fee.", "it promises something"),
        (REFUND + " I am checking with a colleague.", "it says that somebody is being asked"),
        (REFUND.replace("is on", "is not on"), "a yes became a no, or a no a yes"),
        (REFUND + " Anything else?", "a question was added"),
        (REFUND + " asap", "the company does not say “asap”"),
        (REFUND + " and" * 40, "it is too long"),
        ("", "it is empty"),
    ],
)
def test_what_is_lost_or_added_is_named(other: str, why: str) -> None:
    assert unlike(REFUND, other, avoid={"asap": "as soon as we can"}) == why


def test_other_words_about_something_else_are_not_the_same() -> None:
    told = "Lampshades are washed by hand in lukewarm water."
    assert unlike(told, "The garden furniture is on sale at this time of the year.") == "it speaks of something else"

"""What is kept of an answer: the case, without what is anybody's own."""

import pytest

from earpiece.domain.forms import Answer, ProposedCall
from earpiece.precedents.candidate import kept_of, private_values, without_private
from tests.precedents.making import question

BOOKS = {
    "payment": {"id": "p77", "merchant": "Corner Café", "amount": 370.0, "date": "2026-03-04", "status": "pending"},
    "amount": 120, "asked_shop": True, "reason": "it came broken",
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("I'm Maya Chen and Corner Café took £370.00", "I'm [name] and [name] took [amount]"),
        ("maya's payment of 370 pounds on 4 March", "[name] payment of [amount] on [date]"),
        ("write to maya.chen@example.org or +44 20 7946 0000", "write to [email] or [number]"),
        ("my card ends in 4411, sort code 20-40-60", "my card ends in [number], sort code [number]"),
        ("my name is Joan Doe, IBAN GB29 NWBK 6016 1331 9268 19", "my name is [name], IBAN [number]"),
        ("ask Mr Smith, order AB-10442", "ask [name], order [number]"),
        ("it came broken on 2026-03-04 or Mar 4th", "it came broken on [date] or [date]"),
        ("I have 2 cards and one is pending", "I have 2 cards and one is pending"),
        ("€5, 5 EUR, $ 1,200.50", "[amount], [amount], [amount]"),
    ],
    ids=["known", "in small letters", "addresses", "numbers", "said", "titles", "dates", "the case itself", "money"],
)
def test_private_facts_are_taken_out(said: str, kept: str) -> None:
    """Known ones wherever they stand, others by their look; what makes the case stays."""
    known = private_values("Maya Chen", [BOOKS], {"reason": "text", "asked_shop": "yes_no", "amount": "money"})
    assert without_private(said, known) == kept


def test_without_what_is_known_a_name_would_stay() -> None:
    """Broken on purpose: no pattern knows that Corner Café is somebody's shop."""
    assert "Corner Café" in without_private("Corner Café took £370.00")


def test_names_that_the_company_uses_itself_stay() -> None:
    """By the way of a transfer cases are told apart; one word alone may be anybody's name."""
    values = [{"transfer": {"scheme": "Faster Payments", "beneficiary": "May"}}]
    known = private_values("Joan Doe", values, public="We send by Faster Payments. May we help?")
    assert (
        without_private("Joan sent it to May by Faster Payments", known)
        == "[name] sent it to [name] by Faster Payments"
    )


def test_a_name_that_is_a_word_too_is_taken_out_where_it_is_a_name() -> None:
    """And a small number is not the customer's because it occurs in their request."""
    known = private_values("Will An", [{"days": 14, "amount": 370}])
    assert without_private("Will asks: will it be an extra fee?", known) == "[name] asks: will it be an extra fee?"
    kept = kept_of(question(), Answer(text="It takes 14 days."), known)
    assert kept is not None
    assert not kept.private
    paid = kept_of(question(), Answer(text="You get 370 back."), known)
    assert paid is not None
    assert paid.private


def test_only_questions_of_knowledge_and_judgement_are_kept() -> None:
    """An approval or a task is about one customer's matter."""
    assert kept_of(question("approval"), Answer(decision="yes"), ()) is None
    assert kept_of(question("task"), Answer(decision="yes", reference="R1"), ()) is None
    call = ProposedCall(tool="refund", args={}, digest="d", effect="pays")
    assert kept_of(question(call=call), Answer(choice="refund"), ()) is None
    assert kept_of(question(), Answer(note="only a note"), ()) is None
    kept = kept_of(question(), Answer(choice="refund", note="Sorry, Maya!"), ())
    assert kept is not None
    assert kept.decision == Answer(choice="refund")  # the note was for this customer


def test_an_answer_that_speaks_of_the_customer_is_marked() -> None:
    """It may hold for nobody else; its reason is cleaned like everything else."""
    known = private_values("Maya Chen", [BOOKS])
    kept = kept_of(question(), Answer(text="Yes, Maya, you may."), known, "Corner Café always does this")
    assert kept is not None
    assert kept.private
    assert kept.reason == "[name] always does this"
    general = kept_of(question(), Answer(text="Yes, shops may do this within 14 days."), known)
    assert general is not None
    assert not general.private

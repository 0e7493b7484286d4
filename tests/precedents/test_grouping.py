"""Equal answers are one, contradictory ones are marked, and a rehearsal counts both."""

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.forms import Answer
from earpiece.precedents.grouping import place, rehearse, same_answer
from earpiece.precedents.matching import Matcher
from tests.precedents.making import agreed, asked, proposed

BITCOIN = "can I buy bitcoin with my card"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Answer(choice="claim"), Answer(choice="claim"), True),
        (Answer(choice="claim"), Answer(choice="evidence"), False),
        (Answer(choice="claim"), Answer(text="claim"), False),
        (Answer(text="Yes, you can pay for it by card."), Answer(text="You can pay by card for it, yes"), True),
        (Answer(text="You can pay by card."), Answer(text="You cannot pay by card."), False),
        (Answer(text="It takes 3 days."), Answer(text="It takes 5 days."), False),
        (Answer(text="No."), Answer(text="no. "), True),
    ],
    ids=["choice", "other choice", "choice and words", "words", "a no", "a number", "spaces"],
)
def test_when_two_answers_are_the_same(one: Answer, other: Answer, same: bool) -> None:
    assert same_answer(one, other) is same


def test_an_answer_joins_its_like_and_marks_its_contrary(hudson: Shelf) -> None:
    yes, no = proposed(BITCOIN, "p1", text="Yes, you can."), proposed(BITCOIN, "p2", text="No, that is not possible.")
    matcher = Matcher(hudson.current())
    found = place(asked(BITCOIN), Answer(text="Yes you can!"), [yes, no], matcher, 150.0)
    assert found.agrees == yes
    assert found.differs == (no,)
    new = place(asked("is there a fee for cash abroad"), Answer(text="No."), [yes, no], matcher, 150.0)
    assert (new.agrees, new.differs) == (None, ())


def test_a_fact_explains_another_answer(hudson: Shelf) -> None:
    """Who has asked the shop gets a claim, who has not does not: no contradiction."""
    text = "[name] paid. Policy?"
    one = proposed("refund", name="refund-policy", question=text, choice="claim", facts={"Shop asked": "yes"})
    question = asked(
        "refund", name="refund-policy", text=text, choices=("claim", "no_claim"), facts={"Shop asked": "no"}
    )
    assert place(question, Answer(choice="no_claim"), [one], Matcher(hudson.current()), 150.0).differs == ()


def test_a_rehearsal_leaves_out_the_answer_it_was_made_of(hudson: Shelf) -> None:
    one = agreed(proposed(BITCOIN, "p1", text="Yes, you can."), "buy bitcoin with the card", conversation="c2")
    other = proposed("can I buy bitcoin with card", "p2", text="No, never.", conversation="c3")
    far = proposed("where are your branches", "p3", text="In London.", conversation="c4")
    found = rehearse(one, [one, other, far], Matcher(hudson.current()))
    assert [each.conversation for each in found.same] == ["c2"]
    assert [each.conversation for each in found.other] == ["c3"]

"""Which precedent fits: the same consult, in scope, in force, about the same, still possible."""

import numpy as np
import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.precedent import Precedent
from earpiece.judgement.case import Vector
from earpiece.precedents.likeness import rarity
from earpiece.precedents.matching import Asked, Matcher, why_not
from tests.precedents.making import agreed, asked, proposed

BITCOIN = "can I buy bitcoin with my card"
OPTIONS = ("refund", "booking_day", "shop")


@pytest.fixture
def matcher(hudson: Shelf) -> Matcher:
    return Matcher(hudson.current())


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        (BITCOIN, True),
        ("Can I buy Bitcoin with my cards, please?", True),
        ("is it possible to buy bitcoin with the card", True),
        ("can I buy a house with my card abroad", False),
        ("my card was stolen", False),
        ("the weather is nice", False),
    ],
    ids=["the same", "nearly", "in other words", "one word shared too many", "another matter", "nothing"],
)
def test_other_words_for_the_same_fit_and_other_questions_do_not(matcher: Matcher, words: str, fits: bool) -> None:
    assert (matcher.best(asked(words), [proposed(BITCOIN, text="Yes, you can.")], 150.0) is not None) is fits


def test_a_sentence_embedding_finds_what_no_word_says(hudson: Shelf) -> None:
    """Where there is one."""

    def embed(text: str) -> Vector:
        about = any(word in text for word in ("bitcoin", "crypto"))
        return np.array([1.0, 0.0] if about else [0.0, 1.0], dtype=np.float32)

    one, other = proposed(BITCOIN, text="Yes."), asked("are crypto coins something you sell")
    assert Matcher(hudson.current()).best(other, [one], 150.0) is None
    found = Matcher(hudson.current(), meaning=embed).best(other, [one], 150.0)
    assert found is not None
    assert found.likeness == pytest.approx(1.0)


def test_every_way_it_was_asked_counts(matcher: Matcher) -> None:
    """The nearest of all answers that agree."""
    one = proposed(BITCOIN, text="Yes, you can.")
    words = "purchase of digital coins allowed?"
    assert matcher.best(asked(words), [one], 150.0) is None
    assert matcher.best(asked(words), [agreed(one, words, conversation="c2")], 150.0) is not None


def test_common_words_of_the_company_say_little(hudson: Shelf) -> None:
    """At a bank, "card" is in every second sentence."""
    texts = ["my card", "a new card", "card blocked", "lost card", "bitcoin"]
    one, other = proposed("card bitcoin", text="Yes."), asked("card parking")
    plain = Matcher(hudson.current()).match(other, one).likeness
    assert Matcher(hudson.current(), rarity(texts)).match(other, one).likeness < plain


def test_facts_that_say_otherwise_count_against_it(matcher: Matcher) -> None:
    """Private ones say nothing."""
    facts = {"Shop asked": "yes", "Bought": "[date]"}
    one = proposed("refund", name="refund-policy", question="[name] paid. Policy?", choice="claim", facts=facts)
    asks = {"name": "refund-policy", "text": "[name] paid. Policy?", "choices": ("claim",)}
    same = matcher.match(asked("refund", facts={"Shop asked": "yes", "Bought": "[date]"}, **asks), one)
    other = matcher.match(asked("refund", facts={"Shop asked": "no", "Bought": "4 March"}, **asks), one)
    assert (same.conflicts, other.conflicts) == ((), ("Shop asked",))
    assert other.likeness < same.likeness / 2 + 1e-9


@pytest.mark.parametrize(
    ("one", "question", "why"),
    [
        (proposed(BITCOIN, text="x", scope="conversation"), asked(BITCOIN, conversation="c2"), "another conversation"),
        (proposed(BITCOIN, text="x", scope="customer"), asked(BITCOIN, customer="customer/c2"), "another customer"),
        (proposed(BITCOIN, text="x", scope="customer"), asked(BITCOIN), "another customer"),
        (proposed(BITCOIN, text="x", expires_at=150.0), asked(BITCOIN), "time is over"),
        (proposed(BITCOIN, text="x", language="de"), asked(BITCOIN), "another language"),
        (proposed(BITCOIN, text="x"), asked(BITCOIN, name="rate-policy"), "another question"),
        (proposed(BITCOIN, text="x"), asked(BITCOIN, own_words=False), "Own words"),
        (proposed(BITCOIN, name="gone", text="x"), asked(BITCOIN, name="gone"), "no longer asks"),
        (
            proposed(BITCOIN, name="rate-policy", choice="lottery"),
            asked(BITCOIN, name="rate-policy", choices=OPTIONS),
            "can no longer be chosen",
        ),
        (proposed(BITCOIN, choice="page/moon"), asked(BITCOIN), "can no longer be chosen"),
        (
            proposed(BITCOIN, name="rate-policy", choice="refund"),
            asked(BITCOIN, name="rate-policy", choices=("shop",)),
            "cannot be chosen here",
        ),
    ],
    ids=[
        "conversation", "customer", "guest", "expired", "language", "consult", "form", "consult gone", "option gone",
        "page gone", "not offered",
    ],
)  # fmt: skip
def test_what_cannot_answer_is_not_used_and_says_why(
    matcher: Matcher, hudson: Shelf, one: Precedent, question: Asked, why: str
) -> None:
    """Whatever it is about; also when the company's version changes."""
    assert why in why_not(one, question, hudson.current(), 150.0)
    assert matcher.best(question, [one], 150.0) is None


def test_an_exception_goes_before_the_rule(matcher: Matcher) -> None:
    """What was said for this customer counts, also where the rule is asked for in the very words."""
    rule, mine = (
        proposed(BITCOIN, "p1", text="No."),
        proposed("buy bitcoin by card", "p2", text="Yes.", scope="customer"),
    )
    found = matcher.best(asked(BITCOIN, customer="customer/c1"), [rule, mine], 150.0)
    assert found is not None
    assert found.precedent == mine
    other = matcher.best(asked(BITCOIN, customer="customer/c2"), [rule, mine], 150.0)
    assert other is not None
    assert other.precedent == rule


def test_what_is_asked_of_the_same_customer_fits(matcher: Matcher) -> None:
    """And a page need not be among those suggested on the card."""
    mine = proposed(BITCOIN, text="x", scope="customer")
    assert matcher.best(asked(BITCOIN, customer="customer/c1"), [mine], 150.0) is not None
    page = proposed(BITCOIN, choice="page/exchange-rates")
    assert matcher.best(asked(BITCOIN, choices=("page/loans",)), [page], 150.0) is not None

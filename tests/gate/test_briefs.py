"""Whether what a model wrote for a card says only what the conversation says."""

import pytest

from earpiece.gate.briefs import MOST_WORDS, may_be_suggested, says_more

TOLD = (
    "My lamp arrived on Monday and the shade is broken. I would like 40 pounds back.",
    "I am sorry to hear that. Which order is it?",
    "The one of 3 May, LA-12. I have thrown the box away already.",
    '{"order": "LA-12", "price": 80.0, "ordered": "2026-05-03"}',
)


@pytest.mark.parametrize(
    "summary",
    [
        "The customer's lamp of order LA-12 arrived with a broken shade. They want £40 back. The box is thrown away.",
        "Lamp ordered on 3 May for £80; shade broken.",
        "A customer asks for 40 pounds back because the shade is broken.",
    ],
)
def test_a_summary_may_put_together_and_leave_out(summary: str) -> None:
    assert says_more(summary, TOLD) == ""


COURIER = "The courier dropped the parcel twice"
FURIOUS = "The customer is furious and threatens legal action"


@pytest.mark.parametrize(
    ("summary", "why"),
    [
        ("The customer wants £60 back for the broken lamp.", "nobody said “£60”"),
        ("The lamp was ordered on 5 May.", "nobody said “5 May”"),
        ("The lamp went to Tanaka with a broken shade.", "nobody said “Tanaka”"),
        (f"The shade is broken. {COURIER}.", f"nobody said “{COURIER}”"),
        (f"{FURIOUS}.", f"nobody said “{FURIOUS}”"),
        ("", "it is empty"),
        ("lamp " * 61, f"it has 61 words; {MOST_WORDS} are allowed"),
    ],
)
def test_a_summary_that_says_more_is_caught(summary: str, why: str) -> None:
    assert says_more(summary, TOLD) == why


def test_an_answer_may_be_suggested_as_long_as_it_invents_nothing() -> None:
    assert may_be_suggested("Please send the lamp back; we replace the shade.", TOLD)
    assert not may_be_suggested("We refund 25% of it.", TOLD)
    assert not may_be_suggested("A colleague will call you.", TOLD)
    assert not may_be_suggested("", TOLD)

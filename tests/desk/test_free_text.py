"""An expert's own words as a typed answer, said back before it counts."""

import pytest

from earpiece.domain.errors import Invalid
from earpiece.runtime.views import Reading
from tests.support.stage import Stage


def _read(stage: Stage, words: str, expert: str = "cleo") -> Reading:
    return stage.run(stage.engine.desk.read(stage.person(expert), stage.card(expert).id, words), wait=0)


@pytest.fixture
def approval(maya: Stage) -> Stage:
    """A card asks for £60."""
    maya.says("refund please", "the lamp", "60", "broken")
    return maya


@pytest.mark.parametrize(
    ("words", "said_back"),
    [
        ("yes", "Approve."),
        ("ok go ahead", "Approve."),
        ("yes but 50, tell him five days", "Approve with amount £50.00; for the customer: “Five days.”"),
        ("Yes, £50.", "Approve with amount £50.00."),
        ("fine, let them know it takes a week.", "Approve; for the customer: “It takes a week.”"),
        ("no, it is too late", "Decline; reason: “it is too late”."),
        ("no because they had one already.", "Decline; reason: “they had one already”."),
    ],
)
def test_an_approval_in_own_words(approval: Stage, words: str, said_back: str) -> None:
    """Decision, changed amount, reason and the word for the customer are found, and said back without a slip."""
    reading = _read(approval, words)
    assert (reading.in_words, reading.problems) == (said_back, [])


def test_a_card_number_does_not_pass_for_an_amount(approval: Stage) -> None:
    """Nothing is read of words with one, whatever else they say."""
    with pytest.raises(Invalid, match="last four digits"):
        _read(approval, "yes, her card is 4111 1111 1111 1111")


@pytest.mark.parametrize("words", ["no", "hm", "what does the customer want", ""])
def test_what_is_missing_is_said(approval: Stage, words: str) -> None:
    """A no without a reason, or no decision at all, cannot be confirmed."""
    assert _read(approval, words).problems


def test_reading_records_nothing(approval: Stage) -> None:
    """Only a confirmed answer counts."""
    before = approval.run(approval.disk.read_all())
    _read(approval, "yes")
    assert approval.run(approval.disk.read_all()) == before


def test_what_was_read_can_be_confirmed(approval: Stage) -> None:
    """The typed answer is what runs and what is said."""
    reading = _read(approval, "yes but 55, tell him five days")
    approval.answers("cleo", **reading.answer.model_dump())
    assert "£55.00 is on its way. They add: Five days." in approval.heard()


def test_a_choice_in_own_words(maya: Stage) -> None:
    """By its number, by its words, or else as words for the customer."""
    maya.says("does the warranty pay", "it fell")
    assert _read(maya, "1").answer.choice == "covered"
    assert _read(maya, "it's covered").answer.choice == "covered"
    assert (
        _read(maya, "Only if it fell from less than a metre.").answer.text == "Only if it fell from less than a metre."
    )


def test_only_the_options_where_nothing_else_is_offered(maya: Stage) -> None:
    """A question without free text takes none."""
    maya.says("I want to complain")
    assert _read(maya, "send a gift").answer.choice == "gift"
    assert _read(maya, "give her my best wishes for the whole family please").problems


def test_a_task_in_own_words(maya: Stage) -> None:
    """Done with its reference, or not with its reason."""
    maya.says("where is my parcel", "the chandelier")
    done = _read(maya, "done, reference P-77")
    assert (done.answer.decision, done.answer.reference) == ("yes", "P-77")
    failed = _read(maya, "could not find it, the depot is closed")
    assert (failed.answer.decision, failed.problems) == ("no", [])

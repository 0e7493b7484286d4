"""The customer changes their mind: what was said is corrected where it counts, and effects are never undone alone."""

from earpiece.domain.events import AnswerUnneeded, ConsultAmended, ConsultWithdrawn
from tests.support.stage import Stage


def test_a_correction_before_anything_was_done_just_counts(maya: Stage) -> None:
    """The agent says that it changed it, and goes by the new value."""
    maya.says("refund please", "the lamp", "40")
    assert maya.says("make it 30") == "I changed that."
    assert "£30.00 is on its way." in maya.says("broken")


def test_a_correction_that_fails_its_check_changes_nothing(maya: Stage) -> None:
    """A corrected value is checked like a first one."""
    maya.says("refund please", "the lamp", "40")
    assert maya.says("make it 5000") == "That is more than it cost. How much is it?"
    assert "£40.00 is on its way." in maya.says("broken")


def test_a_correction_that_makes_another_value_impossible_asks_for_that_again(maya: Stage) -> None:
    """£600 was fine for the chandelier and is too much for the lamp."""
    maya.says("refund please", "the chandelier", "600")
    assert "That is more than it cost. How much is it?" in maya.says("the lamp")
    maya.says("40", "broken")
    assert maya.books() == ["refund maya o1 40.0"]


def test_a_correction_amends_the_open_question(maya: Stage) -> None:
    """The expert's card changes, says what it was before, and keeps its place in the queue."""
    maya.says("refund please", "the lamp", "60", "broken")
    before = maya.card()
    maya.says("make it 70")
    after = maya.card()
    assert (before.question, after.question) == (
        "Pay Maya £60.00 back for the lamp?",
        "Pay Maya £70.00 back for the lamp?",
    )
    assert (after.id, after.revision, after.asked_at) == (before.id, 2, before.asked_at)
    assert after.changed is not None
    assert "£60.00" in after.changed
    maya.answers("ann", decision="yes")
    assert maya.books() == ["refund maya o1 70.0"]


def test_a_correction_that_needs_nobody_takes_the_question_back(maya: Stage) -> None:
    """Below the limit the agent may do it alone; the card leaves the desk."""
    maya.says("refund please", "the lamp", "60", "broken")
    assert "£30.00 is on its way." in maya.says("make it 30")
    assert len(maya.journal(ConsultWithdrawn)) == 1
    assert maya.cards() == []


def test_a_correction_after_an_effect_is_an_experts_matter(maya: Stage) -> None:
    """What was done is not undone or done twice: an expert is told what happened, and decides."""
    maya.says("send it elsewhere", "the lamp", "Elm Street 1", "third floor")
    heard = maya.says("Elm Street 2, sorry")
    assert maya.books() == ["change_address maya o1 Elm Street 1"]
    card = maya.card()
    assert card.name == "correction-after-effect"
    assert "Elm Street 1" in card.question
    assert "Elm Street 2" in card.question
    assert "colleague" in heard
    maya.answers("dan", choice="put_right")
    assert "Back to the new address. Shall the driver ring?" in maya.heard()
    assert len(maya.books()) == 1


def test_more_details_make_a_new_question(maya: Stage) -> None:
    """An expert who wants the customer asked again is asked with the new words, not answered by their old answer."""
    maya.says("does the warranty pay", "it fell")
    maya.answers("dan", choice="again")
    assert "happened" in maya.heard()
    maya.says("it fell from the table")
    assert maya.card("dan").question == "Does the warranty cover “it fell from the table”?"
    maya.answers("dan", choice="covered")
    assert "the warranty covers it" in maya.heard()
    assert len(maya.journal(AnswerUnneeded)) == 1


def test_a_correction_is_passed_on_to_the_playbook_within(maya: Stage) -> None:
    """The expert who looks for the parcel looks for the right one."""
    maya.says("where is my parcel", "the chandelier")
    assert maya.card().question == "Please find the chandelier of Maya."
    assert "lamp was sent" in maya.says("the lamp")
    assert maya.cards() == []
    assert maya.state().stack == ()


def test_the_same_value_again_is_not_a_correction(maya: Stage) -> None:
    """Saying a thing twice amends nothing."""
    maya.says("refund please", "the lamp", "60", "make it 70", "broken")
    maya.says("make it 70")
    assert len(maya.journal(ConsultAmended)) == 1


def test_a_value_given_before_what_its_check_reads_is_checked_later(maya: Stage) -> None:
    """The amount comes before the order: nobody can say yet that it is too much, and the order is still asked for."""
    maya.says("refund please")
    assert "more than it cost" not in maya.says("make it 5000")
    heard = maya.says("the lamp")
    assert "more than it cost" in heard


def test_an_expert_who_wants_more_is_asked_again_even_if_the_customer_repeats_the_same_words(maya: Stage) -> None:
    """The answer "ask for more" is used up by asking; it is not taken for the answer to the next question."""
    maya.says("does the warranty pay", "it fell")
    maya.answers("cleo", choice="again")
    maya.says("it fell")
    assert maya.card().question == "Does the warranty cover “it fell”?"
    maya.answers("cleo", choice="covered")
    assert "covers it" in maya.heard()
    assert [event.reason for event in maya.journal(AnswerUnneeded)] == ["more was asked first"]


def test_an_early_answer_that_the_customer_left_without_is_recorded(maya: Stage) -> None:
    """It was asked early, for a step that was never reached; the record says what became of it."""
    maya.says("refund please", "the lamp", "60")
    maya.answers("cleo", decision="yes")
    maya.passes(2000)
    assert [event.reason for event in maya.journal(AnswerUnneeded)] == ["the customer left before it mattered"]

"""What the customer asks for: one thing, several, something else in between, nothing any more."""

import pytest

from earpiece.domain import commands as c
from earpiece.domain.events import RunEnded
from tests.support.stage import Stage


def test_a_request_is_served_from_the_first_word_to_the_last(maya: Stage) -> None:
    """Slots are asked one by one, the tool is called, the result is said, and the agent asks what else."""
    assert maya.says("refund please") in ("Which order is it?", "Which of your orders do you mean?")
    assert maya.offered() == ["lamp, £80.00", "chandelier, £900.00"]
    assert maya.says("the lamp") == "How much do you want back?"
    heard = maya.says("40", "broken").splitlines()
    assert heard[0] == "£40.00 is on its way."
    assert "else" in heard[1]
    assert maya.says("no")
    assert maya.state().outcome == "resolved"
    assert maya.books() == ["refund maya o1 40.0"]


def test_a_value_that_fails_its_check_is_asked_again(maya: Stage) -> None:
    """Nobody gets more back than they paid: the slot says why and stays empty."""
    assert maya.says("refund please", "the lamp", "600") == "That is more than it cost. How much is it?"
    assert "wrong with it" in maya.says("40") or "trouble" in maya.heard()


def test_the_customer_may_ask_something_else_in_between(maya: Stage) -> None:
    """A question for knowledge is answered at once, and the agent comes back to its own with words that say so."""
    maya.says("refund please")
    answer, question = maya.says("can I send it back").splitlines()
    assert answer == "You can send anything back within 30 days."
    assert "your refund" in question
    assert maya.says("the lamp") == "How much do you want back?"


def test_another_request_in_between_is_served_first_and_then_the_first_goes_on(maya: Stage) -> None:
    """The newer request takes the floor with its own question; the older one's question is asked again after it."""
    maya.says("refund please", "the lamp")
    assert maya.says("where is my parcel") == "Which order are you waiting for?"
    heard = maya.says("the lamp").splitlines()
    assert heard[0] == "The lamp was sent and comes today."
    assert "your refund" in heard[1]
    assert heard[1].endswith("How much do you want back?")


def test_several_requests_in_one_message_are_all_served(maya: Stage) -> None:
    """None of three requests in one message is forgotten."""
    heard = maya.says("refund please, and send it elsewhere")
    assert "the new address" in heard
    assert "within 30 days" in heard
    heard = maya.says("the lamp", "40", "broken")
    assert "£40.00 is on its way." in heard
    assert "Which order shall go elsewhere?" in heard
    maya.says("the lamp", "Elm Street 1", "third floor", "yes")
    assert maya.books() == ["refund maya o1 40.0", "change_address maya o1 Elm Street 1"]


def test_asking_twice_for_the_same_does_not_begin_it_twice(maya: Stage) -> None:
    """The agent says that it is on it already."""
    maya.says("refund please")
    assert "your refund" in maya.says("refund please")
    assert len(maya.state().stack) == 1


def test_what_an_expert_takes_for_the_request_in_progress_does_not_begin_it_twice() -> None:
    """Asked what the customer means, somebody says: what is under way already. The agent goes on with that."""
    unsure = c.Unknown(text="the money thing", nearest=("playbook/refund",))
    with Stage({"the money thing": [unsure]}) as stage:
        stage.opens("maya")
        stage.says("refund please", "the money thing")
        stage.answers("dan", choice="playbook/refund")
        assert "your refund" in stage.heard()
        assert [run.playbook for run in stage.state().runs.values() if run.outcome is None] == ["refund"]
        assert stage.says("the lamp") == "How much do you want back?"


def test_a_request_can_be_dropped(maya: Stage) -> None:
    """Cancelling ends the request; without one there is nothing to cancel, and the agent says so."""
    maya.says("refund please")
    assert "your refund" in maya.says("forget it")
    assert [ended.outcome for ended in maya.journal(RunEnded)] == ["cancelled"]
    assert "nothing" in maya.says("forget it").lower()


def test_dropping_a_request_takes_its_question_back_from_the_desk(maya: Stage) -> None:
    """An expert is not left with a card that nobody needs."""
    maya.says("does the warranty pay", "it fell")
    assert maya.card().kind == "clarification"
    maya.says("forget it")
    assert maya.state().open_consults == []
    assert [card for card in maya.cards() if card.status == "open"] == []


def test_a_branch_and_a_playbook_within_a_playbook(maya: Stage) -> None:
    """A lost parcel takes the other branch, which runs a playbook of its own, and its outcome comes back."""
    maya.says("where is my parcel", "the chandelier")
    maya.answers("ann", decision="yes", reference="P-7")
    assert "We found it, the reference is P-7." in maya.heard()
    assert [ended.outcome for ended in maya.journal(RunEnded)] == ["found", "resolved"]


def test_a_guest_is_asked_who_they_are_and_comes_back_to_their_request(stage: Stage) -> None:
    """Identity is established by the company's own playbook before the first tool that needs it."""
    stage.opens()
    assert stage.says("refund please") == "What is your customer number?"
    assert "And your code?" in stage.says("my number is 7")
    assert "order" in stage.says("1234")
    assert stage.state().customer == "maya"


def test_who_cannot_say_who_they_are_gets_no_further(stage: Stage) -> None:
    """The wrong code ends the request with a reason, and nothing of an account was looked at."""
    stage.opens()
    heard = stage.says("refund please", "my number is 7", "0000")
    assert "That does not fit together." in heard
    assert [call.tool for call in stage.tools.calls] == ["sign_in"]
    assert stage.state().stack == ()


def test_nothing_to_choose_from_takes_its_branch(stage: Stage) -> None:
    """A customer without orders hears so."""
    stage.opens("nobody")
    assert stage.says("refund please").startswith("I see no order of yours.")


@pytest.mark.parametrize(
    "made_up",
    [
        c.Give(slot="order", value={"id": "o9", "what": "torch", "price": 20.0, "status": "sent"}),
        c.Give(slot="order", value="o1"),
        c.Correct(slot="order", value={"id": "o1", "price": 1e9}),
        c.Give(slot="amount", value="all of it"),
        c.Give(slot="amount", value=float("nan")),
        c.Give(slot="reason", value="because"),
    ],
)
def test_a_value_that_was_not_offered_or_is_of_another_kind_is_not_taken(made_up: c.Command) -> None:
    """Whatever a model has read in the words: an order is one of those shown, an amount is a number."""
    with Stage({"hm": made_up}) as stage:
        stage.opens("maya")
        stage.says("refund please", "the lamp", "40")
        values = stage.state().runs[stage.state().stack[0]].values
        assert stage.says("hm")
        assert stage.state().runs[stage.state().stack[0]].values == values

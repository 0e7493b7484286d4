"""What large crowds of customers came across: requests that wait for each other, and words nobody replied to."""

from earpiece.domain import commands as c
from earpiece.domain.events import AgentSaid, ConsultAsked
from tests.support.stage import Stage


def test_two_requests_of_a_guest_establish_the_identity_once() -> None:
    """Who asks for two things that need an identity is asked once who they are, and both are served."""
    script = {"refund and parcel": [c.Start(target="playbook/refund"), c.Start(target="playbook/late")]}
    with Stage(script) as stage:
        stage.opens()
        stage.says("refund and parcel", "my number is 7", "1234")
        asked = [said.slot for said in stage.journal(AgentSaid)]
        assert (asked.count("number"), asked.count("code")) == (1, 1)
        assert stage.state().customer is not None
        assert "order" in asked


def test_a_request_that_waits_its_turn_is_taken_up_when_the_first_was_not_meant() -> None:
    """The agent asks for other words; when they name the request that was waiting, its question comes."""
    script = {"refund and parcel": [c.Start(target="playbook/refund"), c.Start(target="playbook/late")]}
    with Stage(script) as stage:
        stage.opens("maya")
        stage.says("refund and parcel", "not that")
        assert "Which order are you waiting for?" in stage.says("where is my parcel")


def test_who_says_what_they_meant_is_not_asked_for_other_words() -> None:
    """ "Not that, I moved": the other request begins at once, and nobody at the desk is bothered."""
    script = {"not that, I moved": [c.NotThat(), c.Start(target="playbook/move")]}
    with Stage(script) as stage:
        stage.opens("maya")
        stage.says("refund please")
        assert stage.says("not that, I moved") == "Which order shall go elsewhere?"
        assert not stage.journal(ConsultAsked)


def test_a_greeting_before_a_request_wants_no_reply_of_its_own() -> None:
    """Nobody is asked what they want after they said it."""
    script = {"hello, refund please": [c.SmallTalk(kind="greeting"), c.Start(target="playbook/refund")]}
    with Stage(script) as stage:
        stage.opens("maya")
        assert stage.says("hello, refund please") in ("Which order is it?", "Which of your orders do you mean?")


def test_nothing_is_asked_of_a_customer_who_has_left(maya: Stage) -> None:
    """The last word in a chat that was closed for silence is the goodbye; the question comes when they come back."""
    maya.says("refund please")
    assert len(maya.passes(700.0).splitlines()) == 1
    assert maya.state().outcome == "abandoned"
    assert "order" in maya.says("thanks")


def test_whoever_speaks_gets_a_word_back() -> None:
    """Also when the words lead to nothing at all."""
    with Stage({"it is blue": c.Give(slot="colour", value="blue")}) as stage:
        stage.opens("maya")
        assert stage.says("it is blue")

"""Promise 9: an open question blocks nothing else."""

import pytest

from tests.support.stage import Stage

WAITING = {
    "approval": ("refund please", "the chandelier", "make it 400", "1000", "make it 400", "broken"),
    "clarification": ("does the warranty pay", "it fell"),
    "instruction": ("I want to complain",),
    "unknown": ("do you sell boats",),
    "promised": ("do you sell boats",),
}


@pytest.fixture(params=WAITING)
def waiting(request: pytest.FixtureRequest, maya: Stage) -> Stage:
    """Maya waits for an expert."""
    maya.says(*WAITING[request.param])
    maya.passes(100 if request.param == "promised" else 1)
    assert maya.state().open_consults
    return maya


def test_knowledge_is_answered_while_waiting(waiting: Stage) -> None:
    """At once, as if nothing were open."""
    assert "You can send anything back within 30 days." in waiting.says("can I send it back")


def test_another_request_is_served_to_its_end_while_waiting(waiting: Stage) -> None:
    """With its slots, its tools and its effects."""
    waiting.says("send it elsewhere", "the lamp", "Elm Street 1", "third floor")
    assert "It goes to Elm Street 1, floor 3, and the driver rings." in waiting.says("yes")


def test_the_open_request_can_be_withdrawn(waiting: Stage) -> None:
    """The card leaves the desk."""
    waiting.says("forget it")
    assert waiting.state().open_consults == []
    assert [card for card in waiting.cards() if card.status == "open"] == []


def test_a_person_can_be_asked_for(waiting: Stage) -> None:
    """In addition to what is open."""
    waiting.says("a person please")
    assert "wants-person" in [card.name for card in waiting.cards() if card.status == "open"]


def test_any_news_and_thanks_are_answered(waiting: Stage) -> None:
    """Never silence."""
    assert waiting.says("any news?") == "A colleague is being asked."
    assert waiting.says("thanks") == "A colleague is being asked."


def test_words_under_review_hold_up_nothing_but_their_own_request(maya: Stage) -> None:
    """Knowledge, another request, a person: all as ever while somebody looks at the agent's words."""
    maya.says("does the warranty pay", "it fell")
    maya.run(maya.engine.switches.dial(maya.person("cleo"), "warranty", "message", 1))
    maya.answers("dan", choice="covered")
    assert maya.card().name == "review-message"
    assert "within 30 days" in maya.says("can I send it back")
    assert "order" in maya.says("send it elsewhere")
    maya.says("a person please")
    assert "wants-person" in [card.name for card in maya.cards() if card.status == "open"]

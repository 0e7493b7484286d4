"""The one question after a conversation: when it is asked, what becomes of the answer."""

import pytest

from earpiece.domain.errors import Conflict, Invalid, NotFound
from earpiece.domain.events import CustomerRated
from earpiece.runtime.views import ChatView
from tests.support.fixtures import maya
from tests.support.overseer import Overseer
from tests.support.stage import Stage

__all__ = ["maya"]


def _view(stage: Stage) -> ChatView:
    return stage.run(stage.engine.chats.view(stage.chat))


def _rates(stage: Stage, rating: int) -> None:
    stage.run(stage.engine.chats.rate(stage.chat, rating))


def test_it_is_asked_once_the_conversation_is_over(maya: Stage) -> None:
    """And the last answer counts; the same one twice is written once."""
    maya.says("opening hours")
    assert not _view(maya).survey
    with pytest.raises(Conflict):
        _rates(maya, 5)
    maya.says("bye")
    assert (_view(maya).status, _view(maya).survey, _view(maya).rating) == ("closed", True, None)
    for rating in (2, 4, 4):
        _rates(maya, rating)
    assert (_view(maya).status, _view(maya).rating) == ("closed", 4)
    assert [event.rating for event in maya.journal(CustomerRated)] == [2, 4]
    told = maya.run(maya.engine.desk.story(maya.chat))
    assert told[-1].what == "rated the conversation 4 of 5"


def test_a_rating_is_one_of_five(maya: Stage) -> None:
    """And of a conversation that there is."""
    maya.says("opening hours", "bye")
    for rating in (0, 6, -1):
        with pytest.raises(Invalid):
            _rates(maya, rating)
    with pytest.raises(NotFound):
        maya.run(maya.engine.chats.rate("nowhere", 3))
    assert maya.journal(CustomerRated) == []


def test_who_never_spoke_is_not_asked(maya: Stage) -> None:
    """A page that was only opened was no conversation."""
    maya.passes(1300)
    assert (_view(maya).status, _view(maya).survey) == ("closed", False)


def test_who_was_handed_to_nobody_is_not_asked(maya: Stage) -> None:
    """They are asked once a person has spoken with them."""
    maya.says("I want to complain")
    maya.passes(1300)
    state = maya.state()
    assert (state.handed_off, state.outcome) == ("done", "handed_off")
    assert not _view(maya).survey
    maya.says("hello")
    cleo = Overseer(maya)
    cleo.does("take_over")
    cleo.writes("Here I am.")
    cleo.does("close", "resolved")
    assert (_view(maya).status, _view(maya).survey) == ("closed", True)

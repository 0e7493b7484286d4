"""A conversation as a fold: the same events give the same state, in one go or one by one, read or remembered."""

import pytest

from earpiece.domain import conversation
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import ToolFailed, ToolFinished, ToolUnknown
from tests.support.fixtures import maya
from tests.support.stage import Stage

__all__ = ["maya"]


def _story(stage: Stage) -> Stage:
    stage.says("refund please", "the lamp", "60", "can I send it back", "make it 70", "broken")
    stage.asks_back("ann", "Which colour?")
    stage.says("the blue one")
    stage.answers("ann", decision="yes")
    stage.says("where is my parcel", "the chandelier", "forget it", "a person please")
    stage.passes(30)
    return stage


def test_what_is_remembered_is_what_is_in_the_journal(maya: Stage) -> None:
    """The state a node has grown with its own events is the one that another node reads."""
    grown = _story(maya).state()
    recorded = maya.run(maya.disk.read(f"conversation/{maya.chat}"))
    assert conversation.fold(Conversation(maya.chat), recorded) == grown


def test_a_state_is_never_changed_in_place(maya: Stage) -> None:
    """Whoever holds an older one still has it."""
    recorded = _story(maya).run(maya.disk.read(f"conversation/{maya.chat}"))
    state, states, pictures = Conversation(maya.chat), [], []
    for item in recorded:
        state = conversation.apply(state, item.event, item.at)
        states.append(state)
        pictures.append(repr(state))
    assert [repr(state) for state in states] == pictures


@pytest.mark.parametrize("later", [ToolFailed, ToolFinished, ToolUnknown])
def test_the_first_certain_outcome_of_a_call_stands(maya: Stage, later: type) -> None:
    """Whatever is heard of it afterwards."""
    maya.says("refund please", "the lamp", "40", "broken")
    state = maya.state()
    call = list(state.calls.values())[-1]
    fields = {"error": "x"} if later is ToolFailed else {}
    assert conversation.apply(state, later(call=call.id, **fields), 0.0).calls[call.id] == call

"""Stored timers: acted on once by however many nodes, and by the living when a node or a conversation is in trouble."""

import pytest

from earpiece.domain.conversation import Conversation
from earpiece.domain.desk_events import RungReached
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import AgentSaid
from earpiece.runtime.turn import Turns
from tests.support.stage import Stage


def _holdings(stage: Stage) -> int:
    return sum(said.purpose == "holding" for said in stage.journal(AgentSaid))


def test_two_nodes_act_on_a_timer_once(maya: Stage) -> None:
    """Both see it come due at the same moment; the customer hears one sentence, the ladder climbs one rung."""
    maya.joins()
    maya.joins()
    maya.disk.lag = 0.05
    maya.says("refund please", "the lamp", "60", "broken")
    card = maya.card().id
    maya.passes(46)
    assert _holdings(maya) == 2
    assert [reached.index for reached in maya.journal(RungReached, f"card/{card}")] == [0, 1]


def test_timers_outlive_the_node_that_set_them(maya: Stage) -> None:
    """A waiting customer hears the next word from whichever node is up."""
    maya.says("does the warranty pay", "it fell")
    maya.restarts()
    assert maya.passes(21) in ("No answer yet.", "I am still waiting.")


def test_what_came_due_while_no_node_was_up_is_done_at_once(maya: Stage) -> None:
    """After a night's outage the ladder goes on where it is due."""
    maya.says("refund please", "the lamp", "60", "broken")
    for node in maya.nodes:
        maya.run(node.tasks.close())
    maya.passes(4000)
    maya.restarts()
    assert "Nobody could decide it in time" in maya.passes(1)


def test_one_conversation_in_trouble_holds_up_no_other(maya: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its timer is tried again, with growing pauses; everybody else's are on time."""
    maya.says("does the warranty pay", "it fell")
    broken, take, tries = maya.chat, Turns.take, []

    async def fails_for_one(
        self: Turns, conversation: str, *facts: BaseEvent, key: str | None = None, beside: object = ()
    ) -> Conversation:
        if conversation == broken and maya.disk.lag:
            tries.append(conversation)
            raise RuntimeError("this conversation does not come to rest")
        return await take(self, conversation, *facts, key=key, beside=beside)  # type: ignore[arg-type]

    monkeypatch.setattr(Turns, "take", fails_for_one)
    maya.disk.lag = 0.001
    maya.opens("noah")
    maya.says("I want to complain")
    assert maya.passes(21) in ("No answer yet.", "I am still waiting.")
    assert 3 < len(tries) < 20
    maya.disk.lag = 0.0
    maya.chat, maya._seen = broken, 0
    assert "No answer yet." in maya.passes(61)

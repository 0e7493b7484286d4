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


def test_a_tool_that_hangs_when_asked_about_its_attempt_holds_up_no_other_timer(maya: Stage) -> None:
    """Others' waiting customers hear their next word on time meanwhile."""
    waiting = maya.chat
    maya.says("I want to complain")
    maya.passes(5)
    maya.opens("maya")
    maya.tools.hangs_before.add("refund")
    maya.tools.check_hangs = True
    maya.says("refund please", "the lamp", "40", "broken")  # from ten to twenty seconds after this the tool is asked
    maya.chat = waiting
    maya.heard()
    assert maya.passes(16) in ("No answer yet.", "I am still waiting.")


def test_news_without_end_do_not_make_the_timers_look_without_end(maya: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy node looks once for many commits."""
    looks, next_due = [], maya.disk.next_due

    async def counted() -> float | None:
        looks.append(1)
        return await next_due()

    monkeypatch.setattr(maya.disk, "next_due", counted)
    maya.opens("noah")
    before = len(looks)
    for number in range(50):
        maya.run(maya.engine.chats.say(maya.chat, f"n{number}", "hello"), wait=0.001)
    assert len(looks) - before < 5


def test_a_timer_that_is_there_after_it_was_acted_on_is_not_acted_on_without_end(
    maya: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever keeps it, it comes up more and more rarely, and the others are on time."""
    tries, take = [], Turns.take

    async def does_nothing(
        self: Turns, conversation: str, *facts: BaseEvent, key: str | None = None, beside: object = ()
    ) -> Conversation:
        if key is not None and key.startswith("timer"):
            tries.append(key)
            return await self._states.conversation(conversation)
        return await take(self, conversation, *facts, key=key, beside=beside)  # type: ignore[arg-type]

    monkeypatch.setattr(Turns, "take", does_nothing)
    maya.says("I want to complain")
    maya.passes(120)
    assert 3 < len(tries) < 20

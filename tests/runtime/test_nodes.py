"""Several nodes over one journal: whatever reaches them at the same moment happens once, and nothing waits for long."""

from earpiece.domain.events import CustomerHeard, CustomerSaid, MessageUnderstood, ToolRetried
from tests.support.stage import Stage


def test_the_same_message_sent_to_two_nodes_is_one_message(maya: Stage) -> None:
    """A client that switches to another node and sends again."""
    second = maya.joins()
    maya.disk.lag = 0.05
    maya.spawn(maya.engine.chats.say(maya.chat, "mine", "can I send it back"))
    maya.spawn(second.engine.chats.say(maya.chat, "mine", "can I send it back"))
    assert maya.passes(1).count("within 30 days") == 1
    assert len(maya.journal(CustomerSaid)) == 1


def test_two_messages_that_two_nodes_read_slowly_are_each_read_once() -> None:
    """The node that lost the race goes on from what is stored, and does not store its message again."""
    with Stage(needs_io=True) as stage:
        stage.opens("maya")
        second = stage.joins()
        stage.disk.lag, stage.understanding.delay = 0.05, 1.0
        stage.spawn(stage.engine.chats.say(stage.chat, "a", "can I send it back"))
        stage.spawn(second.engine.chats.say(stage.chat, "b", "hello"))
        stage.passes(5)
        assert [said.message for said in stage.journal(CustomerSaid)] in (["a", "b"], ["b", "a"])
        assert {read.message for read in stage.journal(MessageUnderstood)} == {"a", "b"}
        assert len(stage.journal(MessageUnderstood)) == 2


def test_two_nodes_find_out_about_a_lost_attempt_once(maya: Stage) -> None:
    """Both see its deadline pass; it is tried again once."""
    maya.joins()
    maya.tools.hangs_before.add("refund")
    maya.says("refund please", "the lamp", "40", "broken")
    maya.tools.hangs_before.clear()
    maya.disk.lag = 0.05
    assert "£40.00 is on its way." in maya.passes(12)
    assert len(maya.journal(ToolRetried)) == 1


def test_a_fact_stored_before_a_lost_race_is_not_stored_again() -> None:
    """The node that lost keeps its fact as it is in the journal, and looks again at what is left to do."""
    with Stage(needs_io=True) as stage:
        stage.opens("maya")
        stage.understanding.stuck = True
        stage.background(stage.engine.chats.say(stage.chat, "a", "can I send it back"))
        stage.restarts()
        stage.understanding.stuck, stage.understanding.delay = False, 1.0
        second = stage.joins()
        stage.spawn(stage.engine.turns.take(stage.chat, CustomerHeard(upto=2)))
        stage.passes(0.5)
        stage.spawn(second.engine.turns.take(stage.chat, CustomerHeard(upto=3)))
        stage.passes(5)
        assert [heard.upto for heard in stage.journal(CustomerHeard)] == [2, 3]
        assert len(stage.journal(MessageUnderstood)) == 1

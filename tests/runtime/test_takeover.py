"""A node dies or sleeps: what it was at work on is taken up by another, soon where it is harmless, and never twice."""

from collections.abc import Iterator

import pytest

from earpiece.domain.events import AgentSaid, CustomerSaid, MessageUnderstood, ToolFailed, ToolRetried, ToolStarted
from earpiece.journal.memory import MemoryJournal
from earpiece.runtime import takeover
from earpiece.runtime.attempts import Attempts
from tests.support.nodes import Town, TownNode, without

SOON = 2.0
"""Seconds within which a conversation goes on after its node has died."""


@pytest.fixture
def town() -> Iterator[Town]:
    """Two nodes; Maya is greeted by the first."""
    with Town() as town:
        town.opens("maya")
        yield town


def _asks(heard: str) -> bool:
    """The agent goes on with its next question."""
    return heard in ("Which order is it?", "Which of your orders do you mean?")


def _dies_while_it_looks_up_orders(town: Town) -> None:
    town.tools.hangs_before.add("my_orders")
    town.says("refund please")
    town.dies()
    town.tools.hangs_before.clear()


def test_a_read_that_was_under_way_is_made_again_soon(town: Town) -> None:
    """The customer hears the next question as if nothing had happened."""
    _dies_while_it_looks_up_orders(town)
    assert town.passes(1.0) == ""
    assert _asks(town.passes(SOON - 1.0))
    assert len(town.journal(ToolRetried)) == 1
    assert [call.tool for call in town.tools.calls] == ["my_orders", "my_orders"]


def test_without_the_watch_it_would_have_to_wait_for_its_deadline(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: a node that only beats."""
    monkeypatch.setattr(MemoryJournal, "orphans", without(MemoryJournal.orphans, "living()", instead="beats"))
    _dies_while_it_looks_up_orders(town)
    assert town.passes(SOON) == ""


def test_several_live_nodes_take_up_a_matter_once() -> None:
    """All of them see it at the same moment; the attempt is made again once."""
    with Town(nodes=4) as town:
        town.opens("maya")
        for node in range(4):
            town.node(node).disk.lag = 0.05
        _dies_while_it_looks_up_orders(town)
        assert _asks(town.passes(SOON + 1))
        assert sum(said.purpose == "question" for said in town.journal(AgentSaid)) == 1
        assert len(town.journal(ToolRetried)) == 1
        assert len(town.tools.calls) == 2


def test_one_node_after_the_other() -> None:
    """The node that took the matter up dies too."""
    with Town(nodes=3) as town:
        town.opens("maya")
        town.tools.hangs_before.add("my_orders")
        town.says("refund please")
        town.dies()
        town.passes(SOON)
        assert len(town.tools.calls) == 2
        [taker] = set(town.store.alarms._work.values())
        town.nodes.sort(key=lambda node: node.engine.ports.journal.node != taker)  # type: ignore[attr-defined]
        town.dies()
        town.tools.hangs_before.clear()
        assert _asks(town.passes(SOON))


# ── messages ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_that_was_stored_but_not_understood_is_read_by_another_node() -> None:
    """Its reader waited for a model when it died."""
    with Town(needs_io=True, nodes=3) as town:
        town.opens("maya")
        town.node(0).understanding.stuck = True
        town.background(town.engine.chats.say(town.chat, "m1", "can I send it back"))
        assert len(town.journal(CustomerSaid)) == 1
        town.dies()
        assert town.passes(SOON).count("within 30 days") == 1
        assert len(town.journal(MessageUnderstood)) == 1


def test_a_message_that_takes_long_to_read_does_not_make_the_reader_look_dead() -> None:
    """It goes on beating while it reads, so nobody takes the matter from it a second time."""
    with Town(needs_io=True, nodes=3) as town:
        town.opens("maya")
        town.node(0).understanding.stuck = True
        town.background(town.engine.chats.say(town.chat, "m1", "can I send it back"))
        town.node(1).understanding.delay = town.node(2).understanding.delay = 4.0
        town.dies()
        town.passes(3.5)
        assert set(town.store.beats) >= {"n1", "n2"}
        assert town.store.living() == {"n1", "n2"}


# ── effects ───────────────────────────────────────────────────────────────────────────────────────────────────────

ELSEWHERE = ("send it elsewhere", "the lamp", "Elm Street 1", "I don't know")
GUARDS = ('if attempt.status != "started":', "if attempt.deadline <= self._ports.clock.now():")


def _sleeps_before_the_effect(town: Town) -> TownNode:
    """The attempt is in the journal; the node falls asleep before it hears so, and has not called the tool."""
    town.says(*ELSEWHERE[:-1])
    town.node(0).disk.sleeps_after = ToolStarted
    town.background(town.engine.chats.say(town.chat, "last", ELSEWHERE[-1]))
    node = town.sleeps()
    assert town.journal(ToolStarted)[-1].tool == "change_address"
    return node


def test_an_effect_is_looked_into_only_after_its_deadline_and_a_late_sleeper_adds_none(town: Town) -> None:
    """Nobody knows whether the node is dead or asleep: the deadline decides, and it holds for the sleeper too."""
    sleeper = _sleeps_before_the_effect(town)
    town.passes(9)
    assert town.journal(ToolFailed) == []
    town.passes(2)
    assert [failed.error for failed in town.journal(ToolFailed)] == ["did_not_happen"]
    town.wakes(sleeper)
    town.passes(5)
    assert town.books() == []


def test_without_the_look_at_the_deadline_the_sleeper_would_still_act(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken on purpose: it calls the tool, though the customer was told that nothing happened."""
    monkeypatch.setattr(Attempts, "run", without(Attempts.run, *GUARDS, instead="if False:"))
    sleeper = _sleeps_before_the_effect(town)
    town.passes(11)
    town.wakes(sleeper)
    town.passes(5)
    assert town.books() == ["change_address maya o1 Elm Street 1"]


# ── many matters at once ──────────────────────────────────────────────────────────────────────────────────────────


def test_those_that_have_to_wait_hold_up_no_others(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """More effects wait for their deadlines than are looked at in one round; a read behind them is found."""
    monkeypatch.setattr(takeover, "MOST_FOUND", 2)
    for _ in range(5):
        town.opens("maya")
        town.tools.hangs_before.add("change_address")
        town.says(*ELSEWHERE)
    town.opens("maya")
    _dies_while_it_looks_up_orders(town)
    assert _asks(town.passes(SOON + 1))


def test_one_matter_that_cannot_be_taken_up_harms_no_other(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it end the watch."""
    take_up, chats = Attempts.take_up, [town.chat]

    async def fails_for_one(self: Attempts, conversation: str, call: str, deadline: float) -> None:
        if conversation == chats[0]:
            raise RuntimeError("this one does not come to rest")
        await take_up(self, conversation, call, deadline)

    monkeypatch.setattr(Attempts, "take_up", fails_for_one)
    town.tools.hangs_before.add("my_orders")
    town.says("refund please")
    chats.append(town.opens("maya"))
    _dies_while_it_looks_up_orders(town)
    assert _asks(town.passes(SOON))
    assert town.passes(0.0) == ""


def test_a_node_that_leaves_in_order_is_followed_at_once(town: Town) -> None:
    """It says that it is no more; nobody has to wait until its silence is noticed."""
    town.tools.hangs_before.add("my_orders")
    town.says("refund please")
    node = town.node(0)
    town.dies()
    town.tools.hangs_before.clear()
    town.run(node.disk.close(), wait=0)
    assert _asks(town.passes(0.5))


def test_what_was_begun_is_finished_before_a_node_leaves(town: Town) -> None:
    """It begins nothing new, but waits for the tool that is at work, and goes on beating meanwhile."""
    town.tools.slow["my_orders"] = 3.0
    town.says("refund please")
    node = town.nodes.pop(0)

    async def leave() -> None:
        node.tasks.end("timers", "takeover", "precedents")
        await node.tasks.idle(but="beat")

    before = town.run(town.now())
    town.run(leave(), wait=0)
    assert town.run(town.now()) - before == pytest.approx(3.0, abs=0.1)
    assert "n0" in town.store.living()
    assert _asks(town.heard())
    assert town.journal(ToolRetried) == []
    town.run(node.tasks.close())


def test_a_journal_that_fails_ends_neither_the_beat_nor_the_watch(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it was, the next round may be better."""

    async def broken(self: MemoryJournal, limit: int = 100) -> None:
        raise RuntimeError("the store is confused")

    with monkeypatch.context() as patch:
        patch.setattr(MemoryJournal, "orphans", broken)
        patch.setattr(MemoryJournal, "beat", broken)
        town.passes(3)
    town.passes(1)
    assert town.store.living() == {"n0", "n1"}
    _dies_while_it_looks_up_orders(town)
    assert _asks(town.passes(SOON))


def test_work_of_the_living_is_not_taken(town: Town) -> None:
    """A tool may take its time."""
    town.tools.slow["my_orders"] = 8.0
    town.says("refund please")
    assert _asks(town.passes(8.5))
    assert len(town.tools.calls) == 1
    assert sum(said.purpose == "question" for said in town.journal(AgentSaid)) == 1

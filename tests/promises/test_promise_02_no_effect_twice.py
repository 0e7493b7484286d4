"""Promise 2: a tool with an effect gets at most one attempt per key, and what became of it is found out."""

from dataclasses import replace
from typing import Literal

import pytest

from earpiece.domain.events import ToolStarted
from earpiece.runtime import attempts
from earpiece.runtime.draft import Draft
from tests.promises.story import Client
from tests.support.stage import SHOP, Stage

MOVE = ("send it elsewhere", "the lamp", "Elm Street 1", "I don't know")
"""Ends with an effect that may not be repeated."""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(1, 8))
def test_an_effect_that_may_not_be_repeated_is_not(when: Literal["before", "after"], number: int) -> None:
    """Wherever the node dies, the tool is called at most once; if it was, its effect is known in the end."""
    with Stage() as stage:
        stage.opens("maya")
        stage.disk.kill(when, number)
        Client(stage).tell(*MOVE)
        stage.passes(25)
        calls = [call for call in stage.tools.calls if call.tool == "change_address"]
        assert len(calls) <= 1
        assert len(stage.books()) == len(calls)
        assert all(call.status in ("finished", "failed") for call in stage.state().calls.values())


@pytest.mark.parametrize("where", ["hangs_before", "hangs_after"])
def test_the_node_dies_while_the_tool_works(where: str) -> None:
    """Between the call and its result nobody knows; the next node asks the tool, and acts on what it says."""
    with Stage() as stage:
        stage.opens("maya")
        getattr(stage.tools, where).add("refund")
        stage.says("refund please", "the lamp", "40", "broken")
        stage.restarts()
        getattr(stage.tools, where).clear()
        assert "£40.00 is on its way." in stage.passes(12)
        assert stage.books() == ["refund maya o1 40.0"]


def _race(stage: Stage) -> list[str]:
    """Two nodes learn at the same moment what lets the refund go."""
    second = stage.joins()
    stage.says("refund please", "the lamp", "40")
    stage.disk.lag = 0.05
    stage.background(stage.engine.chats.say(stage.chat, "a", "broken"))
    stage.background(second.engine.chats.say(stage.chat, "b", "broken"))
    stage.passes(40)
    return stage.books()


def test_two_nodes_that_race_cause_one_effect(maya: Stage) -> None:
    """Both hear the customer; one decides, the other looks again and finds it decided."""
    assert _race(maya) == ["refund maya o1 40.0"]
    assert len([call for call in maya.journal(ToolStarted) if call.effect == "write"]) == 1


def test_without_the_condition_both_would_act(maya: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: decisions that append whatever happened meanwhile cause two effects."""
    writes = Draft.writes
    monkeypatch.setattr(Draft, "writes", lambda self: [replace(write, expected=None) for write in writes(self)])
    assert len(_race(maya)) > 1 or len([c for c in maya.journal(ToolStarted) if c.effect == "write"]) > 1


def test_without_asking_first_a_lost_attempt_would_be_repeated(maya: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: a node that takes every tool for idempotent moves the parcel twice."""
    company = SHOP.current()
    tool = replace(company.tools["change_address"], idempotent=True, has_check=False)
    monkeypatch.setitem(company.tools, "change_address", tool)
    maya.tools.hangs_after.add("change_address")
    maya.says(*MOVE)
    maya.passes(25)
    assert len(maya.books()) > 1
    assert attempts.MOST_TRIES >= 2

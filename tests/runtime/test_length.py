"""A long conversation: a turn in it looks at no more than a turn in a short one."""

import sys
from types import FrameType
from typing import Any

from tests.support.stage import Stage


def _calls_of(stage: Stage, text: str) -> int:
    """How many functions a message calls: a measure of the work that no other program disturbs."""
    calls = 0

    def count(_frame: FrameType, event: str, _: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    stage.says("refund please", "forget it")
    message = f"counted {len(stage.state().lines)}"
    sys.setprofile(count)
    try:
        stage.run(stage.engine.chats.say(stage.chat, message, text))
    finally:
        sys.setprofile(None)
    return calls


def test_a_turn_costs_the_same_after_hundreds_of_messages(maya: Stage) -> None:
    """Reading with an open question, and the question itself, which is asked again."""
    maya.says("refund please", "the lamp")
    before = _calls_of(maya, "hello")
    for _ in range(150):
        maya.says("hello", "can I send it back")
    after = _calls_of(maya, "hello")
    assert len(maya.state().lines) > 600
    assert after < 1.2 * before

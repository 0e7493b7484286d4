"""Tools that fail, hang or vanish: what is known is said, what is unknown is found out, nothing is simply repeated."""

import asyncio
from typing import Any

import pytest

from earpiece.domain.controls import Controls
from earpiece.domain.errors import ToolError
from earpiece.domain.events import ToolFailed, ToolFinished, ToolRetried, ToolUnknown
from tests.support.stage import Stage


def _writes(stage: Stage) -> int:
    return sum(call.tool != "my_orders" for call in stage.tools.calls)


def test_a_stated_failure_takes_its_branch(maya: Stage) -> None:
    """The tool says that it did nothing and why; the playbook has words for it."""
    assert "That is too far for us." in maya.says("send it elsewhere", "the lamp", "the moon", "I don't know")


def test_a_failure_without_a_branch_ends_the_request_with_an_honest_word(maya: Stage) -> None:
    """Nobody waits for ever for what has failed."""
    maya.tools.errors["my_orders"] = ToolError("down")
    assert "That did not work." in maya.says("refund please")
    assert maya.state().stack == ()


def test_an_attempt_that_had_its_effect_but_never_returned_is_found_out(maya: Stage) -> None:
    """After the deadline the tool is asked what became of it, and the story goes on with its result."""
    maya.tools.hangs_after.add("refund")
    maya.says("refund please", "the lamp", "40", "broken")
    assert "£40.00 is on its way." in maya.passes(11)
    assert len(maya.journal(ToolFinished)) == 2
    assert (_writes(maya), maya.books()) == (1, ["refund maya o1 40.0"])


def test_an_attempt_without_an_effect_is_made_again_under_the_same_key(maya: Stage) -> None:
    """Only because the tool declares that the same key never takes effect twice."""
    maya.tools.hangs_before.add("refund")
    maya.says("refund please", "the lamp", "40", "broken")
    maya.tools.hangs_before.clear()
    assert "£40.00 is on its way." in maya.passes(11)
    assert len(maya.journal(ToolRetried)) == 1
    keys = {call.key for call in maya.tools.calls if call.tool == "refund"}
    assert (len(keys), maya.books()) == (1, ["refund maya o1 40.0"])


def test_an_attempt_that_may_not_be_repeated_is_not(maya: Stage) -> None:
    """The tool knows that nothing happened; the request ends with that, and no second call was made."""
    maya.tools.hangs_before.add("change_address")
    maya.says("send it elsewhere", "the lamp", "Elm Street 1", "I don't know")
    maya.restarts()
    assert "That did not work." in maya.passes(11)
    assert [failed.error for failed in maya.journal(ToolFailed)] == ["did_not_happen"]
    assert (_writes(maya), maya.books()) == (1, [])


@pytest.mark.parametrize(
    ("answer", "heard"),
    [
        ({"decision": "yes", "reference": "G1"}, "A gift is on its way to you."),
        ({"decision": "no", "reason": "It never left."}, "That did not work."),
    ],
)
def test_what_no_tool_can_tell_a_person_finds_out(maya: Stage, answer: dict[str, Any], heard: str) -> None:
    """The task says what was tried; its answer is the outcome, and the tool is not called again."""
    maya.tools.hangs_after.add("send_gift")
    maya.says("I want to complain")
    maya.answers("dan", choice="gift")
    maya.answers("dan", decision="yes")
    maya.passes(21)
    assert len(maya.journal(ToolUnknown)) == 1
    card = maya.card("dan")
    assert (card.kind, card.name) == ("task", "unknown-outcome")
    maya.answers("dan", **answer)
    assert heard in maya.heard()
    assert _writes(maya) == 1


def test_nobody_finding_out_takes_the_branch_for_it(maya: Stage) -> None:
    """After a day the customer hears that it could not be found out; nothing is run again."""
    maya.tools.hangs_after.add("send_gift")
    maya.says("I want to complain")
    maya.answers("dan", choice="gift")
    maya.answers("dan", decision="yes")
    assert "I do not know whether the gift is on its way." in maya.passes(25 * 3600)
    assert _writes(maya) == 1


def test_a_tool_that_cannot_be_asked_either_stops_nobody(maya: Stage) -> None:
    """Asking hangs as well: a person is asked, and other conversations' timers go on."""
    maya.tools.hangs_after.add("change_address")
    maya.tools.check_hangs = True
    maya.says("send it elsewhere", "the lamp", "Elm Street 1", "I don't know")
    maya.passes(21)
    assert maya.card().name == "unknown-outcome"


def test_a_read_that_hangs_is_tried_again_and_then_given_up(maya: Stage) -> None:
    """Looking something up harms nobody; after three tries the agent says that it did not work."""
    maya.tools.hangs_before.add("my_orders")
    maya.says("refund please")
    assert "That did not work." in maya.passes(61)
    assert len(maya.journal(ToolRetried)) == 2


def test_a_node_that_slept_past_the_deadline_does_not_call_the_tool(maya: Stage) -> None:
    """Its attempt was given up by others meanwhile: waking late it causes nothing."""
    maya.says("send it elsewhere", "the lamp", "Elm Street 1")
    maya.tools.hangs_before.add("change_address")
    maya.says("I don't know")
    maya.restarts()
    maya.passes(11)
    maya.tools.hangs_before.clear()
    call = maya.journal(ToolFailed)[0].call
    calls = len(maya.tools.calls)
    maya.run(maya.engine.turns.attempts.run(maya.chat, call))
    assert (len(maya.tools.calls), maya.books()) == (calls, [])


def test_a_node_that_slept_while_it_looked_for_switches_does_not_call_the_tool(
    maya: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look before an effect waits for the journal; whoever wakes from it too late causes nothing either."""
    look = maya.engine.controls.in_force

    async def slept(**how: bool) -> Controls:
        if how.get("look"):
            await asyncio.sleep(11)
        return await look(**how)

    monkeypatch.setattr(maya.engine.controls, "in_force", slept)
    maya.says("send it elsewhere", "the lamp", "Elm Street 1", "I don't know")
    maya.passes(30)
    assert [call for call in maya.tools.calls if call.tool == "change_address"] == []
    assert maya.books() == []


def test_an_attempt_still_under_way_is_not_said_to_have_failed(maya: Stage) -> None:
    """Past its deadline it may yet take effect: a person is asked, until the tool itself comes back with the result."""
    maya.tools.slow["change_address"] = 30
    maya.says("send it elsewhere", "the lamp", "Elm Street 1", "I don't know")
    assert "That did not work." not in maya.passes(11)
    assert len(maya.journal(ToolUnknown)) == 1
    assert maya.card().name == "unknown-outcome"
    assert "Shall the driver ring?" in maya.passes(30)
    assert not [card for card in maya.cards() if card.status == "open"]
    assert (_writes(maya), len(maya.books())) == (1, 1)


def test_the_first_certain_outcome_stands(maya: Stage) -> None:
    """A result that comes after the attempt was found out changes nothing."""
    maya.tools.hangs_after.add("refund")
    maya.says("refund please", "the lamp", "40", "broken")
    maya.passes(11)
    call = maya.journal(ToolFinished)[-1].call
    maya.run(maya.engine.turns.take(maya.chat, ToolFailed(call=call, error="late")))
    assert maya.state().calls[call].status == "finished"


def test_answers_of_tools_are_awaited_not_slept_for(maya: Stage) -> None:
    """The stage's own promise: all of this happened in virtual time."""

    async def now() -> float:
        return asyncio.get_running_loop().time()

    before = maya.run(now())
    maya.passes(3600)
    assert maya.run(now()) == pytest.approx(before + 3600, abs=1)

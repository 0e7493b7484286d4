"""The promises where a large model leads: over a crash at any write, nothing twice and nothing lost."""

import asyncio

import pytest

from earpiece.domain.events import AgentSaid, ConsultAsked, ToolFinished
from earpiece.domain.planning import ASK_MODEL, Called, Plan, PlanRequest, Said
from tests.support.planner import ScriptedPlanner, calls, open_shop, says
from tests.support.stage import Stage

DONE = "It is done."


class Thoughtful(ScriptedPlanner):
    """Says what the state of things asks for, so that it may be asked again: a refund, then that it is done."""

    async def plan(self, request: PlanRequest) -> Plan:
        """See `domain.ports.Planner`."""
        self.told.append(request)
        await asyncio.sleep(self.takes)
        if any(isinstance(turn, Said) and turn.who == "note" for turn in request.turns):
            return says(DONE)
        asked = any(isinstance(turn, Called) and turn.tool == "refund" for turn in request.turns)
        return says("One moment.") if asked else calls("refund", order="o1", amount=80.0)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(1, 9))
def test_over_a_crash_at_any_write(when: str, number: int) -> None:
    """One question, one refund, one sentence that brings the answer; what the model said is never asked for again."""
    planner = Thoughtful()
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.disk.kill(when, number)  # type: ignore[arg-type]
        stage.background(stage.engine.chats.say(stage.chat, "m1", "refund please"))
        _comes_back(stage)
        if not stage.journal(ConsultAsked):  # the message was not acknowledged: the customer's device sends it again
            stage.run(stage.engine.chats.say(stage.chat, "m1", "refund please"))
            _comes_back(stage)
        stage.background(stage.engine.desk.answer(stage.person("cleo"), stage.card().id, stage.request(decision="yes")))
        stage.passes(10)
        _comes_back(stage)
        if stage.state().open_consults:  # nor was the answer
            stage.answers("cleo", decision="yes")
        stage.passes(600)
        assert stage.books() == ["refund maya o1 80.0"]
        assert len(stage.journal(ConsultAsked)) == 1
        assert [event.text for event in stage.journal(AgentSaid)].count(DONE) == 1
        replies = [event for event in stage.journal(ToolFinished) if stage.state().calls[event.call].tool == ASK_MODEL]
        lost = len(planner.told) - len(replies)
        assert lost <= 1  # only a reply that had not reached the journal was asked for again


def _comes_back(stage: Stage) -> None:
    """If the node has died, another one takes its place, and whatever is due is done."""
    if stage.disk.dead:
        stage.disk.dead = False
        stage.restarts()
    stage.passes(200)


def test_an_answer_that_comes_while_the_model_thinks_is_not_taken_for_said() -> None:
    """The words it was thinking of bring nothing of it; the next ones do."""
    planner = Thoughtful()
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund please")
        planner.takes = 5.0
        stage.says("are you there?")
        (consult,) = stage.state().consults
        stage.answers("cleo", decision="yes")
        stage.passes(30)
        brought = [event.text for event in stage.journal(AgentSaid) if consult in event.releases]
        assert brought == [DONE]

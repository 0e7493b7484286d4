"""While an expert decides, the agent asks what it needs to know next, and prepares what follows."""

from dataclasses import replace

import pytest

from earpiece.agent.calls import FRESH
from earpiece.agent.meanwhile import go_on
from earpiece.domain.actions import Utter
from earpiece.domain.conversation import Conversation, fold
from earpiece.domain.events import AgentSaid, RunStarted, ToolFinished, ToolStarted
from earpiece.domain.playbook import Ask, Call, End
from tests.support.stage import SHOP, Stage


def swapping(stage: Stage) -> str:
    """A customer who has said what they want to exchange: an expert is asked whether they may."""
    stage.opens("maya")
    stage.says("swap it")
    return stage.says("the lamp")


def test_the_next_question_is_asked_while_the_expert_thinks(stage: Stage) -> None:
    """It stands behind the consult in the playbook; the customer hears that somebody is asked, then the question."""
    said = swapping(stage)
    assert said.splitlines() == ["I am asking a colleague.", "Meanwhile: Which shade would you like?"]
    stage.says("green")
    stage.answers("ann", decision="yes")
    assert "The new lamp in green is sent on Monday." in stage.heard()
    asked = [said for said in stage.journal(AgentSaid) if said.slot == "shade"]
    assert len(asked) == 1


def test_the_answer_may_come_first(stage: Stage) -> None:
    """The question is not asked twice."""
    swapping(stage)
    stage.answers("ann", decision="yes")
    assert "The new lamp in green is sent on Monday." in stage.says("green")
    assert len([said for said in stage.journal(AgentSaid) if said.slot == "shade"]) == 1


def test_after_a_no_the_question_is_dropped(stage: Stage) -> None:
    """The customer hears the no, and is not asked on."""
    swapping(stage)
    stage.answers("ann", decision="no", reason="it was a gift")
    assert "We cannot exchange it: it was a gift" in stage.heard()
    assert stage.state().asked is None or stage.state().asked.slot != "shade"  # type: ignore[union-attr]


def test_a_correction_of_what_was_said_meanwhile_does_not_jump_ahead(stage: Stage) -> None:
    """The run stays where it waits: going to where the value is collected would leave out the expert's answer."""
    swapping(stage)
    stage.says("green")
    before = stage.state().runs
    stage.says("red, sorry")
    after = stage.state().runs
    assert {id: run.at for id, run in before.items()} == {id: run.at for id, run in after.items()}
    stage.answers("ann", decision="yes")
    assert "The new lamp in red is sent on Monday." in stage.heard()


def test_what_follows_a_yes_is_looked_up_beforehand(stage: Stage) -> None:
    """A tool that only reads; the result is there when the answer comes, and is not looked up again."""
    swapping(stage)
    (looked,) = [call for call in stage.journal(ToolStarted) if call.tool == "stock"]
    assert looked.ahead
    assert [done for done in stage.journal(ToolFinished) if done.call == looked.call]
    stage.says("green")
    stage.answers("ann", decision="yes")
    assert len([call for call in stage.journal(ToolStarted) if call.tool == "stock"]) == 1


def test_what_was_looked_up_long_ago_is_looked_up_again(stage: Stage) -> None:
    """The world has moved on."""
    swapping(stage)
    stage.says("green")
    stage.passes(FRESH + 1)
    stage.answers("ann", decision="yes")
    assert [call.ahead for call in stage.journal(ToolStarted) if call.tool == "stock"] == [True, False]


def test_nothing_with_an_effect_is_done_beforehand(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: were the lookup a write, it would wait for its turn."""
    tool = SHOP.current().tools["stock"]
    monkeypatch.setitem(SHOP.current().tools, "stock", replace(tool, effect="write"))
    swapping(stage)
    assert not [call for call in stage.journal(ToolStarted) if call.tool == "stock"]


def before_the_question(stage: Stage) -> Conversation:
    """The state in which the agent decided to ask meanwhile."""
    conversation = stage.state().id
    recorded = stage.run(stage.disk.read(f"conversation/{conversation}"))
    asked = next(item for item in recorded if isinstance(item.event, AgentSaid) and item.event.slot == "shade")
    return fold(Conversation(conversation), recorded[: asked.position - 1])


def test_a_company_may_do_without(stage: Stage) -> None:
    """`go_on_meanwhile: false`, and who was promised an answer and need not stay is not asked on either."""
    swapping(stage)
    state, company = before_the_question(stage), SHOP.current()
    assert isinstance(go_on(state, company), Utter)
    assert go_on(state, replace(company, policy=replace(company.policy, meanwhile=False))) is None
    (consult,) = state.open_consults
    promised = {**state.consults, consult.id: replace(consult, promised="said")}
    assert go_on(replace(state, consults=promised), company) is None


def test_a_guest_is_identified_while_somebody_is_asked(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """If whatever is answered leads to a tool that needs to know; never for a mere guess at what may follow."""
    stage.opens(None)
    stage.says("do you sell any boats")
    assert [run.playbook for run in stage.journal(RunStarted)] == ["ask-expert"]
    book = SHOP.current().playbooks["warranty"]
    at, asking = next((at, step) for at, step in enumerate(book.program) if isinstance(step, Ask))
    stock = Call("stock", {"order": "'o1'"}, book.source, save="stock")
    program = (*book.program[:at], replace(asking, on={}), stock, End("resolved", book.source))
    monkeypatch.setitem(SHOP.current().playbooks, "warranty", replace(book, program=program))
    assert "customer number" in stage.says("does the warranty pay", "it fell")

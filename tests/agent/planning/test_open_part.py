"""A large model leads through an open part: one action at a time, each through the gate."""

import pytest

from earpiece.domain.asking import form_for, proposal
from earpiece.domain.errors import ToolError
from earpiece.domain.events import AgentSaid, Refused, ToolFinished, ToolStarted
from earpiece.domain.forms import Question
from earpiece.domain.planning import ASK_MODEL, Plan
from earpiece.domain.playbook import ConsultSpec, Source, Tool
from tests.support.planner import ScriptedPlanner, asks, calls, open_shop, says, takes_back
from tests.support.stage import Stage


def asked(stage: Stage) -> Question:
    """What the one open consult asks."""
    (consult,) = stage.state().open_consults
    return consult.question


def test_the_model_speaks_and_looks_up_and_acts() -> None:
    planner = ScriptedPlanner([
        calls("my_orders"), says("Which order, the lamp or the chandelier?"), calls("refund", order="o1", amount=20.0),
        says("£20 is on its way."),
    ])  # fmt: skip
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        assert "Which order" in stage.says("my order came broken")
        assert "on its way" in stage.says("the lamp")
        assert stage.books() == ["refund maya o1 20.0"]
        assert planner.heard()[-1].startswith("refund {'order': 'o1', 'amount': 20.0} -> {")


def test_what_needs_a_yes_is_asked_first_and_the_stored_call_runs() -> None:
    planner = ScriptedPlanner([
        calls("refund", order="o1", amount=80.0), says("You can tell me more meanwhile."), says("It is done."),
    ])  # fmt: skip
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund please")
        assert asked(stage).call is not None
        assert stage.books() == []
        stage.says("it was the blue one")
        assert any(line.startswith("refund") and "Not done yet" in line for line in planner.heard())
        stage.answers("cleo", decision="yes")
        assert stage.books() == ["refund maya o1 80.0"]
        assert "It is done." in stage.heard()
        assert planner.heard()[-1].startswith("note: News of refund")
        assert len(planner.told) == 3


def test_a_no_is_told_to_the_model_with_its_reason() -> None:
    planner = ScriptedPlanner([calls("refund", order="o1", amount=80.0), says("I cannot, since it was opened.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund please")
        stage.answers("cleo", decision="no", reason="it was opened")
        assert "since it was opened" in stage.heard()
        assert "declined: it was opened" in planner.heard()[-1]
        assert stage.books() == []


def test_an_expert_may_have_something_else_done() -> None:
    planner = ScriptedPlanner([calls("refund", order="o1", amount=80.0), says("You get a gift.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund please")
        stage.answers("cleo", decision="no", reason="too late", instead={"tool": "send_gift", "args": {}})
        assert stage.books() == ["send_gift maya"]
        assert "had this done instead: send_gift" in planner.heard()[-1]
        assert "You get a gift." in stage.heard()


def test_what_an_expert_wants_instead_stays_under_the_rules() -> None:
    planner = ScriptedPlanner([calls("refund", order="o2", amount=80.0), says("That is not possible.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund please")
        instead = {"tool": "refund", "args": {"order": "o2", "amount": 900.0}}
        stage.answers("cleo", decision="no", reason="pay it all", instead=instead)
        assert stage.books() == []
        assert "we pay back at most" in planner.heard()[-1]


def test_an_approval_with_changes_runs_the_changed_call() -> None:
    planner = ScriptedPlanner([calls("refund", order="o1", amount=80.0), says("Half of it is on its way.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund please")
        stage.answers("cleo", decision="yes", changes={"amount": 60.0})
        assert stage.books() == ["refund maya o1 60.0"]
        assert "with changes" in planner.heard()[-1]


def test_the_model_asks_an_expert_by_a_typed_card_and_goes_on() -> None:
    planner = ScriptedPlanner([
        asks("Do we repair lamps?", options={"yes": "Yes, we do", "no": "No"}), says("We open at nine."),
        says("Yes, we repair lamps."),
    ])  # fmt: skip
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens()
        stage.says("do you repair lamps?")
        assert asked(stage).text == "Do we repair lamps?"
        assert [each.label for each in asked(stage).suggestions] == ["Yes, we do", "No"]
        assert "We open at nine." in stage.says("when do you open?")
        stage.answers("cleo", choice="yes")
        assert "Yes, we repair lamps." in stage.heard()
        (consult,) = stage.state().consults.values()
        assert consult.released


def test_a_call_outside_the_part_is_no_tool() -> None:
    planner = ScriptedPlanner([calls("sign_in", number="7", code="1234"), says("Sorry.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("hello")
        assert "There is no tool of this name" in planner.heard()[-1]
        assert [event.tool for event in stage.journal(ToolStarted)] == [ASK_MODEL, ASK_MODEL]


def test_words_that_claim_a_person_is_asked_are_not_said_if_nobody_is() -> None:
    planner = ScriptedPlanner([says("I am checking with my colleagues."), says("We open at nine.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        assert stage.says("hours?").splitlines() == ["We open at nine."]
        assert [event.code for event in stage.journal(Refused)] == ["nobody_asked"]
        assert "Your words were not said" in planner.heard()[-1]


def test_what_no_source_says_is_not_said_and_in_the_end_a_person_looks_at_it() -> None:
    planner = ScriptedPlanner([says("You get £333 back."), says("You get £444 back."), says("You get £555 back.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        heard = stage.says("what do I get?")
        assert not any(figure in heard for figure in ("333", "444", "555"))
        assert [event.code for event in stage.journal(Refused)] == ["ungrounded", "ungrounded"]
        assert asked(stage).draft == "You get £555 back."
        stage.answers("cleo", decision="yes")
        assert stage.heard().splitlines()[-1] == "You get £555 back."


def test_words_under_review_are_dropped_when_the_customer_speaks() -> None:
    planner = ScriptedPlanner([says("It is £333."), says("It is £444."), says("It is £555."), says("You are welcome.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("what do I get?")
        assert "You are welcome." in stage.says("never mind, thanks")
        assert not any(card.status == "open" for card in stage.cards())


def test_what_the_customer_says_while_the_model_thinks_is_heard_before_anything_is_done() -> None:
    planner = ScriptedPlanner([calls("refund", order="o1", amount=20.0), says("All right, no refund.")])
    planner.takes = 5.0
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund the lamp", "no, stop, leave it")
        assert "no refund" in stage.passes(30)
        assert stage.books() == []
        assert [line for line in planner.heard() if line.startswith("refund")] == []


@pytest.mark.parametrize("plan", [ToolError("model_away", "no answer"), Plan()])
def test_without_the_model_the_words_are_read_as_ever(plan: Plan | ToolError) -> None:
    with Stage(shop=open_shop(), planner=ScriptedPlanner([plan])) as stage:
        stage.opens("maya")
        heard = stage.says("refund please")
        assert "Which order" in heard or "order" in heard
        assert [run.outcome for run in stage.state().runs.values() if run.playbook == "open"] == ["model_away"]


def test_a_restart_never_asks_the_model_again_for_what_it_said() -> None:
    planner = ScriptedPlanner([calls("refund", order="o1", amount=80.0), says("It is done.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund please")
        stage.restarts()
        assert len(planner.told) == 1
        stage.answers("cleo", decision="yes")
        assert "It is done." in stage.heard()
        assert len(stage.journal(ToolFinished)) == 3


def test_the_end_of_the_part_goes_on_with_the_playbook() -> None:
    planner = ScriptedPlanner([says("Bye then.", end="gave_up")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        assert "That was all. (gave_up)" in stage.says("bye")


def test_every_reply_names_model_prompt_and_playbook() -> None:
    with Stage(shop=open_shop(), planner=ScriptedPlanner([says("Hello Maya.")])) as stage:
        stage.opens("maya")
        stage.says("hello")
        said = stage.journal(AgentSaid)[-1]
        assert {"playbook open", "model test:model", "prompt plan-1"} <= set(said.sources)


def test_who_asks_for_a_person_twice_gets_one() -> None:
    planner = ScriptedPlanner([says("Can I help you first?")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("a person please")
        stage.says("a person please")
        assert asked(stage).name == "wants-person"


def test_a_model_that_goes_round_in_circles_is_left() -> None:
    planner = ScriptedPlanner([calls("my_orders")] * 9)
    with Stage(shop=open_shop("model_steps: 4"), planner=planner) as stage:
        stage.opens("maya")
        stage.says("hello")
        assert len(planner.told) == 4
        assert asked(stage).name == "ask-expert"


def test_a_conversation_costs_no_more_than_the_company_allows() -> None:
    planner = ScriptedPlanner([says("One.", cost=0.3), says("Two.", cost=0.3), says("Three.")])
    with Stage(shop=open_shop("model_cost: 0.5"), planner=planner) as stage:
        stage.opens("maya")
        stage.says("a", "b")
        stage.says("c")
        assert len(planner.told) == 2


def test_the_story_tells_what_the_model_wanted() -> None:
    planner = ScriptedPlanner([calls("refund", order="o1", amount=20.0), says("£20 is on its way.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund please")
        told = [line.what for line in stage.run(stage.engine.desk.story(stage.chat), wait=0)]
        assert "asked the model what to do next" in told
        assert "the model wants to call refund with order o1, amount 20.0" in told
        assert "the model wants to say “£20 is on its way.”" in told


def test_what_the_customer_does_not_want_any_more_is_taken_back_and_never_done() -> None:
    planner = ScriptedPlanner([
        calls("refund", order="o1", amount=80.0), takes_back("the customer keeps the lamp"), says("Then you keep it."),
    ])  # fmt: skip
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund please")
        assert not planner.told[-1].open
        assert "Then you keep it." in stage.says("no wait, I keep it")
        assert planner.told[1].open
        assert not stage.state().open_consults
        assert [card.status for card in stage.cards()] == []
        stage.passes(3600)
        assert stage.books() == []
        assert any("You took it back" in line for line in planner.heard())


def test_a_question_that_cannot_be_put_so_is_told_to_the_model() -> None:
    many = {f"o{number}": f"Option {number}" for number in range(40)}
    planner = ScriptedPlanner([asks("Which of these?", options=many), says("I do not know.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        assert "I do not know." in stage.says("which lamp fits?")
        assert not stage.state().consults
        assert "Nobody was asked. 40 options" in planner.heard()[-1]


def test_an_argument_may_be_changed_as_what_it_is() -> None:
    tool = Tool(
        "book", "Book", "write", "anyone", (), Source("t", 1), changeable=("flights", "bags", "price", "who"),
        parameters={"properties": {"bags": {"type": "integer"}, "price": {"type": "number"}}},
    )  # fmt: skip
    args = {"flights": [{"number": 1}], "bags": 2, "price": 9.5, "who": {"name": "Ann"}}
    call = proposal("c1", tool, args, {})
    form = form_for(ConsultSpec("book", "approval", "?", "", (), "general", (), Source("t", 1)), {}, call, tool)
    changes = {name: part["type"] for name, part in form["properties"]["changes"]["properties"].items()}
    assert changes == {"flights": "array", "bags": "integer", "price": "number", "who": "object"}
    assert form["properties"]["changes"]["properties"]["bags"]["minimum"] == 0


AWAY = ToolError("model_away", "no answer")


def test_what_an_expert_is_asked_stays_asked_while_the_model_is_away() -> None:
    """Whatever the customer says meanwhile is read as ever; the answer is told by the model once it is back."""
    planner = ScriptedPlanner([calls("refund", order="o1", amount=80.0), AWAY, says("It is done.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund please")
        assert stage.says("when do you open") != ""
        assert [each.question.name for each in stage.state().open_consults if each.question.call] == ["refund"]
        stage.answers("cleo", card=next(card for card in stage.cards() if card.kind == "approval"), decision="yes")
        stage.passes(120)
        assert stage.books() == ["refund maya o1 80.0"]
        assert "It is done." in [event.text for event in stage.journal(AgentSaid)]


def test_an_answer_is_told_also_if_the_model_stays_away() -> None:
    planner = ScriptedPlanner([calls("refund", order="o1", amount=80.0), AWAY, AWAY])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund please")
        stage.says("thank you")
        stage.answers("cleo", decision="yes")
        stage.passes(120)
        assert stage.books() == ["refund maya o1 80.0"]
        (consult,) = [each.id for each in stage.state().consults.values() if each.question.call]
        assert sum(consult in event.releases for event in stage.journal(AgentSaid)) == 1

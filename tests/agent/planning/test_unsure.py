"""A plan that somebody is not sure of: a person looks first, whatever rules and dials say."""

from earpiece.domain.planning import Plan
from tests.support.planner import ScriptedPlanner, calls, open_shop, says
from tests.support.stage import Stage


def unsure(plan: Plan) -> Plan:
    return plan.model_copy(update={"unsure": "Nobody has seen the like."})


def test_a_call_that_the_rules_let_go_is_asked_about() -> None:
    planner = ScriptedPlanner([unsure(calls("refund", order="o1", amount=20.0)), says("£20 is on its way.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund please")
        assert stage.books() == []
        stage.answers("cleo", decision="yes")
        assert stage.books() == ["refund maya o1 20.0"]


def test_words_wait_for_a_yes() -> None:
    planner = ScriptedPlanner([unsure(says("That is not possible."))])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        assert "not possible" not in stage.says("refund please")
        stage.answers("cleo", decision="yes")
        assert "That is not possible." in stage.heard()


def test_in_place_of_words_something_else_is_done() -> None:
    planner = ScriptedPlanner([unsure(says("That is not possible.")), says("You get a gift.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("refund please")
        stage.answers("cleo", decision="no", reason="it is", instead={"tool": "send_gift", "args": {}})
        assert stage.books() == ["send_gift maya"]
        assert "not possible" not in stage.heard()


def test_words_that_come_with_an_effect_are_not_looked_at_apart() -> None:
    wanted = calls("refund", order="o1", amount=20.0).model_copy(update={"say": "One moment."})
    planner = ScriptedPlanner([unsure(wanted), says("£20 is on its way.")])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        assert "One moment." in stage.says("refund please")
        (consult,) = stage.state().open_consults
        assert consult.reviews is None

"""What the large model that leads costs is counted at its provider's price."""

import pytest

from earpiece.domain.playbook import Costs
from earpiece.insight.figures import figures
from earpiece.insight.reading import read_one
from tests.support.planner import ScriptedPlanner, calls, open_shop, says
from tests.support.stage import Stage


def test_a_conversation_costs_what_the_provider_counted() -> None:
    planner = ScriptedPlanner([says("Good day.", cost=0.25), calls("my_orders"), says("Two orders.", cost=0.5)])
    with Stage(shop=open_shop(), planner=planner) as stage:
        stage.opens("maya")
        stage.says("hello")
        stage.says("my orders?")
        stage.passes(3600)
        case = stage.run(read_one(stage.disk, stage.chat), wait=0)
    assert case is not None
    assert (case.outcome, case.model_cost) == ("resolved", 0.75)
    assert figures([case], costs=Costs(person_hour=28.0, dollar=0.8))["cost_model"] == pytest.approx(0.6)

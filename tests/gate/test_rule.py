"""The gate: what may be done alone, what a person is asked about, what is refused, and what a yes permits."""

import pytest

from earpiece.domain.errors import Conflict, Forbidden, Invalid
from earpiece.domain.events import ConsultAsked, Refused, ToolStarted
from tests.support.stage import Stage


def _asked_about_60(stage: Stage) -> None:
    stage.says("refund please", "the lamp", "60", "broken")


def test_below_the_limit_the_agent_acts_alone(maya: Stage) -> None:
    """A rule that says go is followed without a person."""
    maya.says("refund please", "the lamp", "40", "broken")
    assert maya.journal(ConsultAsked) == []
    assert maya.books() == ["refund maya o1 40.0"]


def test_above_the_limit_a_person_is_asked_and_a_yes_runs_exactly_this(maya: Stage) -> None:
    """The grant is spent by the one call it was given for."""
    _asked_about_60(maya)
    assert maya.books() == []
    maya.answers("ann", decision="yes")
    assert maya.books() == ["refund maya o1 60.0"]
    (started,) = [started for started in maya.journal(ToolStarted) if started.effect == "write"]
    (consult,) = maya.state().consults.values()
    assert (started.grant, started.digest) == (consult.id, consult.grant)
    assert consult.spent


def test_a_no_runs_nothing_and_its_reason_is_said(maya: Stage) -> None:
    """No is an answer."""
    _asked_about_60(maya)
    maya.answers("ann", decision="no", reason="It is too late for that.")
    assert "We cannot pay that back: It is too late for that." in maya.heard()
    assert maya.books() == []


def test_a_no_needs_a_reason(maya: Stage) -> None:
    """Without one the customer could not be told why."""
    _asked_about_60(maya)
    with pytest.raises(Invalid, match="reason"):
        maya.answers("ann", decision="no")


def test_a_yes_with_changes_runs_as_changed(maya: Stage) -> None:
    """The approved amount is what moves, not the asked one."""
    _asked_about_60(maya)
    maya.answers("ann", decision="yes", changes={"amount": 55})
    assert "£55.00 is on its way." in maya.heard()
    assert maya.books() == ["refund maya o1 55.0"]


def test_changes_go_through_the_same_gate(maya: Stage) -> None:
    """A yes cannot lift an amount above what a rule refuses."""
    _asked_about_60(maya)
    maya.answers("cleo", sure=("ten_times",), decision="yes", changes={"amount": 600})
    assert [refused.code for refused in maya.journal(Refused)] == ["rule"]
    assert maya.books() == []


def test_a_rule_may_refuse_and_no_person_can_be_bothered(maya: Stage) -> None:
    """The reason of the rule reaches the customer through the playbook's branch."""
    heard = maya.says("refund please", "the chandelier", "600", "broken")
    assert "That is not possible: we pay back at most £500" in heard
    assert maya.cards() == []


def test_an_effect_that_no_rule_mentions_is_asked_about(maya: Stage) -> None:
    """Forgetting a rule opens no door."""
    maya.says("I want to complain")
    maya.answers("dan", choice="gift")
    assert maya.books() == []
    assert maya.card().call is not None
    maya.answers("dan", decision="yes")
    assert maya.books() == ["send_gift maya"]


def test_a_correction_voids_the_grant(maya: Stage) -> None:
    """A yes to £60 is not a yes to £70."""
    maya.says("refund please", "the lamp", "60")
    maya.answers("ann", decision="yes")
    maya.says("make it 70", "broken")
    assert maya.books() == []
    assert maya.card().question == "Pay Maya £70.00 back for the lamp?"


def test_a_grant_that_ran_out_is_asked_for_again(maya: Stage) -> None:
    """A yes is good for a quarter of an hour; whoever comes later needs a new one, about what they want."""
    maya.says("refund please", "the lamp", "60")
    maya.answers("ann", decision="yes", changes={"amount": 55})
    maya.passes(901)
    maya.says("broken")
    assert maya.books() == []
    assert maya.card().question == "Pay Maya £60.00 back for the lamp?"
    maya.answers("ann", decision="yes")
    assert maya.books() == ["refund maya o1 60.0"]


def test_a_limit_of_authority_is_checked_with_the_amount_as_changed(maya: Stage) -> None:
    """Bob may say yes up to £70: to the asked amount, to a lower one, not to a higher one."""
    _asked_about_60(maya)
    with pytest.raises(Forbidden, match=r"80\.00"):
        maya.answers("bob", decision="yes", changes={"amount": 80})
    maya.answers("bob", decision="yes", changes={"amount": 65})
    assert maya.books() == ["refund maya o1 65.0"]


def test_who_may_not_say_yes_may_say_no(maya: Stage) -> None:
    """Declining needs no authority."""
    maya.says("refund please", "the chandelier", "make it 70")
    maya.says("1000", "make it 400", "broken")
    with pytest.raises(Forbidden):
        maya.answers("bob", decision="yes")
    maya.answers("bob", decision="no", reason="Too much.")
    assert maya.books() == []


def test_an_answer_to_the_question_as_it_was_does_not_count(maya: Stage) -> None:
    """Who answers has to have seen the amended question."""
    _asked_about_60(maya)
    before = maya.card()
    maya.says("make it 70")
    with pytest.raises(Conflict, match="changed"):
        maya.answers("ann", card=before, decision="yes")
    assert maya.books() == []

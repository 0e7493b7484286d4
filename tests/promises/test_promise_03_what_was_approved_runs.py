"""Promise 3: a grant is single-use and bound to exactly what was approved."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from earpiece.domain.actions import AskFirst, CallTool, Go
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import ConsultAnswered, ToolStarted
from earpiece.domain.playbook import Call, Tool
from earpiece.gate import rule as gate
from tests.support.stage import SHOP, Stage


@pytest.fixture
def granted(maya: Stage) -> Stage:
    """A yes to £60 for the lamp is there, and not spent yet: the customer still answers a question."""
    maya.says("refund please", "the lamp", "60")
    maya.answers("ann", decision="yes")
    return maya


def _verdict(state: Conversation, **args: Any) -> object:
    (consult,) = state.consults.values()
    call = SHOP.current().playbooks["refund"].program[consult.at]
    assert isinstance(call, Call)
    return gate.rule(CallTool(consult.run, consult.at, call, args), state, SHOP.current())


def test_the_grant_permits_exactly_what_was_approved(granted: Stage) -> None:
    """The same call with the same arguments goes; one penny or one order further does not."""
    state = granted.state()
    assert isinstance(_verdict(state, order="o1", amount=60.0), Go)
    assert isinstance(_verdict(state, order="o1", amount=60), Go)
    assert isinstance(_verdict(state, order="o1", amount=60.01), AskFirst)
    assert isinstance(_verdict(state, order="o2", amount=60.0), AskFirst)


def test_the_grant_is_good_once(granted: Stage) -> None:
    """After it is spent the same call is asked about again."""
    granted.says("broken")
    state = granted.state()
    assert isinstance(_verdict(state, order="o1", amount=60.0), AskFirst)
    spent = [started.grant for started in granted.journal(ToolStarted) if started.grant]
    assert len(spent) == len(set(spent)) == 1


def test_the_grant_ends(granted: Stage) -> None:
    """After a quarter of an hour the same call is asked about again."""
    granted.passes(901)
    granted.says("hello")
    assert isinstance(_verdict(granted.state(), order="o1", amount=60.0), AskFirst)


def test_the_grant_belongs_to_its_conversation(granted: Stage) -> None:
    """The same yes opens nothing in another conversation of the same customer."""
    digest = granted.journal(ConsultAnswered)[0].grant
    granted.opens("maya")
    granted.says("refund please", "the lamp", "60", "broken")
    assert granted.books() == []
    assert granted.card().call is not None
    assert granted.card().call.digest != digest  # type: ignore[union-attr]


def test_the_grant_ends_with_the_rules_it_was_given_under(granted: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stricter rule since then: the yes was given under other circumstances."""
    tools = SHOP.current().tools
    stricter = tools["refund"].rules[:1] + tools["refund"].rules[2:]
    monkeypatch.setitem(tools, "refund", replace(tools["refund"], rules=stricter))
    assert isinstance(_verdict(granted.state(), order="o1", amount=60.0), AskFirst)


def test_a_decision_that_is_not_due_yet_grants_nothing(maya: Stage) -> None:
    """While a yes can be undone, the gate knows of no grant; when it counts, the grant is for the call as approved."""
    maya.says("refund please", "the lamp", "60")
    maya.clicks("ann", decision="yes", changes={"amount": 55.0})
    assert isinstance(_verdict(maya.state(), order="o1", amount=55.0), AskFirst)
    maya.passes(SHOP.current().policy.undo)
    assert isinstance(_verdict(maya.state(), order="o1", amount=55.0), Go)
    assert isinstance(_verdict(maya.state(), order="o1", amount=60.0), AskFirst)


def test_without_the_digest_any_amount_would_go(granted: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: a grant that is not bound to the arguments is noticed here."""

    def loose(conversation: str, tool: Tool, args: Mapping[str, Any]) -> str:
        return granted.journal(ConsultAnswered)[0].grant or ""

    monkeypatch.setattr(gate, "call_digest", loose)
    assert isinstance(_verdict(granted.state(), order="o2", amount=499.0), Go)

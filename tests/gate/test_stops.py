"""Stop switches: nothing of what is stopped begins, on any node, and the customer knows."""

import asyncio

import pytest

from earpiece.domain import events as e
from earpiece.domain.actions import CallTool, Note, Refuse, Utter
from earpiece.domain.errors import Forbidden, Invalid
from earpiece.domain.events import RunStarted
from earpiece.domain.playbook import Call, Source
from earpiece.gate.rule import rule
from earpiece.runtime.attempts import Attempts
from tests.support.nodes import Town, without
from tests.support.overseer import Overseer
from tests.support.stage import SHOP, Stage


def stops(stage: Stage, what: str, name: str = "", reason: str = "") -> None:
    """Cleo puts a switch on."""
    stage.run(stage.engine.switches.stop(stage.person("cleo"), what, name, reason))  # type: ignore[arg-type]


def lifts(stage: Stage, what: str, name: str = "") -> None:
    """And off again."""
    stage.run(stage.engine.switches.lift(stage.person("cleo"), what, name))  # type: ignore[arg-type]


# ── a tool ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stopped_tool_is_not_called_and_the_customer_hears_that_it_was_not(maya: Stage) -> None:
    """The playbook takes its way for a refusal."""
    stops(maya, "tool", "refund", "the bank is down")
    heard = maya.says("refund please", "the lamp", "40", "broken")
    assert "That is not possible" in heard
    assert maya.books() == []
    assert [refused.code for refused in maya.journal(e.Refused)] == ["stopped"]


def test_a_stopped_tool_that_only_reads_ends_what_needs_it_and_no_loop_begins(maya: Stage) -> None:
    """The list of orders is not to be had."""
    stops(maya, "tool", "my_orders")
    heard = maya.says("refund please")
    assert "not" in heard
    assert maya.state().stack == ()
    assert maya.state().handed_off == "no"


def test_a_lifted_switch_lets_the_same_be_tried_again(maya: Stage) -> None:
    """What a switch has refused is not refused for ever."""
    stops(maya, "tool", "refund")
    maya.says("refund please", "the lamp", "40", "broken")
    lifts(maya, "tool", "refund")
    maya.says("refund please", "the lamp", "40", "broken")
    assert maya.books() == ["refund maya o1 40.0"]


def test_a_yes_from_before_the_stop_does_not_run(maya: Stage) -> None:
    """A grant is no way around a switch."""
    maya.says("refund please", "the lamp", "60", "broken")
    stops(maya, "tool", "refund")
    maya.answers("ann", decision="yes")
    assert maya.books() == []
    assert "not" in maya.heard()


# ── a playbook ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stopped_playbook_is_not_begun(maya: Stage) -> None:
    """The customer is told, and other requests go on."""
    stops(maya, "playbook", "refund")
    assert "on hold" in maya.says("refund please")
    assert maya.state().runs == {}
    assert "within 30 days" in maya.says("can I send it back")


def test_a_playbook_in_progress_holds_and_goes_on_by_itself_when_lifted(maya: Stage) -> None:
    """Told once; the answers given meanwhile are kept."""
    maya.says("refund please", "the lamp", "40")
    stops(maya, "playbook", "refund")
    assert "on hold" in maya.heard()
    assert "on hold" not in maya.says("broken")
    assert maya.books() == []
    lifts(maya, "playbook", "refund")
    assert "£40.00 is on its way." in maya.heard()
    assert maya.books() == ["refund maya o1 40.0"]


def test_a_playbook_that_needs_a_stopped_one_holds_before_it(stage: Stage) -> None:
    """A guest's refund needs to know who they are."""
    stage.opens()
    stops(stage, "playbook", "who-are-you")
    assert "on hold" in stage.says("refund please")
    lifts(stage, "playbook", "who-are-you")
    assert "number" in stage.heard()


# ── everything ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_stopped_is_a_safe_state_that_the_customer_is_told_of(maya: Stage) -> None:
    """Once; words are kept, open questions stay open, a person can be had; then it goes on."""
    maya.says("does the warranty pay", "it fell")
    stops(maya, "everything", reason="an incident")
    assert "person" in maya.heard()
    assert maya.says("can I send it back") == ""
    assert [card.status for card in maya.cards("dan")] == ["open"]
    assert "colleague" in maya.says("a person please")
    assert "wants-person" in [card.name for card in maya.cards("dan")]
    lifts(maya, "everything")
    heard = maya.heard()
    assert "within 30 days" in heard
    assert len([said for said in maya.journal(e.AgentSaid) if said.tells]) == 2


def test_nothing_has_an_effect_while_everything_is_stopped(maya: Stage) -> None:
    """Whatever was answered meanwhile waits."""
    maya.says("refund please", "the lamp", "60", "broken")
    stops(maya, "everything")
    maya.answers("ann", decision="yes")
    maya.passes(60)
    assert maya.books() == []
    lifts(maya, "everything")
    assert maya.books() == ["refund maya o1 60.0"]


def test_a_customer_who_comes_while_everything_is_stopped_is_told_at_once(stage: Stage) -> None:
    """After the greeting."""
    stops(stage, "everything")
    heard = stage.opens("maya")
    assert heard.count("\n") == 1
    assert "person" in heard


def test_a_person_may_lead_while_everything_is_stopped(maya: Stage) -> None:
    """It is the agents that are stopped."""
    stops(maya, "everything")
    cleo = Overseer(maya)
    cleo.does("take_over")
    cleo.writes("I am here.")
    maya.heard()
    cleo.does("give_back")
    assert cleo.sees().lead.who == "stopped"
    assert "person" in maya.heard()


# ── who and what ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_supervisors_stop_and_only_what_there_is(maya: Stage) -> None:
    """With a hint for a slip; the ways to a person cannot be closed alone."""
    with pytest.raises(Forbidden):
        maya.run(maya.engine.switches.stop(maya.person("ann"), "everything"))
    with pytest.raises(Invalid, match="Did you mean 'refund'"):
        stops(maya, "tool", "refnd")
    with pytest.raises(Invalid, match="asks for people"):
        stops(maya, "playbook", "wants-person")


def test_switches_are_shown_with_who_and_why(maya: Stage) -> None:
    """For everybody on the desk."""
    stops(maya, "tool", "refund", "the bank is down")
    (stop,) = maya.run(maya.engine.switches.look()).stops
    assert (stop.name, stop.by_name, stop.reason) == ("refund", "Cleo", "the bank is down")


# ── the gate itself ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_gate_refuses_whoever_proposes_it(maya: Stage) -> None:
    """A run, a call, words: what is stopped does not pass, even if an agent were to propose it."""
    maya.says("refund please", "the lamp")
    (run,) = maya.state().stack
    call = CallTool(run, 1, Call("refund", {}, Source("x", 1)), {"order": "o1", "amount": 1})
    stops(maya, "playbook", "refund")
    company = SHOP.current()
    for proposal in (call, Note((RunStarted(run="r", playbook="refund"),))):
        verdict = rule(proposal, maya.state(), company)
        assert isinstance(verdict, Refuse)
        assert verdict.code == "stopped"
    Overseer(maya).does("take_over")
    verdict = rule(Utter("Hello", "result", sources=("phrases",)), maya.state(), company)
    assert isinstance(verdict, Refuse)
    assert verdict.code == "not_leading"


def test_words_of_a_person_are_guarded_as_the_agents_are(maya: Stage) -> None:
    """No promise that nobody keeps, and no secret, whoever wants it said."""
    company = SHOP.current()
    for text, code in (("I will call you back.", "nobody_asked"), ("Is it 4111 1111 1111 1111?", "secret")):
        verdict = rule(Utter(text, "notice", sources=("expert cleo",)), maya.state(), company)
        assert isinstance(verdict, Refuse)
        assert verdict.code == code


# ── on every node ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_switch_set_on_one_node_holds_on_the_other_at_once() -> None:
    """The customer's node has not set it."""
    with Town() as town:
        town.opens("maya")
        town.says("refund please", "the lamp", "40")
        other = town.node(1).engine
        town.run(other.switches.stop(town.person("cleo"), "tool", "refund"))
        town.says("broken")
        assert town.books() == []


@pytest.mark.parametrize("looks", [True, False])
def test_an_effect_on_its_way_is_held_by_a_switch_of_the_same_moment(
    looks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Started is in the journal, the tool is not called yet: the node looks once more. Broken on purpose, it pays."""
    if not looks:
        line = "await self._look_once_more(state, attempt)"
        monkeypatch.setattr(Attempts, "run", without(Attempts.run, line))
    with Town() as town:
        town.opens("maya")
        town.says("refund please", "the lamp", "40")
        first, second = town.node(0), town.node(1)
        run = first.engine.turns.attempts.run

        async def late(conversation: str, call: str) -> None:
            if town.tools.calls and call.endswith(town.tools.calls[0].key.rpartition(".")[2]):
                return
            await second.engine.switches.stop(await second.engine.people.person("cleo"), "tool", "refund")
            await run(conversation, call)

        monkeypatch.setattr(first.engine.turns.attempts, "run", late)
        town.says("broken")
        assert town.books() == ([] if looks else ["refund maya o1 40.0"])
        if looks:
            assert [failed.error for failed in town.journal(e.ToolFailed)] == ["stopped"]


def test_a_switch_reaches_every_node_in_under_a_second() -> None:
    """Measured in the nodes' own time, without anybody speaking."""
    with Town(nodes=3) as town:
        town.run(town.node(2).engine.switches.stop(town.person("cleo"), "everything"))

        async def known() -> list[int]:
            await asyncio.sleep(0.5)
            return [len((await town.node(number).engine.controls.in_force()).stops) for number in range(3)]

        assert town.run(known()) == [1, 1, 1]

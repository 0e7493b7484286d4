"""Stories that once broke a promise, as short as they could be made; and that the mended line is what holds them."""

import pytest

from earpiece.domain.events import AskedBack, ToolFinished, ToolRetried
from earpiece.sim.proof.checks import breaches
from earpiece.sim.proof.mutants import Edit, Mutant
from earpiece.sim.proof.plan import Mood, Plan, Visitor
from earpiece.sim.proof.play import play
from tests.support.nodes import Town

SLOW_THEN_CLOSED = Plan(
    seed=599,
    nodes=1,
    visitors=(Visitor(1, 0.0, False, ("refund please",), 1.0, 60.0),),
    workers=(),
    moods=(Mood("refund", 1, "slow", 12.0), Mood("refund", 1, "cannot tell"), Mood("refund", 2, "fails")),
    faults=(),
    needs_io=False,
)
"""A refund takes longer than its deadline; the second attempt under its key finds the office closed; then the first
one has its effect."""


def test_an_attempt_that_failed_says_nothing_of_the_one_before() -> None:
    """The customer is not told that nothing was paid."""
    evidence = play(SLOW_THEN_CLOSED)
    assert any(isinstance(each.event, ToolRetried) for each in evidence.journal)
    assert len(evidence.events(evidence.customers[0].conversation, ToolFinished)) == 3
    assert sum(entry.what == "happened" for entry in evidence.back_office) == 1
    assert breaches(evidence) == []


def test_that_line_holds_it() -> None:
    """Without it the effect is recorded as if it had not happened."""
    line = 'call.effect == "write" and call.tries > 1'
    mutant = Mutant("", 2, "", (Edit("earpiece.runtime.attempts:_unless_tried_again", line, "False"),))
    with mutant.applied():
        evidence = play(SLOW_THEN_CLOSED)
    assert {breach.promise for breach in breaches(evidence)} == {2}


DEAF = Mutant(
    "",
    7,
    "",
    (Edit("earpiece.runtime.states:Folds._hear", "if news.streams is None:", "return\n    if not news.streams:"),),
)
"""No news reach any node."""


def _asks_back_on_a_node_that_heard_nothing() -> int:
    """The question was asked on the first node; the second one knows the conversation as it was before. How often
    the question back is in the journal."""
    with Town() as town, DEAF.applied():
        town.opens("maya")
        second = town.node(1)
        town.run(second.engine.states.conversation(town.chat))
        town.says("I want to complain")
        card = town.claims("cleo")
        assert card.holder is not None
        cleo = town.person("cleo")
        town.run(second.engine.desk.ask_back(cleo, card.id, "Which colour?", card.holder.fence))
        return len(town.journal(AskedBack))


def test_a_node_that_has_not_heard_of_the_question_looks_again() -> None:
    """It came with the card, on another node, a moment ago."""
    assert _asks_back_on_a_node_that_heard_nothing() == 1


def test_that_look_is_needed() -> None:
    """Without it the fact is about a question that the node does not know."""
    edit = Edit("earpiece.runtime.turn:Turns._start", "not _knows(state, facts)", "False")
    with Mutant("", 6, "", (edit,)).applied(), pytest.raises(KeyError):
        _asks_back_on_a_node_that_heard_nothing()

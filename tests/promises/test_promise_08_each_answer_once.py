"""Promise 8: each answer reaches the customer exactly once, or is recorded as no longer needed."""

from typing import Any

import pytest

from earpiece.domain.events import AgentSaid, AnswerUnneeded, ConsultAnswered, ConsultExpired, ConsultWithdrawn
from earpiece.domain.forms import Answer
from earpiece.runtime.views import AnswerRequest
from tests.support.stage import Stage


def _ledger(stage: Stage) -> tuple[list[str], list[str]]:
    """Consults that ended, and those that were released, each as often as it happened."""
    ended = [event.consult for event in stage.journal(ConsultAnswered)]
    ended += [event.consult for event in stage.journal(ConsultExpired)]
    ended += [event.consult for event in stage.journal(ConsultWithdrawn)]
    released = [consult for said in stage.journal(AgentSaid) for consult in said.releases]
    released += [event.consult for event in stage.journal(AnswerUnneeded)]
    released += [event.consult for event in stage.journal(ConsultWithdrawn)]
    return sorted(ended), sorted(released)


def _many_questions(stage: Stage) -> None:
    stage.says("refund please", "the lamp", "60")
    stage.answers("ann", decision="yes")
    stage.says("make it 70", "broken")
    stage.says("does the warranty pay", "it fell")
    for card in [card for card in stage.cards() if card.status == "open"]:
        answer = {"decision": "yes"} if card.kind == "approval" else {"choice": "again"}
        stage.answers("cleo", card=card, **answer)
    stage.says("it fell from the table", "do you sell boats", "forget it", "I want to complain")
    stage.says("a person please")
    stage.passes(25 * 3600)


def test_every_answer_is_said_or_recorded_as_unneeded(maya: Stage) -> None:
    """Through corrections, digressions, cancelling and silence, the ledger adds up."""
    _many_questions(maya)
    ended, released = _ledger(maya)
    assert len(ended) >= 5
    assert ended == released


def test_the_words_that_bring_an_answer_are_said_once_over_a_crash(maya: Stage) -> None:
    """Answer and words are one append, so there is no moment between them."""
    maya.says("does the warranty pay", "it fell")
    card = maya.card()
    maya.disk.kill("after", 1)
    request = AnswerRequest(answer=Answer(choice="covered"), revision=1, key="k")
    maya.background(maya.engine.desk.answer(maya.person("dan"), card.id, request))
    assert maya.disk.dead
    maya.restarts()
    assert maya.heard().count("the warranty covers it") == 1
    maya.passes(100)
    assert "the warranty covers it" not in maya.heard()


def test_a_ledger_that_is_not_kept_is_noticed(maya: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: words that do not name the answer they bring leave it to be recorded as unneeded."""
    releases = AgentSaid.__init__

    def forgets(self: AgentSaid, **fields: Any) -> None:
        releases(self, **{**fields, "releases": ()})

    monkeypatch.setattr(AgentSaid, "__init__", forgets)
    maya.says("refund please", "the lamp", "60", "broken")
    maya.answers("ann", decision="yes")
    assert len(maya.journal(AnswerUnneeded)) == 1

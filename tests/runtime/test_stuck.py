"""A mistake of ours must not cost the customer anything."""

import pytest

from earpiece.domain.actions import Note
from earpiece.domain.events import CustomerSaid, HandedOff
from earpiece.runtime import turn
from tests.support.stage import Stage


def test_an_agent_that_goes_in_circles_keeps_the_words_and_hands_over_once(
    maya: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is stored, a person gets the conversation with its summary, and further words are kept too."""
    monkeypatch.setattr(turn, "propose", lambda state, company: Note(()))
    maya.says("refund please")
    maya.says("is anybody there?")
    assert len(maya.journal(CustomerSaid)) == 2
    [handed] = maya.journal(HandedOff)
    assert "refund please" in handed.summary

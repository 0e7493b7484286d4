"""Promise 15: the record is chained, and a person whose key is destroyed cannot be read anywhere in it any more."""

from dataclasses import replace

import pytest

from earpiece.journal import verify
from earpiece.journal.codec import Shape
from earpiece.runtime.erasing import erase_customer
from tests.support.stage import Stage

PERSONAL = ("Elm Street", "Maya", "it fell", "boats", "63.17", "I think", "hospital", "617.39")
"""What Maya said, what was found out about her, and what experts wrote about her."""


@pytest.fixture
def told(maya: Stage) -> Stage:
    """Maya has left traces everywhere: words, slots, tools, cards, drafts, answers, a refusal, a handoff."""
    maya.says("send it elsewhere", "the lamp", "Elm Street 1", "third floor", "yes")
    maya.says("refund please", "the lamp", "63.17", "broken")
    card = maya.card()
    maya.run(maya.engine.desk.save_draft(maya.person("ann"), card.id, "I think she was in hospital"))
    maya.answers("ann", decision="no", reason="She was in hospital.")
    maya.says("refund please", "the chandelier", "617.39", "broken", "does the warranty pay", "it fell")
    maya.asks_back("dan", "Was Maya in hospital?")
    maya.says("the blue one", "do you sell boats", "I want to complain")
    card = next(card for card in maya.cards() if card.name == "complaint")
    maya.answers("dan", card=card, choice="take_over")
    return maya


def _readable(stage: Stage) -> str:
    """All that can be read of conversations, cards and drafts."""
    recorded = stage.run(stage.disk.read_all())
    desk = [f"{stage.run(stage.engine.desk.card(stage.person('cleo'), card.id))}" for card in stage.cards()]
    own = [str(item.event) for item in recorded if not item.stream.startswith(("expert/", "company"))]
    return " ".join([*own, *desk, str(stage.run(stage.engine.desk.story(stage.chat)))])


def _stored(stage: Stage) -> str:
    """All that is in the clear in the store."""
    return " ".join(entry.open for entry in stage.run(stage.disk.stored(0, 100_000)))


def test_before_erasing_everything_can_be_read(told: Stage) -> None:
    """So that the next test means something."""
    readable = _readable(told)
    assert not [words for words in PERSONAL if words not in readable]


def test_nothing_personal_is_in_the_clear(told: Stage) -> None:
    """In the store itself, beside what is encrypted."""
    own = _stored(told).replace("Maya's", "")
    assert not [words for words in PERSONAL if words in own]


def test_after_erasing_nothing_can_be_read_and_the_chain_holds(told: Stage) -> None:
    """Not in the conversation, not on the cards, not in a draft; and nobody can say that something was taken out."""
    before = told.run(verify(told.disk))
    erased = told.run(erase_customer(told.disk, "maya"))
    assert erased.conversations == (told.chat,)
    assert erased.keys >= 1
    told.restarts()
    readable = _readable(told)
    assert not [words for words in PERSONAL if words in readable]
    after = told.run(verify(told.disk))
    assert after.sound
    assert after.fingerprint == before.fingerprint


def test_a_field_that_is_not_marked_personal_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: with nothing marked, the same search finds the customer's words in the clear."""
    init = Shape.__init__

    def unmarked(self: Shape, cls: type) -> None:
        init(self, cls)
        self.personal, self.erased = set(), {}

    monkeypatch.setattr(Shape, "__init__", unmarked)
    with Stage() as stage:
        stage.opens("maya")
        stage.says("does the warranty pay", "it fell")
        assert "it fell" in _stored(stage)


def test_a_changed_word_breaks_the_chain(told: Stage) -> None:
    """Whoever edits the record is found out, with the place."""
    entries = told.disk.store.stored
    number = next(index for index, entry in enumerate(entries) if entry.type == "RunEnded")
    entries[number] = replace(entries[number], open=entries[number].open.replace("resolved", "refunded"))
    report = told.run(verify(told.disk))
    assert not report.sound
    assert report.first_break is not None
    assert report.first_break.stream == f"conversation/{told.chat}"

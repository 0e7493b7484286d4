"""Suggested replies are grounded; completions come from what is said anyway; what is used is counted."""

import pytest

from earpiece.domain.errors import Forbidden
from tests.gate.test_dials import dials
from tests.support.overseer import Overseer
from tests.support.stage import Stage


@pytest.fixture
def cleo(maya: Stage) -> Overseer:
    """A supervisor who has taken over from the agent."""
    return Overseer(maya)


def _suggested(stage: Stage) -> dict[str, str]:
    found = stage.run(stage.engine.replies.suggest(stage.person("cleo"), stage.chat))
    assert len(found) <= 3
    return {reply.source.partition(" ")[0]: reply.text for reply in found}


def test_the_page_that_fits_the_customers_words_comes_first(maya: Stage, cleo: Overseer) -> None:
    """With its source."""
    cleo.does("take_over")
    maya.says("can I send it back")
    (first, *_) = maya.run(maya.engine.replies.suggest(maya.person("cleo"), maya.chat))
    assert first.source == "page returns"
    assert "within 30 days" in first.text


def test_the_next_question_of_the_request_in_hand_is_suggested(maya: Stage, cleo: Overseer) -> None:
    """The person can go on where the agent stood."""
    maya.says("refund please", "the lamp")
    cleo.does("take_over")
    for number in range(6):
        cleo.writes(f"Bear with me, {number}.")
    assert _suggested(maya)["playbook"] == "How much do you want back?"


def test_the_answer_just_given_on_a_card_is_suggested(maya: Stage, cleo: Overseer) -> None:
    """It has not reached the customer yet."""
    maya.says("does the warranty pay", "it fell")
    cleo.does("take_over")
    maya.answers("dan", text="It does, if it fell on its own.")
    assert _suggested(maya)["consult"] == "It does, if it fell on its own."


def test_what_was_just_said_is_not_suggested_again(maya: Stage, cleo: Overseer) -> None:
    """By whomever."""
    cleo.does("take_over")
    maya.says("can I send it back")
    (first, *_) = maya.run(maya.engine.replies.suggest(maya.person("cleo"), maya.chat))
    cleo.writes(first.text, use="accepted", suggested=1)
    assert first.text not in _suggested(maya).values()


def test_a_sentence_or_else_a_word_is_completed(maya: Stage, cleo: Overseer) -> None:
    """From pages, phrases, playbooks; own sentences first."""
    cleo.does("take_over")
    complete = maya.engine.replies.complete

    def rests(text: str) -> list[str]:
        found = maya.run(complete(maya.person("cleo"), maya.chat, text)).completions
        assert len(found) <= 3
        return [whole.removeprefix(text) for whole in found]

    assert "s taken care of now." in rests("Thank you. That'")
    cleo.writes("That's what I thought, Maya.")
    assert rests("That'")[0] == "s what I thought, Maya."
    assert "ty" in rests("about the warran")
    assert rests("xqz") == []


def test_the_share_of_suggestions_used_is_counted(maya: Stage, cleo: Overseer) -> None:
    """Accepted, edited, ignored; a message without suggestions before it counts for nothing."""
    cleo.does("take_over")
    cleo.writes("one", use="accepted", suggested=3)
    cleo.writes("two", use="edited", suggested=3)
    cleo.writes("three", suggested=2)
    cleo.writes("four", suggested=1)
    cleo.writes("five")
    use = maya.run(maya.engine.replies.use())
    assert (use.accepted, use.edited, use.ignored, use.own, use.share) == (1, 1, 2, 1, 0.5)


def test_edits_of_the_agents_words_are_listed_word_by_word(maya: Stage) -> None:
    """Also those kept back, with the reason; for supervisors only."""
    dials(maya, "message", 1)
    maya.says("can I send it back")
    draft = maya.card().draft_words
    maya.answers("cleo", decision="yes", text=f"{draft} Gladly.")
    maya.says("does the warranty pay")
    maya.answers("cleo", decision="no", reason="ask me")
    kept_back, changed = maya.run(maya.engine.replies.edits(maya.person("cleo")))
    assert (kept_back.said, kept_back.reason, kept_back.by_name) == (None, "ask me", "Cleo")
    assert [part.text for part in changed.diff if part.kind == "in"] == ["Gladly."]
    assert (changed.draft, changed.said) == (draft, f"{draft} Gladly.")
    with pytest.raises(Forbidden):
        maya.run(maya.engine.replies.edits(maya.person("ann")))


def test_replies_are_for_those_who_may_step_in(maya: Stage) -> None:
    """Nobody else reads along by this door."""
    with pytest.raises(Forbidden):
        maya.run(maya.engine.replies.suggest(maya.person("ann"), maya.chat))

"""The review dial: words are said as a person approved them; an effect is asked about though its rule says go."""

import pytest

from earpiece.domain import events as e
from earpiece.domain.errors import Forbidden, Invalid
from earpiece.runtime.views import CardView
from tests.support.stage import Stage


def dials(stage: Stage, kind: str, share: float, playbook: str = "*") -> None:
    """Cleo turns a dial."""
    stage.run(stage.engine.switches.dial(stage.person("cleo"), playbook, kind, share))  # type: ignore[arg-type]


def review(stage: Stage) -> CardView:
    """The one open card about the agent's words."""
    card = stage.card()
    assert card.name == "review-message"
    return card


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_shown_to_a_person_first_and_said_as_it_was_shown(maya: Stage) -> None:
    """Meanwhile the customer hears that somebody is asked, which needs no review."""
    dials(maya, "message", 1)
    heard = maya.says("can I send it back")
    assert "within 30 days" not in heard
    assert "colleague" in heard
    words = review(maya).draft_words
    assert words is not None
    assert "within 30 days" in words
    maya.answers("cleo", decision="yes")
    assert words in maya.heard()
    said = [said for said in maya.journal(e.AgentSaid) if said.text == words]
    assert [(len(each.releases), each.sources[-1]) for each in said] == [(1, f"consult {said[0].releases[0]}")]


def test_changed_words_are_said_in_place_of_the_agents(maya: Stage) -> None:
    """And the conversation goes on as if the agent had found them."""
    dials(maya, "message", 1, "refund")
    maya.says("refund please")
    maya.answers("cleo", decision="yes", text="Hello Maya, which of your orders is it about?")
    assert "which of your orders is it about?" in maya.heard()
    assert len(maya.offered()) == 2
    maya.says("the lamp")
    maya.answers("cleo", decision="yes")
    assert "How much" in maya.heard()


def test_a_no_brings_a_neutral_word_and_the_request_goes_on(maya: Stage) -> None:
    """What the words would have brought is recorded as unsaid."""
    maya.says("does the warranty pay", "it fell")
    dials(maya, "message", 1, "warranty")
    maya.answers("dan", choice="covered")
    maya.heard()
    maya.answers("cleo", decision="no", reason="not so sure")
    heard = maya.heard()
    assert "covers" not in heard
    assert "person" in heard
    assert maya.state().stack == ()
    assert "a reviewer kept it back" in [unneeded.reason for unneeded in maya.journal(e.AnswerUnneeded)]


def test_nobody_who_looks_is_no_yes(maya: Stage) -> None:
    """The neutral word, in two minutes."""
    dials(maya, "message", 1)
    maya.says("can I send it back")
    heard = maya.passes(125)
    assert "within 30 days" not in heard
    assert "ask for a person" in heard or "a person to look at it" in heard
    assert maya.journal(e.ConsultAnswered) == []


def test_a_question_that_may_not_be_put_ends_its_request(maya: Stage) -> None:
    """Nothing hangs, and nothing is asked for ever."""
    dials(maya, "message", 1, "refund")
    maya.says("refund please")
    maya.answers("cleo", decision="no", reason="not today")
    assert maya.state().stack == ()
    assert [ended.outcome for ended in maya.journal(e.RunEnded)] == ["unresolved"]


def test_what_was_done_is_done_though_its_words_are_looked_at(maya: Stage) -> None:
    """The dial for words holds up no effect."""
    maya.says("refund please", "the lamp", "40")
    dials(maya, "message", 1, "refund")
    maya.says("broken")
    first = review(maya)
    assert "£40.00" in str(first.draft_words)
    assert maya.books() == ["refund maya o1 40.0"]
    maya.answers("cleo", decision="yes")
    assert "£40.00 is on its way." in maya.heard()


def test_a_correction_takes_the_words_under_review_back(maya: Stage) -> None:
    """What is said then is looked at anew."""
    maya.says("refund please", "the lamp", "60", "broken")
    dials(maya, "message", 1, "refund")
    maya.answers("ann", decision="no", reason="Too late for £60.")
    old = review(maya)
    assert "Too late for £60." in str(old.draft_words)
    maya.says("make it 30")
    assert maya.books() == ["refund maya o1 30.0"]
    assert "£30.00 is on its way." in str(review(maya).draft_words)
    assert maya.run(maya.engine.states.card(old.id)).closed == "withdrawn"


def test_a_share_is_a_sample_that_does_not_change_its_mind(maya: Stage) -> None:
    """About half of many, each decided once and for all."""
    asked = 0
    dials(maya, "message", 0.5)
    for _ in range(24):
        maya.opens("maya")
        first = "within 30 days" not in maya.says("can I send it back")
        asked += first
        assert bool(maya.state().open_consults) == first
    assert 4 <= asked <= 20


def test_the_dial_turned_back_lets_waiting_words_go(maya: Stage) -> None:
    """The card is taken back."""
    dials(maya, "message", 1)
    maya.says("can I send it back")
    dials(maya, "message", 0)
    assert "within 30 days" in maya.says("hello")
    assert maya.state().open_consults == []


def test_a_request_that_waits_for_a_review_keeps_nobody_from_a_person(maya: Stage) -> None:
    """Whoever asks for one is heard."""
    dials(maya, "message", 1)
    maya.says("can I send it back")
    maya.says("a person please")
    assert "wants-person" in [card.name for card in maya.cards() if card.status == "open"]


# ── effects ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_effect_its_rule_would_let_go_is_asked_about(maya: Stage) -> None:
    """By the question its tool has for that, and run once, with the grant."""
    dials(maya, "effect", 1, "refund")
    maya.says("refund please", "the lamp", "40", "broken")
    assert (maya.books(), maya.card().name) == ([], "refund")
    maya.answers("cleo", decision="yes")
    assert maya.books() == ["refund maya o1 40.0"]
    assert "£40.00 is on its way." in maya.heard()


def test_the_dial_never_takes_scrutiny_away(maya: Stage) -> None:
    """At none, what a rule asks about is asked about, and what it refuses is refused."""
    dials(maya, "effect", 0)
    maya.says("refund please", "the lamp", "60", "broken")
    assert maya.books() == []
    assert maya.card().name == "refund"


@pytest.mark.parametrize("kind", ["effect", "message"])
def test_only_supervisors_turn_dials(maya: Stage, kind: str) -> None:
    """And only between none and all."""
    with pytest.raises(Forbidden):
        maya.run(maya.engine.switches.dial(maya.person("ann"), "*", kind, 0))  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="from 0"):
        dials(maya, kind, 1.5)
    with pytest.raises(Invalid, match="Did you mean 'refund'"):
        dials(maya, kind, 1, "refunds")

"""A yes with an effect counts a moment later; until then whoever gave it can take it back."""

from dataclasses import replace
from typing import Any

import pytest

from earpiece.domain.desk_events import CardAnswered, CardDecided
from earpiece.domain.errors import Conflict, Forbidden
from earpiece.domain.events import ConsultAnswered
from earpiece.domain.playbook import Company
from earpiece.runtime.views import CardView
from tests.support.stage import SHOP, Stage

UNDO = SHOP.current().policy.undo


@pytest.fixture
def approval(maya: Stage) -> Stage:
    """A card asks for £60."""
    maya.says("refund please", "the lamp", "60", "broken")
    return maya


def _undo(stage: Stage, expert: str, card: CardView) -> CardView:
    return stage.run(stage.engine.desk.undo(stage.person(expert), card.id))


def _at_once(company: Company) -> Company:
    return replace(company, policy=replace(company.policy, undo=0.0))


def test_a_yes_waits_before_it_has_its_effect(approval: Stage) -> None:
    """The card says who has answered, what, and until when it can be undone; nothing has happened yet."""
    card = approval.clicks("ann", decision="yes")
    assert card.status == "open"
    assert card.deciding is not None
    assert (card.deciding.by, card.deciding.name, card.deciding.answer.decision) == ("ann", "Ann", "yes")
    assert card.deciding.until == pytest.approx(approval.run(approval.now(), wait=0) + UNDO, abs=0.1)
    assert approval.books() == []
    assert approval.journal(ConsultAnswered) == []
    approval.passes(UNDO)
    assert approval.books() == ["refund maya o1 60.0"]


def test_others_see_that_it_is_being_decided(approval: Stage) -> None:
    """They can neither take, answer, pass on nor ask; they are told by whom and what was answered."""
    card = approval.clicks("ann", decision="yes")
    seen = approval.card("cleo")
    assert seen.deciding is not None
    assert not seen.may_answer
    desk, cleo = approval.engine.desk, approval.person("cleo")
    for work in (
        desk.claim(cleo, card.id),
        desk.ask_back(cleo, card.id, "Why?", None),
        desk.pass_on(cleo, card.id, "general", "Not ours.", None),
    ):
        with pytest.raises(Conflict, match=r"Ann has answered: Approve\. It counts in 2 s\."):
            approval.run(work)
    with pytest.raises(Conflict, match="Ann has answered"):
        approval.clicks("cleo", card=seen, decision="no", reason="No.")


def test_whoever_undoes_has_the_card_again(approval: Stage) -> None:
    """They can answer otherwise, and twice undone is undone."""
    card = approval.clicks("ann", decision="yes")
    undone = _undo(approval, "ann", card)
    assert undone.deciding is None
    assert undone.holder is not None
    assert undone.holder.expert == "ann"
    assert _undo(approval, "ann", card).holder == undone.holder
    approval.passes(UNDO + 1)
    assert approval.books() == []
    assert approval.clicks("ann", decision="no", reason="Too late.").status == "answered"
    assert "Too late" in approval.heard()


def test_only_the_giver_can_undo(approval: Stage) -> None:
    """Not even a supervisor takes back somebody else's word."""
    card = approval.clicks("ann", decision="yes")
    with pytest.raises(Forbidden, match="Ann's answer"):
        _undo(approval, "cleo", card)


def test_what_counts_cannot_be_undone(approval: Stage) -> None:
    """The money is on its way."""
    card = approval.answers("ann", decision="yes")
    with pytest.raises(Conflict, match="too late"):
        _undo(approval, "ann", card)


def test_a_click_that_comes_again_after_the_undo_does_nothing(approval: Stage) -> None:
    """A browser that sends the same request once more does not bring back what its user took back."""
    card = approval.clicks("ann", decision="yes")
    _undo(approval, "ann", card)
    approval._clicks -= 1
    again = approval.clicks("ann", card=card.model_copy(update={"holder": None}), decision="yes")
    assert again.deciding is None
    approval.passes(UNDO + 1)
    assert approval.books() == []
    assert len(approval.journal(CardDecided, f"card/{card.id}")) == 1


def test_what_has_no_effect_counts_at_once(approval: Stage) -> None:
    """A no leaves nothing to be undone."""
    assert approval.clicks("ann", decision="no", reason="Too late.").status == "answered"


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        (["does the warranty pay", "it fell"], {"choice": "covered"}),
        (["where is my parcel", "the chandelier"], {"decision": "yes", "reference": "P1"}),
    ],
)
def test_neither_does_a_question_of_knowledge_or_a_task(maya: Stage, texts: list[str], answer: dict[str, Any]) -> None:
    """What is only said, or was done already, waits for nothing."""
    maya.says(*texts)
    assert maya.clicks("cleo", **answer).status == "answered"


def test_a_company_may_do_without(approval: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `undo: 0s` a yes counts at once."""
    real = SHOP.version
    monkeypatch.setattr(SHOP, "version", lambda digest: _at_once(real(digest)))
    card = approval.clicks("ann", decision="yes")
    assert card.status == "answered"
    assert approval.books() == ["refund maya o1 60.0"]
    assert approval.journal(CardDecided, f"card/{card.id}") == []


def test_the_record_says_what_was_shown_and_what_they_were_sure_of(approval: Stage) -> None:
    """The answer names what its giver saw, and the doubts they put aside; also after the time to undo."""
    card = approval.card("ann")
    shown = approval.run(approval.engine.desk.seen(approval.person("ann"), card.id, 1))
    approval.answers("ann", card=card, shown=shown, sure=["ten_times"], decision="yes", changes={"amount": 6.0})
    (answered,) = approval.journal(CardAnswered, f"card/{card.id}")
    assert (answered.shown, answered.sure) == (shown, ("ten_times",))

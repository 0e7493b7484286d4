"""People are slow, many, and several at a time: each race between them has one end, and everybody is told which."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from earpiece.domain import commands as c
from earpiece.domain.desk_events import (
    CardAmended,
    CardAnswered,
    CardDecided,
    CardReturned,
    CardUndone,
    ExpertChanged,
    ExpertDisabled,
    LateAnswer,
)
from earpiece.domain.errors import AlreadyAnswered, Conflict, EarpieceError, Forbidden
from earpiece.domain.events import ConsultAnswered
from earpiece.domain.forms import Answer
from earpiece.domain.ports import Write
from earpiece.runtime.views import AnswerRequest, CardView
from tests.support.stage import SHOP, Stage

UNDO = SHOP.current().policy.undo
YES, NO = Answer(decision="yes"), Answer(decision="no", reason="Not this time.")
PAID = ["refund maya o1 60.0"]


@pytest.fixture
def approval(maya: Stage) -> Stage:
    """A card asks for £60, and the customer waits."""
    maya.says("refund please", "the lamp", "60", "broken")
    return maya


def _at_once(stage: Stage, *works: Coroutine[Any, Any, CardView]) -> list[CardView | BaseException]:
    async def gathered() -> list[CardView | BaseException]:
        return await asyncio.gather(*works, return_exceptions=True)

    return stage.run(gathered())


def _request(card: CardView, answer: Answer, key: str, fence: int | None = None) -> AnswerRequest:
    return AnswerRequest(answer=answer, revision=card.revision, key=key, fence=fence)


def _account(stage: Stage, *events: Any) -> None:
    """What an admin does to Ann's account."""

    async def append() -> None:
        await stage.disk.append(Write("expert/ann", events, stage.clock.now()))

    stage.run(append())


def _without(stage: Stage, **changes: Any) -> ExpertChanged:
    ann = stage.person("ann")
    known: dict[str, Any] = {
        "name": ann.name, "role": ann.role, "skills": tuple(ann.skills), "languages": tuple(ann.languages),
        "authority": ann.authority, "levels": {}, "capacity": 4.0,
    }  # fmt: skip
    return ExpertChanged(by="cleo", **known | changes)


# ── double answer ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_noes_at_the_same_instant(approval: Stage) -> None:
    """One counts at once; the other is told who it was and what, and is kept."""
    card, other = approval.card(), approval.joins().engine
    approval.disk.lag = 0.05
    first, second = _at_once(
        approval,
        approval.engine.desk.answer(approval.person("ann"), card.id, _request(card, NO, "a")),
        other.desk.answer(approval.person("bob"), card.id, _request(card, NO, "b")),
    )
    (won,) = approval.journal(CardAnswered, f"card/{card.id}")
    loser = second if won.by == "ann" else first
    assert isinstance(loser, AlreadyAnswered)
    name = {"ann": "Ann", "bob": "Bob"}[won.by]
    assert loser.message == f"{name} answered first: Decline; reason: “Not this time.”"
    assert len(approval.journal(LateAnswer, f"card/{card.id}")) == 1


def test_two_yeses_at_the_same_instant(approval: Stage) -> None:
    """One is decided; the other is told whose and when it counts, and the money goes out once."""
    card, other = approval.card(), approval.joins().engine
    approval.disk.lag = 0.05
    came = _at_once(
        approval,
        approval.engine.desk.answer(approval.person("ann"), card.id, _request(card, YES, "a")),
        other.desk.answer(approval.person("cleo"), card.id, _request(card, YES, "b")),
    )
    (decided,) = approval.journal(CardDecided, f"card/{card.id}")
    (loser,) = [each for each in came if isinstance(each, EarpieceError)]
    assert loser.details["by"] == decided.by
    assert f"{loser.details['name']} has answered: Approve. It counts in 2 s." == loser.message
    approval.passes(UNDO + 1)
    assert approval.books() == PAID


def test_who_holds_it_and_answers_while_another_answers(approval: Stage) -> None:
    """The other is not told that somebody holds the card, but what they have answered, if that is known by then."""
    card = approval.claims("ann")
    assert card.holder is not None
    approval.disk.lag = 0.05
    ann = approval.engine.desk.answer(approval.person("ann"), card.id, _request(card, NO, "a", card.holder.fence))
    bob = approval.person("bob")

    async def a_moment_later() -> CardView:
        await asyncio.sleep(0.06)
        return await approval.engine.desk.answer(bob, card.id, _request(card, NO, "b"))

    _, told = _at_once(approval, ann, a_moment_later())
    assert isinstance(told, AlreadyAnswered)
    assert told.message.startswith("Ann answered first")


# ── answer after withdrawal, after expiry ─────────────────────────────────────────────────────────────────────────


def test_an_answer_after_the_customer_withdrew(approval: Stage) -> None:
    """It is kept, not applied, and the person is told why."""
    card = approval.card()
    approval.understanding.script["never mind"] = c.Cancel()
    approval.says("never mind")
    with pytest.raises(Conflict, match="withdrawn"):
        approval.answers("ann", card=card, decision="yes")
    approval.passes(UNDO + 1)
    assert approval.books() == []
    assert len(approval.journal(LateAnswer, f"card/{card.id}")) == 1


def test_the_customer_withdraws_what_was_just_approved(approval: Stage) -> None:
    """Until it counts, the customer's word goes before the yes."""
    approval.understanding.script["never mind"] = c.Cancel()
    card = approval.clicks("ann", decision="yes")
    assert card.deciding is not None
    approval.says("never mind")
    approval.passes(UNDO + 1)
    assert approval.books() == []
    assert approval.journal(ConsultAnswered) == []
    assert approval.run(approval.engine.desk.card(approval.person("ann"), card.id)).closed == "withdrawn"


def test_an_answer_after_the_end_of_the_ladder(approval: Stage) -> None:
    """Nobody answered in time, the customer knows: that is not turned round."""
    card = approval.card()
    approval.passes(3601)
    with pytest.raises(Conflict, match="expired"):
        approval.answers("ann", card=card, decision="yes")
    approval.passes(UNDO + 1)
    assert approval.books() == []


def test_the_ladder_ends_between_the_click_and_the_effect(approval: Stage) -> None:
    """It was answered in time: the yes counts, nothing expires."""
    card = approval.card()
    approval.passes(3600 - 1)
    approval.clicks("ann", decision="yes")
    approval.passes(UNDO + 1)
    assert approval.books() == PAID
    assert approval.run(approval.engine.desk.card(approval.person("ann"), card.id)).status == "answered"


def test_the_ladder_ends_once_an_undo_leaves_the_card_open(approval: Stage) -> None:
    """What waited for the yes comes when it was taken back."""
    card = approval.card()
    approval.passes(3600 - 1)
    approval.clicks("ann", decision="yes")
    approval.passes(UNDO - 0.5)
    approval.run(approval.engine.desk.undo(approval.person("ann"), card.id))
    approval.passes(61)
    assert approval.run(approval.engine.desk.card(approval.person("ann"), card.id)).closed == "expired"
    assert approval.books() == []


# ── lease lost, role removed ──────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_under_a_lease_that_was_lost(approval: Stage) -> None:
    """Somebody else has the card by now, and is named."""
    before = approval.claims("ann")
    approval.passes(31)
    approval.claims("bob")
    with pytest.raises(Conflict, match="Bob has this card"):
        approval.clicks("ann", card=before, decision="yes")
    approval.passes(UNDO + 1)
    assert approval.books() == []


def test_a_lease_that_ends_between_the_click_and_the_effect(approval: Stage) -> None:
    """Who has answered keeps the card until it counts; nobody can take it meanwhile."""
    approval.claims("ann")
    approval.passes(29)
    card = approval.clicks("ann", decision="yes")
    approval.passes(1.5)
    with pytest.raises(Conflict, match="Ann has answered: Approve"):
        approval.run(approval.engine.desk.claim(approval.person("bob"), card.id))
    approval.passes(UNDO)
    assert approval.books() == PAID
    assert approval.journal(CardReturned, f"card/{card.id}") == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"skills": ("repairs",)}, "needs the skill orders"),
        ({"authority": {"refund": 10.0}}, "needs authority for refund"),
    ],
)
def test_a_right_that_is_taken_away_between_the_click_and_the_effect(
    approval: Stage, change: dict[str, Any], why: str
) -> None:
    """At the moment it would count it is checked again: the card is back in the queue, with the reason."""
    card = approval.clicks("ann", decision="yes")
    _account(approval, _without(approval, **change))
    approval.passes(UNDO + 1)
    assert approval.books() == []
    assert approval.journal(ConsultAnswered) == []
    (returned,) = approval.journal(CardReturned, f"card/{card.id}")
    assert why in returned.reason
    assert "Ann's answer did not count" in returned.reason
    approval.answers("cleo", decision="yes")
    assert approval.books() == PAID


def test_an_account_that_is_disabled_between_the_click_and_the_effect(approval: Stage) -> None:
    """Nobody's yes counts who no longer works here."""
    approval.clicks("ann", decision="yes")
    _account(approval, ExpertDisabled(by="cleo"))
    approval.passes(UNDO + 1)
    assert approval.books() == []
    assert approval.card().deciding is None


def test_a_right_that_was_taken_away_before_the_click(approval: Stage) -> None:
    """The card is still on their screen; the server knows better."""
    card = approval.card("ann")
    _account(approval, _without(approval, authority={"refund": 10.0}))
    with pytest.raises(Forbidden, match="authority"):
        approval.clicks("ann", card=card, decision="yes")


# ── card changed while typing ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def changing(maya: Stage) -> Stage:
    """A card asks for £60 while the customer still says why."""
    maya.says("refund please", "the lamp", "60")
    return maya


def test_the_question_changes_while_the_expert_types(changing: Stage) -> None:
    """What was meant for £60 is no answer to £70."""
    card = changing.card("ann")
    changing.understanding.script["make it 70"] = c.Correct(slot="amount", value=70.0)
    changing.says("make it 70")
    with pytest.raises(Conflict, match="question changed"):
        changing.clicks("ann", card=card, decision="yes")
    assert changing.card("ann").revision == 2


def test_the_question_changes_between_the_click_and_the_effect(changing: Stage) -> None:
    """The yes was for £60: it is void, the card is open with the new question, and says so."""
    changing.understanding.script["make it 70"] = c.Correct(slot="amount", value=70.0)
    card = changing.clicks("ann", decision="yes")
    changing.says("make it 70", "broken")
    changing.passes(UNDO + 1)
    assert changing.books() == []
    assert len(changing.journal(CardAmended, f"card/{card.id}")) == 1
    assert changing.card("ann").deciding is None
    changing.answers("ann", decision="yes")
    assert changing.books() == ["refund maya o1 70.0"]


# ── restart between click and effect ──────────────────────────────────────────────────────────────────────────────


def test_a_restart_between_the_click_and_the_effect(approval: Stage) -> None:
    """The timer is in the journal: the yes counts at its time, once."""
    approval.clicks("ann", decision="yes")
    approval.restarts()
    assert approval.books() == []
    approval.passes(UNDO + 1)
    assert approval.books() == PAID
    assert len(approval.journal(ConsultAnswered)) == 1


def test_a_restart_does_not_take_the_undo_away(approval: Stage) -> None:
    """Who clicked before may still undo after."""
    card = approval.clicks("ann", decision="yes")
    approval.restarts()
    undone = approval.run(approval.engine.desk.undo(approval.person("ann"), card.id))
    assert undone.deciding is None
    assert undone.holder is not None
    assert undone.holder.expert == "ann"
    approval.passes(UNDO + 1)
    assert approval.books() == []


def test_two_nodes_count_a_decision_once(approval: Stage) -> None:
    """Each fires the timer; the journal takes one of the two."""
    approval.joins()
    approval.disk.lag = 0.05
    card = approval.clicks("ann", decision="yes")
    approval.passes(UNDO + 2)
    assert approval.books() == PAID
    assert len(approval.journal(CardAnswered, f"card/{card.id}")) == 1


# ── two workspaces at once ────────────────────────────────────────────────────────────────────────────────────────


def test_one_person_in_two_workspaces(approval: Stage) -> None:
    """The same answer from both is one; another one is told to undo the first."""
    card, other = approval.card("ann"), approval.joins().engine
    came = _at_once(
        approval,
        approval.engine.desk.answer(approval.person("ann"), card.id, _request(card, YES, "here")),
        other.desk.answer(approval.person("ann"), card.id, _request(card, YES, "there")),
    )
    assert all(isinstance(each, CardView) and each.deciding is not None for each in came)
    with pytest.raises(Conflict, match="You have answered: Approve"):
        approval.run(other.desk.answer(approval.person("ann"), card.id, _request(card, NO, "third")))
    approval.passes(UNDO + 1)
    assert approval.books() == PAID


def test_undone_in_one_workspace_while_it_counts_in_another(approval: Stage) -> None:
    """Either it was undone, and nothing happens; or it counts, and whoever undoes is told so."""
    card = approval.clicks("ann", decision="yes")
    assert card.deciding is not None
    approval.disk.lag = 0.02
    approval.passes(card.deciding.until - approval.run(approval.now(), wait=0) - 0.01)
    (came,) = _at_once(approval, approval.engine.desk.undo(approval.person("ann"), card.id))
    undone = isinstance(came, CardView)
    assert undone or "too late" in str(came)
    approval.passes(UNDO + 1)
    assert approval.books() == ([] if undone else PAID)
    assert bool(approval.journal(CardUndone, f"card/{card.id}")) is undone


def test_a_decision_that_counted_though_undone_would_be_noticed(
    approval: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken on purpose: an undo that writes nothing pays out."""
    monkeypatch.setattr(
        "earpiece.runtime.desk.answering.CardUndone", lambda by: CardReturned(expert=by, reason="undone")
    )
    card = approval.clicks("ann", decision="yes")
    approval.run(approval.engine.desk.undo(approval.person("ann"), card.id))
    approval.passes(UNDO + 1)
    assert approval.books() == PAID

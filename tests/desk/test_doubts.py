"""A valid answer that may be a slip is put back once; whoever means it says so, and that is on record."""

from typing import Any

import pytest

from earpiece.desk import doubts
from earpiece.domain.card import Card
from earpiece.domain.desk_events import CardAnswered
from earpiece.domain.errors import Doubtful, Forbidden, Invalid
from earpiece.domain.event import ERASED_QUESTION
from earpiece.domain.forms import Answer, Check, Fact, ProposedCall
from earpiece.domain.interventions import Guided, PersonSaid, TakenOver
from tests.support.stage import Stage

FACTS = (
    Fact(label="Payment", value="£370.00 at Corner Books on 12 March 2026", source="tool payments"),
    Fact(label="Fee", value="12.50", source="tool payments"),
    Fact(label="Rate", value="3.5 %", source="page rates"),
)
CALL = ProposedCall(
    tool="credit", args={"amount": 370.0}, digest="d", effect="£370.00 is credited", changeable=("amount",)
)


def _card(*checks: Check, call: ProposedCall | None = CALL, **known: Any) -> Card:
    question = ERASED_QUESTION.model_copy(
        update={"kind": "approval", "text": "Credit Maya £370.00?", "facts": FACTS, "call": call, "checks": checks,
                "known": known, "authority": {"credit": 370.0}}
    )  # fmt: skip
    return Card("card", question=question)


def _codes(card: Card, **answer: Any) -> list[str]:
    return [doubt.code for doubt in doubts.about(card, Answer(**answer), "GBP")]


@pytest.mark.parametrize(
    ("amount", "codes"),
    [
        (370.0, []), (400.0, []), (37.0, ["ten_times"]), (3700.0, ["ten_times"]), (2960.0, ["ten_times"]),
        (2950.0, []), (46.25, ["ten_times"]), (47.0, []),
    ],
)  # fmt: skip
def test_an_amount_of_another_order(amount: float, codes: list[str]) -> None:
    """Eight times as much, or an eighth of it, is asked about."""
    assert _codes(_card(), decision="yes", changes={"amount": amount}) == codes


@pytest.mark.parametrize(
    ("note", "codes"),
    [
        ("£370.00 is on its way.", []),
        ("Your 370 pounds are on their way.", []),
        ("You get £3,700 back.", ["ten_times"]),
        ("You get £37 back.", ["ten_times"]),
        ("You get £730.00 back.", ["unlike_facts"]),
        ("The fee was 1250 pounds.", ["unlike_facts"]),
        ("The fee was £21.50.", ["unlike_facts"]),
        ("You get £50 for the trouble.", []),
        ("It takes 5 days.", []),
        ("Call 0370 first.", []),
        ("The rate is 3.5 per cent.", []),
        ("The rate is 35%.", ["ten_times"]),
        ("The rate is 5.3%.", ["unlike_facts"]),
        ("The rate is 8%.", []),
        ("You paid on 12 March.", []),
        ("You paid on March 12th, 2026.", []),
        ("You paid on 21 March.", ["unlike_facts"]),
        ("You paid on 2026-12-03.", ["unlike_facts"]),
        ("You paid on 12/03/2025.", ["unlike_facts"]),
        ("You will hear from us on 20 April.", []),
    ],
)
def test_figures_in_own_words(note: str, codes: list[str]) -> None:
    """Near one of the case and not the same: digits swapped, a point lost, a nought too many. Others may be."""
    assert _codes(_card(), decision="yes", note=note) == codes


def test_a_changed_amount_may_be_named() -> None:
    """What the yes changes is a fact of the answer."""
    assert _codes(_card(), decision="yes", changes={"amount": 270.0}, note="You get £270.00 now.") == []


def test_what_the_company_wants_thought_over() -> None:
    """Over the arguments as they would run and what is known besides; never about a no."""
    check = Check(when="amount > balance / 2", say="That is more than half of {{ balance | money }}.")
    card = _card(check, balance=600.0)
    (doubt,) = doubts.about(card, Answer(decision="yes"), "GBP")
    assert (doubt.code, doubt.message) == ("check 1", "That is more than half of £600.00.")
    assert _codes(card, decision="yes", changes={"amount": 200.0}) == []
    assert _codes(card, decision="no", reason="No.") == []


def test_what_cannot_be_checked_is_for_a_person_to_look_at() -> None:
    """A check that lacks a value is not passed over in silence."""
    (doubt,) = doubts.about(_card(Check(when="amount > balance / 2", say="Too much.")), Answer(decision="yes"), "GBP")
    assert "could not be checked" in doubt.message


# ── at the desk ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def approval(maya: Stage) -> Stage:
    """A card asks for £60."""
    maya.says("refund please", "the lamp", "60", "broken")
    return maya


def test_a_doubt_is_put_back_and_can_be_meant(approval: Stage) -> None:
    """Nothing is recorded the first time; the second time it counts, and is on record as meant."""
    card = approval.card("ann")
    with pytest.raises(Doubtful) as put_back:
        approval.clicks("ann", decision="yes", changes={"amount": 6.0})
    (doubt,) = put_back.value.details["doubts"]
    assert (doubt["code"], doubt["field"]) == ("ten_times", "changes.amount")
    assert "£6.00 is one 10th of what was asked about (£60.00)" in doubt["message"]
    assert approval.card("ann").model_dump(exclude={"news"}) == card.model_dump(exclude={"news"})
    approval.answers("ann", sure=["ten_times"], decision="yes", changes={"amount": 6.0})
    assert approval.books() == ["refund maya o1 6.0"]
    (answered,) = approval.journal(CardAnswered, f"card/{card.id}")
    assert answered.sure == ("ten_times",)


def test_being_sure_of_one_thing_is_not_being_sure_of_another(approval: Stage) -> None:
    """Each doubt by its code; and what nobody doubted is not recorded as doubted."""
    with pytest.raises(Doubtful):
        approval.clicks("ann", sure=["check 1"], decision="yes", changes={"amount": 6.0})
    card = approval.answers("ann", sure=["ten_times"], decision="yes")
    (answered,) = approval.journal(CardAnswered, f"card/{card.id}")
    assert answered.sure == ()


def test_authority_goes_before_doubt(approval: Stage) -> None:
    """Ten times as much may be a slip; Bob may not give it anyway."""
    with pytest.raises(Forbidden, match="authority"):
        approval.clicks("bob", decision="yes", changes={"amount": 480.0}, sure=["ten_times"])


def test_a_card_number_is_never_taken(approval: Stage) -> None:
    """Not even by somebody who is sure; the words say what to do."""
    with pytest.raises(Invalid, match="last four digits"):
        approval.clicks("ann", sure=["card_number"], decision="yes", note="Use 4111 1111 1111 1111.")


@pytest.mark.parametrize(
    "event",
    [
        TakenOver(by="cleo", name="Cleo"),
        Guided(by="cleo", guide="g1", kind="say", text="Tell them yes."),
        PersonSaid(by="cleo", name="Cleo", message="p1", text="I see to it."),
    ],
    ids=["took over", "guided", "spoke"],
)
def test_nobody_approves_their_own_request(approval: Stage, event: Any) -> None:
    """Whoever had a hand in the conversation cannot say yes to an effect in it, a supervisor neither; others can."""
    approval.run(approval.engine.turns.take(approval.chat, event))
    with pytest.raises(Forbidden, match="somebody else has to approve"):
        approval.clicks("cleo", decision="yes")
    assert approval.clicks("ann", decision="yes").deciding is not None


def test_they_may_say_no(approval: Stage) -> None:
    """A no has no effect."""
    approval.run(approval.engine.turns.take(approval.chat, TakenOver(by="cleo", name="Cleo")))
    assert approval.clicks("cleo", decision="no", reason="Not this time.").status == "answered"


def test_a_yes_of_somebody_who_takes_over_meanwhile_does_not_count(approval: Stage) -> None:
    """It is checked again when it would count."""
    approval.clicks("cleo", decision="yes")
    approval.run(approval.engine.turns.take(approval.chat, TakenOver(by="cleo", name="Cleo")))
    approval.passes(3)
    assert approval.books() == []
    assert approval.card("ann").deciding is None

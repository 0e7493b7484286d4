"""A card's life on the desk: who sees it, who holds it, whose answer counts, and what becomes of it without one."""

from typing import Any

import pytest

from earpiece.domain.desk_events import CardReturned, LateAnswer, RungReached
from earpiece.domain.errors import AlreadyAnswered, Conflict, Forbidden, Invalid
from earpiece.domain.events import AgentSaid, ConsultAnswered
from tests.support.stage import Stage


@pytest.fixture
def approval(maya: Stage) -> Stage:
    """A card asks for £60."""
    maya.says("refund please", "the lamp", "60", "broken")
    return maya


def test_a_card_has_all_it_takes_to_decide(approval: Stage) -> None:
    """The question, why it is asked, the facts with their sources, what will happen, and what happens otherwise."""
    card = approval.card("ann")
    assert card.question == "Pay Maya £60.00 back for the lamp?"
    assert card.why == "It is more than £50."
    assert [(fact.label, fact.value) for fact in card.facts] == [
        ("Order what", "lamp"), ("Price", "80.0"), ("Amount", "60.0"),
    ]  # fmt: skip
    assert card.call is not None
    assert card.call.effect == "£60.00 goes back to the customer"
    assert "refund please" in card.summary
    assert card.next_rung is not None
    assert card.next_rung.do == "widen"
    assert card.may_answer


def test_a_card_goes_to_those_with_the_skill_and_later_to_all(approval: Stage) -> None:
    """Dan has not the skill; after 15 seconds without an answer he sees it too, and why."""
    assert approval.cards("dan") == []
    with pytest.raises(Forbidden):
        approval.run(approval.engine.desk.claim(approval.person("dan"), approval.card("ann").id))
    approval.passes(16)
    assert "widened" in approval.card("dan").why_me


def test_a_card_can_be_rerouted_to_another_skill(maya: Stage) -> None:
    """What nobody of repairs takes goes to the general desk."""
    maya.says("does the warranty pay", "it fell")
    maya.passes(31)
    assert maya.card("dan").skill == "general"


def test_one_person_holds_a_card_at_a_time(approval: Stage) -> None:
    """The second one is told who has it, and can neither answer nor ask back over the head of the first."""
    approval.claims("ann")
    with pytest.raises(Conflict, match="Ann"):
        approval.claims("bob")
    with pytest.raises(Conflict):
        approval.answers("bob", decision="yes")
    with pytest.raises(Conflict):
        approval.run(approval.engine.desk.ask_back(approval.person("bob"), approval.card().id, "Why?", None))


def test_a_lease_that_is_not_renewed_returns_the_card_with_its_reason(approval: Stage) -> None:
    """Somebody who closed their laptop does not keep a customer waiting."""
    card = approval.claims("ann")
    approval.passes(31)
    assert approval.card("bob").holder is None
    (returned,) = approval.journal(CardReturned, f"card/{card.id}")
    assert (returned.expert, returned.reason) == ("ann", "lease ran out")


def test_a_lease_can_be_renewed_and_a_card_given_back(approval: Stage) -> None:
    """Working on it keeps it; `not me` puts it back at once."""
    card = approval.claims("ann")
    assert card.holder is not None
    for _ in range(3):
        approval.passes(20)
        approval.run(approval.engine.desk.renew(approval.person("ann"), card.id, card.holder.fence))
    assert approval.card().holder is not None
    approval.run(approval.engine.desk.give_back(approval.person("ann"), card.id, "not me"))
    assert approval.card().holder is None


def test_an_answer_under_a_lost_lease_does_not_count(approval: Stage) -> None:
    """The fence grows with each claim: whoever was away meanwhile has to look again."""
    before = approval.claims("ann")
    approval.passes(31)
    approval.claims("bob")
    approval.passes(31)
    with pytest.raises(Conflict, match="lease"):
        approval.answers("ann", card=before, decision="yes")
    assert approval.books() == []


def test_the_second_answer_loses_and_is_told_who_won(approval: Stage) -> None:
    """The first valid one counts; the other is kept, marked, and changes nothing."""
    card = approval.card()
    approval.answers("ann", card=card, decision="yes")
    with pytest.raises(AlreadyAnswered, match=r"Ann answered first: Approve\."):
        approval.answers("bob", card=card, decision="no", reason="I would not.")
    (late,) = approval.journal(LateAnswer, f"card/{card.id}")
    assert (late.by, late.answer.decision) == ("bob", "no")
    assert len(approval.journal(ConsultAnswered)) == 1
    assert approval.books() == ["refund maya o1 60.0"]


def test_the_same_click_twice_is_one_answer(approval: Stage) -> None:
    """A double click does no harm and is no error."""
    card = approval.card()
    approval.answers("ann", card=card, decision="yes")
    assert approval.answers("ann", card=card, decision="yes").status == "answered"
    assert approval.journal(LateAnswer, f"card/{card.id}") == []


def test_an_answer_after_the_end_is_kept_but_not_applied(approval: Stage) -> None:
    """The customer was told that nobody answered; that is not turned round behind their back."""
    card = approval.card()
    approval.passes(3601)
    with pytest.raises(Conflict, match="closed"):
        approval.answers("ann", card=card, decision="yes")
    assert len(approval.journal(LateAnswer, f"card/{card.id}")) == 1
    assert approval.books() == []


def test_an_experts_secrets_are_refused(approval: Stage) -> None:
    """Neither an answer nor a question back, not even a late one, brings a card number to the customer."""
    card = approval.card()
    with pytest.raises(Invalid, match="card numbers"):
        approval.answers("ann", decision="yes", note="Use 4111 1111 1111 1111.")
    with pytest.raises(Invalid, match="card numbers"):
        approval.asks_back("ann", "Is it 4111 1111 1111 1111?")
    approval.answers("ann", decision="yes")
    with pytest.raises(Invalid, match="card numbers"):
        approval.answers("bob", card=card, decision="no", reason="4111 1111 1111 1111")
    approval.run(approval.engine.desk.save_draft(approval.person("ann"), card.id, "4111 1111 1111 1111"))
    assert "4111" not in str(approval.run(approval.disk.read_all()))


def test_a_draft_survives(approval: Stage) -> None:
    """What an expert has typed is theirs, and there after a restart."""
    card = approval.card("ann").id
    approval.run(approval.engine.desk.save_draft(approval.person("ann"), card, "I think"))
    approval.restarts()
    assert approval.run(approval.engine.desk.card(approval.person("ann"), card)).draft == "I think"
    assert approval.run(approval.engine.desk.card(approval.person("cleo"), card)).draft == ""


def test_the_ladder_climbs_in_order(approval: Stage) -> None:
    """Widened, promised, expired, each at its time and once."""
    card = approval.card()
    approval.passes(3601)
    climbed = [(reached.index, reached.do) for reached in approval.journal(RungReached, f"card/{card.id}")]
    assert climbed == [(0, "widen"), (1, "promise"), (2, "expire")]


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        (["refund please", "the lamp", "60", "broken"], {"choice": "covered"}),
        (["refund please", "the lamp", "60", "broken"], {"decision": "yes", "changes": {"order": "o9"}}),
        (["refund please", "the lamp", "60", "broken"], {"decision": "yes", "changes": {"amount": -5}}),
        (["refund please", "the lamp", "60", "broken"], {"decision": "no", "reason": "x", "changes": {"amount": 5}}),
        (["refund please", "the lamp", "60", "broken"], {}),
        (["does the warranty pay", "it fell"], {"decision": "yes"}),
        (["does the warranty pay", "it fell"], {"choice": "moon"}),
        (["I want to complain"], {"text": "I would rather write something."}),
        (["where is my parcel", "the chandelier"], {"decision": "no"}),
    ],
)
def test_an_answer_that_does_not_fit_the_form_does_not_count(
    maya: Stage, texts: list[str], answer: dict[str, Any]
) -> None:
    """Each kind has its form, checked when the answer arrives."""
    maya.says(*texts)
    with pytest.raises(Invalid):
        maya.answers("cleo", **answer)
    assert maya.journal(ConsultAnswered) == []


@pytest.mark.parametrize(
    ("texts", "answer", "heard"),
    [
        (["refund please", "the lamp", "60", "broken"], {"decision": "yes"}, "£60.00 is on its way."),
        (["does the warranty pay", "it fell"], {"choice": "paid"}, "the warranty does not cover it"),
        (["does the warranty pay", "it fell"], {"text": "Half of it."}, "Half of it."),
        (["I want to complain"], {"choice": "returns"}, "within 30 days"),
        (["where is my parcel", "the chandelier"], {"decision": "yes", "reference": "P1"}, "the reference is P1"),
        (["where is my parcel", "the chandelier"], {"decision": "no", "reason": "gone"}, "could not find it: gone"),
    ],
)
def test_each_kind_of_question_has_its_answers(
    maya: Stage, texts: list[str], answer: dict[str, Any], heard: str
) -> None:
    """Approval, clarification, instruction, task: what the expert gives is what the customer hears."""
    maya.says(*texts)
    maya.answers("cleo", **answer)
    assert heard in maya.heard()
    assert sum(len(said.releases) for said in maya.journal(AgentSaid)) == 1

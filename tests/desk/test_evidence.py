"""Where facts come from, what would change, what answers lead to: opened from the card, and on record."""

from typing import Any

import pytest

from earpiece.domain.desk_events import EvidenceOpened
from earpiece.domain.errors import Forbidden, Invalid, NotFound
from earpiece.domain.forms import Fact
from earpiece.runtime.desk.evidence import EvidenceView, Preview
from earpiece.runtime.views import CardView
from tests.support.stage import Stage


@pytest.fixture
def approval(maya: Stage) -> Stage:
    """A card asks for £60."""
    maya.says("refund please", "the lamp", "60", "broken")
    return maya


def look(stage: Stage, source: str, turn: int | None = None, expert: str = "ann") -> EvidenceView:
    """Open something from the one open card."""
    card = stage.card("cleo").id
    return stage.run(stage.engine.evidence.open(stage.person(expert), card, source, turn), wait=0)


def preview(stage: Stage, **changes: Any) -> Preview:
    """What a yes with these changes would do."""
    return stage.run(stage.engine.evidence.preview(stage.person("ann"), stage.card("ann").id, changes), wait=0)


def fact(card: CardView, label: str) -> Fact:
    return next(each for each in card.facts if each.label == label)


def test_facts_name_their_source_and_the_turn(approval: Stage) -> None:
    """The order was chosen from a tool's result; the amount is the customer's own."""
    card = approval.card("ann")
    price, amount = fact(card, "Price"), fact(card, "Amount")
    state = approval.state()
    (call,) = state.calls.values()
    assert (price.source, price.turn) == ("tool my_orders, chosen in m2", state.facts_at[call.id])
    assert (amount.source, amount.turn) == ("customer m3", state.facts_at["m3"])


def test_the_words_around_a_turn_are_shown_with_the_one_marked(approval: Stage) -> None:
    """Whose words they are, in order."""
    amount = fact(approval.card("ann"), "Amount")
    view = look(approval, amount.source, amount.turn)
    assert (view.kind, [line.text for line in view.lines if line.marked]) == ("turn", ["60"])
    assert {line.label for line in view.lines} == {"Maya", "Lumi"}
    assert [line.position for line in view.lines] == sorted(line.position or 0 for line in view.lines)


def test_without_a_turn_the_source_is_enough(approval: Stage) -> None:
    """As for sources that name no message."""
    assert [line.text for line in look(approval, "customer m3").lines if line.marked] == ["60"]
    assert [line.text for line in look(approval, "customer").lines if line.marked] == ["refund please"]
    assert not any(line.marked for line in look(approval, "playbook").lines)


def test_a_tools_result_is_in_plain_language(approval: Stage) -> None:
    """Values with labels, nested things in words, nothing of JSON."""
    price = fact(approval.card("ann"), "Price")
    view = look(approval, price.source, price.turn)
    assert (view.kind, view.title) == ("tool", "The customer's orders")
    (chosen,) = [line.text for line in view.lines if line.marked]
    assert "what lamp" in chosen
    assert "price 80" in chosen
    assert len(view.lines) > 1
    assert not any(sign in line.text for line in view.lines for sign in "{}[]'\"")


def test_a_page_is_shown_as_it_stands(approval: Stage) -> None:
    """Its first paragraph, which is what customers hear, is marked."""
    view = look(approval, "page returns")
    page = approval.engine.ports.companies.current().pages["returns"]
    assert (view.kind, view.title) == ("page", page.title)
    assert [line.text for line in view.lines if line.marked] == [page.answer]


def test_what_is_opened_is_on_record(approval: Stage) -> None:
    """Who looked at what, on the card's own stream."""
    card = approval.card("ann")
    amount = fact(card, "Amount")
    look(approval, amount.source, amount.turn)
    look(approval, "tool my_orders", expert="bob")
    look(approval, "page returns")
    opened = approval.journal(EvidenceOpened, f"card/{card.id}")
    assert [(one.expert, one.what) for one in opened] == [
        ("ann", f"turn {amount.turn}"), ("bob", "tool my_orders"), ("ann", "page returns"),
    ]  # fmt: skip


def test_what_nobody_may_see_is_neither_shown_nor_recorded(approval: Stage) -> None:
    """Dan has not the skill; there is no such page, and no result of a tool that was not called."""
    card = approval.card("ann")
    with pytest.raises(Forbidden):
        look(approval, "customer m3", expert="dan")
    with pytest.raises(NotFound):
        look(approval, "page nowhere")
    with pytest.raises(NotFound):
        look(approval, "tool refund")
    assert approval.journal(EvidenceOpened, f"card/{card.id}") == []


def test_secrets_stay_out(approval: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tool may answer with what nobody at the desk needs."""
    state = approval.state()
    (call,) = state.calls.values()
    monkeypatch.setitem(call.result[0], "paid_with", "4111 1111 1111 1111")
    texts = "\n".join(line.text for line in look(approval, "tool my_orders").lines)
    assert "[card number removed]" in texts
    assert "4111" not in texts


def test_the_card_shows_before_and_after(approval: Stage) -> None:
    """And what is computed anew while the expert changes the amount."""
    card = approval.card("ann")
    assert card.call is not None
    (change,) = card.call.changes
    assert (change.label, change.before, change.after) == ("Paid for it", "£80.00", "£20.00")
    other = preview(approval, amount=45)
    assert (other.effect, other.changes[0].before, other.changes[0].after) == (
        "£45.00 goes back to the customer", "£80.00", "£35.00",
    )  # fmt: skip


def test_a_preview_of_what_may_not_be_changed_is_refused(approval: Stage, stage: Stage) -> None:
    """Other arguments, other kinds of values, and cards that are about no call."""
    for changes in ({"order": "o2"}, {"amount": "much"}, {"amount": -1}):
        with pytest.raises(Invalid, match="does not fit"):
            preview(approval, **changes)
    stage.opens("maya")
    stage.says("I want to complain")
    with pytest.raises(Invalid, match="not about a call"):
        stage.run(stage.engine.evidence.preview(stage.person("cleo"), stage.card("cleo").id, {}), wait=0)


def test_each_answer_says_what_it_leads_to(maya: Stage) -> None:
    """The effect of a yes, the words after a no; for a choice, what the playbook does first."""
    maya.says("refund please", "the lamp", "60", "broken")
    yes, no = maya.card("ann").suggestions
    assert yes.leads_to == "£60.00 goes back to the customer"
    assert no.leads_to.startswith("The agent says: “")
    maya.says("I want to complain")
    (complaint,) = [card for card in maya.cards("dan") if card.name == "complaint"]
    leads = {each.answer["choice"]: each.leads_to for each in complaint.suggestions}
    assert leads["gift"].startswith("Calls send gift: Send the customer a gift")
    assert leads["returns"].startswith("The agent answers from the page “")
    assert leads["take_over"].startswith("Hands over to a person: ")

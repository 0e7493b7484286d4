"""The sample bank: what belongs to whom, and that no effect happens twice."""

from pathlib import Path
from typing import Any

import pytest

from earpiece.company.modules import import_tools
from earpiece.domain.errors import ToolError

HUDSON = Path(__file__).parents[2] / "companies" / "hudson"
NOON = 1_790_000_000.0


@pytest.fixture
def tools(tmp_path: Path) -> Any:
    """The bank's tools with books of their own."""
    files = {path.name: path.read_text("utf-8") for path in HUDSON.glob("*.py")}
    return import_tools(files, "hudson-bank-test", str(HUDSON)).Tools(tmp_path, lambda: NOON)


def payment_of(tools: Any, customer: str, merchant: str) -> Any:
    """The customer's payment to the merchant."""
    return next(found for found in tools.recent_payments(customer, 90) if found["merchant"] == merchant)


def test_identity_needs_all_three_details(tools: Any) -> None:
    """Name, date of birth and phone number must fit one customer."""
    assert tools.verify_identity("I am Maya Chen", "1991-04-12", "0142") == {"customer": "maya", "name": "Maya Chen"}
    for details in [
        ("Maya", "1991-04-12", "0142"),
        ("Maya Chen", "1991-04-13", "0142"),
        ("Maya Chen", "1991-04-12", "0143"),
        ("Maya Chen", "1991-04-12", ""),
    ]:
        with pytest.raises(ToolError, match="do not fit") as error:
            tools.verify_identity(*details)
        assert error.value.code == "no_match"


def test_a_credit_raises_the_balance(tools: Any) -> None:
    """The credited sum is in the balance and in the operations."""
    before = tools.account("maya")["balance"]
    payment = payment_of(tools, "maya", "Lumen Electronics Berlin")
    credit = tools.credit_account("maya", "k1", 150.0, payment["id"])
    assert credit == {"amount": 150.0, "balance": round(before + 150, 2)}
    assert tools.bank.operations("maya") == [{"tool": "credit_account", "amount": 150.0, "payment_id": payment["id"]}]


def test_the_same_key_never_takes_effect_twice(tools: Any) -> None:
    """A repeated key gives the first result and changes nothing."""
    payment = payment_of(tools, "maya", "Lumen Electronics Berlin")
    first = tools.credit_account("maya", "k1", 150.0, payment["id"])
    assert tools.credit_account("maya", "k1", 150.0, payment["id"]) == first
    assert tools.account("maya")["balance"] == first["balance"]
    assert len(tools.bank.operations("maya")) == 1


def test_a_key_belongs_to_one_operation(tools: Any) -> None:
    """Another customer or tool cannot use a key again, or learn its result."""
    card = tools.my_cards("maya")[0]["id"]
    tools.block_card("maya", "k1", card, "lost")
    with pytest.raises(ToolError, match="another operation"):
        tools.lock_app("maya", "k1")
    with pytest.raises(ToolError, match="another operation"):
        tools.block_card("omar", "k1", card, "lost")


def test_outcome_tells_what_became_of_an_attempt(tools: Any) -> None:
    """The result of an attempt that took effect, None for one that did not."""
    payment = payment_of(tools, "maya", "Lumen Electronics Berlin")
    with pytest.raises(ToolError):
        tools.credit_account("maya", "too-much", 371.0, payment["id"])
    credit = tools.credit_account("maya", "right", 370.0, payment["id"])
    assert tools.outcome("credit_account", "too-much") is None
    assert tools.outcome("credit_account", "right") == credit
    assert tools.outcome("refund_fee", "right") is None


def test_a_refused_operation_leaves_no_trace(tools: Any) -> None:
    """What fails is rolled back as a whole."""
    before = tools.account("grace")
    with pytest.raises(ToolError) as error:
        tools.order_card("grace", "k1", "spare", "express")
    assert error.value.code == "insufficient_funds"
    assert tools.account("grace") == before
    assert tools.bank.operations("grace") == []


@pytest.mark.parametrize(
    ("tool", "entries", "more"),
    [
        ("open_dispute", "recent_payments", ["not mine"]),
        ("refund_fee", "recent_payments", [3.5, "goodwill"]),
        ("stop_direct_debit", "recent_payments", []),
        ("block_card", "my_cards", ["lost"]),
        ("activate_card", "my_cards", []),
        ("reactivate_card", "my_cards", []),
        ("unblock_pin", "my_cards", []),
        ("cancel_transfer", "recent_transfers", []),
        ("retry_transfer", "recent_transfers", []),
        ("allow_beneficiary", "recent_transfers", [180.0]),
    ],
)
def test_nobody_touches_what_is_anothers(tools: Any, tool: str, entries: str, more: list[Any]) -> None:
    """Somebody else's payment, card or transfer is not found."""
    for entry in getattr(tools, entries)("maya"):
        with pytest.raises(ToolError) as error:
            getattr(tools, tool)("omar", f"key-{entry['id']}", entry["id"], *more)
        assert error.value.code == "not_found"
    assert tools.bank.operations("omar") == []


def test_nobody_looks_at_what_is_anothers(tools: Any) -> None:
    """Lists hold the customer's own entries only, and another's payment cannot be looked up."""
    for entries in ("recent_payments", "my_cards", "card_orders", "recent_transfers", "repeated_payments"):
        assert all(entry["id"].startswith("omar-") for entry in getattr(tools, entries)("omar"))
    fee = payment_of(tools, "maya", "Card payment fee")["id"]
    with pytest.raises(ToolError) as error:
        tools.look_up_fee("omar", fee)
    assert error.value.code == "not_found"


def test_a_mistake_must_be_one(tools: Any) -> None:
    """A fee that the price list explains is not paid back as a mistake."""
    right = payment_of(tools, "omar", "Cash withdrawal fee")["id"]
    with pytest.raises(ToolError) as error:
        tools.refund_fee("omar", "k1", right, 6.0, "mistake")
    assert error.value.code == "not_a_mistake"
    wrong = payment_of(tools, "maya", "Card payment fee")["id"]
    assert tools.refund_fee("maya", "k2", wrong, 3.5, "mistake")["amount"] == 3.5


def test_a_stolen_card_stays_blocked(tools: Any) -> None:
    """A lost card can be switched on again, a stolen one cannot."""
    card = tools.my_cards("maya")[0]["id"]
    tools.block_card("maya", "k1", card, "lost")
    tools.reactivate_card("maya", "k2", card)
    tools.block_card("maya", "k3", card, "stolen")
    with pytest.raises(ToolError) as error:
        tools.reactivate_card("maya", "k4", card)
    assert error.value.code == "reported_stolen"


def test_only_a_pending_transfer_can_be_cancelled(tools: Any) -> None:
    """The money of a pending transfer comes back; a sent one stays sent."""
    transfers = {transfer["status"]: transfer for transfer in tools.recent_transfers("maya")}
    before = tools.account("maya")["balance"]
    assert tools.cancel_transfer("maya", "k1", transfers["pending"]["id"])["balance"] == before + 420
    with pytest.raises(ToolError) as error:
        tools.cancel_transfer("maya", "k2", transfers["sent"]["id"])
    assert error.value.code == "already_sent"


def test_an_account_closes_only_with_the_balance_that_was_approved(tools: Any) -> None:
    """A balance that changed meanwhile stops the closing."""
    with pytest.raises(ToolError) as error:
        tools.close_account("maya", "k1", 0.0)
    assert error.value.code == "balance_changed"
    assert tools.close_account("grace", "k2", 0.0)["paid_out"] == 0.0


def test_generated_customers_are_the_same_every_time(tools: Any) -> None:
    """The number alone makes the customer, with something for every request."""
    person = tools.people.seed_customer(7)
    assert tools.people.seed_customer(7) == person
    payments = tools.recent_payments(person.id)
    assert {"card", "direct_debit", "cash", "top_up", "fee"} == {payment["kind"] for payment in payments}
    assert {"settled", "pending", "declined"} <= {payment["status"] for payment in payments}
    assert tools.repeated_payments(person.id)[0]["times"] == 2
    assert {"failed", "pending", "sent"} == {found["status"] for found in tools.recent_transfers(person.id)}


def test_each_visitor_of_the_demo_has_fresh_books(tools: Any) -> None:
    """What one visitor disputes is open to be disputed by the next."""
    first, second = (tools.demo_visitor(visitor)["customer"] for visitor in ("a", "b"))
    for visitor in (first, second):
        [strange] = [each for each in tools.recent_payments(visitor, 60) if each["amount"] == 370.0]
        assert tools.open_dispute(visitor, f"key {visitor}", strange["id"], "not_made_by_customer")["number"]

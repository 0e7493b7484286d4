"""What the agent may look up: the tools that change nothing."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from bank import Bank, Record, pounds
from seed import People

from earpiece.domain.errors import ToolError

PAYMENTS = """
SELECT p.*, c.name AS card_name, c.last_four, c.status AS card_status
FROM payments p LEFT JOIN cards c ON c.id = p.card
WHERE p.customer = ?
"""


def _payment(row: Record) -> Record:
    card = None
    if row["card"]:
        card = {
            "id": row["card"],
            "name": row["card_name"],
            "last_four": row["last_four"],
            "status": row["card_status"],
        }
    return {
        "id": row["id"],
        "merchant": row["merchant"],
        "amount": pounds(row["amount"]),
        "currency": row["currency"],
        "original": pounds(row["original"]),
        "fee": pounds(row["fee"]),
        "kind": row["kind"],
        "status": row["status"],
        "reason": row["reason"],
        "date": row["date"],
        "card": card,
    }


def _repeats(one: Record, other: Record) -> bool:
    same = (one["merchant"], one["amount"]) == (other["merchant"], other["amount"])
    apart = date.fromisoformat(other["date"]) - date.fromisoformat(one["date"])
    return same and apart <= timedelta(days=3)


class Lookups:
    """Reading tools. `customer` is the verified customer's id, never what somebody typed."""

    def __init__(self, data: Path, now: Callable[[], float]) -> None:
        self.bank = Bank(data, now)
        self.people = People(self.bank)

    def outcome(self, tool: str, key: str) -> Record | None:
        """What became of the attempt `key`, from the bank's own books."""
        return self.bank.outcome(tool, key)

    def demo_visitor(self, visitor: str) -> Record:
        """A fresh customer for one visitor of the demo page."""
        person = self.people.seed_visitor(visitor)
        return {"customer": person.id, "name": person.name}

    def verify_identity(self, full_name: str, born: str, phone_digits: str) -> Record:
        """Who this is, if name, date of birth and the end of the phone number fit one customer."""
        digits = re.sub(r"\D", "", phone_digits)[-4:]
        said = {word.casefold() for word in re.findall(r"[^\W\d_]+", full_name)}
        for row in self.bank.rows("SELECT id, name, phone FROM customers WHERE born = ?", born):
            name = {word.casefold() for word in re.findall(r"[^\W\d_]+", row["name"])}
            if len(digits) == 4 and row["phone"].endswith(digits) and name <= said:
                return {"customer": row["id"], "name": row["name"]}
        raise ToolError("no_match", "the details do not fit a customer")

    def account(self, customer: str) -> Record:
        """Balance, limits and contact details."""
        row = self.bank.one(
            "SELECT a.*, c.plan, c.email, c.phone, c.address, c.since, c.app"
            " FROM accounts a JOIN customers c ON c.id = a.customer WHERE a.customer = ?",
            customer,
        )
        limit = pounds(row.pop("transfer_limit"))
        return {
            **{name: row[name] for name in ("id", "status", "plan", "email", "address", "since", "app")},
            "balance": pounds(row["balance"]),
            "transfer_limit": limit,
            "phone_end": row["phone"][-4:],
        }

    def recent_payments(self, customer: str, days: int = 60) -> list[Record]:
        """Payments, withdrawals, top-ups and fees of the last `days` days, newest first."""
        sql = PAYMENTS + " AND p.date >= ? ORDER BY p.date DESC, p.id"
        return [_payment(row) for row in self.bank.rows(sql, customer, self.bank.day(-days))]

    def my_cards(self, customer: str) -> list[Record]:
        """The customer's cards."""
        return self.bank.rows(
            "SELECT id, name, last_four, status, reason, pin FROM cards WHERE customer = ? ORDER BY id",
            customer,
        )

    def card_orders(self, customer: str) -> list[Record]:
        """Cards on their way; `late` counts the days since the last day they were due."""
        rows = self.bank.rows("SELECT * FROM card_orders WHERE customer = ? ORDER BY ordered DESC", customer)
        today = self.bank.today()
        for row in rows:
            row["late"] = max(0, (today - today.fromisoformat(row["due"])).days)
            del row["customer"]
        return rows

    def recent_transfers(self, customer: str, days: int = 30) -> list[Record]:
        """Transfers the customer made; `late` counts the days since they were due."""
        rows = self.bank.rows(
            "SELECT * FROM transfers WHERE customer = ? AND date >= ? ORDER BY date DESC, id",
            customer,
            self.bank.day(-days),
        )
        today = self.bank.today()
        for row in rows:
            row["amount"] = pounds(row["amount"])
            row["late"] = max(0, (today - today.fromisoformat(row["due"])).days)
            del row["customer"]
        return rows

    def look_up_fee(self, customer: str, payment_id: str) -> Record:
        """Which rule of the price list the fee comes from, and whether that rule really applies."""
        row = self.bank.one("SELECT * FROM payments WHERE id = ? AND customer = ?", payment_id, customer)
        rule = row["reason"] or "none"
        return {"fee": pounds(row["fee"]), "rule": rule, "correct": rule != "none"}

    def look_up_rate(self, customer: str, payment_id: str) -> Record:
        """The rate we charged beside the network's rate of that day, and what the difference comes to."""
        row = self.bank.one("SELECT * FROM payments WHERE id = ? AND customer = ?", payment_id, customer)
        at_network = round(row["original"] * row["network_rate"])
        off = row["rate"] / row["network_rate"] - 1
        return {
            "rate": round(row["rate"], 4),
            "network_rate": round(row["network_rate"], 4),
            "percent": round(off * 100, 1),
            "difference": pounds(max(0, row["amount"] - at_network)),
        }

    def repeated_payments(self, customer: str, days: int = 60) -> list[Record]:
        """Payments of the same sum to the same shop within three days: the latest of each, with `times`."""
        groups: list[Record] = []
        for row in self.bank.rows(
            PAYMENTS + " AND p.kind = 'card' AND p.status IN ('settled', 'pending') AND p.date >= ?"
            " ORDER BY p.merchant, p.amount, p.date, p.id",
            customer,
            self.bank.day(-days),
        ):
            payment, last = _payment(row), groups[-1] if groups else None
            if last and _repeats(last, payment):
                groups[-1] = payment | {
                    "times": last["times"] + 1,
                    "pending": last["pending"] or payment["status"] == "pending",
                }
            else:
                groups.append(payment | {"times": 1, "pending": payment["status"] == "pending"})
        return [group for group in groups if group["times"] > 1]

    def look_up_refund(self, customer: str, payment_id: str, promised: str) -> Record:
        """Whether the shop has sent a refund for this payment; `waited` counts the days since `promised`."""
        self.bank.one("SELECT id FROM payments WHERE id = ? AND customer = ?", payment_id, customer)
        rows = self.bank.rows("SELECT * FROM refunds WHERE payment = ? AND customer = ?", payment_id, customer)
        if not rows:
            return {"status": "not_sent", "waited": self._days_since(promised)}
        row = rows[0]
        return {**{n: row[n] for n in ("status", "date", "due")}, "amount": pounds(row["amount"])}

    def _days_since(self, day: str) -> int:
        return (self.bank.today() - date.fromisoformat(day)).days

    def look_up_deposit(self, customer: str, kind: str, amount: float, paid_on: str) -> Record:
        """A deposit of this kind and sum, if it has reached us; `waited` counts the days since `paid_on`."""
        rows = self.bank.rows(
            "SELECT * FROM deposits WHERE customer = ? AND kind = ? AND amount = ? AND date >= ? ORDER BY date DESC",
            customer,
            kind,
            round(amount * 100),
            self.bank.day(-60),
        )
        if not rows:
            return {"status": "not_found", "waited": self._days_since(paid_on)}
        return {name: rows[0][name] for name in ("status", "date", "due")}

    def payments_since(self, customer: str, day: str) -> Record:
        """What was paid with the cards since `day`, for spotting a stranger at work."""
        rows = self.bank.rows(
            PAYMENTS + " AND p.date >= ? AND p.kind IN ('card', 'cash') AND p.status <> 'declined' ORDER BY p.date",
            customer,
            day,
        )
        payments = [_payment(row) for row in rows]
        return {
            "count": len(payments),
            "total": round(sum(payment["amount"] for payment in payments), 2),
            "payments": payments,
            "text": "; ".join(f"{p['merchant']} £{p['amount']:,.2f}" for p in payments),
        }

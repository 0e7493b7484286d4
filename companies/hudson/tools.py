"""What the agent may do at the bank. Each effect is one transaction, guarded by its idempotency key."""

import sqlite3

from bank import Record, next_number, owned, pence, pounds
from lookups import Lookups

from earpiece.domain.errors import ToolError

DELIVERY_DAYS = {"standard": 9, "express": 3}
"""Calendar days until a card is there at the latest."""

CARD_PRICES = {"first": 0.0, "replacement": 0.0, "spare": 5.0}
EXPRESS_PRICE = 12.0
DETAILS = ("name", "address", "phone", "email")


def _charge(db: sqlite3.Connection, customer: str, amount: float) -> None:
    """Take `amount` from the balance; `insufficient_funds` if it is not there."""
    taken = db.execute(
        "UPDATE accounts SET balance = balance - ? WHERE customer = ? AND balance >= ?",
        (pence(amount), customer, pence(amount)),
    ).rowcount
    if not taken:
        raise ToolError("insufficient_funds", "the balance is too low")


def _pay_in(db: sqlite3.Connection, customer: str, amount: float) -> float:
    """Add `amount` to the balance; the new balance."""
    db.execute("UPDATE accounts SET balance = balance + ? WHERE customer = ?", (pence(amount), customer))
    row = db.execute("SELECT balance FROM accounts WHERE customer = ?", (customer,)).fetchone()
    return pounds(row["balance"])


class Tools(Lookups):
    """The bank's tools by name. `customer` is the verified id, `key` makes a repetition harmless."""

    # payments

    def open_dispute(self, customer: str, key: str, payment_id: str, reason: str) -> Record:
        """Open a dispute about a payment; each payment has at most one."""

        def effect(db: sqlite3.Connection) -> Record:
            owned(db, "payments", payment_id, customer)
            number = f"D-{next_number(db, 'disputes', 1001)}"
            if db.execute("SELECT 1 FROM disputes WHERE payment = ?", (payment_id,)).fetchone():
                raise ToolError("already_open", "there is a dispute about this payment")
            db.execute(
                "INSERT INTO disputes (id, customer, payment, reason, opened) VALUES (?, ?, ?, ?, ?)",
                (number, customer, payment_id, reason, self.bank.day()),
            )
            return {"number": number, "decided_by": self.bank.day(10)}

        args = {"payment_id": payment_id, "reason": reason}
        return self.bank.operate("open_dispute", key, customer, args, effect)

    def credit_account(self, customer: str, key: str, amount: float, payment_id: str) -> Record:
        """Credit at most the sum of a payment, once."""

        def effect(db: sqlite3.Connection) -> Record:
            payment = owned(db, "payments", payment_id, customer)
            if not 0 < pence(amount) <= payment["amount"]:
                raise ToolError("wrong_amount", "a credit is more than nothing and at most the payment")
            if db.execute("SELECT 1 FROM credits WHERE payment = ?", (payment_id,)).fetchone():
                raise ToolError("already_credited", "this payment has been credited before")
            db.execute(
                "INSERT INTO credits (payment, customer, amount, date) VALUES (?, ?, ?, ?)",
                (payment_id, customer, pence(amount), self.bank.day()),
            )
            return {"amount": round(amount, 2), "balance": _pay_in(db, customer, amount)}

        args = {"amount": amount, "payment_id": payment_id}
        return self.bank.operate("credit_account", key, customer, args, effect)

    def refund_fee(self, customer: str, key: str, payment_id: str, amount: float, ground: str) -> Record:
        """Pay back a fee. Ground `mistake` holds only for a fee that no rule of the price list explains."""

        def effect(db: sqlite3.Connection) -> Record:
            payment = owned(db, "payments", payment_id, customer)
            if ground == "mistake" and payment["reason"]:
                raise ToolError("not_a_mistake", "the price list explains this fee")
            if not 0 < pence(amount) <= payment["fee"]:
                raise ToolError("wrong_amount", "a refund is more than nothing and at most the fee")
            if payment["fee_refunded"]:
                raise ToolError("already_refunded", "this fee has been paid back before")
            db.execute("UPDATE payments SET fee_refunded = ? WHERE id = ?", (pence(amount), payment_id))
            return {"amount": round(amount, 2), "balance": _pay_in(db, customer, amount)}

        args = {"payment_id": payment_id, "amount": amount, "ground": ground}
        return self.bank.operate("refund_fee", key, customer, args, effect)

    def stop_direct_debit(self, customer: str, key: str, payment_id: str) -> Record:
        """Take no further direct debits of the company behind this payment."""

        def effect(db: sqlite3.Connection) -> Record:
            payment = owned(db, "payments", payment_id, customer)
            if payment["kind"] != "direct_debit":
                raise ToolError("not_a_direct_debit")
            return {"company": payment["merchant"]}

        return self.bank.operate("stop_direct_debit", key, customer, {"payment_id": payment_id}, effect)

    # cards

    def _set_card(self, db: sqlite3.Connection, card_id: str, status: str, reason: str) -> None:
        db.execute("UPDATE cards SET status = ?, reason = ? WHERE id = ?", (status, reason, card_id))

    def block_card(self, customer: str, key: str, card_id: str, reason: str) -> Record:
        """Block a card; a blocked one stays blocked."""

        def effect(db: sqlite3.Connection) -> Record:
            card = owned(db, "cards", card_id, customer)
            self._set_card(db, card_id, "blocked", reason)
            return {"name": card["name"], "last_four": card["last_four"], "before": card["status"]}

        return self.bank.operate("block_card", key, customer, {"card_id": card_id, "reason": reason}, effect)

    def order_card(self, customer: str, key: str, kind: str, delivery: str) -> Record:
        """Send a card to the customer's address and charge its price."""

        def effect(db: sqlite3.Connection) -> Record:
            if kind not in CARD_PRICES or delivery not in DELIVERY_DAYS:
                raise ToolError("no_such_card", f"no {kind} card by {delivery} delivery")
            price = CARD_PRICES[kind] + (EXPRESS_PRICE if delivery == "express" else 0)
            if price:
                _charge(db, customer, price)
            due = self.bank.day(DELIVERY_DAYS[delivery])
            number = f"{customer}-order-{next_number(db, 'card_orders', 1)}"
            db.execute(
                "INSERT INTO card_orders (id, customer, kind, delivery, ordered, due, status)"
                " VALUES (?, ?, ?, ?, ?, ?, 'printing')",
                (number, customer, kind, delivery, self.bank.day(), due),
            )
            row = db.execute("SELECT address FROM customers WHERE id = ?", (customer,)).fetchone()
            return {"order": number, "due": due, "price": price, "address": row["address"]}

        return self.bank.operate("order_card", key, customer, {"kind": kind, "delivery": delivery}, effect)

    def activate_card(self, customer: str, key: str, card_id: str) -> Record:
        """Activate a new card."""

        def effect(db: sqlite3.Connection) -> Record:
            card = owned(db, "cards", card_id, customer)
            if card["status"] == "blocked":
                raise ToolError("blocked", "a blocked card cannot be activated")
            self._set_card(db, card_id, "active", "")
            return {"name": card["name"], "last_four": card["last_four"]}

        return self.bank.operate("activate_card", key, customer, {"card_id": card_id}, effect)

    def reactivate_card(self, customer: str, key: str, card_id: str) -> Record:
        """Switch a blocked card on again, unless it was reported stolen or used by a stranger."""

        def effect(db: sqlite3.Connection) -> Record:
            card = owned(db, "cards", card_id, customer)
            if card["reason"] in ("stolen", "misused"):
                raise ToolError("reported_stolen", f"the card was blocked as {card['reason']}")
            self._set_card(db, card_id, "active", "")
            return {"name": card["name"], "last_four": card["last_four"]}

        return self.bank.operate("reactivate_card", key, customer, {"card_id": card_id}, effect)

    def unblock_pin(self, customer: str, key: str, card_id: str) -> Record:
        """Allow three new tries of the PIN."""

        def effect(db: sqlite3.Connection) -> Record:
            card = owned(db, "cards", card_id, customer)
            if card["pin"] != "blocked":
                raise ToolError("not_blocked", "the PIN of this card is not blocked")
            db.execute("UPDATE cards SET pin = 'ok' WHERE id = ?", (card_id,))
            return {"name": card["name"], "last_four": card["last_four"]}

        return self.bank.operate("unblock_pin", key, customer, {"card_id": card_id}, effect)

    # transfers

    def cancel_transfer(self, customer: str, key: str, transfer_id: str) -> Record:
        """Cancel a transfer that has not left yet; the money is back at once."""

        def effect(db: sqlite3.Connection) -> Record:
            transfer = owned(db, "transfers", transfer_id, customer)
            if transfer["status"] != "pending":
                raise ToolError("already_sent", f"the transfer is {transfer['status']}")
            db.execute("UPDATE transfers SET status = 'cancelled' WHERE id = ?", (transfer_id,))
            amount = pounds(transfer["amount"])
            return {"amount": amount, "balance": _pay_in(db, customer, amount)}

        return self.bank.operate("cancel_transfer", key, customer, {"transfer_id": transfer_id}, effect)

    def retry_transfer(self, customer: str, key: str, transfer_id: str) -> Record:
        """Send a failed transfer again."""

        def effect(db: sqlite3.Connection) -> Record:
            transfer = owned(db, "transfers", transfer_id, customer)
            account = db.execute("SELECT * FROM accounts WHERE customer = ?", (customer,)).fetchone()
            if transfer["status"] != "failed":
                raise ToolError("not_failed", f"the transfer is {transfer['status']}")
            if transfer["reason"] == "beneficiary":
                raise ToolError("beneficiary_blocked", "this beneficiary is not allowed")
            if transfer["amount"] > account["transfer_limit"]:
                raise ToolError("over_limit", "the sum is above the transfer limit")
            _charge(db, customer, pounds(transfer["amount"]))
            due = self.bank.day({"uk": 0, "sepa": 1, "swift": 5}[transfer["scheme"]])
            db.execute("UPDATE transfers SET status = 'sent', reason = '', due = ? WHERE id = ?", (due, transfer_id))
            return {"amount": pounds(transfer["amount"]), "due": due}

        return self.bank.operate("retry_transfer", key, customer, {"transfer_id": transfer_id}, effect)

    def raise_limit(self, customer: str, key: str, amount: float) -> Record:
        """Raise the daily transfer limit to `amount`; it is never lowered here."""

        def effect(db: sqlite3.Connection) -> Record:
            db.execute(
                "UPDATE accounts SET transfer_limit = max(transfer_limit, ?) WHERE customer = ?",
                (pence(amount), customer),
            )
            return {"limit": round(amount, 2)}

        return self.bank.operate("raise_limit", key, customer, {"amount": amount}, effect)

    def allow_beneficiary(self, customer: str, key: str, transfer_id: str, amount: float) -> Record:
        """Lift the block on the beneficiary of a failed transfer of this amount."""

        def effect(db: sqlite3.Connection) -> Record:
            transfer = owned(db, "transfers", transfer_id, customer)
            if transfer["amount"] != pence(amount):
                raise ToolError("wrong_amount", "the transfer has a different amount")
            db.execute("UPDATE transfers SET reason = 'technical' WHERE id = ?", (transfer_id,))
            return {"beneficiary": transfer["beneficiary"]}

        args = {"transfer_id": transfer_id, "amount": amount}
        return self.bank.operate("allow_beneficiary", key, customer, args, effect)

    # the account

    def lock_app(self, customer: str, key: str) -> Record:
        """Sign the app out on every device, until the customer signs in anew."""

        def effect(db: sqlite3.Connection) -> Record:
            db.execute("UPDATE customers SET app = 'locked' WHERE id = ?", (customer,))
            return {"app": "locked"}

        return self.bank.operate("lock_app", key, customer, {}, effect)

    def send_passcode_link(self, customer: str, key: str) -> Record:
        """Mail a link for a new passcode to the address we know."""

        def effect(db: sqlite3.Connection) -> Record:
            db.execute("UPDATE customers SET passcode_links = passcode_links + 1 WHERE id = ?", (customer,))
            row = db.execute("SELECT email FROM customers WHERE id = ?", (customer,)).fetchone()
            name, _, host = row["email"].partition("@")
            return {"to": f"{name[0]}***@{host}", "minutes": 30}

        return self.bank.operate("send_passcode_link", key, customer, {}, effect)

    def change_details(self, customer: str, key: str, detail: str, value: str) -> Record:
        """Change name, address, phone number or e-mail address."""

        def effect(db: sqlite3.Connection) -> Record:
            if detail not in DETAILS or not value.strip():
                raise ToolError("not_changeable", f"{detail} cannot be changed here")
            sql = f"UPDATE customers SET {detail} = ? WHERE id = ?"  # noqa: S608 - one of DETAILS
            db.execute(sql, (value.strip(), customer))
            return {"detail": detail, "value": value.strip()}

        args = {"detail": detail, "value": value}
        return self.bank.operate("change_details", key, customer, args, effect)

    def close_account(self, customer: str, key: str, balance: float) -> Record:
        """Close the account in 14 days and pay out `balance`, which must be the present one."""

        def effect(db: sqlite3.Connection) -> Record:
            account = db.execute("SELECT * FROM accounts WHERE customer = ?", (customer,)).fetchone()
            if account["balance"] != pence(balance):
                raise ToolError("balance_changed", "the balance is another by now")
            db.execute("UPDATE accounts SET status = 'closing' WHERE customer = ?", (customer,))
            return {"closes": self.bank.day(14), "paid_out": round(balance, 2)}

        return self.bank.operate("close_account", key, customer, {"balance": balance}, effect)

    def open_case(self, customer: str, key: str, kind: str, about: str, reference: str) -> Record:
        """Keep a request to another house (recall, trace, claim) with its reference on the account."""

        def effect(db: sqlite3.Connection) -> Record:
            number = f"C-{next_number(db, 'cases', 2001)}"
            db.execute(
                "INSERT INTO cases (id, customer, kind, about, reference, opened) VALUES (?, ?, ?, ?, ?, ?)",
                (number, customer, kind, about, reference, self.bank.day()),
            )
            return {"number": number, "reference": reference, "answer_by": self.bank.day(7)}

        args = {"kind": kind, "about": about, "reference": reference}
        return self.bank.operate("open_case", key, customer, args, effect)

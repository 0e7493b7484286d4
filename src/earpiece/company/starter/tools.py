"""The agent's hands. Each public method is a tool; replace the insides by calls to your own systems."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from earpiece.company import ToolError

ORDERS = [("G-101", "ada", 24.0), ("G-102", "ada", 89.0), ("G-103", "ben", 12.5)]
CUSTOMERS = {("1001", "SW1A 1AA"): ("ada", "Ada Park"), ("1002", "M1 1AE"): ("ben", "Ben Cole")}


class Tools:
    """Made once, with a folder for what you store and a function that tells the time."""

    def __init__(self, data: Path, now: Callable[[], float]) -> None:
        self._path = data / "orders.db"
        with closing(self._open()) as db, db:
            db.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, customer TEXT, price REAL)")
            db.execute("CREATE TABLE IF NOT EXISTS refunds (key TEXT PRIMARY KEY, id TEXT, amount REAL)")
            db.executemany("INSERT OR IGNORE INTO orders VALUES (?, ?, ?)", ORDERS)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=5, isolation_level=None)

    def find_customer(self, number: str, postcode: str) -> dict[str, str]:
        """Raising ToolError says: nothing was done, for this reason. The playbook branches on the reason."""
        found = CUSTOMERS.get((number.strip(), postcode.strip().upper()))
        if found is None:
            raise ToolError("no_match")
        customer, name = found
        return {"customer": customer, "name": name}

    def refund_order(self, customer: str, key: str, order: str, amount: float) -> dict[str, float]:
        """`customer` and `key` are given by Earpiece, never typed by anybody. The key names this attempt.

        Write it down together with the effect, in one transaction: then `outcome` can tell what became of it.
        """
        with closing(self._open()) as db, db:
            db.execute("BEGIN IMMEDIATE")
            found = db.execute("SELECT price FROM orders WHERE id = ? AND customer = ?", (order, customer)).fetchone()
            if found is None:
                raise ToolError("no_such_order")
            (paid,) = db.execute("SELECT coalesce(sum(amount), 0) FROM refunds WHERE id = ?", (order,)).fetchone()
            if amount + paid > found[0]:
                raise ToolError("too_much", f"{paid:g} of {found[0]:g} were paid back before")
            db.execute("INSERT INTO refunds VALUES (?, ?, ?)", (key, order, amount))
        return {"amount": amount}

    def outcome(self, tool: str, key: str) -> dict[str, float] | None:
        """What became of an attempt nobody saw end: its result, or None if it had no effect and never will."""
        with closing(self._open()) as db:
            found = db.execute("SELECT amount FROM refunds WHERE key = ?", (key,)).fetchone()
        return {"amount": found[0]} if found else None

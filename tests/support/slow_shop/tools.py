"""A shop that takes its time. Each real effect is a row in `shop.db`; `GOODS.pace` says how long it takes.

`customer.pace` does so for the look at who a customer is.
"""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from earpiece.domain.errors import NotFound, ToolError


class Tools:
    """The shop's tools by name."""

    def __init__(self, data: Path, now: Callable[[], float]) -> None:
        self._data = data
        self._write("CREATE TABLE IF NOT EXISTS entered (key TEXT)")
        self._write("CREATE TABLE IF NOT EXISTS orders (key TEXT, goods TEXT, customer TEXT, amount REAL)")

    def find_customer(self, number: str) -> dict[str, str]:
        """Who has this customer number."""
        names = {"7001": "Ida Roth", "7002": "Tom Berg"}
        time.sleep(self._pace("customer")[0])
        if number not in names:
            raise ToolError("no_such_customer")
        return {"customer": f"c{number}", "name": names[number]}

    def order_tea(self, customer: str, key: str, amount: float) -> dict[str, float]:
        """Order tea."""
        return self._order("tea", customer, key, amount)

    def order_salt(self, customer: str, key: str, amount: float) -> dict[str, float]:
        """Order salt."""
        return self._order("salt", customer, key, amount)

    def order_cake(self, customer: str, key: str, amount: float) -> dict[str, float]:
        """Order cake, once for each key."""
        return self._order("cake", customer, key, amount)

    def outcome(self, tool: str, key: str) -> dict[str, float] | None:
        """What became of an attempt; raises NotFound for the goods of which nobody knows."""
        if tool != "order_tea":
            raise NotFound(f"nobody can say what became of {tool}")
        found = self._read("SELECT amount FROM orders WHERE key = ?", key)
        return {"amount": found[0][0]} if found else None

    def _order(self, goods: str, customer: str, key: str, amount: float) -> dict[str, float]:
        before, after = self._pace(goods)
        self._write("INSERT INTO entered VALUES (?)", key)
        time.sleep(before)
        if goods != "cake" or not self._read("SELECT amount FROM orders WHERE key = ?", key):
            self._write("INSERT INTO orders VALUES (?, ?, ?, ?)", key, goods, customer, amount)
        time.sleep(after)
        return {"amount": amount}

    def _pace(self, goods: str) -> tuple[float, float]:
        pace = self._data / f"{goods}.pace"
        before, after = pace.read_text().split() if pace.exists() else ("0", "0")
        return float(before), float(after)

    def _write(self, sql: str, *values: object) -> None:
        db = sqlite3.connect(self._data / "shop.db", timeout=10)
        with db:
            db.execute(sql, values)
        db.close()

    def _read(self, sql: str, *values: object) -> list[tuple[float]]:
        db = sqlite3.connect(self._data / "shop.db", timeout=10)
        found = db.execute(sql, values).fetchall()
        db.close()
        return found

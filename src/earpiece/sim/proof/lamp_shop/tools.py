"""The shop behind the assistant. Every effect is a line in a file, as a real shop's books outlive its assistant."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from earpiece.domain.errors import NotFound, ToolError

ORDERS: dict[str, list[dict[str, Any]]] = {
    "maya": [
        {"id": "o1", "what": "lamp", "price": 80.0, "status": "sent"},
        {"id": "o2", "what": "chandelier", "price": 900.0, "status": "lost"},
    ],
    "noah": [{"id": "o9", "what": "torch", "price": 20.0, "status": "sent"}],
}


class Tools:
    """What the assistant may look up and do."""

    def __init__(self, data: Path, now: Callable[[], float]) -> None:
        self._books = data / "books.jsonl"

    def sign_in(self, number: str, code: str) -> dict[str, str]:
        """Find the customer."""
        if (number, code) != ("7", "1234"):
            raise ToolError("no_match")
        return {"customer": "maya", "name": "Maya"}

    def my_orders(self, customer: str) -> list[dict[str, Any]]:
        """The customer's own orders only."""
        return ORDERS.get(customer, [])

    def stock(self, customer: str, order: str) -> dict[str, str]:
        """Everything is there."""
        return {"order": order, "day": "Monday"}

    def refund(self, customer: str, order: str, amount: float, key: str) -> dict[str, Any]:
        """Pay back, once per key."""
        return self._once("refund", key, {"customer": customer, "order": order, "amount": amount})

    def change_address(self, customer: str, order: str, address: str, key: str) -> dict[str, Any]:
        """Write the new address on the parcel."""
        if address == "the moon":
            raise ToolError("too_far", "nobody delivers there")
        return self._write("change_address", key, {"customer": customer, "order": order, "address": address})

    def send_gift(self, customer: str, key: str) -> dict[str, Any]:
        """Send a gift."""
        return self._write("send_gift", key, {"customer": customer})

    def outcome(self, tool: str, key: str) -> Any:
        """What became of an attempt; of gifts nobody keeps a record."""
        if tool == "send_gift":
            raise NotFound("gifts are not on record")
        return next((line["what"] for line in self._lines() if line["key"] == key), None)

    def _once(self, tool: str, key: str, what: dict[str, Any]) -> dict[str, Any]:
        known = next((line["what"] for line in self._lines() if line["key"] == key), None)
        return known or self._write(tool, key, what)

    def _write(self, tool: str, key: str, what: dict[str, Any]) -> dict[str, Any]:
        with self._books.open("a") as books:
            books.write(json.dumps({"tool": tool, "key": key, "what": what}) + "\n")
        return what

    def _lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._books.read_text().splitlines()] if self._books.exists() else []

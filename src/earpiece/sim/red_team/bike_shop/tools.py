"""The shop behind the agent. What an attacker could write into it is in two files: the order's note, and the page."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Tools:
    """What the agent may look up and do. Every effect is a line of a file."""

    def __init__(self, data: Path, now: Callable[[], float]) -> None:
        self._data = data

    def my_order(self) -> dict[str, Any]:
        """The customer's order."""
        return {"id": "b7", "what": "touring bike", "price": 480.0, "note": self._read("note.txt")}

    def read_page(self) -> dict[str, str]:
        """The page on storing bikes."""
        return {"title": "Storing your bike", "text": self._read("page.txt")}

    def send_label(self, order: str, key: str) -> dict[str, Any]:
        """Send the label."""
        return self._write("send_label", {"order": order})

    def refund(self, amount: float, key: str) -> dict[str, Any]:
        """Pay back."""
        return self._write("refund", {"amount": amount})

    def change_email(self, email: str, key: str) -> dict[str, Any]:
        """Change the address."""
        return self._write("change_email", {"email": email})

    def close_account(self, key: str) -> dict[str, Any]:
        """Close the account."""
        return self._write("close_account", {})

    def _read(self, name: str) -> str:
        return (self._data / name).read_text("utf-8")

    def _write(self, tool: str, what: dict[str, Any]) -> dict[str, Any]:
        with (self._data / "books.jsonl").open("a", encoding="utf-8") as books:
            books.write(json.dumps({"tool": tool, "what": what}) + "\n")
        return what

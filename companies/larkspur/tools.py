"""What the agent may look up and do at Larkspur. Every effect is a line in one file, with its idempotency key."""

import json
import random
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from earpiece.domain.errors import ToolError

Entry = dict[str, Any]

STREETS = ("Mill Lane", "Station Road", "Harbour View", "Orchard Close", "Abbey Street")
SECOND = ("Market Street", "Quay Road", "Chapel Hill")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
FIRST = ("Ada", "Ben", "Cora", "Dev", "Elif", "Finn", "Gwen", "Hugo", "Isla", "Jon", "Kaya", "Liam")
LAST = ("Abara", "Byrne", "Costa", "Dunn", "Eriksen", "Fox", "Gruber", "Hale", "Ivanov", "Jones", "Kaur", "Lowe")


class People:
    """Who the customers are: always the same for the same id."""

    def name(self, customer: str) -> str:
        dice = random.Random(f"name {customer}")
        return f"{dice.choice(FIRST)} {dice.choice(LAST)}"

    def home(self, customer: str) -> dict[str, str]:
        """Street and postcode, and the street of a shop or holiday home."""
        dice = random.Random(f"home {customer}")
        street = f"{dice.randint(1, 90)} {dice.choice(STREETS)}"
        postcode = f"LK{dice.randint(1, 9)} {dice.randint(1, 9)}AB"
        return {"street": street, "postcode": postcode, "second": f"{dice.randint(1, 90)} {dice.choice(SECOND)}"}


class Books:
    """Everything that was done, one line each."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.lock = threading.RLock()

    def entries(self) -> list[Entry]:
        """In order."""
        if not self._file.exists():
            return []
        return [json.loads(line) for line in self._file.read_text("utf-8").splitlines()]

    def write(self, tool: str, customer: str, key: str, what: Entry) -> Entry:
        """A new line, or the one that this key has already."""
        with self.lock:
            entries = self.entries()
            known = next((entry for entry in entries if entry["key"] == key), None)
            if known is None:
                return self._append({
                    "tool": tool, "customer": customer, "key": key, "reference": f"L-{len(entries) + 1001}", **what,
                })  # fmt: skip
        if (known["tool"], known["customer"]) != (tool, customer):
            raise ToolError("key_used", "this key belongs to another operation")
        return known

    def _append(self, entry: Entry) -> Entry:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
        return entry


class Tools:
    """The company's tools by name. `customer` is the verified id, `key` makes a repetition harmless."""

    def __init__(self, data: Path, now: Callable[[], float]) -> None:
        self.books = Books(data / "larkspur.jsonl")
        self.people = People()
        self._now = now

    # --- looking up ---------------------------------------------------------------------------------------------------

    def find_customer(self, number: str, postcode: str) -> Entry:
        """By the number on the bill and the postcode."""
        digits = "".join(sign for sign in number if sign.isdigit())
        customer = f"lk{digits}"
        if not digits or _bare(postcode) != _bare(self.people.home(customer)["postcode"]):
            raise ToolError("no_match")
        return {"customer": customer, "name": self.people.name(customer)}

    def my_lines(self, customer: str) -> list[Entry]:
        """Broadband at home and at a second address, and a mobile."""
        home, dice = self.people.home(customer), random.Random(f"lines {customer}")
        return [
            {"id": f"{customer}-b", "name": f"Broadband at {home['street']}", "kind": "broadband", "price": 38.0,
             "until": self._day(dice.randint(30, 400)), "fee": float(dice.randint(30, 150))},
            {"id": f"{customer}-m", "name": f"Mobile ending {dice.randint(100, 999)}", "kind": "mobile", "price": 16.0,
             "until": self._day(dice.randint(30, 400)), "fee": float(dice.randint(20, 80))},
            {"id": f"{customer}-s", "name": f"Broadband at {home['second']}", "kind": "broadband", "price": 32.0,
             "until": self._day(dice.randint(30, 400)), "fee": float(dice.randint(30, 150))},
        ]  # fmt: skip

    def my_bills(self, customer: str) -> list[Entry]:
        """The last three; the newest is too high."""
        this = datetime.fromtimestamp(self._now(), UTC).month
        extra = random.Random(f"bills {customer}").choice((14.0, 22.5, 31.0, 48.0))
        sums = (54.0 + extra, 54.0, 54.0)
        return [
            {"id": f"{customer}-{MONTHS[(this - 2 - back) % 12].lower()}", "month": MONTHS[(this - 2 - back) % 12],
             "amount": amount, "usual": 54.0, "extra": amount - 54.0, "plan": "Fibre 150 and Mobile 20"}
            for back, amount in enumerate(sums)
        ]  # fmt: skip

    def my_orders(self, customer: str) -> list[Entry]:
        """A router and a SIM card that were sent."""
        return [
            {"id": f"{customer}-o1", "what": "router", "ordered": self._day(-9), "status": "handed to the carrier"},
            {"id": f"{customer}-o2", "what": "SIM card", "ordered": self._day(-6), "status": "sent by post"},
        ]

    def line_test(self, customer: str, line: str) -> Entry:
        """What the exchange measures."""
        self._own(customer, line)
        weak = random.Random(f"test {line}").random() < 0.4
        return {"line": line, "weak": weak, "speed": 31 if weak else 146}

    def free_visits(self, customer: str, line: str) -> Entry:
        """The next days on which an engineer is near."""
        self._own(customer, line)
        return {"morning": self._day(2), "afternoon": self._day(1), "any": self._day(1)}

    def days_lost(self, customer: str, line: str, since: str) -> Entry:
        """How many days it has been gone, at £3 each."""
        self._own(customer, line)
        today = datetime.fromtimestamp(self._now(), UTC).date()
        days = max((today - date.fromisoformat(since)).days, 0)
        return {"line": line, "days": days, "worth": 3.0 * days}

    def plans(self) -> Entry:
        """Prices a month."""
        return {"fibre_150": 32.0, "fibre_500": 38.0, "fibre_900": 49.0}

    # --- doing --------------------------------------------------------------------------------------------------------

    def book_engineer(self, customer: str, key: str, line: str, day: str, phone: str, note: str) -> Entry:
        """A visit."""
        self._own(customer, line)
        return self._write("book_engineer", customer, key, {"line": line, "day": day, "phone": phone, "note": note})

    def open_ticket(self, customer: str, key: str, line: str, note: str) -> Entry:
        """For the network team."""
        self._own(customer, line)
        return self._write("open_ticket", customer, key, {"line": line, "note": note})

    def credit_bill(self, customer: str, key: str, bill: str, amount: float) -> Entry:
        """Once for each bill, and not more than it is."""
        billed = next((each["amount"] for each in self.my_bills(customer) if each["id"] == bill), None)
        if billed is None:
            raise ToolError("not_found", "the customer has no such bill")
        if amount > billed:
            raise ToolError("too_much", "the bill is lower than that")
        with self.books.lock:
            made = [entry for entry in self.books.entries() if entry["tool"] == "credit_bill"]
            if any(entry["bill"] == bill and entry["key"] != key for entry in made):
                raise ToolError("credited_before", "this bill has been credited already")
            return self._write("credit_bill", customer, key, {"bill": bill, "amount": amount})

    def book_move(self, customer: str, key: str, line: str, postcode: str, day: str, phone: str, note: str) -> Entry:
        """The line goes along."""
        self._own(customer, line)
        args = {"line": line, "postcode": postcode, "day": day, "phone": phone, "note": note}
        return self._write("book_move", customer, key, args)

    def credit_days(self, customer: str, key: str, line: str, days: int, amount: float) -> Entry:
        """For the days without a connection."""
        self._own(customer, line)
        return self._write("credit_days", customer, key, {"line": line, "days": days, "amount": amount})

    def lay_cable(self, customer: str, key: str, postcode: str, amount: float) -> Entry:
        """A socket in the new home; `amount` is what we pay of it."""
        return self._write("lay_cable", customer, key, {"postcode": postcode, "amount": amount})

    def leave_note(self, customer: str, key: str, about: str, note: str) -> Entry:
        """For whoever looks at it later."""
        self._own(customer, about)
        return self._write("leave_note", customer, key, {"about": about, "note": note})

    def waive_fee(self, customer: str, key: str, line: str, amount: float) -> Entry:
        """Nobody pays for leaving early."""
        self._own(customer, line)
        return self._write("waive_fee", customer, key, {"line": line, "amount": amount})

    def end_line(self, customer: str, key: str, line: str, day: str, note: str) -> Entry:
        """The contract ends."""
        self._own(customer, line)
        return self._write("end_line", customer, key, {"line": line, "day": day, "note": note})

    def change_plan(self, customer: str, key: str, line: str, plan: str, day: str, note: str) -> Entry:
        """From that day on."""
        self._own(customer, line)
        return self._write("change_plan", customer, key, {"line": line, "plan": plan, "day": day, "note": note})

    def send_again(self, customer: str, key: str, order: str, what: str, address: str, place: str) -> Entry:
        """A second parcel."""
        self._own(customer, order)
        args = {"order": order, "what": what, "address": address, "place": place}
        return self._write("send_again", customer, key, args)

    def keep_number(self, customer: str, key: str, line: str, number: str, provider: str, day: str, code: str) -> Entry:
        """The number comes along; `code` is the other provider's leave."""
        self._own(customer, line)
        args = {"line": line, "number": number, "provider": provider, "day": day, "code": code}
        return self._write("keep_number", customer, key, args)

    def outcome(self, tool: str, key: str) -> Entry | None:
        """What became of an attempt: its entry, or None if it never took effect."""
        return next((entry for entry in self.books.entries() if (entry["key"], entry["tool"]) == (key, tool)), None)

    def _own(self, customer: str, id: str) -> None:
        """Raises ToolError unless this line, bill or order is the customer's."""
        own = (*self.my_lines(customer), *self.my_bills(customer), *self.my_orders(customer))
        if not any(each["id"] == id for each in own):
            raise ToolError("not_found", "the customer has nothing with this id")

    def _write(self, tool: str, customer: str, key: str, what: Entry) -> Entry:
        return self.books.write(tool, customer, key, what)

    def _day(self, days: int) -> str:
        return (datetime.fromtimestamp(self._now(), UTC) + timedelta(days=days)).date().isoformat()


def _bare(postcode: str) -> str:
    return "".join(postcode.upper().split())

"""The people and books the sample bank begins with, relative to the bank's present day.

Every customer gets the same kinds of entries, so that any request makes sense for everybody: a payment they
did not make, a fee, a rate that is off, a payment charged twice, transfers that failed or did not arrive …
"""

import random
import sqlite3
from dataclasses import dataclass, replace

from bank import Bank, pence

SHOPS = (
    "Blue Door Books",
    "Corner Bakery",
    "Greenway Market",
    "Station Kiosk",
    "Northside Cycles",
    "Harbour Café",
)
STRANGE_SHOPS = (
    "Lumen Electronics Berlin",
    "Vista Sneakers",
    "QX Digital Store",
    "Solaris Gadgets",
    "Brightline Media",
)
ABROAD = (
    ("Trattoria Aurora Rome", "EUR", 0.86),
    ("Kiosk Nord Oslo", "NOK", 0.074),
    ("Deli Twelve New York", "USD", 0.79),
)
DEBITORS = ("FitClub Plus", "StreamBox", "Metro Mobile", "SafeHome Cover")
FIRST_NAMES = (
    "Anna",
    "Ben",
    "Chloe",
    "David",
    "Elena",
    "Farid",
    "Gita",
    "Hugo",
    "Iris",
    "Jonas",
    "Kofi",
    "Lena",
)
LAST_NAMES = (
    "Adams",
    "Baker",
    "Costa",
    "Dixon",
    "Evans",
    "Foster",
    "Gomez",
    "Hughes",
    "Ivanov",
    "Jones",
    "Khan",
)
FAILURES = ("technical", "limit", "beneficiary")
DECLINES = ("wrong_pin", "online_off", "funds", "abroad_off", "technical")
TOP_UPS = (("declined", "issuer"), ("declined", "limit"), ("reverted", "name"), ("pending", ""))


@dataclass(frozen=True, slots=True)
class Person:
    """One customer's particulars and the sums their requests are about."""

    id: str
    name: str
    born: str
    phone: str
    strange_shop: str
    strange_amount: float
    balance: float
    failure: str = "technical"
    decline: str = "online_off"
    top_up: tuple[str, str] = ("declined", "issuer")
    fee_rule: str = ""
    abroad: tuple[str, str, float] = ABROAD[0]
    debitor: str = "FitClub Plus"
    debit: float = 39.99
    twice_amount: float = 46.80
    refund_status: str = "on_its_way"
    card_late: int = 4

    @property
    def email(self) -> str:
        """Their mail address, at a domain that cannot exist."""
        return f"{self.name.lower().replace(' ', '.')}@mail.example"


DEMO = (
    Person("maya", "Maya Chen", "1991-04-12", "+447700900142", "Lumen Electronics Berlin", 370.0, 2140.55),
    Person(
        "omar", "Omar Haddad", "1984-11-03", "+447700900317", "Vista Sneakers", 129.9, 9420.0,
        failure="limit", decline="wrong_pin", top_up=("reverted", "name"), fee_rule="cash_over_limit",
    ),
    Person(
        "grace", "Grace Okafor", "1976-07-21", "+447700900655", "QX Digital Store", 640.0, 0.0,
        failure="beneficiary", decline="funds", top_up=("pending", ""), refund_status="not_sent", card_late=0,
    ),
    Person(
        "tomasz", "Tomasz Nowak", "1999-01-30", "+447700900478", "Solaris Gadgets", 85.0, 312.2,
        decline="abroad_off", top_up=("declined", "limit"), abroad=ABROAD[1],
        debit=310.0, debitor="SafeHome Cover", refund_status="booked", card_late=12,
    ),
    Person(
        "priya", "Priya Nair", "1968-09-08", "+447700900823", "Brightline Media", 24.99, 15980.0,
        decline="technical", fee_rule="swift", abroad=ABROAD[2], debit=12.5,
        debitor="StreamBox", twice_amount=318.0,
    ),
)  # fmt: skip


def generated(number: int) -> Person:
    """Customer `number` of any: the same number gives the same person."""
    dice = random.Random(number)
    name = f"{dice.choice(FIRST_NAMES)} {dice.choice(LAST_NAMES)}"
    return Person(
        id=f"customer-{number}",
        name=name,
        born=f"{dice.randint(1950, 2004)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
        phone=f"+44770090{number % 10000:04}",
        strange_shop=dice.choice(STRANGE_SHOPS),
        strange_amount=round(dice.choice([dice.uniform(15, 250), dice.uniform(251, 900)]), 2),
        balance=dice.choice([0.0, round(dice.uniform(40, 20000), 2)]),
        failure=dice.choice(FAILURES),
        decline=dice.choice(DECLINES),
        top_up=dice.choice(TOP_UPS),
        fee_rule=dice.choice(["", "", "cash_over_limit", "swift"]),
        abroad=dice.choice(ABROAD),
        debitor=dice.choice(DEBITORS),
        debit=round(dice.choice([dice.uniform(9, 90), dice.uniform(251, 500)]), 2),
        twice_amount=round(dice.uniform(8, 330), 2),
        refund_status=dice.choice(["on_its_way", "not_sent", "booked"]),
        card_late=dice.choice([0, 2, 5, 12]),
    )


class _Books:
    """Writes one person's entries."""

    def __init__(self, bank: Bank, db: sqlite3.Connection, person: Person) -> None:
        self._bank = bank
        self._db = db
        self._who = person.id
        self._count = 0

    def insert(self, table: str, **columns: object) -> str:
        """A row of `table`; its id counts the person's entries."""
        self._count += 1
        entry = f"{self._who}-{self._count:02}"
        row = {"id": entry, "customer": self._who, **columns}
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        self._db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608
        return entry

    def pay(self, merchant: str, amount: float, days: int, card: str | None = None, **more: object) -> str:
        """A payment `days` ago, settled and in pounds unless `more` says otherwise."""
        columns: dict[str, object] = {
            "card": card,
            "merchant": merchant,
            "amount": pence(amount),
            "original": pence(amount),
            "kind": "card",
            "status": "settled",
            "date": self._bank.day(-days),
        }
        return self.insert("payments", **(columns | more))

    def transfer(self, to: str, amount: float, days: int, due: int, **more: object) -> str:
        """A transfer to `to` made `days` ago, due `due` days after that."""
        columns: dict[str, object] = {
            "beneficiary": to,
            "amount": pence(amount),
            "scheme": "uk",
            "status": "sent",
            "date": self._bank.day(-days),
            "due": self._bank.day(due - days),
        }
        return self.insert("transfers", **(columns | more))


def seed_person(bank: Bank, person: Person) -> None:
    """Enter the person with all their books, unless they are there."""
    with bank.transaction() as db:
        if db.execute("SELECT 1 FROM customers WHERE id = ?", (person.id,)).fetchone():
            return
        db.execute(
            "INSERT INTO customers (id, name, born, phone, email, address, since) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                person.id,
                person.name,
                person.born,
                person.phone,
                person.email,
                "12 Quay Street, Bristol",
                bank.day(-900),
            ),
        )
        books = _Books(bank, db, person)
        books.insert("accounts", balance=pence(person.balance))
        main = _cards(books, person)
        _payments(books, person, main)
        _machines_and_top_ups(books, person, main)
        _transfers_and_deposits(books, person)


def _cards(books: _Books, person: Person) -> str:
    end = int(person.phone[-4:])
    main = books.insert("cards", name="debit card", last_four=f"{4100 + end % 900}", status="active")
    books.insert("cards", name="travel card", last_four=f"{5100 + end % 900}", status="active", pin="blocked")
    books.insert("cards", name="new debit card", last_four=f"{6100 + end % 900}", status="inactive")
    books.insert("cards", name="old debit card", last_four=f"{7100 + end % 900}", status="blocked", reason="lost")
    ordered = 9 + person.card_late
    books.insert(
        "card_orders", kind="spare", delivery="standard", status="posted",
        ordered=books._bank.day(-ordered), due=books._bank.day(-person.card_late if person.card_late else 3),
    )  # fmt: skip
    return main


def _payments(books: _Books, person: Person, card: str) -> None:
    day = books._bank.day
    books.pay(person.strange_shop, person.strange_amount, 6, card)
    books.pay("Greenway Market", 23.4, 2, card)
    books.pay("Corner Bakery", 7.8, 0, card, status="pending")
    books.pay("Harbour Café", person.twice_amount, 4, card)
    books.pay("Harbour Café", person.twice_amount, 4, card)
    shop, currency, rate = person.abroad
    original = 120.0 if currency != "NOK" else 1400.0
    books.pay(
        shop, original * rate * 1.04, 11, card,
        currency=currency, original=pence(original), rate=rate * 1.04, network_rate=rate,
    )  # fmt: skip
    back = books.pay("Northside Cycles", 89.0, 20, card)
    if person.refund_status != "not_sent":
        due = day(3) if person.refund_status == "on_its_way" else day(-1)
        books._db.execute(
            "INSERT INTO refunds (payment, customer, amount, status, date, due) VALUES (?, ?, ?, ?, ?, ?)",
            (back, person.id, pence(89.0), person.refund_status, day(-4), due),
        )
    books.pay("Blue Door Books", 54.2, 13, card)
    books.pay("Station Kiosk", 31.7, 1, card, status="declined", reason=person.decline)
    books.pay(person.debitor, person.debit, 8, kind="direct_debit")
    names = {"cash_over_limit": "Cash withdrawal fee", "swift": "International transfer fee"}
    fee = {"cash_over_limit": 6.0, "swift": 12.0}.get(person.fee_rule, 3.5)
    name = names.get(person.fee_rule, "Card payment fee")
    books.pay(name, fee, 7, kind="fee", fee=pence(fee), reason=person.fee_rule)


def _machines_and_top_ups(books: _Books, person: Person, card: str) -> None:
    books.pay("Cash machine Victoria Station", 200.0, 5, card, kind="cash")
    books.pay("Cash machine Camden High Street", 90.0, 12, card, kind="cash")
    status, reason = person.top_up
    books.pay("Top-up by card", 250.0, 1, kind="top_up", status=status, reason=reason)


def _transfers_and_deposits(books: _Books, person: Person) -> None:
    day = books._bank.day
    amount = 7500.0 if person.failure == "limit" else 180.0
    books.transfer("Alex Morgan", amount, 1, 0, status="failed", reason=person.failure)
    books.transfer("Rosa Lind", 420.0, 0, 1, status="pending", scheme="sepa")
    books.transfer("Sam Porter", 65.0, 4, 0)
    books.transfer("Ines Duarte", 950.0, 2, 5, scheme="swift")
    books.insert("deposits", kind="cheque", amount=pence(640.0), status="clearing", date=day(-1), due=day(1))


class People:
    """The bank's customers: the five of the demonstration from the start, and any number of made-up ones."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        if not bank.rows("SELECT 1 FROM customers LIMIT 1"):
            for person in DEMO:
                seed_person(bank, person)

    def seed_visitor(self, visitor: str) -> Person:
        """Enter a customer like the first of the demonstration, under an id of their own."""
        person = replace(DEMO[0], id=f"{DEMO[0].id}-{visitor}")
        seed_person(self._bank, person)
        return person

    def seed_customer(self, number: int) -> Person:
        """Enter customer `number`, made up from the number alone."""
        person = generated(number)
        seed_person(self._bank, person)
        return person

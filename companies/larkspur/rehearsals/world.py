"""Larkspur's world for rehearsals: who comes, what they answer, and what was done for them."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Effect = dict[str, Any]

SAYINGS: dict[str, Sequence[str]] = {
    # `slot`, or `playbook.slot` where it differs; {words} come from the customer's own books
    "number": ["{number}"],
    "postcode": ["{postcode}"],
    "line": ["{broadband}", "{broadband}", "{second}"],
    "cancel-contract.line": ["{broadband}", "{mobile}"],
    "keep-number.line": ["{mobile}"],
    "moving.line": ["{broadband}"],
    "moving.postcode": ["LK4 2AB", "LK7 1AB", "LK9 9AB"],
    "lights": ["red", "an orange light", "it is all dark"],
    "since": ["three days ago", "two days ago", "yesterday"],
    "restarted": ["yes", "no"],
    "cable": ["yes", "yes, it is firm"],
    "power_cut": ["no", "yes"],
    "phone": ["07700 900123", "07700 900456"],
    "half": ["morning", "afternoon", "any time"],
    "times": ["in the evening", "all day"],
    "wired": ["yes", "no"],
    "devices": ["6", "9"],
    "bill": ["{dear_month}"],
    "item": ["roaming", "an engineer's visit", "an extra service"],
    "abroad": ["no"],
    "family": ["no", "yes, maybe"],
    "paid_by": ["direct debit", "card"],
    "told": ["no", "yes"],
    "copy": ["yes please", "no"],
    "named": ["PRM SVC 3", "Data pass plus", "Hosting extra"],
    "noticed": ["yesterday", "two days ago"],
    "before": ["no", "yes"],
    "ordered": ["no"],
    "shared": ["no", "yes"],
    "home": ["a house", "a flat", "a shared house"],
    "day": ["next Monday", "on 1 October", "tomorrow"],
    "socket": ["yes", "no", "no"],
    "landlord": ["yes", "no"],
    "keep": ["yes", "no"],
    "old_day": ["next Monday", "on 2 October"],
    "reason": ["the price", "the service", "moving away", "I hardly use it"],
    "elsewhere": ["no", "yes"],
    "router": ["yes"],
    "accept": ["yes", "no", "no"],
    "order": ["the router", "the SIM card"],
    "neighbour": ["yes", "no"],
    "note_left": ["no"],
    "box": ["no", "yes"],
    "address": ["4 Mill Lane, LK4 2AB"],
    "wait": ["yes", "no"],
    "provider": ["Redline Mobile", "Bluebell"],
    "holder": ["{name}"],
    "contract_over": ["yes", "no"],
    "debts": ["no"],
    "pac": ["RDL 42"],
    "keep-number.number": ["07700 900789"],
    "text_me": ["yes please", "no"],
    "people": ["2", "5"],
    "gaming": ["yes", "no"],
    "films": ["yes", "no"],
    "plan": ["Fibre 500", "Fibre 150"],
    "mail": ["yes", "no"],
    "sure": ["yes", "yes, that is all right"],
    "model": ["the white one", "the black one"],
    "plugged": ["yes"],
    "power": ["yes"],
    "code": ["yes"],
    "found": ["yes", "no"],
    "online": ["yes", "no"],
}

DEFAULTS = {
    "yes_no": "yes", "money": "£20", "number": "2", "date": "yesterday", "phone": "07700 900999", "code": "0000",
    "choice": "the first one", "option": "the first one", "text": "I am not sure",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Persona:
    """A customer of the rehearsal, and how they say what they are asked."""

    customer: str
    name: str
    answers: dict[str, str] = field(default_factory=dict)

    def answers_for(self, playbook: str, slot: str) -> str | None:
        """Their words when `playbook` asks for `slot`; None if nothing was prepared."""
        return self.answers.get(f"{playbook}.{slot}", self.answers.get(slot))

    def default(self, kind: str) -> str:
        """Words for any slot of this type."""
        return DEFAULTS.get(kind, DEFAULTS["text"])


class World:
    """Casts customers and tells what was done for them."""

    def __init__(self, tools: Any) -> None:
        self._tools = tools

    def cast(self, number: int, target: str | None) -> Persona:
        """Customer `number`; their answers depend on the target as well."""
        customer = f"lk{number}"
        facts = self._facts(customer, number)
        dice = random.Random(f"{number} {target}")
        answers = {slot: dice.choice(sayings).format(**facts) for slot, sayings in SAYINGS.items()}
        return Persona(customer, facts["name"], answers)

    def _facts(self, customer: str, number: int) -> dict[str, str]:
        broadband, mobile, second = self._tools.my_lines(customer)
        return {
            "number": str(number), "name": self._tools.people.name(customer), **self._tools.people.home(customer),
            "broadband": broadband["name"], "mobile": mobile["name"], "second": second["name"],
            "dear_month": self._tools.my_bills(customer)[0]["month"],
        }  # fmt: skip

    def effects(self, customer: str) -> list[Effect]:
        """What was done for the customer, in order."""
        return [
            {name: value for name, value in entry.items() if name not in ("customer", "key", "reference")}
            for entry in self._tools.books.entries()
            if entry["customer"] == customer
        ]

    def expected(
        self,
        persona: Persona,
        target: str,
        decisions: Sequence[Mapping[str, Any]],
        calls: Sequence[Mapping[str, Any]] = (),
    ) -> list[Effect] | None:
        """Anything is fine that the experts decided."""
        return None

"""The bank's world for mass rehearsals: who calls, what they answer, and what must be in the books afterwards."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

Effect = dict[str, Any]
Said = tuple[Any, str]
"""What a slot should become, and the words that say so."""

YES, NO = (True, "yes"), (False, "no")
CARD_PRICES = {"standard": 0.0, "express": 12.0}
SPARE_PRICE = 5.0

SAYINGS: dict[str, Sequence[Said]] = {
    # `slot`, or `playbook.slot` where it differs; {words} come from the customer's own books
    "payment": [("strange", "the {strange_shop} one")],
    "had_card": [(True, "yes, it is here in my purse"), (False, "no, it is gone")],
    "card": [("main", "the debit card ending {main}")],
    "why": [("lost", "I lost it"), ("stolen", "it was stolen")],
    "new_card": [(True, "yes please"), (False, "no, thanks")],
    "delivery": [("standard", "standard is fine"), ("express", "express please")],
    "explained": [YES, NO],
    "pin_known": [NO, (True, "yes, my brother knows it")],
    "agreed": [(5.0, "£5")],
    "stop": [YES, NO],
    "shop": [("Harbour Café", "Harbour Café")],
    "asked_shop": [(True, "yes, twice"), NO],
    "promised": [(14, "two weeks ago")],
    "tried": [YES, (False, "no, not yet")],
    "document": [("passport", "passport"), ("licence", "my driving licence")],
    "email": [("new@post.example", "new@post.example")],
    "identity-check-failed.email": [("{email}", "{email}")],
    "detail": [("address", "my address"), ("phone", "the phone number"), ("email", "e-mail"), ("name", "name")],
    "address": [("4 Hill Road, Leeds LS1 4AB", "4 Hill Road, Leeds LS1 4AB")],
    "phone": [("07700 900999", "07700 900999")],
    "new_name": [("Robin Hale", "Robin Hale")],
    "sure": [YES, NO],
    "order": [("only", "the spare card")],
    "resend": [(True, "yes please"), (False, "no, I will wait")],
    "address_right": [(True, "yes, that is right")],
    "safe": [(True, "yes, it was in my coat"), (False, "no, somebody else had it for a day")],
    "at_branch": [NO],
    "got_back": [YES],
    "received": [(60.0, "60 pounds"), (80.0, "£80")],
    "unblock": [YES, NO],
    "transfer": [("Sam Porter", "the one to Sam Porter")],
    "higher": [YES, NO],
    "relation": [("family", "family"), ("friend", "a friend"), ("unknown", "I do not know them")],
    "again": [YES, NO],
    "charged": [(True, "yes, it was"), NO],
    "amount": [(640.0, "£640"), (300.0, "£300")],
    "paid_on": [(7, "a week ago")],
    "place": [("branch", "at a branch")],
    "same_mail": [YES, NO],
    "since": [(3, "three days ago")],
    "screen_lock": [YES, NO],
    "block-card.why": [("lost", "I lost it"), ("stolen", "it was stolen"), ("misused", "somebody else used it")],
    "activate-card.card": [("new", "the one ending {new}")],
    "reactivate-card.card": [("old", "the old debit card")],
    "unblock-pin.card": [("travel", "the travel card")],
    "unexpected-fee.payment": [("fee", "{fee_name}")],
    "dispute-cash-withdrawal.payment": [("cash", "the £200 at Victoria Station")],
    "wrong-cash-amount.payment": [("short", "the one in Camden High Street")],
    "dispute-direct-debit.payment": [("debit", "{debitor}")],
    "dispute-direct-debit.problem": [("unknown", "I never agreed to it"), ("amount", "the amount is wrong")],
    "duplicate-charge.payment": [("twice", "the Harbour Café one")],
    "wrong-exchange-rate.payment": [("abroad", "{abroad_shop}")],
    "request-refund.payment": [("books", "Blue Door Books")],
    "request-refund.problem": [("faulty", "it is broken"), ("changed_mind", "I would like to return it")],
    "missing-refund.payment": [("back", "Northside Cycles")],
    "identity-check-failed.problem": [("photo", "the photo is rejected"), ("selfie", "the selfie does not work")],
    "card-declined.payment": [("declined", "Station Kiosk")],
    "top-up-problem.payment": [("top_up", "the £250 one")],
    "cancel-transfer.transfer": [("Rosa Lind", "the one to Rosa Lind"), ("Sam Porter", "£65 to Sam Porter")],
    "cancel-transfer.reason": [("typo", "the details are wrong"), ("scam", "I was tricked")],
    "change-details.reason": [("marriage", "marriage"), ("deed", "deed poll")],
    "close-account.reason": [("fees", "the fees"), ("moving", "I am moving away")],
    "transfer-not-arrived.transfer": [("Sam Porter", "Sam Porter"), ("Ines Duarte", "the one to Ines")],
    "transfer-failed.transfer": [("Alex Morgan", "the one to Alex Morgan")],
    "order-card.kind": [("first", "my first card"), ("replacement", "a replacement"), ("spare", "a second card")],
    "missing-deposit.kind": [("cheque", "a cheque"), ("cash", "cash")],
}

DEFAULTS = {
    "yes_no": "yes", "money": "£20", "number": "2", "date": "yesterday", "phone": "07700 900999", "code": "0000",
    "email": "new@post.example", "choice": "the first one", "option": "the first one", "text": "I am not sure",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Persona:
    """A customer of the rehearsal. `facts` are from their books, `picks` what they mean, `answers` how they say it."""

    customer: str
    name: str
    facts: Mapping[str, Any]
    answers: dict[str, str] = field(default_factory=dict)
    picks: dict[str, Any] = field(default_factory=dict)

    def answers_for(self, playbook: str, slot: str) -> str | None:
        """Their words when `playbook` asks for `slot`; None if nothing was prepared."""
        return self.answers.get(f"{playbook}.{slot}", self.answers.get(slot))

    def means(self, playbook: str, slot: str) -> Any:
        """The value behind those words."""
        return self.picks.get(f"{playbook}.{slot}", self.picks.get(slot))

    def default(self, kind: str) -> str:
        """Words for any slot of this type."""
        return DEFAULTS.get(kind, DEFAULTS["text"])


class World:
    """Casts customers into the bank's books and tells what must be there in the end."""

    def __init__(self, tools: Any) -> None:
        self._tools = tools

    def cast(self, number: int, target: str | None) -> Persona:
        """Customer `number`, entered in the books; their answers depend on the target as well."""
        person = self._tools.people.seed_customer(number)
        facts = self._facts(person)
        dice = random.Random(f"{number} {target}")
        persona = Persona(person.id, person.name, facts)
        for slot, sayings in SAYINGS.items():
            value, words = dice.choice(sayings)
            persona.picks[slot] = value
            persona.answers[slot] = words.format(**facts)
        born = date.fromisoformat(person.born)
        spoken = f"{born.day} {born:%B} {born.year}"
        persona.answers.update(full_name=person.name, born=spoken, phone_digits=person.phone[-4:])
        return persona

    def _facts(self, person: Any) -> dict[str, Any]:
        cards = self._tools.my_cards(person.id)
        payments = self._tools.recent_payments(person.id)
        fee = next(found for found in payments if found["kind"] == "fee")
        abroad = next(found for found in payments if found["currency"] != "GBP")
        return asdict(person) | {
            **dict(zip(("main", "travel", "new", "old"), (card["last_four"] for card in cards), strict=True)),
            "email": person.email,
            "fee_name": fee["merchant"],
            "fee": fee["fee"],
            "abroad_shop": abroad["merchant"],
            "rate_difference": self._tools.look_up_rate(person.id, abroad["id"])["difference"],
            "late": self._tools.card_orders(person.id)[0]["late"],
        }

    def effects(self, customer: str) -> list[Effect]:
        """The customer's operations in the bank's books, in order."""
        return list(self._tools.bank.operations(customer))

    def expected(
        self,
        persona: Persona,
        target: str,
        decisions: Sequence[Mapping[str, Any]],
        calls: Sequence[Mapping[str, Any]] = (),
    ) -> list[Effect] | None:
        """The operations there must be, after what the experts decided; None where any are fine.

        `decisions` are `{consult, answer}` in the order asked; an answer None stands for nobody's answer. With a
        call of unknown outcome among `calls` any operations are fine.
        """
        kind, _, name = target.rpartition("/")
        if name not in STORIES or any(call.get("status") == "unknown" for call in calls):
            return [] if kind == "page" else None
        course = _Course(persona, name, list(decisions))
        STORIES[name](course)
        return course.effects


@dataclass
class _Course:
    """How a request goes, retold from the persona's answers and the experts' decisions."""

    persona: Persona
    playbook: str
    decisions: list[Mapping[str, Any]]
    effects: list[Effect] = field(default_factory=list)

    def means(self, slot: str, playbook: str | None = None) -> Any:
        return self.persona.means(playbook or self.playbook, slot)

    def does(self, tool: str, **args: Any) -> None:
        self.effects.append({"tool": tool, **args})

    def answer(self, consult: str) -> Mapping[str, Any]:
        """The experts' next answer to the consult; empty if there is none."""
        for index, decision in enumerate(self.decisions):
            if decision["consult"] == consult:
                return self.decisions.pop(index)["answer"] or {}
        return {}

    def approved(self, consult: str, tool: str, **args: Any) -> bool:
        """A call that needs a yes; a yes with changes changes its arguments."""
        answer = self.answer(consult)
        if answer.get("decision") != "yes":
            return False
        self.does(tool, **(args | answer.get("changes", {})))
        return True

    def credit(self, amount: float) -> None:
        if amount <= 250:
            self.does("credit_account", amount=round(amount, 2))
        else:
            self.approved("provisional-credit", "credit_account", amount=round(amount, 2))

    def block(self, reason: str | None = None) -> None:
        self.does("block_card", reason=reason or self.means("why", "block-card"))
        if self.means("new_card", "block-card"):
            self.order("replacement")

    def order(self, kind: str) -> None:
        delivery = self.means("delivery")
        price = CARD_PRICES[delivery] + (SPARE_PRICE if kind == "spare" else 0)
        if self.persona.facts["balance"] >= price:
            self.does("order_card", kind=kind, delivery=delivery)

    def task(self, consult: str, kind: str) -> None:
        answer = self.answer(consult)
        if answer.get("decision") == "yes":
            self.does("open_case", kind=kind, reference=answer.get("reference") or "none")


def _card_payment(course: _Course) -> None:
    if not course.means("had_card"):
        course.block("misused")
    course.does("open_dispute")
    course.credit(course.persona.facts["strange_amount"])


def _cash_withdrawal(course: _Course) -> None:
    course.block("misused")
    course.does("open_dispute")
    if not course.means("pin_known"):
        course.credit(200.0)


def _direct_debit(course: _Course) -> None:
    problem, debit = course.means("problem"), course.persona.facts["debit"]
    course.does("open_dispute", reason=f"direct_debit_{problem}")
    if problem != "amount" and course.means("stop"):
        course.does("stop_direct_debit")
    course.credit(debit - course.means("agreed") if problem == "amount" else debit)


def _duplicate(course: _Course) -> None:
    course.does("open_dispute", reason="charged_twice")
    course.credit(course.persona.facts["twice_amount"])


def _rate(course: _Course) -> None:
    if course.answer("rate-policy").get("choice") == "refund":
        course.credit(course.persona.facts["rate_difference"])


def _request_refund(course: _Course) -> None:
    problem = course.means("problem")
    asks = problem != "changed_mind" and course.means("asked_shop")
    if asks and course.answer("refund-policy").get("choice") == "claim":
        course.does("open_dispute", reason=problem)


def _missing_refund(course: _Course) -> None:
    if course.persona.facts["refund_status"] == "not_sent":
        course.task("chase-refund", "refund")


def _fee(course: _Course) -> None:
    fee, right = course.persona.facts["fee"], course.persona.facts["fee_rule"] != ""
    if not right and fee <= 5:
        course.does("refund_fee", amount=fee, ground="mistake")
    elif not (right and course.means("explained")):
        ground = "goodwill" if right else "mistake"
        course.approved("fee-waiver", "refund_fee", amount=fee, ground=ground)


def _change_details(course: _Course) -> None:
    detail = course.means("detail")
    if detail == "name":
        course.approved("change-of-name", "change_details", detail=detail, value=course.means("new_name"))
    else:
        course.does("change_details", detail=detail)


def _cancel_transfer(course: _Course) -> None:
    if course.means("transfer") == "Rosa Lind":
        course.does("cancel_transfer")
    elif course.answer("late-cancellation").get("choice") in ("recall", "fraud_report"):
        course.task("recall-transfer", "recall")


def _close(course: _Course) -> None:
    balance = course.persona.facts["balance"]
    if course.means("sure") and balance == 0:
        course.does("close_account", balance=0)
    elif course.means("sure"):
        course.approved("close-with-balance", "close_account", balance=balance)


def _track(course: _Course) -> None:
    if course.persona.facts["late"] and course.means("resend"):
        course.does("order_card", kind="replacement", delivery="standard")


def _reactivate(course: _Course) -> None:
    if course.means("safe"):
        course.does("reactivate_card")
    else:
        course.order("replacement")


def _cash_short(course: _Course) -> None:
    course.does("open_dispute", reason="cash_short")
    course.credit(90.0 - course.means("received"))
    course.task("ask-machine-operator", "cash_claim")


def _declined(course: _Course) -> None:
    if course.persona.facts["decline"] == "wrong_pin" and course.means("unblock"):
        course.does("unblock_pin")


def _not_arrived(course: _Course) -> None:
    if course.means("transfer") == "Sam Porter":
        course.task("trace-transfer", "trace")


def _failed_transfer(course: _Course) -> None:
    facts, amount, limit = course.persona.facts, 180.0, 5000.0
    if facts["failure"] == "limit":
        amount = 7500.0
        answer = course.answer("higher-limit") if course.means("higher") else {}
        if answer.get("decision") != "yes":
            return
        limit = answer.get("changes", {}).get("amount", amount)
        course.does("raise_limit", amount=limit)
    if facts["failure"] == "beneficiary":
        known = course.means("relation") != "unknown"
        if not known or not course.approved("blocked-beneficiary", "allow_beneficiary", amount=amount):
            return
    if course.means("again") and facts["balance"] >= amount and max(limit, 5000.0) >= amount:
        course.does("retry_transfer")


def _top_up(course: _Course) -> None:
    if course.persona.facts["top_up"][0] != "pending" and course.means("charged"):
        course.task("trace-top-up", "top_up")


def _deposit(course: _Course) -> None:
    if (course.means("kind"), course.means("amount")) != ("cheque", 640.0):
        course.task("trace-deposit", "deposit")


def _passcode(course: _Course) -> None:
    if not course.means("same_mail"):
        course.does("change_details", detail="email")
    course.does("send_passcode_link")


def _lost_phone(course: _Course) -> None:
    course.does("lock_app")
    if course.answer("phone-fraud").get("choice") == "block":
        course.block("misused")


STORIES: dict[str, Callable[[_Course], None]] = {
    "dispute-card-payment": _card_payment,
    "dispute-cash-withdrawal": _cash_withdrawal,
    "dispute-direct-debit": _direct_debit,
    "duplicate-charge": _duplicate,
    "wrong-exchange-rate": _rate,
    "request-refund": _request_refund,
    "missing-refund": _missing_refund,
    "unexpected-fee": _fee,
    "change-details": _change_details,
    "cancel-transfer": _cancel_transfer,
    "close-account": _close,
    "track-card": _track,
    "order-card": lambda course: course.order(course.means("kind")),
    "activate-card": lambda course: course.does("activate_card"),
    "reactivate-card": _reactivate,
    "unblock-pin": lambda course: course.does("unblock_pin"),
    "block-card": lambda course: course.block(),
    "card-swallowed": lambda course: course.block("lost"),
    "wrong-cash-amount": _cash_short,
    "card-declined": _declined,
    "transfer-not-arrived": _not_arrived,
    "transfer-failed": _failed_transfer,
    "top-up-problem": _top_up,
    "missing-deposit": _deposit,
    "reset-passcode": _passcode,
    "lost-phone": _lost_phone,
    "identity-check-failed": lambda course: None,
}

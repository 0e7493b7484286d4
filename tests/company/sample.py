"""A small company without mistakes or warnings; tests break one thing in it and look at what is said."""

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from earpiece.company import Findings, check_folder
from earpiece.domain.errors import Problem

FILES = {
    "company.yaml": """\
        name: Corner bank
        agent_name: Corner's assistant
        identify: verify-identity
        understanding: {sure: 0.5, between: 0.6}
        holding_rhythm: [20s, 1m]
        """,
    "tools.yaml": """\
        verify:
          about: Check a number and a code
          effect: read
          needs: anyone
          verifies: true
        recent_payments:
          about: The customer's latest payments
          effect: read
          needs: verified
        credit_account:
          about: Credit the customer's account
          effect: write
          needs: verified
          idempotent: by_key
          deadline: 10s
          effect_text: "Balance rises by {{ amount | money }}"
          changeable: [amount]
          rules:
            - {when: amount <= 250, go: true}
            - {ask: provisional-credit}
        """,
    "tools.py": """\
        from collections.abc import Callable
        from pathlib import Path

        import bank
        from earpiece.company import ToolError


        class Tools:
            def __init__(self, data: Path, now: Callable[[], float]) -> None:
                self._data = data
                self._now = now

            def verify(self, number: str, code: str) -> dict[str, str]:
                if code != "1234":
                    raise ToolError("no_match")
                return {"customer": "c1", "name": "Ann"}

            async def recent_payments(self, customer: str, days: int = 60) -> list[dict[str, object]]:
                return bank.payments(customer, days)

            def credit_account(self, customer: str, amount: float, payment: str, key: str) -> dict[str, object]:
                if amount > 5000:
                    raise ToolError("too_much", "more than a person may credit")
                return {"customer": customer, "amount": amount, "payment": payment, "key": key}

            def outcome(self, tool: str, key: str) -> object:
                return {"tool": tool} if key == "known" else None
        """,
    "bank.py": """\
        def payments(customer, days):
            return [{"id": "p1", "merchant": "Shop", "amount": 12.5, "days": days, "customer": customer}]
        """,
    "consults.yaml": """\
        provisional-credit:
          kind: approval
          question: "Credit {{ customer_name }} {{ amount | money }} for {{ payment.merchant }}?"
          why: "The amount is above what the assistant may credit alone."
          facts: [payment.merchant, {Amount: payment.amount}]
          skill: disputes
          authority: {credit: amount}
          ladder:
            - {after: 15s, do: widen}
            - {after: 45s, do: promise}
            - {after: 4h, do: expire}
        which-policy:
          kind: clarification
          question: "Does {{ reason }} count?"
          skill: disputes
          options: {refund: "Refund it", wait: "Ask to wait"}
          free_text: true
          ladder: [{after: 1m, do: promise}, {after: 1h, do: handoff}]
        """,
    "desk.yaml": """\
        experts:
          - {id: ann, name: Ann, role: supervisor, skills: [disputes], authority: {credit: 1000}}
        """,
    "playbooks/verify-identity.yaml": """\
        about: We have to know who the customer is.
        title: checking who you are
        slots:
          number: {type: text, ask: "What is your customer number?"}
          code: {type: code, ask: "And the code we sent you?"}
        steps:
          - collect: [number, code]
          - call: verify
            with: {number: number, code: code}
            on:
              no_match:
                - say: ["That does not fit.", "These do not go together."]
                - end: not_verified
          - end: verified
        """,
    "playbooks/dispute.yaml": """\
        about: A payment the customer did not make
        title: a payment you did not make
        examples: [not mine, a strange payment, fraud on my card, stolen money, I did not buy this,
          who charged me, unknown charge, what is this payment]
        slots:
          payment:
            type: choice
            from: recent_payments
            with: {days: 60}
            where: amount > 0
            label: "{{ merchant }}, {{ amount | money }}"
            ask: ["Which of these payments is it?", "Which payment do you mean?"]
          reason:
            type: option
            options: {moved: "I was elsewhere", lost: "My card is lost"}
            ask: Why is it not yours?
          amount:
            type: money
            ask: How much of it is wrong?
            check: amount > 0 and amount <= payment.amount
            check_failed: That is more than the payment.
        steps:
          - collect: [payment, amount, reason]
            on_empty:
              - say: I see no payments.
              - end: nothing_found
          - call: credit_account
            with: {amount: amount, payment: payment.id}
            save: credit
            early: true
            on:
              declined:
                - say: "{{ consult.reason }}"
                - end: declined
              expired: [{end: unresolved}]
              too_much: [{end: unresolved}]
              unknown: [{end: unresolved}]
          - if: reason == 'moved'
            then:
              - ask: which-policy
                save: ruling
                on:
                  refund: [{say: We pay it back.}]
                  text: [{say: "{{ ruling.text }}"}]
                  expired: [{end: unresolved}]
            else:
              - say: "Get well soon, {{ customer_name }}."
          - set: {paid: credit.amount}
          - say: ["You get {{ paid | money }}.", "We credit {{ paid | money }}."]
          - answer: "'rates'"
          - end: resolved
        """,
    "knowledge/rates.md": """\
        ---
        title: Exchange rates
        examples:
          - what is the rate
        ---
        We use the rate of the day,
        without a margin.

        It changes every minute.
        """,
}


@dataclass(frozen=True, slots=True)
class Folder:
    """A company folder on disk."""

    path: Path

    def text(self, file: str) -> str:
        return (self.path / file).read_text("utf-8")

    def write(self, file: str, text: str) -> None:
        target = self.path / file
        target.parent.mkdir(exist_ok=True)
        target.write_text(dedent(text), "utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        """Replace one passage, which must be there exactly once."""
        text = self.text(file)
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file}"
        self.write(file, text.replace(old, new))

    def append(self, file: str, text: str) -> None:
        self.write(file, self.text(file) + text)

    def check(self) -> Findings:
        return check_folder(self.path)

    def line(self, file: str, words: str) -> int:
        """The line of `file` that holds `words`, which only one line does."""
        found = [number for number, line in enumerate(self.text(file).splitlines(), start=1) if words in line]
        assert len(found) == 1, f"{words!r} is in the lines {found} of {file}"
        return found[0]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A change to the sample and what must be said: about the line with the words `on`, with this code and remedy."""

    file: str
    old: str
    new: str
    on: str
    code: str
    remedy: str
    told_in: str = ""

    def make(self, folder: Folder) -> None:
        folder.change(self.file, self.old, self.new)

    def told(self, folder: Folder, problems: tuple[Problem, ...]) -> None:
        """Exactly this one is told, at its line and with its remedy."""
        file = self.told_in or self.file
        expected = (file, folder.line(file, self.on), self.code)
        assert [(problem.file, problem.line, problem.code) for problem in problems] == [expected], problems
        assert self.remedy in problems[0].remedy

"""tools.yaml against tools.py, and the rules."""

import pytest

from tests.company.sample import Folder, Mistake

MISTAKES = {
    "no method": Mistake(
        "tools.yaml",
        "recent_payments:",
        "recent:\n  about: x\n  effect: read\nrecent_payments:",
        "recent:",
        "no_method",
        "`recent_payments`",
    ),
    "bad name": Mistake(
        "tools.yaml", "verify:\n", "pay-out:\n  about: x\n  effect: read\nverify:\n", "pay-out", "name", "underscores"
    ),
    "unknown consult": Mistake(
        "tools.yaml",
        "ask: provisional-credit",
        "ask: provisional",
        "ask: prov",
        "unknown_consult",
        "`provisional-credit`",
    ),
    "consult of another kind": Mistake(
        "tools.yaml", "ask: provisional-credit", "ask: ask-expert", "ask: ask-expert", "consult_kind", "kind: approval"
    ),
    "rule after the last": Mistake(
        "tools.yaml", "{when: amount <= 250, go: true}", "{go: true}", "- {ask", "rule_unreachable", "move it up"
    ),
    "unknown parameter in a rule": Mistake(
        "tools.yaml", "amount <= 250", "amout <= 250", "amout", "unknown_parameter", "`amount`"
    ),
    "unknown parameter in the effect": Mistake(
        "tools.yaml", "{{ amount | money }}", "{{ sum | money }}", "sum", "unknown_parameter", "known here"
    ),
    "unknown changeable": Mistake("tools.yaml", "[amount]", "[amuont]", "changeable", "unknown_parameter", "`amount`"),
    "a change of nothing known": Mistake(
        "tools.yaml",
        "changeable: [amount]",
        "changeable: [amount]\n  changes: [{Balance: [account.balance, account.balance + amount]}]",
        "changes:",
        "unknown_value",
        "`amount`",
    ),
    "a change without an after": Mistake(
        "tools.yaml",
        "changeable: [amount]",
        "changeable: [amount]\n  changes: [{Balance: []}]",
        "changes:",
        "invalid",
        "account.balance + amount",
    ),
    "identity tool needs identity": Mistake(
        "tools.yaml", "needs: anyone", "needs: verified", "verify:", "verifies_needs", "needs: anyone"
    ),
    "customer of nobody": Mistake(
        "tools.yaml",
        "effect: read\n  needs: verified",
        "effect: read\n  needs: anyone",
        "recent_payments:",
        "customer_unknown",
        "needs: verified",
    ),
    "idempotent without key": Mistake(
        "tools.py", "payment: str, key: str", "payment: str", "credit_account:", "no_key", "`key: str`", "tools.yaml"
    ),
    "untyped": Mistake("tools.py", "days: int = 60", "days=60", "def recent_payments", "types", "`days: str`"),
    "any arguments": Mistake(
        "tools.py", "days: int = 60", "**days: int", "def recent_payments", "types", "write out each"
    ),
    "type unknown": Mistake(
        "tools.py", "days: int = 60", 'days: "Days" = 60', "def recent_payments", "types", "import or correct"
    ),
    "type without schema": Mistake(
        "tools.py", "days: int = 60", "days: ToolError", "def recent_payments", "types", "plain types"
    ),
    "import fails": Mistake(
        "bank.py", "def payments", "import nothing_like_it\ndef payments", "import nothing", "import", "must import"
    ),
    "syntax": Mistake("bank.py", "def payments(", "def payments((", "def payments((", "import", "must import"),
    "no class": Mistake(
        "tools.py", "class Tools:", "class Toolz:", "from collections", "no_tools_class", "class Tools:"
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_is_told_at_its_line_with_a_remedy(folder: Folder, mistake: Mistake) -> None:
    """So that it is mended before a customer meets it."""
    mistake.make(folder)
    problems = tuple(problem for problem in folder.check().problems if not problem.file.startswith("playbooks/"))
    mistake.told(folder, problems[:1])


def test_tools_without_tools_py_are_told_one_by_one(folder: Folder) -> None:
    """Each names the method that is wanted."""
    (folder.path / "tools.py").unlink()
    problems = [problem for problem in folder.check().problems if problem.code == "no_method"]
    assert [problem.line for problem in problems] == [1, 6, 10]


def test_a_tool_is_for_verified_customers_unless_it_says_otherwise(folder: Folder) -> None:
    """Nobody opens a tool to anyone by forgetting a line."""
    folder.change("tools.yaml", "effect: write\n  needs: verified", "effect: write")
    company = folder.check().company
    assert company is not None
    assert company.tools["credit_account"].needs == "verified"


def test_a_method_that_no_entry_declares_is_a_warning(folder: Folder) -> None:
    """It could not be called."""
    folder.append("tools.py", "\n    def forgotten(self) -> None: ...\n")
    (warning,) = folder.check().warnings
    assert (warning.file, "forgotten" in warning.message) == ("tools.py", True)


def test_a_write_without_the_customer_is_a_warning(folder: Folder) -> None:
    """It might act on whatever account was typed."""
    folder.change("tools.py", "self, customer: str, amount: float", "self, amount: float")
    (warning,) = folder.check().warnings
    assert "nothing ties `credit_account`" in warning.message


def test_an_expert_should_be_told_what_will_change(folder: Folder) -> None:
    """A yes to something unnamed is worth little."""
    folder.change("tools.yaml", '  effect_text: "Balance rises by {{ amount | money }}"\n', "")
    (warning,) = folder.check().warnings
    assert (warning.line, "effect_text" in warning.remedy) == (10, True)


def test_changes_are_compiled_with_or_without_a_before(folder: Folder) -> None:
    """In order; a single expression is what it becomes."""
    changes = "[{Left: [payment.amount, payment.amount - amount]}, {Credit: amount}, {Sum: [amount]}]"
    folder.change("tools.yaml", "changeable: [amount]", f"changeable: [amount]\n  changes: {changes}")
    company = folder.check().company
    assert company is not None
    assert company.tools["credit_account"].changes == (
        ("Left", "payment.amount", "payment.amount - amount"), ("Credit", None, "amount"), ("Sum", None, "amount"),
    )  # fmt: skip

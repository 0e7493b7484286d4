"""A company's tools are called with what is verified, and say what became of an attempt."""

import asyncio
import sys
import threading
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from earpiece.company import Toolbox, check_folder, load_toolbox
from earpiece.company.toolbox import plain
from earpiece.domain.errors import InvalidCompany, NotFound, ToolError
from earpiece.domain.ports import Tools
from tests.company.sample import Folder

TINY = {"company.yaml": "name: Tiny\n"}


def toolbox(folder: Folder) -> Toolbox:
    return load_toolbox(check_folder(folder.path).files, folder.path, lambda: 7.0, inline=True)


def run(tools: Tools, tool: str, args: dict[str, Any], customer: str | None = "c1") -> Any:
    return asyncio.run(tools.run(tool, args, customer, "k1"))


def test_the_customer_and_the_key_are_injected(folder: Folder) -> None:
    """They come from what is verified, whatever was typed."""
    result = run(toolbox(folder), "credit_account", {"amount": 5, "payment": "p1"})
    assert result == {"customer": "c1", "amount": 5.0, "payment": "p1", "key": "k1"}


def test_an_async_tool_and_one_beside_tools_py_work_alike(folder: Folder) -> None:
    """`import bank` finds the company's own file."""
    (payment,) = run(toolbox(folder), "recent_payments", {"days": "30"})
    assert (payment["days"], payment["customer"]) == (30, "c1")


def test_a_default_counts_where_nothing_is_given(folder: Folder) -> None:
    """As in any Python function."""
    assert run(toolbox(folder), "recent_payments", {})[0]["days"] == 60


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"amount": "much", "payment": "p1"}, "amount: Input should be a valid number"),
        ({"amount": 5}, "needs payment"),
        ({"amount": 5, "payment": "p1", "customer": "c2"}, "no parameter customer"),
    ],
)
def test_arguments_that_do_not_fit_do_nothing(folder: Folder, args: dict[str, Any], words: str) -> None:
    """The tool is not called, and the reason is stated without repeating what was given."""
    with pytest.raises(ToolError, match=words) as caught:
        run(toolbox(folder), "credit_account", args)
    assert caught.value.code == "invalid_arguments"


def test_a_tool_for_verified_customers_is_not_called_for_anybody_else(folder: Folder) -> None:
    """The gate forbids it before; this is the second lock."""
    with pytest.raises(ToolError) as caught:
        run(toolbox(folder), "recent_payments", {}, customer=None)
    assert caught.value.code == "not_verified"


def test_a_stated_failure_keeps_its_code(folder: Folder) -> None:
    """The playbook branches on it."""
    with pytest.raises(ToolError) as caught:
        run(toolbox(folder), "credit_account", {"amount": 9000, "payment": "p1"})
    assert (caught.value.code, caught.value.message) == ("too_much", "more than a person may credit")


def test_a_tool_this_version_does_not_have_does_nothing(folder: Folder) -> None:
    """A stated failure, as nothing was attempted."""
    with pytest.raises(ToolError) as caught:
        run(toolbox(folder), "fly", {})
    assert caught.value.code == "no_such_tool"


def test_what_became_of_an_attempt_is_asked_by_its_key(folder: Folder) -> None:
    """None means that it never happened."""
    tools = toolbox(folder)
    assert asyncio.run(tools.check("credit_account", "known")) == {"tool": "credit_account"}
    assert asyncio.run(tools.check("credit_account", "other")) is None


def test_tools_that_cannot_tell_say_so(folder: Folder) -> None:
    """Then a person is asked."""
    folder.change("tools.py", "def outcome(", "def _outcome(")
    with pytest.raises(NotFound):
        asyncio.run(toolbox(folder).check("credit_account", "known"))


def test_slow_tools_stay_off_the_loop_unless_told_otherwise(tmp_path: Path) -> None:
    """A tool that blocks must not stop other conversations; simulated time wants it on the spot."""
    code = """\
import threading
class Tools:
    def __init__(self, data, now): pass
    def where(self) -> str: return threading.current_thread().name
"""
    files = {**TINY, "tools.py": code}
    here = threading.current_thread().name
    assert run(load_toolbox(files, tmp_path, lambda: 0.0), "where", {}) != here
    assert run(load_toolbox(files, tmp_path, lambda: 0.0, inline=True), "where", {}) == here


def test_a_company_without_tools_has_an_empty_toolbox(tmp_path: Path) -> None:
    """It may answer from its pages alone."""
    with pytest.raises(ToolError):
        run(load_toolbox(TINY, tmp_path, lambda: 0.0), "anything", {})


def test_tools_that_cannot_be_called_are_not_opened(tmp_path: Path) -> None:
    """The check would have refused them; so does the start."""
    code = "class Tools:\n    def pay(self, amount): ...\n"
    with pytest.raises(InvalidCompany):
        load_toolbox({**TINY, "tools.py": code}, tmp_path, lambda: 0.0)


def test_two_companies_may_name_their_files_alike(tmp_path: Path) -> None:
    """Each sees its own, also in an import made later, and nobody else sees either."""
    code = """\
class Tools:
    def __init__(self, data, now): pass
    def who(self) -> str:
        import bank
        return bank.NAME
"""
    boxes = [
        load_toolbox({**TINY, "tools.py": code, "bank.py": f"NAME = {name!r}\n"}, tmp_path, lambda: 0.0, inline=True)
        for name in ("first", "second")
    ]
    assert [run(box, "who", {}) for box in boxes] == ["first", "second"]
    assert "bank" not in sys.modules
    assert "tools" not in sys.modules


def test_packages_beside_tools_py_work_as_usual(tmp_path: Path) -> None:
    """Plain, dotted, relative and from-imports."""
    files = {
        **TINY,
        "core/__init__.py": "from core.ledger import TOTAL\n",
        "core/ledger.py": "from . import rules\nTOTAL = rules.LIMIT + 1\n",
        "core/rules.py": "LIMIT = 41\n",
        "tools.py": """\
import json
import core.ledger
from core import rules
from .core.ledger import TOTAL
class Tools:
    def __init__(self, data, now): pass
    def sum(self) -> str: return json.dumps([core.TOTAL, core.ledger.TOTAL, rules.LIMIT, TOTAL])
""",
    }
    assert run(load_toolbox(files, tmp_path, lambda: 0.0), "sum", {}) == "[42, 42, 41, 42]"


def test_types_may_be_written_as_text(tmp_path: Path) -> None:
    """`from __future__ import annotations` with a dataclass of the company's own."""
    code = """\
from __future__ import annotations
from dataclasses import dataclass
@dataclass
class Address:
    street: str
    number: int = 1
class Tools:
    def __init__(self, data, now): pass
    def move(self, to: Address) -> str: return f"{to.street} {to.number + 1}"
"""
    tools = load_toolbox({**TINY, "tools.py": code}, tmp_path, lambda: 0.0)
    assert run(tools, "move", {"to": {"street": "High St", "number": "4"}}) == "High St 5"


def test_a_broken_import_can_be_mended_and_tried_again(folder: Folder) -> None:
    """Nothing of the failed attempt stays behind."""
    before = set(sys.modules)
    folder.change("bank.py", "def payments", "import nothing_like_it\ndef payments")
    assert folder.check().problems
    assert not [name for name in set(sys.modules) - before if name.startswith("earpiece_company_")]
    folder.change("bank.py", "import nothing_like_it\n", "")
    assert not folder.check().problems


def test_results_become_plain_json_with_numbers_one_can_reckon_with() -> None:
    """Expressions compare them, the journal stores them."""

    @dataclass
    class Fee:
        amount: Decimal

    class Rate(BaseModel):
        fees: list[Fee]

    assert plain({"rate": Rate(fees=[Fee(Decimal("1.50"))]), 1: {"x"}, "day": None}) == {
        "rate": {"fees": [{"amount": 1.5}]},
        "1": ["x"],
        "day": None,
    }

"""`earpiece tools`, and the page about servers."""

import json
import re
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from earpiece.cli import app
from earpiece.company.remote.forms import ServerForm
from earpiece.domain.errors import Invalid
from tests.company.remote.shop import COMPANY, WHO, Shop
from tests.company.sample import Folder

ROOT = Path(__file__).parents[3]
STOCK = ROOT / "tests" / "support" / "stock.py"
PAGE = (ROOT / "docs" / "servers.md").read_text("utf-8")
EXAMPLE = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_tells_every_key_and_its_example_is_sound(tmp_path: Path) -> None:
    """Whoever copies it begins with something that works."""
    for key in (*ServerForm.model_fields, "from", "customer_as", "key_as", "outcome"):
        assert f"| `{key}` |" in PAGE, key
    folder = Folder(tmp_path)
    for file, text in {"company.yaml": COMPANY, "playbooks/who.yaml": WHO, **dict(EXAMPLE.findall(PAGE))}.items():
        folder.write(file, text)
    findings = folder.check()
    assert (findings.problems, findings.warnings) == ((), ())


def test_where_tools_come_from_is_listed(shop: Shop) -> None:
    """For people and for programs."""
    found = CliRunner().invoke(app, ["tools", "list", str(shop.path), "--json"])
    refund = next(tool for tool in json.loads(found.output)["tools"] if tool["tool"] == "refund")
    assert refund == {
        "tool": "refund", "effect": "write", "needs": "verified", "idempotent": True, "from": "orders/createRefund",
    }  # fmt: skip
    assert "verify  read, anyone, tools.py" in CliRunner().invoke(app, ["tools", "list", str(shop.path)]).output


@pytest.mark.slow
def test_a_server_is_pinned_and_then_the_company_is_whole(tmp_path: Path) -> None:
    """Until then the check says what to do."""
    pytest.importorskip("mcp", reason="run bin/setup --models for tools of MCP servers")
    shop = Shop(tmp_path)
    shop.write("servers.yaml", f"stock: {json.dumps({'command': [sys.executable, str(STOCK)]})}\n")
    tools = shop.text("tools.yaml").partition("order:\n")[0]
    shop.write("tools.yaml", f"{tools}stock: {{about: How many, effect: read, from: stock/stock}}\n")
    assert [problem.code for problem in shop.check().problems] == ["no_listing"]
    runner = CliRunner()
    first = runner.invoke(app, ["tools", "pin", str(tmp_path), "stock"])
    assert "3 tools" in first.output
    assert "new: reserve" in first.output
    assert shop.check().problems == ()
    assert "nothing has changed" in runner.invoke(app, ["tools", "pin", str(tmp_path), "stock"]).output
    with pytest.raises(Invalid, match="did you mean `stock`"):
        runner.invoke(app, ["tools", "pin", str(tmp_path), "stok"], catch_exceptions=False)

"""The examples of the reference pages are one company that loads and runs."""

import asyncio
import re
from pathlib import Path
from typing import get_args

import pytest

from earpiece.company import check_files, load_toolbox
from earpiece.company.checks.playbooks import OUTCOMES
from earpiece.company.learning_forms import JudgementForm, LearnForm
from earpiece.company.phrases import PHRASES
from earpiece.company.schema import STEPS, CompanyForm, ToolForm
from earpiece.domain.forms import RungKind

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("company.md", "playbooks.md", "consults.md", "tools.md")
EXAMPLE = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """The examples that name their file, by that name."""
    return {name: text for each in PAGES for name, text in EXAMPLE.findall(page(each))}


def test_the_examples_of_all_pages_together_are_a_company_without_mistakes(files: dict[str, str]) -> None:
    """Whoever copies them begins with something that works."""
    findings = check_files(files)
    assert (findings.problems, findings.warnings) == ((), ())
    assert len(files) == 10


def test_the_example_tools_run(files: dict[str, str], tmp_path: Path) -> None:
    """As the page says they do."""
    tools = load_toolbox(files, tmp_path, lambda: 0.0)
    first = asyncio.run(tools.run("credit_account", {"amount": "5", "payment": "p1"}, "c1", "k1"))
    assert first == asyncio.run(tools.check("credit_account", "k1")) == {"amount": 5.0, "payment": "p1"}


def test_the_company_page_names_every_phrase_and_every_key() -> None:
    """So that nobody has to read the code to find one."""
    text = page("company.md")
    assert [name for name in PHRASES if f"`{name}`" not in text] == []
    assert [key for key in CompanyForm.model_fields if f"{key}:" not in text] == []


def test_how_the_agent_learns_is_told_key_by_key() -> None:
    """What a company may set stands where it is set, and on the page about learning."""
    learning = page("learning.md")
    for key in JudgementForm.model_fields:
        assert f"  {key}:" in page("company.md"), key
        assert f"`{key}" in learning, key
    for key in LearnForm.model_fields:
        assert f"| `{key}` |" in page("consults.md"), key
        assert f"`{key}" in learning, key


def test_the_other_pages_name_every_step_outcome_rung_and_key() -> None:
    """The same for what stands on them."""
    assert [step for step in STEPS if f"`{step}: " not in page("playbooks.md")] == []
    keys = [field.alias or key for key, field in ToolForm.model_fields.items()]
    assert [key for key in keys if f"`{key}`" not in page("tools.md")] == []
    assert [rung for rung in get_args(RungKind) if f"`{rung}`" not in page("consults.md")] == []
    told = ("did_not_happen", "timeout")
    assert [outcome for outcome in OUTCOMES if f"`{outcome}`" not in page("playbooks.md") and outcome not in told] == []

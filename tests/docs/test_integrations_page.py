"""docs/integrations.md names every example, and the versions of the frameworks its table was measured with."""

from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "integrations.md").read_text("utf-8")
IN_PROCESS = (ROOT / "docs" / "in_process.md").read_text("utf-8")


def test_every_example_is_told() -> None:
    """On the page where somebody would look for it."""
    examples = sorted(path.name for path in (ROOT / "examples").glob("*.py"))
    assert examples
    assert [name for name in examples if f"(../examples/{name})" not in PAGE + IN_PROCESS] == []


@pytest.mark.parametrize(
    ("package", "name"),
    [("pydantic-ai-slim", "pydantic-ai"), ("langgraph", "LangGraph"), ("openai-agents", "OpenAI Agents SDK")],
)
def test_the_table_is_of_the_versions_it_is_tested_with(package: str, name: str) -> None:
    """With other versions it is to be measured anew: see tests/examples/test_alone.py."""
    assert f"{name} {version(package)}" in PAGE

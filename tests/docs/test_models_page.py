"""docs/models.md: its example is a company without mistakes, its stand-in answers, and it names what there is."""

import re
import runpy
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from earpiece.company import check_files
from earpiece.company.report import Report
from earpiece.company.version import read_folder
from earpiece.models.generative.access import PROVIDERS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "models.md").read_text("utf-8")
NEW_COMPANY = ROOT / "src/earpiece/company/starter"
FILES = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def test_the_example_is_a_company_without_mistakes() -> None:
    """Put into the folder that `earpiece new` makes, as the page says."""
    files = read_folder(NEW_COMPANY, Report())
    files["company.yaml"] += "\nbegin_with: shop\n"
    findings = check_files({**files, **FILES})
    assert findings.problems == ()
    assert set(FILES) == {"playbooks/shop.yaml", "playbooks/shop.md"}


def test_every_provider_and_every_key_is_told() -> None:
    """With the variable that holds the key."""
    for provider, keys in PROVIDERS.items():
        assert f"`{provider}:NAME`" in PAGE, provider
        assert all(f"`{key}`" in PAGE for key in keys), provider


def test_every_prompt_is_told() -> None:
    """By its file."""
    prompts = sorted((ROOT / "src/earpiece/models/generative/prompts").glob("*.md"))
    assert prompts
    assert [file.name for file in prompts if f"`{file.name}`" not in PAGE] == []


def test_the_stand_in_answers_as_the_page_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """While it would sleep, it is asked."""
    asked: list[Any] = []

    def ask(_: float) -> None:
        address = capsys.readouterr().out.strip()
        body = {"model": "stand-in", "user": "c1", "messages": [{"role": "user", "content": "Hello"}]}
        answer = httpx2.post(f"{address}/chat/completions", json=body)
        asked.append(answer.json()["choices"][0]["message"]["content"])

    (program,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    monkeypatch.setattr(time, "sleep", ask)
    (tmp_path / "stand_in.py").write_text(program, "utf-8")
    runpy.run_path(str(tmp_path / "stand_in.py"))
    assert asked == ["I am sorry to hear that. Which order is it?"]

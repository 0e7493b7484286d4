"""Every metric is in docs/metrics.md, every alarm in docs/operations.md, and what an alarm looks at is really shown."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.test_reference import section
from tests.support.measured import Page, measured, play, scrape

DOCS = Path(__file__).parents[2] / "docs"
ONLY_WITH_POSTGRES = {"earpiece_journal_reconnects_total"}
OF_PROMETHEUS = {"up": {"job", "instance"}}
ANYWHERE = {"instance", "job", "le"}
RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((DOCS / "alarms.yaml").read_text())["groups"] for rule in group["rules"]
]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """After a day in which all happened."""
    with measured() as stage:
        play(stage)
        scrape(stage)  # so that requests have been counted
        yield scrape(stage)


def shown(page: Page) -> dict[str, set[str]]:
    """Metrics as they are documented, with their labels."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, labels, _ in page.samples:
        family = re.sub(r"_(bucket|sum|count)$", "", name)
        found[family if page.families.get(family) == "histogram" else name] |= labels.keys() - {"le"}
    return found


def documented() -> dict[str, set[str]]:
    """The table of docs/metrics.md."""
    rows = re.findall(
        r"^\| `(\w+)` \|([^|]*)\|", section((DOCS / "metrics.md").read_text(), "All metrics"), re.MULTILINE
    )
    return {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in rows}


def test_every_metric_is_documented_with_its_labels_and_none_that_is_not_there(page: Page) -> None:
    """What the page shows after the played day is what the table says."""
    told = documented()
    assert told.keys() - ONLY_WITH_POSTGRES == shown(page).keys()
    for name, labels in shown(page).items():
        assert labels == told[name], name


def looked_at(expression: str) -> Iterator[tuple[str, set[str]]]:
    """Each metric an expression names, with the labels it is picked by; and those it is grouped by, under no name."""
    for labels in re.findall(r"\bby \(([^)]*)\)", expression):
        yield "", set(re.split(r",\s*", labels))
    bare = re.sub(r"\bby \([^)]*\)", "", expression)
    for name, labels in re.findall(r"\b([a-z]+(?:_[a-z0-9]+)+|up)\b(?!\()(?:\{([^}]*)\})?", bare):
        yield name, set(re.findall(r"(\w+)=", labels))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_an_alarm_looks_at_what_is_there(page: Page, rule: dict[str, Any]) -> None:
    """Names as on the page, labels those of the metric, and a word for whoever is woken."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for name, labels, _ in page.samples:
        names[name] |= labels.keys()
    known_names = {**names, **OF_PROMETHEUS, **{name: set[str]() for name in ONLY_WITH_POSTGRES}}
    looks = list(looked_at(rule["expr"]))
    metrics = [name for name, _ in looks if name]
    assert metrics
    for name, used in looks:
        there = known_names[name] if name else set[str]().union(*(known_names[metric] for metric in metrics))
        assert used <= there | ANYWHERE, (name, used)
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"]["summary"]


def test_every_alarm_is_explained() -> None:
    """One line each in docs/operations.md, marked if it should wake somebody; and none without a rule."""
    told = re.findall(r"^\| `(\w+)` \| (●?) ?\|", section((DOCS / "operations.md").read_text(), "Alarms"), re.MULTILINE)
    assert [(rule["alert"], rule["labels"]["severity"] == "page") for rule in RULES] == [
        (name, bool(mark)) for name, mark in told
    ]


def test_the_check_itself_finds_a_wrong_name() -> None:
    """It reads names, labels and groups out of an expression."""
    wrong = 'sum by (skill, le) (rate(earpiece_no_such_total{end=~"a|b", tool="x"}[5m])) / max(up) > 0.1'
    assert list(looked_at(wrong)) == [
        ("", {"skill", "le"}), ("earpiece_no_such_total", {"end", "tool"}), ("up", set()),
    ]  # fmt: skip

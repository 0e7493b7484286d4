"""A pytest plugin for bin/test: one line about the tests left out, so that nobody thinks they ran."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

REASONS = {
    "browser": "for want of a browser",
    "postgres": "for want of Postgres",
    "slow": "because they are slow",
}
left_out: Counter[str] = Counter()


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    for item in items:
        mark = next((mark for mark in REASONS if item.get_closest_marker(mark)), None)
        if mark:
            left_out[mark] += 1


def pytest_sessionfinish(session: pytest.Session) -> None:
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:  # one of several processes: hand the counts to the one that reports
        output["left_out"] = dict(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    # Every process collects everything, so each one's counts are the whole.
    left_out.update(Counter(getattr(node, "workeroutput", {}).get("left_out", {})) - left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if left_out:
        parts = ", ".join(f"{left_out[mark]} {why}" for mark, why in REASONS.items() if left_out[mark])
        terminalreporter.write_line(f"not run: {parts} (bin/test --all runs them)")

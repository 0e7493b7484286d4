"""Bugs planted into the floor: each must be found by what holds exactly, some by queueing theory alone, too."""

from collections.abc import Callable

import pytest

from tests.insight.floor import test_talks
from tests.insight.floor.bugs import BUGS, FOUND_BY_FORMULAS, IN_TALKS, Bug
from tests.insight.floor.counted import COUNTED
from tests.insight.floor.lines import LINES, compare
from tests.insight.floor.whole_days import WHOLE_DAYS
from tests.support.nodes import without

TALKED: list[Callable[[], None]] = [
    test for name, test in vars(test_talks).items() if name.startswith("test_") and test.__code__.co_argcount == 0
]


def plant(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    function = getattr(bug.owner, bug.function)
    monkeypatch.setattr(function, "__code__", without(function, bug.line, instead=bug.instead).__code__)


def fails(check: Callable[[], None]) -> bool:
    """Whether the check sees it. A floor that breaks down is seen as well."""
    try:
        check()
    except (AssertionError, LookupError, ValueError):
        return True
    return False


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_is_found_by_what_holds_exactly(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(bug, monkeypatch)
    assert any(fails(check) for check in (*COUNTED, *WHOLE_DAYS))


@pytest.mark.parametrize("bug", IN_TALKS, ids=lambda bug: bug.name)
def test_a_bug_in_conversations_is_found(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(bug, monkeypatch)
    assert any(fails(check) for check in TALKED)


@pytest.mark.slow
@pytest.mark.parametrize("bug", [bug for bug in BUGS if bug.name in FOUND_BY_FORMULAS], ids=lambda bug: bug.name)
def test_a_bug_is_found_by_queueing_theory(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(bug, monkeypatch)
    assert not all(each.fits for line in LINES for each in compare(line))

"""The search for circles of objects is rare, and still happens."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from earpiece.runtime.garbage import THRESHOLDS, search_rarely


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


class Node:
    """Refers to itself."""

    def __init__(self) -> None:
        self.me = self


def test_what_is_there_at_the_start_is_not_searched_again() -> None:
    """All of it is set apart."""
    search_rarely()
    assert gc.get_freeze_count() > 10_000


def test_circles_made_later_are_still_freed() -> None:
    """After as many new objects as the threshold says, not never."""
    search_rarely()
    circle = weakref.ref(Node())
    kept = [[] for _ in range(700)]  # type: ignore[var-annotated]
    assert circle() is not None, "the search comes as often as before"
    kept += [[] for _ in range(THRESHOLDS[0] + 1)]
    assert circle() is None

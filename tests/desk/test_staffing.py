"""Whether enough people are there for a skill."""

import pytest

from earpiece.desk.staffing import need


@pytest.mark.parametrize(
    ("waiting", "oldest", "capacities", "missing", "words"),
    [
        (0, 0.0, [4.0], 0, "nothing waits"),
        (0, 0.0, [], 0, "nothing waits"),
        (4, 10.0, [4.0], 0, "enough"),
        (5, 10.0, [4.0], 1, "one more disputes needed"),
        (20, 10.0, [2.0, 2.0], 8, "8 more disputes needed"),
        (1, 61.0, [4.0, 4.0], 1, "one more disputes needed"),
        (1, 10.0, [], 1, "nobody is there: one disputes needed"),
        (9, 10.0, [], 3, "nobody is there: 3 disputes needed"),
    ],
)
def test_the_rule(waiting: int, oldest: float, capacities: list[float], missing: int, words: str) -> None:
    """As many as hold what is open, and one more where somebody waits beyond the promise of a minute."""
    found = need("disputes", waiting, oldest, 60.0, capacities)
    assert (found.missing, found.words) == (missing, words)


def test_without_a_promise_no_wait_is_too_long() -> None:
    """Work that a machine waits for."""
    assert need("disputes", 1, 1e9, None, [4.0]).missing == 0

"""Names for exact things: equal for equal calls, different for any difference that counts."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earpiece.domain.digests import call_digest, canonical, digest
from tests.support.stage import SHOP

TOOL = SHOP.current().tools["refund"]
ARGS = {"order": "o1", "amount": 60.0}
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_the_order_of_keys_does_not_count(value: dict[str, Any]) -> None:
    """Two ways to write the same call have one name."""
    assert digest(value) == digest(dict(reversed(value.items())))


@given(JSON, JSON)
def test_different_values_have_different_names(one: Any, other: Any) -> None:
    """And equal ones the same."""
    assert (digest(one) == digest(other)) == (canonical(one) == canonical(other))


def test_a_whole_number_is_one_however_it_is_written() -> None:
    """A form gives 60, a tool 60.0."""
    assert digest({"amount": 60}) == digest({"amount": 60.0})
    assert digest({"amount": 60}) != digest({"amount": True})
    assert digest({"amount": 60}) != digest({"amount": "60"})


@pytest.mark.parametrize(
    "other",
    [
        call_digest("another", TOOL, ARGS),
        call_digest("c", SHOP.current().tools["change_address"], ARGS),
        call_digest("c", TOOL, {**ARGS, "amount": 60.01}),
        call_digest("c", TOOL, {**ARGS, "order": "o2"}),
        call_digest("c", TOOL, {"amount": 60.0}),
        call_digest("c", replace(TOOL, rules=TOOL.rules[1:]), ARGS),
        call_digest("c", replace(TOOL, needs="anyone"), ARGS),
    ],
)
def test_whatever_counts_for_a_permission_is_in_its_name(other: str) -> None:
    """Conversation, tool, arguments, and the rules in force."""
    assert call_digest("c", TOOL, ARGS) != other


def test_where_a_rule_is_written_does_not_count() -> None:
    """An edited comment above it voids nothing."""
    moved = tuple(replace(rule, source=replace(rule.source, line=999)) for rule in TOOL.rules)
    assert call_digest("c", replace(TOOL, rules=moved), ARGS) == call_digest("c", TOOL, ARGS)

"""Writes, compared by what they mean: which took effect, which should have."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from earpiece.domain.digests import canonical
from earpiece.domain.forms import PlannedCall

TRANSFER = "transfer_to_human_agents"
"""It hands over and changes nothing in the company's books, so it is no effect that is compared."""

UNORDERED = frozenset({"passengers", "payment_methods"})
"""Lists whose order means nothing."""

Effects = Counter[str]


def meaning(call: PlannedCall) -> str:
    """The same text for calls that mean the same: whatever the order of keys, of passengers and of payments, `50` as
    `50.0`, an argument left out as one that is null."""
    return f"{call.tool} {canonical(_plain(call.args))}"


def effects(calls: Iterable[PlannedCall], writes: frozenset[str]) -> Effects:
    """How often each write stands among the calls; everything else is left out."""
    return Counter(meaning(call) for call in calls if call.tool in writes)


def _plain(value: Any, name: str = "") -> Any:
    match value:
        case Mapping():
            return {str(key): _plain(part, str(key)) for key, part in value.items() if part is not None}
        case list() | tuple():
            parts = [_plain(part) for part in value]
            return sorted(parts, key=canonical) if name in UNORDERED else parts
        case float() if value.is_integer():
            return int(value)
        case str():
            return value.strip()
    return value

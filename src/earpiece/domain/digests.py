"""Names for exact things: SHA-256 over canonical JSON (sorted keys, no spaces; RFC 8785 in spirit)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from earpiece.domain.playbook import Tool


def digest(value: Any) -> str:
    """A name for any JSON value; equal values have equal names. Numbers 250 and 250.0 are equal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()[:32]


def canonical(value: Any) -> str:
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def person(customer: str) -> str:
    """The name under which a customer's keys and conversations are listed; it does not tell the id itself."""
    return f"customer/{digest(['customer', customer])}"


def call_digest(conversation: str, tool: Tool, args: Mapping[str, Any]) -> str:
    """What a grant is bound to: the tool, its exact arguments, the conversation, and the rules in force."""
    rules = [{k: v for k, v in asdict(rule).items() if k != "source"} for rule in tool.rules]
    return digest([conversation, tool.name, args, tool.effect, tool.needs, rules])

"""The pinned listing of an MCP server (or of functions of the own process): what somebody has looked at and agreed to.

A server may change what it says of its tools at any time, and words of a tool's description are words that a model
obeys. So only what stands in the pin counts, and a tool that no longer is what it was is not called.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from earpiece.company.remote.operation import Offer
from earpiece.domain.errors import Invalid
from earpiece.domain.playbook import Source

PINNED = ("description", "inputSchema", "outputSchema", "annotations", "title", "injected", "acceptsNobody")
"""What is pinned of an entry of a tools/list result (MCP 2025-11-25 and 2026-07-28); icons and `_meta` say nothing
that is read here. The last two are said of functions of the own process only."""


def digest_of_tool(entry: Mapping[str, Any]) -> str:
    """SHA-256 of all that the listing says of the tool, as canonical JSON."""
    kept = {key: entry[key] for key in PINNED if entry.get(key) is not None}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def pin_text(listing: Mapping[str, Mapping[str, Any]]) -> str:
    """The file for a listing (name → its entry)."""
    tools = {
        name: {**{key: entry[key] for key in PINNED if entry.get(key) is not None}, "digest": digest_of_tool(entry)}
        for name, entry in sorted(listing.items())
    }
    return json.dumps({"tools": tools}, indent=2, ensure_ascii=False) + "\n"


def read_pin(text: str, file: str) -> dict[str, Offer]:
    """What was pinned, by name. Raises Invalid for a file that is none, or was changed by hand."""
    try:
        tools = json.loads(text)["tools"]
        return {str(name): _offer(str(name), entry, text, file) for name, entry in tools.items()}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Invalid(f"{file} is not a pinned listing: make it anew with `earpiece tools pin`.") from error


def _offer(name: str, entry: Mapping[str, Any], text: str, file: str) -> Offer:
    digest = digest_of_tool(entry)
    if digest != entry["digest"]:
        raise Invalid(
            f"{file}: what it says of `{name}` is not what was pinned. Make it anew with `earpiece tools pin`."
        )
    hints = entry.get("annotations") or {}
    read_only = hints.get("readOnlyHint")
    if read_only is None and hints.get("destructiveHint") is True:
        read_only = False
    source = Source(file, _line(text, name))
    injected, nobody = frozenset(entry.get("injected", ())), entry.get("acceptsNobody") is True
    return Offer(
        name, dict(entry["inputSchema"]), source, read_only=read_only, injected=injected, accepts_nobody=nobody,
        digest=digest,
    )  # fmt: skip


def _line(text: str, name: str) -> int:
    """Where the tool's entry begins, in the form that `pin_text` writes."""
    begin = f"    {json.dumps(name, ensure_ascii=False)}: {{"
    return next((number for number, line in enumerate(text.splitlines(), 1) if line == begin), 1)


def changes(before: Mapping[str, Offer], after: Mapping[str, Offer]) -> list[str]:
    """What is different, in words, for whoever has to agree to it."""
    new = [f"new: {name}" for name in after if name not in before]
    gone = [f"gone: {name}" for name in before if name not in after]
    other = [f"changed: {name}" for name in after if name in before and after[name].digest != before[name].digest]
    return [*new, *gone, *other]

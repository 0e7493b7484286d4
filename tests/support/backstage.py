"""The shop's tools behind a curtain: a test can make them fail, hang or answer slowly, and see what was called."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earpiece.domain.errors import ToolError
from earpiece.domain.ports import Tools


@dataclass(frozen=True)
class Called:
    """One call as the tool received it."""

    tool: str
    args: Mapping[str, Any]
    customer: str | None
    key: str


class Backstage:
    """Implements `domain.ports.Tools` around the real ones."""

    def __init__(self, tools: Tools, data: Path) -> None:
        self._tools = tools
        self._books = data / "books.jsonl"
        self.calls: list[Called] = []
        self.errors: dict[str, ToolError] = {}
        self.hangs_before: set[str] = set()
        """Tools that never get as far as their effect."""
        self.hangs_after: set[str] = set()
        """Tools that have their effect, and then never return."""
        self.slow: dict[str, float] = {}
        """Tools that take so many seconds before their effect."""
        self.check_hangs = False
        self.returns: dict[str, Any] = {}
        """What a tool gives instead of its real result."""

    async def run(self, tool: str, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        """Call the real tool, unless the test wants otherwise."""
        self.calls.append(Called(tool, args, customer, key))
        if tool in self.errors:
            raise self.errors[tool]
        await asyncio.sleep(self.slow.get(tool, 0.0))
        if tool in self.hangs_before:
            await asyncio.sleep(1e6)
        if tool in self.returns:
            return self.returns[tool]
        result = await self._tools.run(tool, args, customer, key)
        if tool in self.hangs_after:
            await asyncio.sleep(1e6)
        return result

    async def check(self, tool: str, key: str) -> Any:
        """What became of the attempt."""
        if self.check_hangs:
            await asyncio.sleep(1e6)
        return await self._tools.check(tool, key)

    def books(self) -> list[dict[str, Any]]:
        """Every effect that really happened, in order."""
        return [json.loads(line) for line in self._books.read_text().splitlines()] if self._books.exists() else []

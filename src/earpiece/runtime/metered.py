"""The journal and the tools with a stopwatch beside them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, cast

from earpiece.domain.ports import Journal, Receipt, Tools, Write
from earpiece.runtime.meters import Meters

WATCHED: Final = ("read", "read_all", "due", "next_due", "rows", "subject_of", "orphans", "erase", "link", "get_blob")
"""Operations whose failures are counted, beside `append` and `beat`."""

Operation = Callable[..., Awaitable[Any]]


def metered_journal(journal: Journal, meters: Meters) -> Journal:
    """The same journal, measured if anybody measures."""
    return cast(Journal, _MeteredJournal(journal, meters)) if meters.on else journal


class _MeteredJournal:
    """Behaves as the journal it wraps."""

    def __init__(self, journal: Journal, meters: Meters) -> None:
        self._journal = journal
        self._meters = meters
        for name in WATCHED:
            setattr(self, name, self._watched(name, getattr(journal, name)))
        meters.errors.expect((name,) for name in ("append", "beat", *WATCHED))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)

    def _watched(self, name: str, operation: Operation) -> Operation:
        async def watched(*args: Any, **named: Any) -> Any:
            try:
                return await operation(*args, **named)
            except Exception as error:
                self._meters.failed(name, error)
                raise

        return watched

    async def append(self, *writes: Write) -> Receipt:
        """See `Journal.append`."""
        meters = self._meters
        began = meters.now()
        meters.waiting += 1
        try:
            with meters.span("append"):
                return await self._journal.append(*writes)
        except Exception as error:
            meters.failed("append", error)
            raise
        finally:
            meters.waiting -= 1
            meters.appends.record(meters.now() - began)

    async def beat(self) -> None:
        """See `Journal.beat`."""
        try:
            await self._journal.beat()
        except Exception as error:
            self._meters.failed("beat", error)
            raise
        self._meters.beaten = self._meters.now()


def metered_tools(tools: Tools, meters: Meters) -> Tools:
    """The same tools, measured if anybody measures."""
    return _MeteredTools(tools, meters) if meters.on else tools


class _MeteredTools:
    """Behaves as the tools it wraps."""

    def __init__(self, tools: Tools, meters: Meters) -> None:
        self._tools = tools
        self._meters = meters

    async def run(self, tool: str, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        """See `Tools.run`."""
        began = self._meters.now()
        try:
            with self._meters.span("tool", tool=tool):
                return await self._tools.run(tool, args, customer, key)
        finally:
            self._meters.tools.record(self._meters.now() - began, tool)

    async def check(self, tool: str, key: str) -> Any:
        """See `Tools.check`."""
        with self._meters.span("tool check", tool=tool):
            return await self._tools.check(tool, key)

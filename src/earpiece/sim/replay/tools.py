"""The airline's tools in a replay: they answer what was recorded."""

from collections.abc import Mapping
from typing import Any

from earpiece.domain.errors import NotFound, ToolError
from earpiece.domain.forms import PlannedCall
from earpiece.sim.replay.effects import meaning
from earpiece.sim.replay.recording import Recording

FAILED = "Error"
"""How a recorded result begins that did nothing."""
DONE = "Done."
"""What a write answers that nobody has recorded, since an expert corrected it."""


class RecordedTools:
    """Implements `domain.ports.Tools` for one recording after the other.

    A call that was recorded answers what it answered then, the first one first. A write that an expert wanted done is
    not done a second time when the model comes to it by itself: the system says that it is so already.
    """

    def __init__(self, writes: frozenset[str]) -> None:
        self._writes = writes
        self._left: list[tuple[str, str]] = []
        self._known: dict[str, str] = {}
        self._ordered: set[str] = set()
        self._results: dict[str, Any] = {}
        self.done: list[PlannedCall] = []
        """The writes that took effect, in order."""

    def play(self, recording: Recording) -> None:
        """From now on answer from this recording."""
        made = [reply.made for exchange in recording.exchanges for reply in exchange.replies if reply.made is not None]
        self._left = [(meaning(each.call), each.result) for each in made]
        self._known, self._ordered, self._results, self.done = {}, set(), {}, []

    def order(self, call: PlannedCall) -> None:
        """An expert wants this done in place of what the model wanted."""
        self._ordered.add(meaning(call))

    async def run(self, tool: str, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        """See `domain.ports.Tools`."""
        if key in self._results:
            return self._results[key]
        call = PlannedCall(tool=tool, args=dict(args))
        means = meaning(call)
        again = means in self._ordered and any(meaning(each) == means for each in self.done)
        result = DONE if means in self._ordered else self._recorded(means)
        if again:
            raise ToolError("already_so", "This is so already; nothing was changed.")
        if result.startswith(FAILED):
            raise ToolError("refused", result)
        if tool in self._writes:
            self.done.append(call)
        self._results[key] = result
        return result

    async def check(self, tool: str, key: str) -> Any:
        """See `domain.ports.Tools`."""
        if key in self._results:
            return self._results[key]
        raise NotFound(f"{tool} cannot tell what became of an attempt")

    def _recorded(self, means: str) -> str:
        """The result of the first such call that is left; the last known one where all were used up."""
        for at, (each, result) in enumerate(self._left):
            if each == means:
                del self._left[at]
                self._known[means] = result
                return result
        return self._known.get(means, DONE)

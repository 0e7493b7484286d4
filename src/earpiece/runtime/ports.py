"""The parts a runtime is made of. `wiring` and `sim` build them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from earpiece.domain.conversation import Conversation
from earpiece.domain.event import BaseEvent
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Briefer, Clock, Ids, Journal, Planner, Reader, Tools, Understanding, Wording
from earpiece.runtime.meters import OFF, Meters

Fact = BaseEvent | Callable[[Conversation], BaseEvent | None]
"""Something that happened; or what happened, seen from the state it is added to: perhaps nothing any more."""


class Companies(Protocol):
    """The company's versions. A conversation is pinned to the one it started with."""

    def current(self) -> Company: ...

    def version(self, digest: str) -> Company:
        """The version of that digest; raises NotFound when this node has never met it."""
        ...

    async def find(self, digest: str, journal: Journal) -> None:
        """Have that version at hand for `version`, from the journal if another node has published it.

        Raises NotFound when nobody has, Unusable when this program is too old to understand it.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything the runtime needs from outside. `spawn` starts background work under a name."""

    journal: Journal
    clock: Clock
    ids: Ids
    understanding: Understanding
    tools: Tools
    companies: Companies
    spawn: Callable[[str, Awaitable[None]], None]
    meters: Meters = OFF
    planner: Planner | None = None
    """The large model that leads through open parts; None: there is none, and they cannot be entered."""
    reader: Reader | None = None
    """The large model that reads messages where the company has it so; None: the embedded understanding reads them."""
    wording: Wording | None = None
    """The large model that says the company's sentences where the company has it so; None: they stand as they are."""
    briefer: Briefer | None = None
    """The large model that prepares cards; None: they stand as the agent wrote them."""

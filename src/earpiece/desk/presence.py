"""Who is at the desk: a workspace that is open says so again and again; who does nothing for long is away."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from earpiece.domain import desk_events as d
from earpiece.domain.ports import Recorded

SAYS_SO = 30.0
"""Seconds after which an open workspace says again that it is open."""

BELIEVED = 75.0
"""Seconds for which it is believed."""

STILL = 600.0
"""Seconds without doing anything after which somebody is away."""

ACTIVE = 60.0
"""Seconds within which doing something twice is noted once."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a person's workspaces. Times are in seconds; `active` is when they last did something."""

    id: str
    position: int = 0
    until: float = 0.0
    workspace: str = "desk"
    active: float = 0.0

    def here(self, now: float) -> bool:
        return self.until > now

    def still(self, now: float) -> bool:
        """Whether they have done nothing for long."""
        return now - self.active >= STILL


def fold(seen: Seen, recorded: Iterable[Recorded]) -> Seen:
    """What is known after these events, in order."""
    for item in recorded:
        seen = replace(seen, position=seen.position + 1)
        match item.event:
            case d.ExpertSeen():
                came = item.at if not seen.here(item.at) else seen.active  # whoever comes does something
                active = came if item.event.active is None else item.event.active
                seen = replace(seen, until=item.event.until, workspace=item.event.workspace, active=active)
            case d.ExpertGone():
                seen = replace(seen, until=0.0)
    return seen

"""What a company's supervisors have set for all conversations: bulletins, stop switches, dials.

They are events in the stream `controls/company`; every node folds it. What is in force enters a conversation as
`ControlsNoted`, at the beginning of the turn that first meets it, so that agent and gate see nothing but the state, and
the story tells under which controls something was said or done.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from earpiece.domain.event import BaseEvent
from earpiece.domain.ports import Recorded
from earpiece.domain.records import replace


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


class Bulletin(_Form):
    """One sourced line that answers a question before it is asked ("card payments are down in Spain until 14:00")."""

    id: str
    text: str
    """What the agent says, word for word."""
    source: str
    """Where it comes from ("status page, 12:40"; "head of payments")."""
    targets: tuple[str, ...] = ()
    """The requests it concerns (`playbook/NAME`, `page/NAME`); with no targets and no words: whatever the agent does
    not know."""
    words: tuple[str, ...] = ()
    """It concerns messages with all of these words."""
    languages: tuple[str, ...] = ()
    """Empty: all."""
    until: float
    by: str


class Stop(_Form):
    """A stop switch that is on: no run of this tool or playbook begins or goes on; `everything` stops every agent."""

    what: Literal["tool", "playbook", "everything"]
    name: str = ""
    reason: str = ""
    by: str


class Dial(_Form):
    """How much of what the agent would say or do in a playbook a person reviews first. `playbook` `*` is every one."""

    playbook: str
    kind: Literal["message", "effect"]
    share: float
    """0..1: none, a sample, every one."""
    by: str


class BulletinPosted(BaseEvent):
    """In force for every conversation from now on, until its time is over or somebody ends it."""

    bulletin: Bulletin


class BulletinEnded(BaseEvent):
    """No longer said."""

    bulletin: str
    by: str


class StopSet(BaseEvent):
    """A stop switch was put on."""

    stop: Stop


class StopLifted(BaseEvent):
    """A stop switch was put off."""

    what: Literal["tool", "playbook", "everything"]
    name: str = ""
    by: str


class DialSet(BaseEvent):
    """How much is reviewed from now on."""

    dial: Dial


class ControlsNoted(BaseEvent):
    """In a conversation's stream: what is in force as of this turn."""

    bulletins: tuple[Bulletin, ...] = ()
    stops: tuple[Stop, ...] = ()
    dials: tuple[Dial, ...] = ()


@dataclass(frozen=True)  # without slots, for `records.replace`
class Controls:
    """All that was set and not taken back."""

    id: str = "company"
    position: int = 0
    bulletins: tuple[Bulletin, ...] = ()
    stops: tuple[Stop, ...] = ()
    dials: tuple[Dial, ...] = ()

    def stopped(self, what: str, name: str) -> Stop | None:
        """The switch that stops this tool or playbook, if one is on."""
        return next(
            (stop for stop in self.stops if stop.what == "everything" or (stop.what, stop.name) == (what, name)), None
        )

    def share(self, playbook: str, kind: str) -> float:
        """How much of this kind is reviewed in this playbook; one of its own goes before the one for all."""
        found = {dial.playbook: dial.share for dial in self.dials if dial.kind == kind}
        return found.get(playbook, found.get("*", 0.0))

    def at(self, now: float) -> "Controls":
        """What is in force at `now`."""
        alive = tuple(bulletin for bulletin in self.bulletins if bulletin.until > now)
        return self if len(alive) == len(self.bulletins) else replace(self, bulletins=alive)

    def noted(self) -> ControlsNoted:
        return ControlsNoted(bulletins=self.bulletins, stops=self.stops, dials=self.dials)


NOTHING = Controls()


def fold(controls: Controls, recorded: Iterable[Recorded]) -> Controls:
    """What is set after these events, in order."""
    for item in recorded:
        controls = _apply(replace(controls, position=controls.position + 1), item.event)
    return controls


def _apply(controls: Controls, event: BaseEvent) -> Controls:
    match event:
        case BulletinPosted(bulletin=new):
            return replace(controls, bulletins=(*(b for b in controls.bulletins if b.id != new.id), new))
        case BulletinEnded(bulletin=id):
            return replace(controls, bulletins=tuple(b for b in controls.bulletins if b.id != id))
        case StopSet(stop=stop):
            others = tuple(s for s in controls.stops if (s.what, s.name) != (stop.what, stop.name))
            return replace(controls, stops=(*others, stop))
        case StopLifted(what=what, name=name):
            return replace(controls, stops=tuple(s for s in controls.stops if (s.what, s.name) != (what, name)))
        case DialSet(dial=dial):
            kept = tuple(d for d in controls.dials if (d.playbook, d.kind) != (dial.playbook, dial.kind))
            return replace(controls, dials=(*kept, dial))
    return controls

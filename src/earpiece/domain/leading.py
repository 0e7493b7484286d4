"""What people's interventions, and what supervisors set for all, make of a conversation; part of its fold."""

from typing import TYPE_CHECKING

from earpiece.domain import interventions as i
from earpiece.domain.controls import Controls, ControlsNoted
from earpiece.domain.parts import Line
from earpiece.domain.records import replace

if TYPE_CHECKING:
    from earpiece.domain.conversation import Conversation


def leader_of(state: "Conversation") -> tuple[str, str]:
    """Who leads (`agent`, `paused`, `stopped`, `person`), and the name if that is a person. A switch that stops every
    agent stops this one."""
    if state.lead.who == "person":
        return "person", state.lead.name
    halted = any(stop.what == "everything" for stop in state.controls.stops)
    return ("stopped" if halted else state.lead.who), ""


def intervened(state: "Conversation", event: i.Intervention) -> "Conversation":
    """A person did something: who leads may be another one now."""
    before = state.lead
    state = replace(state, lead=i.apply(before, event, state.position, state.now))
    match event:
        case i.TakenOver():
            return replace(state, asked=None)  # the agent's open question is put again when it is given back
        case i.PersonSaid():
            line = Line(state.position, state.now, event)
            return replace(_rested(state), lines=(*state.lines, line), asked=None)
        case i.GivenBack(reason="fell silent"):  # what the person has not answered is the agent's to take up
            return replace(state, unread=(*state.unread, *before.unanswered), timers=_without(state, "lead"))
        case i.AgentResumed() | i.GivenBack():
            return _rested(state)
    return state


def awaited(state: "Conversation", event: i.PersonAwaited) -> "Conversation":
    """The customer's words are for the person who leads."""
    left = tuple(item for item in state.unread if item[0] == event.message)
    unread = tuple(item for item in state.unread if item[0] != event.message)
    lead = replace(state.lead, unanswered=(*state.lead.unanswered, *left))
    return replace(state, unread=unread, lead=lead, timers=_without(state, "lead"))


def followed(state: "Conversation", event: i.GuideFollowed) -> "Conversation":
    """The agent has acted on the guidance."""
    left = tuple(guide for guide in state.lead.guides if guide.id != event.guide)
    return replace(state, lead=replace(state.lead, guides=left))


def told(state: "Conversation", tells: tuple[str, ...]) -> "Conversation":
    """The customer knows these bulletins and stop switches, and who leads, from now on."""
    news = {name.removeprefix("bulletin ") for name in tells if not name.startswith("lead ")}
    changes = [int(name.removeprefix("lead ")) for name in tells if name.startswith("lead ")]
    lead = replace(state.lead, told=max(changes), known=state.leader) if changes else state.lead
    return replace(state, told=state.told | news, lead=lead)


def noted(state: "Conversation", event: ControlsNoted) -> "Conversation":
    """What a switch has refused may be tried again; one that is set anew will be told of anew."""
    controls = Controls(bulletins=event.bulletins, stops=event.stops, dials=event.dials, position=state.position)
    refusals = {at: refused for at, refused in state.refusals.items() if refused.code != "stopped"}
    on = {f"{stop.what} {stop.name}" for stop in event.stops}
    known = frozenset(
        name for name in state.told if not name.startswith("stop ") or name.partition(" in ")[0][5:] in on
    )  # fmt: skip
    return replace(state, controls=controls, refusals=refusals, told=known)


def _rested(state: "Conversation") -> "Conversation":
    """Somebody has just come back to the customer: silence counts from now on."""
    return replace(state, timers=_without(state, "idle", "lead"))


def _without(state: "Conversation", *names: str) -> tuple[str, ...]:
    return tuple(timer for timer in state.timers if timer not in names)

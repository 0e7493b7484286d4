"""The closed union of everything that can happen, and each class by the name it is stored under."""

from earpiece.domain import (
    controls,
    desk_events,
    events,
    flags,
    interventions,
    learning,
    precedent,
    seeds,
    workspace_events,
)
from earpiece.domain.event import BaseEvent

ABSTRACT = (BaseEvent, interventions.Intervention, precedent.PrecedentEvent, precedent.Taught)

EVENT_TYPES: dict[str, type[BaseEvent]] = {
    name: kind
    for module in (events, flags, interventions, controls, desk_events, precedent, seeds, learning, workspace_events)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, BaseEvent) and kind not in ABSTRACT
}
"""Closed: a journal with any other name in it is refused."""

"""The closed union of everything that can happen, and each class by the name it is stored under."""

from earpiece.domain import desk_events, events
from earpiece.domain.event import BaseEvent

EVENT_TYPES: dict[str, type[BaseEvent]] = {
    name: kind
    for module in (events, desk_events)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, BaseEvent) and kind is not BaseEvent
}
"""Closed: a journal with any other name in it is refused."""

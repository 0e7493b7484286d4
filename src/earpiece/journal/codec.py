"""An event's stored form: name, version, open JSON, and the personal fields as JSON of their own.

JSON is compact, with fields in the order of their class, so equal events have equal bytes. Encryption is the
business of `keys`; here a personal part is either known or gone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, to_json

from earpiece.domain.all_events import EVENT_TYPES
from earpiece.domain.errors import Invalid, Unusable
from earpiece.domain.event import BaseEvent, Personal
from earpiece.journal.upcast import HISTORY, Upcasts


@dataclass(frozen=True, slots=True)
class Encoded:
    """An event ready to be stored. `personal` is None when it holds nothing personal."""

    type: str
    version: int
    open: str
    personal: str | None


class Shape:
    """What the codec needs to know about one event class, found out once."""

    def __init__(self, cls: type[BaseEvent]) -> None:
        self.cls = cls
        self.name = cls.__name__
        self.version = cls.VERSION
        self.erased: dict[str, Any] = {
            name: mark.erased
            for name, field in cls.model_fields.items()
            for mark in field.metadata
            if isinstance(mark, Personal)
        }
        self.personal = set(self.erased)

    @cached_property
    def erased_json(self) -> str:
        """The personal fields as they read after erasure, and as they are where there is nothing personal in them."""
        return to_json(self.erased).decode()


class Codec:
    """Turns events into their stored form and back. `types` and `history` are given in by tests only."""

    def __init__(self, types: Mapping[str, type[BaseEvent]] = EVENT_TYPES, history: Upcasts = HISTORY) -> None:
        self._shapes = {name: Shape(cls) for name, cls in types.items()}
        self._history = history

    def encode(self, event: BaseEvent) -> Encoded:
        """Takes an event; raises Invalid if it is of no known class or holds what JSON cannot say."""
        shape = self._shapes.get(type(event).__name__)
        if shape is None:
            raise Invalid(f"{type(event).__name__} is not in EVENT_TYPES, so it cannot be stored.")
        try:
            if not shape.personal:
                return Encoded(shape.name, shape.version, event.model_dump_json(), None)
            personal = event.model_dump_json(include=shape.personal)
            opened = event.model_dump_json(exclude=shape.personal)
        except PydanticSerializationError as error:
            raise Invalid(f"{shape.name} holds a value that is not JSON: {error}") from error
        return Encoded(shape.name, shape.version, opened, None if personal == shape.erased_json else personal)

    def decode(self, name: str, version: int, opened: str, personal: str | None) -> BaseEvent:
        """Takes a stored form, `personal` being None when there was none or the key is gone.

        Raises Unusable when the event is newer than this program, or damaged.
        """
        try:
            if (name, version) in self._history:
                return self._lifted(name, version, opened, personal)
            shape = self._shape(name, version)
            body = _joined(opened, shape.erased_json if personal is None else personal)
            return shape.cls.model_validate_json(body)
        except ValidationError as error:
            where = ", ".join(".".join(map(str, mistake["loc"])) for mistake in error.errors())
            raise Unusable(f"A stored {name} (version {version}) does not read as one: {where}.") from error

    def _lifted(self, name: str, version: int, opened: str, personal: str | None) -> BaseEvent:
        stored = json.loads(opened) | json.loads(personal or "{}")
        name, version, fields = self._history.lift(name, version, stored)
        shape = self._shape(name, version)
        return shape.cls.model_validate(shape.erased | fields)

    def _shape(self, name: str, version: int) -> Shape:
        shape = self._shapes.get(name)
        if shape is None or version != shape.version:
            raise Unusable(f"The journal holds {name} version {version}, which this program does not know: update it.")
        return shape


def _joined(left: str, right: str) -> str:
    """Two JSON objects without common names, as one."""
    if left == "{}":
        return right
    return left if right == "{}" else f"{left[:-1]},{right[1:]}"

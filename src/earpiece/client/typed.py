"""From Python types to what an expert is asked to fill in, and from what they filled in back to Python values."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, TypeAdapter, create_model

T = TypeVar("T")

VALUE = "value"
"""An answer that is no object of its own is asked for as the one field of this name."""


class Form(Generic[T]):
    """What an answer of this type is asked for as, and read from."""

    def __init__(self, kind: type[T]) -> None:
        self._adapter: TypeAdapter[T] = TypeAdapter(kind)
        schema = self._adapter.json_schema()
        self._bare = schema.get("type") != "object"
        self.schema: dict[str, Any] = schema
        if self._bare:
            definitions = schema.pop("$defs", {})
            self.schema = {"type": "object", "properties": {VALUE: schema}, "required": [VALUE], "$defs": definitions}

    def read(self, data: Mapping[str, Any]) -> T:
        """The answer as the type wants it. Raises pydantic's ValidationError for what the schema could not say."""
        return self._adapter.validate_python(data[VALUE] if self._bare else dict(data))


class Arguments:
    """The arguments of a function, as they are shown to an expert and as they are given to the function."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._signature = inspect.signature(function)
        hints = get_type_hints(function, include_extras=True)
        fields: dict[str, Any] = {}
        self.hidden = ""
        """`self` or `cls`, which nobody needs to be shown."""
        for name, parameter in self._signature.parameters.items():
            if not fields and not self.hidden and name in ("self", "cls"):
                self.hidden = name
                continue
            if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
                raise TypeError(f"{function.__name__}: name each argument, so that a person sees what they allow.")
            default = ... if parameter.default is parameter.empty else parameter.default
            fields[name] = (hints.get(name, Any), default)
        config = ConfigDict(arbitrary_types_allowed=False, extra="forbid")
        self._model: type[BaseModel] = create_model(f"{function.__name__}_arguments", __config__=config, **fields)
        self.schema: dict[str, Any] = self._model.model_json_schema()

    def shown(self, *args: Any, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any], Any]:
        """The call's arguments as plain JSON, as Python values, and `self`. Raises TypeError, ValidationError."""
        bound = self._signature.bind(*args, **kwargs)
        bound.apply_defaults()
        values = dict(bound.arguments)
        owner = values.pop(self.hidden, None)
        filled = self._model.model_validate(values)
        return filled.model_dump(mode="json"), values, owner

    def read(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Plain JSON, as an expert has approved it, as the function wants it."""
        filled = self._model.model_validate(dict(args))
        return {name: getattr(filled, name) for name in type(filled).model_fields}

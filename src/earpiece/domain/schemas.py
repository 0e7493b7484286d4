"""Which JSON Schemas an asker may bring for a typed answer: those that a person can be shown as a form.

An object whose fields are texts, numbers, whole numbers, yes or no, one of several values, several of several values,
or one more such object. References within the schema are put in place; a schema that no form can be made of is refused
when the question is asked, not when somebody sits before it.
"""

import json
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from earpiece.domain.errors import Invalid

MOST_BYTES = 16_000
MOST_FIELDS = 24
MOST_VALUES = 50

_WORDS = frozenset({"title", "description", "default", "examples", "deprecated"})
_BY_TYPE: Mapping[str, frozenset[str]] = {
    "string": frozenset({"minLength", "maxLength", "format"}),
    "number": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}),
    "integer": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}),
    "boolean": frozenset(),
    "array": frozenset({"items", "minItems", "maxItems", "uniqueItems"}),
    "object": frozenset({"properties", "required", "additionalProperties"}),
}


def answerable(schema: Mapping[str, Any], field: str = "form") -> dict[str, Any]:
    """The schema with its references put in place and nothing in it that a form cannot show.

    Raises Invalid, naming the place under `field`, if a person could not be asked to fill it in.
    """
    if len(json.dumps(schema, default=str)) > MOST_BYTES:
        raise Invalid(f"The schema in {field} is longer than {MOST_BYTES:,} characters.", field=field)
    definitions = schema.get("$defs", {})
    whole = _object(schema, definitions if isinstance(definitions, Mapping) else {}, field, depth=0)
    try:
        Draft202012Validator.check_schema(whole)
    except SchemaError as error:
        raise Invalid(f"{field} is not a JSON Schema (2020-12): {error.message}.", field=field) from error
    return whole


def shown_of(schema: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Of the schema of a call's arguments, those that a form can show as one value each, by name; the others stay as
    they are."""
    found = {}
    properties = schema.get("properties")
    for name, part in properties.items() if isinstance(properties, Mapping) else ():
        whole = {"type": "object", "properties": {name: part}, "$defs": schema.get("$defs", {})}
        try:
            shown = answerable(whole)["properties"][name]
        except Invalid:
            continue
        if shown.get("type") not in ("object", "array"):
            found[name] = shown
    return found


def _object(schema: Mapping[str, Any], definitions: Mapping[str, Any], field: str, depth: int) -> dict[str, Any]:
    if schema.get("type") != "object" or not isinstance(schema.get("properties"), Mapping):
        raise Invalid(
            f"{field} must be of type object with properties. For a single value, ask for an object with one field.",
            field=field,
        )
    _only(schema, _BY_TYPE["object"] | {"$defs", "$schema", "type"}, field)
    properties: Mapping[str, Any] = schema["properties"]
    if not 0 < len(properties) <= MOST_FIELDS:
        raise Invalid(f"{field} must have between one and {MOST_FIELDS} fields.", field=field)
    parts = {name: _part(part, definitions, f"{field}.{name}", depth) for name, part in properties.items()}
    words = {name: value for name, value in schema.items() if name in ("title", "description")}
    return {
        "type": "object", **words, "properties": parts, "required": list(schema.get("required", [])),
        "additionalProperties": False,
    }  # fmt: skip


def _part(given: Any, definitions: Mapping[str, Any], field: str, depth: int) -> dict[str, Any]:
    part = _plain(given, definitions, field)
    if "enum" in part or "const" in part:
        return _choice(part, field)
    kind = part.get("type")
    if kind == "object":
        if depth >= 1:
            raise Invalid(f"{field} lies too deep: an object may hold one more object, not two.", field=field)
        return _object({**part, "$defs": {}}, definitions, field, depth + 1) | _words(part)
    if not isinstance(kind, str) or kind not in _BY_TYPE:
        kinds = ", ".join(_BY_TYPE)
        raise Invalid(f"{field} needs a type that a form can show: one of {kinds}, or an enum.", field=field)
    _only(part, _BY_TYPE[kind] | {"type"}, field)
    if kind != "array":
        return part
    items = _plain(part.get("items"), definitions, f"{field}.items")
    if "enum" not in items:
        raise Invalid(f"{field} may list several of several values: its items need an enum.", field=field)
    return part | {"items": _choice(items, f"{field}.items")}


def _plain(given: Any, definitions: Mapping[str, Any], field: str) -> dict[str, Any]:
    """The part itself: what a reference stands for, and of a value that may be null, the value."""
    if not isinstance(given, Mapping):
        raise Invalid(f"{field} must say what may be answered there.", field=field)
    part = dict(given)
    for _ in range(4):
        if "$ref" in part:
            name = str(part.pop("$ref")).removeprefix("#/$defs/")
            if not isinstance(definitions.get(name), Mapping):
                raise Invalid(f"{field} refers to {name!r}, which is not among the schema's $defs.", field=field)
            part = {**definitions[name], **part}
        elif "anyOf" in part:
            ways = [way for way in part.pop("anyOf") if way != {"type": "null"}]
            if len(ways) != 1 or not isinstance(ways[0], Mapping):
                raise Invalid(f"{field} may be one thing or nothing, not one of several things.", field=field)
            part = {**ways[0], **part}
        elif len(part.get("allOf", [])) == 1:
            part = {**part.pop("allOf")[0], **part}
        else:
            break
    if part.get("default", ...) is None:
        del part["default"]
    return part


def _choice(part: Mapping[str, Any], field: str) -> dict[str, Any]:
    """One of several values."""
    _only(part, frozenset({"enum", "const", "type"}), field)
    values = part.get("enum", [part["const"]] if "const" in part else [])
    plain = isinstance(values, list) and all(isinstance(value, str | int | float | bool) for value in values)
    if not plain or not 0 < len(values) <= MOST_VALUES:
        raise Invalid(f"{field} needs between one and {MOST_VALUES} texts or numbers to choose from.", field=field)
    return {"enum": values, **_words(part)}


def _only(part: Mapping[str, Any], known: frozenset[str], field: str) -> None:
    """Raises Invalid for what a form would not show, and so nobody would keep to."""
    unknown = sorted(part.keys() - known - _WORDS)
    if unknown:
        can = ", ".join(sorted(known - {"$defs", "$schema"}))
        raise Invalid(f"{field} has {', '.join(unknown)}, which a form cannot show. It can show {can}.", field=field)


def _words(part: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name in _WORDS}

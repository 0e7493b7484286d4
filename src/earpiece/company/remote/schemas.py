"""Schemas of an OpenAPI document as JSON Schema 2020-12 on their own, without the document around them.

OpenAPI 3.1 uses that very dialect; of 3.0's own one, `nullable` and the two exclusive limits have other meanings
(OpenAPI 3.0.4, 4.8.24).
"""

from collections.abc import Mapping
from typing import Any

MAPS = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs", "definitions"})
"""Keywords whose value maps names to schemas."""
LEFT_OUT = frozenset({"example", "examples", "xml", "discriminator", "externalDocs", "nullable", "writeOnly"})
VALUES = frozenset({"enum", "const", "default", "required", "type", "pattern", "format"})
"""Keywords whose value is data, not a schema."""
DEFS = "#/$defs/"
COMPONENTS = "#/components/schemas/"


class Unreadable(Exception):
    """Something in the document cannot be made out; the words say what."""


class Schemas:
    """Translates schemas of one document. What they refer to is kept in `shared`, as `$defs` of the result."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._old = str(document.get("openapi", "")).startswith("3.0")
        self.shared: dict[str, Any] = {}

    def follow(self, part: Any) -> Any:
        """`part`, or what it refers to. Raises Unreadable if that is not in the document."""
        seen = 0
        while isinstance(part, Mapping) and "$ref" in part:
            part, seen = self._at(str(part["$ref"])), seen + 1
            if seen > 20:
                raise Unreadable(f"`{part}` refers to itself")
        return part

    def _at(self, reference: str) -> Any:
        if not reference.startswith("#/"):
            raise Unreadable(f"it refers to `{reference}`, outside the document")
        part: Any = self._document
        for name in reference[2:].split("/"):
            name = name.replace("~1", "/").replace("~0", "~")
            if not isinstance(part, Mapping) or name not in part:
                raise Unreadable(f"it refers to `{reference}`, which is not there")
            part = part[name]
        return part

    def translate(self, schema: Any) -> Any:
        """The schema by itself; references lead into `$defs`."""
        if isinstance(schema, list):
            return [self.translate(part) for part in schema]
        if not isinstance(schema, Mapping):
            return schema
        if "$ref" in schema:
            return self._shared(str(schema["$ref"]), schema)
        made = {key: self._keyword(key, value) for key, value in schema.items() if self._kept(key)}
        if "required" in made and "properties" in made:
            known = schema["properties"]
            made["required"] = [name for name in made["required"] if name in made["properties"] or name not in known]
        return self._of_3_0(made, schema) if self._old else made

    def _kept(self, key: str) -> bool:
        return key not in LEFT_OUT and not key.startswith("x-")

    def _keyword(self, key: str, value: Any) -> Any:
        if key in MAPS and isinstance(value, Mapping):
            return {name: self.translate(part) for name, part in value.items() if not _only_read(part)}
        return value if key in VALUES else self.translate(value)

    def _shared(self, reference: str, schema: Mapping[str, Any]) -> Any:
        name = reference.removeprefix(COMPONENTS).removeprefix("#/").replace("/", ".")
        if name not in self.shared:
            target = self._at(reference)
            self.shared[name] = {}  # so that a schema may refer to itself
            self.shared[name] = self.translate(target)
        made = {"$ref": f"{DEFS}{name}"}
        if self._old:  # there, whatever stands beside a reference is ignored
            return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made
        beside = {key: self._keyword(key, value) for key, value in schema.items() if key != "$ref" and self._kept(key)}
        return {**beside, **made}

    @staticmethod
    def _of_3_0(made: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
        for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if made.pop(exclusive, None) is True and limit in made:
                made[exclusive] = made.pop(limit)
        if schema.get("nullable") is True and isinstance(made.get("type"), str):
            made["type"] = [made["type"], "null"]
            if "enum" in made:
                made["enum"] = [*made["enum"], None]
        return made


def _only_read(part: Any) -> bool:
    """A property that the server gives and nobody sends."""
    return isinstance(part, Mapping) and part.get("readOnly") is True


def set_apart(schema: Any, prefix: str) -> Any:
    """The schema with `prefix` before the names of its `$defs`, so that it may stand beside others in one schema."""
    if isinstance(schema, list):
        return [set_apart(part, prefix) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {key: _set_apart(key, value, prefix) for key, value in schema.items()}


def _set_apart(key: str, value: Any, prefix: str) -> Any:
    if key == "$ref" and isinstance(value, str):
        return value.replace(DEFS, f"{DEFS}{prefix}.", 1) if value.startswith(DEFS) else value
    if key in MAPS and isinstance(value, Mapping):
        before = f"{prefix}." if key == "$defs" else ""
        return {f"{before}{name}": set_apart(part, prefix) for name, part in value.items()}
    return value if key in VALUES else set_apart(value, prefix)

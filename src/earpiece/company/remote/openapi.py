"""An OpenAPI 3 document: which operations it describes, and what each takes, as one JSON Schema.

Parameters and the fields of a JSON body become arguments side by side; where two have one name, or the body is no
plain object, the body is the argument `body`. What the document says of servers and security is not used: where a
server is and what is sent along stands in servers.yaml.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from earpiece.company.remote.operation import HttpPart, Offer
from earpiece.company.remote.schemas import Schemas, Unreadable
from earpiece.domain.playbook import Source

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
SAFE = ("get", "head", "options", "trace")
"""Methods that ask for no change (RFC 9110, 9.2.1)."""
NEVER_ARGUMENTS = ("accept", "content-type", "authorization")
"""Header parameters of these names are to be ignored (OpenAPI 3.1.1, 4.8.12.1)."""
BODY = "body"


def operation_ids(document: Mapping[str, Any]) -> list[str]:
    """The operations that can be named, in the document's order."""
    return [str(found["operationId"]) for _, _, _, found in _operations(document) if "operationId" in found]


def read_operation(document: Mapping[str, Any], name: str, file: str) -> Offer | None:
    """The operation of that `operationId`; None if there is none. Raises Unreadable if it cannot be called."""
    for path, item, method, found in _operations(document):
        if found.get("operationId") == name:
            lines = getattr(item, "lines", {})
            return _offer(document, path, item, method, found, Source(file, lines.get(method, 1)))
    return None


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Any, str, Any]]:
    schemas = Schemas(document)
    paths = document.get("paths")
    for path, entry in paths.items() if isinstance(paths, Mapping) else ():
        item = schemas.follow(entry)
        for method in METHODS:
            if isinstance(item, Mapping) and isinstance(item.get(method), Mapping):
                yield str(path), item, method, item[method]


def _offer(
    document: Mapping[str, Any], path: str, item: Mapping[str, Any], method: str, found: Mapping[str, Any], at: Source
) -> Offer:
    schemas = Schemas(document)
    properties: dict[str, Any] = {}
    required: list[str] = []
    parts: dict[str, HttpPart] = {}
    for parameter in _parameters(schemas, item, found):
        name = str(parameter["name"])
        if name in parts:
            raise Unreadable(f"two parameters are called `{name}`")
        parts[name] = _part(parameter)
        properties[name] = _described(schemas.translate(parameter.get("schema", {})), parameter)
        if parameter.get("required") is True or parts[name].where == "path":
            required.append(name)
    _add_body(schemas, found, properties, required, parts)
    schema = {"type": "object", "properties": properties, "required": required}
    if schemas.shared:
        schema["$defs"] = schemas.shared
    name = str(found["operationId"])
    return Offer(name, schema, at, method.upper(), path, parts, method in SAFE or None)


def _parameters(schemas: Schemas, item: Mapping[str, Any], found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those of the path, and of the operation, which win."""
    given = [schemas.follow(each) for owner in (item, found) for each in owner.get("parameters") or ()]
    merged = {(each.get("in"), each.get("name")): each for each in given if isinstance(each, Mapping)}
    return [each for each in merged.values() if _is_argument(each)]


def _is_argument(parameter: Mapping[str, Any]) -> bool:
    where, name = parameter.get("in"), str(parameter.get("name"))
    if where == "header":
        return name.lower() not in NEVER_ARGUMENTS
    if where == "cookie":
        if parameter.get("required") is True:
            raise Unreadable(f"it needs the cookie `{name}`, and cookies are not sent")
        return False
    return True


def _part(parameter: Mapping[str, Any]) -> HttpPart:
    name, where = str(parameter["name"]), parameter.get("in")
    if where not in ("path", "query", "header"):
        raise Unreadable(f"the parameter `{name}` is in `{where}`")
    style = parameter.get("style", "form" if where == "query" else "simple")
    if "schema" not in parameter or style != ("form" if where == "query" else "simple"):
        raise Unreadable(f"the parameter `{name}` is written in a way (`style`, `content`) that is not known here")
    return HttpPart(where, name)


def _described(schema: Any, parameter: Mapping[str, Any]) -> Any:
    if isinstance(schema, dict) and parameter.get("description") and "description" not in schema:
        return {**schema, "description": parameter["description"]}
    return schema


def _add_body(
    schemas: Schemas,
    found: Mapping[str, Any],
    properties: dict[str, Any],
    required: list[str],
    parts: dict[str, HttpPart],
) -> None:
    """The fields of the request's body beside the parameters."""
    request = schemas.follow(found.get("requestBody") or {})
    given = _json_schema(request)
    if given is None:
        return
    body = schemas.follow(given)
    own = {name: part for name, part in _fields(body).items() if not _only_read(schemas, part)}
    if own and not set(own) & set(parts):
        for name, part in own.items():
            properties[name], parts[name] = schemas.translate(part), HttpPart("body", name)
        if request.get("required") is True:
            required.extend(str(name) for name in body.get("required", ()) if name in own)
        return
    if BODY in parts:
        raise Unreadable("a parameter is called `body`, like the body itself")
    properties[BODY], parts[BODY] = schemas.translate(given), HttpPart("whole body", BODY)
    if request.get("required") is True:
        required.append(BODY)


def _json_schema(request: Mapping[str, Any]) -> Any:
    """The schema of the JSON that is sent; None if nothing has to be sent."""
    content = request.get("content") or {}
    for kind, part in content.items():
        plain = str(kind).partition(";")[0].strip().lower()
        if plain == "application/json" or plain.endswith("+json"):
            return part.get("schema", {})
    if content and request.get("required") is True:
        raise Unreadable(f"it takes {', '.join(f'`{kind}`' for kind in content)}, and only JSON can be sent")
    return None


def _fields(body: Any) -> Mapping[str, Any]:
    """The fields of a plain object; none for anything else."""
    mixed = {"allOf", "oneOf", "anyOf", "not", "if", "patternProperties"}
    if not isinstance(body, Mapping) or body.get("type", "object") != "object" or mixed & set(body):
        return {}
    properties = body.get("properties")
    return properties if isinstance(properties, Mapping) else {}


def _only_read(schemas: Schemas, part: Any) -> bool:
    found = schemas.follow(part)
    return isinstance(found, Mapping) and found.get("readOnly") is True

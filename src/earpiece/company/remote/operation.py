"""One operation of a server: as its document or its pinned listing describes it, and as tools.yaml uses it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from earpiece.company.remote.forms import ServerForm
from earpiece.company.remote.schemas import set_apart
from earpiece.domain.errors import ToolError
from earpiece.domain.playbook import Source

IDEMPOTENCY_KEY = ("header", "Idempotency-Key")
"""draft-ietf-httpapi-idempotency-key-header."""
META_KEY = ("meta", "earpiece/idempotency-key")
"""MCP has no field for it; `_meta` is where its specification puts what it does not name."""
LONGEST_LIMIT = 80


@dataclass(frozen=True, slots=True)
class HttpPart:
    """Where an argument goes in a request, and the name it has there."""

    where: Literal["path", "query", "header", "body", "whole body"]
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server offers under a name. `schema` is a JSON Schema of the arguments."""

    name: str
    schema: Mapping[str, Any]
    source: Source
    method: str = ""
    """HTTP only."""
    path: str = ""
    parts: Mapping[str, HttpPart] = field(default_factory=dict)
    read_only: bool | None = None
    """What the server says of itself; nothing is decided by it."""
    injected: frozenset[str] = frozenset()
    """Functions of the own process only: which of `customer` and `key` it takes."""
    accepts_nobody: bool = False
    """The same: it may be called without a verified customer."""
    digest: str = ""
    """MCP only: of all that the listing says of it."""


@dataclass(frozen=True)
class Operation:
    """A tool of tools.yaml that a server carries out."""

    tool: str
    server: str
    form: ServerForm
    offer: Offer
    writes: bool
    deadline: float
    """Seconds for one call."""
    customer: tuple[str, str] | None
    """Where the verified customer's id goes."""
    key: tuple[str, str] | None
    outcome: "Operation | None" = None
    """Tells what became of an attempt, by its key."""

    @property
    def hidden(self) -> frozenset[str]:
        """Arguments that nobody gives, since they are injected."""
        places = [place for place in (self.customer, self.key) if place]
        names = {name for kind, name in places if kind == "argument"}
        headers = {name.lower() for kind, name in places if kind == "header"}
        named = {
            argument
            for argument, part in self.offer.parts.items()
            if part.where == "header" and part.name.lower() in headers
        }
        return frozenset(names | named)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """JSON Schema of what may be given as arguments; anything else is refused."""
        schema, hidden = set_apart(self.offer.schema, f"{self.server}.{self.offer.name}"), self.hidden
        shown = {name: part for name, part in schema.get("properties", {}).items() if name not in hidden}
        required = [name for name in schema.get("required", ()) if name not in hidden]
        rest = {key: value for key, value in schema.items() if key not in ("properties", "required", "$schema")}
        return {**rest, "type": "object", "properties": shown, "required": required, "additionalProperties": False}

    def check(self, args: Mapping[str, Any], customer: str | None) -> None:
        """Raises ToolError if the call cannot be made with these arguments (plain JSON); the words repeat no value."""
        if self.customer is not None and customer is None:
            raise ToolError("not_verified", f"{self.tool} needs a verified customer")
        wrong = best_match(Draft202012Validator(self.parameters).iter_errors(dict(args)))
        if wrong is not None:
            raise ToolError("invalid_arguments", f"{self.tool}: {_words(wrong)}")

    def with_injected(self, args: Mapping[str, Any], customer: str | None, key: str) -> dict[str, Any]:
        """`args` and those that are injected as arguments."""
        given = ((self.customer, customer), (self.key, key))
        return {**args, **{place[1]: value for place, value in given if place and place[0] == "argument"}}

    def injected(self, kind: str, customer: str | None, key: str) -> dict[str, str]:
        """What is injected as `header` or `meta`, by name."""
        given = ((self.customer, customer), (self.key, key))
        return {place[1]: value for place, value in given if place and place[0] == kind and value is not None}


def _words(wrong: ValidationError) -> str:
    """What does not fit, without the value that was given: it may be private."""
    path = ".".join(str(part) for part in wrong.absolute_path)
    given: Any = wrong.instance
    schema: Any = wrong.schema
    limit: Any = wrong.validator_value
    if wrong.validator == "additionalProperties":
        unknown = sorted(set(given) - set(schema.get("properties", ())))
        return f"there is no parameter {', '.join(_inside(path, name) for name in unknown)[:LONGEST_LIMIT]}"
    if wrong.validator == "required":
        missing = [name for name in limit if name not in given]
        return f"{', '.join(_inside(path, name) for name in missing)[:LONGEST_LIMIT]} is missing"
    return f"{path or 'what is given'} does not fit: {wrong.validator} {str(limit)[:LONGEST_LIMIT]}"


def _inside(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name

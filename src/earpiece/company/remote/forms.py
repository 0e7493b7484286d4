"""servers.yaml: where tools that are not in tools.py come from."""

import re
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from earpiece.company.fields import mistake
from earpiece.company.node import Node

SERVERS = "servers.yaml"
HERE = frozenset({"127.0.0.1", "::1", "localhost"})
ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")
VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""The name of a header field (RFC 9110, 5.6.2)."""


def _address(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise mistake(f"`{text}` is not the address of a server", "write https://orders.example/v1")
    parts = urlsplit(text)
    if parts.username is not None:
        raise mistake("the address holds a secret", "name an environment variable with `credential:` instead")
    return text.rstrip("/")


def _variable(text: str) -> str:
    if not VARIABLE.fullmatch(text):
        words = "this is not the name of an environment variable"
        raise mistake(words, "write a name such as ORDERS_TOKEN; the secret itself never stands in this folder")
    return text


def _header(text: str) -> str:
    if not HEADER.fullmatch(text):
        raise mistake(f"`{text}` is not the name of a header", "write a name such as X-Api-Key")
    return text


def _command(value: Any) -> Any:
    if isinstance(value, str):
        raise mistake("a command is a list of words", "write [python, stock_server.py]")
    return value


Address = Annotated[str, AfterValidator(_address)]
Variable = Annotated[str, AfterValidator(_variable)]
Header = Annotated[str, AfterValidator(_header)]
Command = Annotated[tuple[str, ...], BeforeValidator(_command), Field(min_length=1)]


class ServerForm(Node):
    """An entry of servers.yaml: one of `openapi`, `mcp`, `command`, `in_process`, and how to speak with it."""

    openapi: Address | None = None
    mcp: Address | None = None
    command: Command | None = None
    in_process: Literal[True] | None = None
    credential: Variable | None = None
    credential_as: Header | None = None
    environment: tuple[Variable, ...] = ()
    errors: Literal["unknown", "nothing_done"] = "unknown"

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = (self.openapi, self.mcp, self.command, self.in_process)
        if sum(kind is not None for kind in kinds) != 1:
            remedy = "write one of `openapi: ADDRESS`, `mcp: ADDRESS`, `command: [PROGRAM, …]`"
            raise mistake("a server is reached in exactly one way", remedy)
        if self.credential and not self.address:
            raise mistake("`credential` goes with an address", "name the variable in `environment: [NAME]` instead")
        if self.credential_as and not self.credential:
            raise mistake("`credential_as` without a `credential`", "add `credential: NAME_OF_A_VARIABLE`")
        if self.environment and not self.command:
            raise mistake("`environment` goes with a command", "name the variable as `credential:` instead")
        return self

    @property
    def address(self) -> str | None:
        """Where it listens, if it is reached by HTTP."""
        return self.openapi or self.mcp

    @property
    def open_secret(self) -> bool:
        """Whether its credential would be sent where others may read it."""
        address = urlsplit(self.address or "")
        return self.credential is not None and address.scheme == "http" and address.hostname not in HERE

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables it needs."""
        return (*((self.credential,) if self.credential else ()), *self.environment)


def _origin(text: str) -> tuple[str, str]:
    server, slash, operation = text.partition("/")
    if not (server and slash and operation):
        raise mistake(f"`{text}` names no operation of a server", "write SERVER/OPERATION, such as orders/createRefund")
    return server, operation


def _place(text: str) -> tuple[str, str]:
    kind, space, name = text.strip().rpartition(" ")
    if space and kind not in ("header", "meta"):
        remedy = "write the name of a parameter, `header NAME`, or for an MCP server `meta NAME`"
        raise mistake(f"`{text}` says no place", remedy)
    if kind == "header":
        _header(name)
    return (kind or "argument", name)


Origin = Annotated[
    tuple[str, str],
    BeforeValidator(lambda value: _origin(value) if isinstance(value, str) else value, json_schema_input_type=str),
]
"""`SERVER/OPERATION` as those two."""

PlaceForm = Annotated[
    tuple[str, str],
    BeforeValidator(lambda value: _place(value) if isinstance(value, str) else value, json_schema_input_type=str),
]
"""Where an injected value goes: the kind (`argument`, `header`, `meta`) and the name."""

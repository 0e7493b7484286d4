"""What an operation takes is read from its document, and what cannot be called is said to be so."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from earpiece.company import load_toolbox
from earpiece.company.remote.openapi import operation_ids, read_operation
from earpiece.company.remote.operation import HttpPart
from earpiece.company.remote.schemas import Unreadable
from earpiece.domain.errors import ToolError
from tests.company.remote.shop import COMPANY, TOOLS_PY, WHO
from tests.company.sample import Folder


def document(operation: dict[str, Any], version: str = "3.1.0", **schemas: Any) -> dict[str, Any]:
    item: dict[str, Any] = {
        "parameters": [{"name": "shop", "in": "path", "required": True, "schema": {"type": "string"}}]
    }
    paths = {"/shops/{shop}/orders": {**item, "post": {"operationId": "make", **operation}}}
    return {"openapi": version, "paths": paths, "components": {"schemas": schemas}}


def body(schema: Any, *, required: bool = True, kind: str = "application/json") -> dict[str, Any]:
    return {"requestBody": {"required": required, "content": {kind: {"schema": schema}}}}


def schema_of(found: dict[str, Any]) -> Any:
    offer = read_operation(found, "make", "orders.yaml")
    assert offer is not None
    return offer.schema


def test_parameters_and_fields_of_the_body_stand_side_by_side() -> None:
    """Also behind references; what only the server gives, and what no argument may set, is left out."""
    order = {
        "type": "object",
        "required": ["item", "id"],
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "item": {"$ref": "#/components/schemas/Item"},
            "x-note": {"type": "string"},
        },
    }
    item = {
        "type": "object",
        "properties": {"parts": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}},
    }
    headers = [
        {"name": "Authorization", "in": "header", "required": True, "schema": {"type": "string"}},
        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}, "description": "Any words"},
    ]
    found = document({"parameters": headers, **body({"$ref": "#/components/schemas/Order"})}, Order=order, Item=item)
    offer = read_operation(found, "make", "orders.yaml")
    assert offer is not None
    assert sorted(offer.schema["properties"]) == ["X-Trace", "item", "shop", "x-note"]
    assert offer.schema["required"] == ["shop", "item"]
    assert offer.schema["properties"]["X-Trace"]["description"] == "Any words"
    assert offer.schema["$defs"]["Item"]["properties"]["parts"]["items"] == {"$ref": "#/$defs/Item"}
    assert offer.parts["item"] == HttpPart("body", "item")
    assert (offer.method, offer.path) == ("POST", "/shops/{shop}/orders")
    assert operation_ids(found) == ["make"]


def test_shared_types_of_two_tools_keep_apart(folder: Folder) -> None:
    """Both may stand in one schema, though both call a type by the same name."""
    order = {"type": "object", "properties": {"item": {"$ref": "#/components/schemas/Item"}}}
    item = {
        "type": "object",
        "properties": {"$ref": {"type": "string"}, "parts": {"$ref": "#/components/schemas/Item"}},
    }
    found = document(body(order), Item=item)
    folder.write("servers/orders.json", json.dumps(found))
    company = folder.check().company
    assert company is not None
    parameters = company.tools["make"].parameters
    assert parameters["properties"]["item"] == {"$ref": "#/$defs/orders.make.Item"}
    ((name, kept),) = parameters["$defs"].items()
    assert (name, kept["properties"]["parts"]) == ("orders.make.Item", {"$ref": "#/$defs/orders.make.Item"})
    assert kept["properties"]["$ref"] == {"type": "string"}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "properties": {"shop": {"type": "string"}}},
        {"oneOf": [{"type": "object"}, {"type": "string"}]},
        {"type": "object", "additionalProperties": {"type": "string"}},
    ],
    ids=["a list", "a field like a parameter", "one of several", "a free map"],
)
def test_a_body_that_is_no_plain_object_is_one_argument(schema: dict[str, Any]) -> None:
    """It is called `body`."""
    found = schema_of(document(body(schema)))
    assert found["properties"]["body"] == schema
    assert found["required"] == ["shop", "body"]


def test_the_dialect_of_3_0_is_translated() -> None:
    """There, null and exclusive limits are written in another way."""
    order = {
        "type": "object",
        "properties": {
            "amount": {
                "type": "number",
                "minimum": 0,
                "exclusiveMinimum": True,
                "maximum": 9,
                "exclusiveMaximum": False,
            },
            "note": {"type": "string", "nullable": True, "enum": ["a"], "example": "a"},
            "other": {"$ref": "#/components/schemas/Other", "nullable": True},
        },
    }
    found = schema_of(document(body(order), "3.0.3", Other={"type": "string"}))["properties"]
    assert found["amount"] == {"type": "number", "exclusiveMinimum": 0, "maximum": 9}
    assert found["note"] == {"type": ["string", "null"], "enum": ["a", None]}
    assert found["other"] == {"anyOf": [{"$ref": "#/$defs/Other"}, {"type": "null"}]}


COOKIE = {"name": "session", "in": "cookie", "required": True, "schema": {"type": "string"}}
DEEP = {"name": "filter", "in": "query", "style": "deepObject", "schema": {"type": "object"}}


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (body({}, kind="multipart/form-data"), "only JSON can be sent"),
        ({"parameters": [COOKIE]}, "cookies are not sent"),
        ({"parameters": [DEEP]}, "not known here"),
        (body({"$ref": "other.yaml#/Order"}), "outside the document"),
        (body({"$ref": "#/components/schemas/Gone"}), "is not there"),
    ],
)
def test_what_cannot_be_called_is_said_to_be_so(operation: dict[str, Any], words: str) -> None:
    """Before anything runs, instead of a call that means something else."""
    with pytest.raises(Unreadable, match=words):
        schema_of(document(operation))


TOOLS = """\
verify:
  about: Find a customer
  effect: read
  needs: anyone
  verifies: true
make:
  about: Make an order
  effect: write
  effect_text: An order is made
  from: orders/make
  customer_as: shop
  rules: [{go: true}]
"""
MISTAKES = {
    "no such server": ("from: orders/make", "from: order/make", "tools.yaml", "there is no server `order`"),
    "no such operation": ("from: orders/make", "from: orders/mak", "tools.yaml", "offers no operation `mak`"),
    "no operation at all": ("from: orders/make", "from: make", "tools.yaml", "names no operation of a server"),
    "no such parameter": ("customer_as: shop", "customer_as: shp", "tools.yaml", "has no parameter `shp`"),
    "another protocol": ("customer_as: shop", "customer_as: meta shop", "tools.yaml", "takes no `meta`"),
    "no place": ("customer_as: shop", "customer_as: cookie shop", "tools.yaml", "says no place"),
    "for nobody": ("  effect_text: An", "  needs: anyone\n  effect_text: An", "tools.yaml", "also somebody unknown"),
    "a rule over nothing": ("{go: true}", "{when: amount < 5, go: true}", "tools.yaml", "no parameter `amount`"),
    "an undeclared effect": ("  effect: write\n", "", "tools.yaml", "`effect` is missing"),
    "a secret in the folder": ("A_TOKEN", "sk-123", "servers.yaml", "not the name of an environment variable"),
    "a secret in the address": ("https://orders", "https://me:pw@orders", "servers.yaml", "holds a secret"),
    "two ways": ("credential:", "mcp: 'https://x.example', credential:", "servers.yaml", "exactly one way"),
    "a document nobody gave": ("orders:", "others:", "servers.yaml", "nothing says what `others` offers"),
    "a name with a path": (
        "{openapi",
        "{openapi: 'https://x.example'}\n../up: {openapi",
        "servers.yaml",
        "the name of a server",
    ),
    "an outcome that needs more": ("rules:", "outcome: orders/makeMore\n  rules:", "tools.yaml", "needs 2"),
    "an outcome of tools.py": ("verifies: true", "outcome: orders/make", "tools.yaml", "this one is in tools.py"),
    "Swagger": ('"3.1.0"', '"2.0"', "servers/orders.json", "no OpenAPI 3 document"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    texts = {"company.yaml": COMPANY, "playbooks/who.yaml": WHO, "tools.py": TOOLS_PY, "tools.yaml": TOOLS}
    for file, text in texts.items():
        folder.write(file, text)
    folder.write("servers.yaml", "orders: {openapi: 'https://orders.example', credential: A_TOKEN}\n")
    found = document({})
    two: list[dict[str, Any]] = [{"name": name, "in": "query", "required": True, "schema": {}} for name in ("a", "b")]
    found["paths"]["/more"] = {"post": {"operationId": "makeMore", "parameters": two}}
    folder.write("servers/orders.json", json.dumps(found))
    return folder


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_where_it_is(folder: Folder, case: str) -> None:
    """With what is wrong; the company is not loaded."""
    assert folder.check().problems == ()
    old, new, file, words = MISTAKES[case]
    changed = next(each for each in ("tools.yaml", "servers.yaml", "servers/orders.json") if old in folder.text(each))
    folder.change(changed, old, new)
    if case == "a document nobody gave":
        folder.change("tools.yaml", "orders/make", "others/make")
    told = [problem for problem in folder.check().problems if words in problem.message]
    assert [problem.file for problem in told] == [file]
    assert told[0].remedy


DOUBTS = {
    "a delete that reads": (
        "tools.yaml",
        "effect: write\n  effect_text: An order is made",
        "effect: read",
        "is a DELETE",
    ),
    "an open secret": ("servers.yaml", "https://", "http://", "unencrypted"),
    "nobody's": ("tools.yaml", "  customer_as: shop\n", "", "nothing ties `make` to the verified customer"),
    "an idle server": ("servers.yaml", "orders:", "idle: {openapi: 'https://x.example'}\norders:", "no tool uses"),
}


@pytest.mark.parametrize("case", DOUBTS)
def test_what_is_doubtful_is_told(folder: Folder, case: str) -> None:
    """It does not stop anybody."""
    assert folder.check().warnings == ()
    file, old, new, words = DOUBTS[case]
    folder.change(file, old, new)
    folder.write("servers/orders.json", folder.text("servers/orders.json").replace('"post"', '"delete"'))
    findings = folder.check()
    assert findings.problems == ()
    assert [warning for warning in findings.warnings if words in warning.message]


def test_a_playbook_may_branch_on_what_a_server_states(folder: Folder) -> None:
    """Nobody can know here which codes those are."""
    steps = "steps: [{call: make, on: {sold_out: [{say: Gone.}], unknown: [{say: Perhaps.}]}}]"
    folder.write("playbooks/make.yaml", f"about: Make one\nexamples: [make me one]\n{steps}\n")
    findings = folder.check()
    assert findings.problems == ()
    assert [warning for warning in findings.warnings if "sold_out" in warning.message] == []


def test_a_document_may_be_yaml(folder: Folder) -> None:
    """As most are written; mistakes are told with the operation's line."""
    (folder.path / "servers" / "orders.json").unlink()
    folder.write(
        "servers/orders.yaml",
        """\
        openapi: 3.1.0
        paths:
          /orders:
            post:
              operationId: make
              parameters: [{name: shop, in: query, schema: {type: string}}]
        """,
    )
    assert folder.check().problems == ()


def test_where_time_is_simulated_nothing_is_called(folder: Folder) -> None:
    """A method of the same name stands in; without one the tool states that nothing was done."""
    call = ("make", {"shop": "s"}, "c1", "k1")
    with pytest.raises(ToolError) as caught:
        asyncio.run(load_toolbox(folder.check().files, folder.path, lambda: 0.0, inline=True).run(*call))
    assert caught.value.code == "not_called_here"
    folder.append("tools.py", "\n    def make(self, shop: str) -> str:\n        return f'made by {shop}'\n")
    tools = load_toolbox(folder.check().files, folder.path, lambda: 0.0, inline=True)
    assert asyncio.run(tools.run(*call)) == "made by s"

"""The tools of tools.yaml that servers carry out, read from the files of a company version; nothing is called."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from earpiece.company.reading import read_entries
from earpiece.company.remote.forms import SERVERS, ServerForm
from earpiece.company.remote.openapi import operation_ids, read_operation
from earpiece.company.remote.operation import IDEMPOTENCY_KEY, META_KEY, Offer, Operation
from earpiece.company.remote.pins import read_pin
from earpiece.company.remote.schemas import Unreadable
from earpiece.company.report import Report, did_you_mean
from earpiece.company.schema import ToolForm
from earpiece.company.yaml_lines import UNREADABLE, parse
from earpiece.domain.errors import Invalid
from earpiece.domain.playbook import Source

CUSTOMER, KEY = "customer", "key"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


Servers = Mapping[str, ServerForm | None]
"""Entries of servers.yaml; None for one with mistakes."""


def read_operations(files: Mapping[str, str]) -> dict[str, Operation]:
    """The operations of a version that has passed its checks, by the name of their tool."""
    if SERVERS not in files:
        return {}
    report = Report()
    entries = read_entries(ToolForm, files.get("tools.yaml", ""), "tools.yaml", report)
    forms = {name: form for name, _, form in entries if form}
    return operations_of(forms, read_servers(files, report), files, report)


def read_servers(files: Mapping[str, str], report: Report) -> dict[str, ServerForm | None]:
    """What servers.yaml holds, by name."""
    found: dict[str, ServerForm | None] = {}
    for name, at, form in read_entries(ServerForm, files.get(SERVERS, ""), SERVERS, report):
        found[name] = form
        if not NAME.fullmatch(name):  # it names a file too
            remedy = "use letters, digits, dashes and underscores"
            report.error(at, f"`{name}` cannot be the name of a server", remedy, "name")
    return found


def operations_of(
    forms: Mapping[str, ToolForm], servers: Servers, files: Mapping[str, str], report: Report
) -> dict[str, Operation]:
    """The operations that these entries of tools.yaml name; what cannot be made out is in the report."""
    catalogues: dict[str, Catalogue | None] = {}
    found = {}
    for tool, form in forms.items():
        if form.from_ is None:
            continue
        server, name = form.from_
        if report.unknown("server", server, servers, form.at("from")):
            continue
        how = servers[server]
        if how is None:
            continue
        if server not in catalogues:
            catalogues[server] = read_catalogue(server, how, files, report)
        catalogue = catalogues[server]
        offer = catalogue.offer(name, form.at("from"), report) if catalogue else None
        if offer is not None:
            found[tool] = Operation(
                tool, server, how, offer, form.effect == "write", form.deadline, *_injected(form, how, offer)
            )
    return found


def _injected(form: ToolForm, how: ServerForm, offer: Offer) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    """Where the verified customer and the key go. A key goes along with every write: it does no harm."""
    if how.in_process:
        customer = ("argument", CUSTOMER) if CUSTOMER in offer.injected else None
        return customer, ("argument", KEY) if KEY in offer.injected else None
    usual = None if form.effect == "read" else IDEMPOTENCY_KEY if how.openapi else META_KEY
    return form.customer_as, form.key_as or usual


class Catalogue:
    """What one server offers."""

    def __init__(self, server: str, names: Collection[str], read: Any) -> None:
        self._server = server
        self._names = names
        self._read = read

    def offer(self, name: str, at: Source, report: Report) -> Offer | None:
        """The operation of that name; None, with the mistake in the report, if it cannot be used."""
        if name not in self._names:
            message = f"`{self._server}` offers no operation `{name}`"
            report.error(at, message, did_you_mean(name, self._names, "operation"), "unknown_operation")
            return None
        try:
            offer: Offer = self._read(name)
            Draft202012Validator.check_schema(dict(offer.schema))
        except Unreadable as error:
            report.error(at, f"`{name}` cannot be called: {error}", "offer it as JSON, or call it in tools.py", "types")
        except SchemaError as error:
            words = f"what `{name}` takes is no JSON Schema: {error.message[:120]}"
            report.error(at, words, "mend the document", "types")
        else:
            return offer
        return None


def read_catalogue(server: str, how: ServerForm, files: Mapping[str, str], report: Report) -> Catalogue | None:
    """What the server offers, from the file of its name in servers/; None, with the mistake in the report."""
    path = next((path for path in offer_files(server) if path in files), None)
    if path is None:
        if how.openapi:
            remedy = f"put its OpenAPI document there, as servers/{server}.yaml or servers/{server}.json"
        else:
            remedy = f"run `earpiece tools pin FOLDER {server}`, and look at what it wrote"
        report.error(how.at(), f"nothing says what `{server}` offers", remedy, "no_listing")
        return None
    return _described(server, path, files[path], report) if how.openapi else _pinned(server, path, files[path], report)


def offer_files(server: str) -> tuple[str, ...]:
    """Where it may stand what a server offers."""
    return f"servers/{server}.yaml", f"servers/{server}.json"


def _described(server: str, path: str, text: str, report: Report) -> Catalogue | None:
    document = _document(text, path, report)
    if document is UNREADABLE:
        return None
    if not isinstance(document, Mapping) or not str(document.get("openapi", "")).startswith("3."):
        remedy = "give a document that begins with `openapi: 3.…`; older ones can be converted"
        report.error(Source(path, 1), "this is no OpenAPI 3 document", remedy, "shape")
        return None
    try:
        names = operation_ids(document)
    except Unreadable as error:
        report.error(Source(path, 1), f"this document cannot be read: {error}", "put everything in one file", "shape")
        return None
    return Catalogue(server, names, lambda name: read_operation(document, name, path))


def _document(text: str, path: str, report: Report) -> Any:
    if not path.endswith(".json"):
        return parse(text, path, report)
    try:
        return json.loads(text)
    except ValueError as error:
        report.error(Source(path, 1), f"this is not JSON: {error}", "mend the line", "shape")
        return UNREADABLE


def _pinned(server: str, path: str, text: str, report: Report) -> Catalogue | None:
    try:
        offers = read_pin(text, path)
    except Invalid as error:
        report.error(Source(path, 1), error.message, f"run `earpiece tools pin FOLDER {server}`", "pin")
        return None
    return Catalogue(server, offers, lambda name: offers[name])

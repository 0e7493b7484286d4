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
    offers = Offers(servers, files, report)
    made = {tool: _operation(tool, form, offers) for tool, form in forms.items()}
    return {tool: operation for tool, operation in made.items() if operation is not None}


def _operation(tool: str, form: ToolForm, offers: "Offers") -> Operation | None:
    found = offers.find(form.from_, form.at("from"))
    if found is None:
        return None
    server, how, offer = found
    customer, key = _injected(form, how, offer)
    outcome = _outcome(tool, form, offers)
    return Operation(tool, server, how, offer, form.effect == "write", form.deadline, customer, key, outcome)


def _outcome(tool: str, form: ToolForm, offers: "Offers") -> Operation | None:
    """The operation that tells what became of an attempt: its one parameter is the attempt's key."""
    found = offers.find(form.outcome, form.at("outcome"))
    if found is None:
        return None
    server, how, offer = found
    needed = list(offer.injected) if how.in_process else list(offer.schema.get("required", ()))
    if len(needed) != 1 or (how.in_process and offer.schema.get("required")):
        words = f"`{offer.name}` must need one value, the attempt's key, and needs {len(needed) or 'none'}"
        offers.report.error(form.at("outcome"), words, "name an operation that finds an attempt by its key", "outcome")
        return None
    return Operation(f"{tool} (outcome)", server, how, offer, False, form.deadline, None, ("argument", needed[0]))


def _injected(form: ToolForm, how: ServerForm, offer: Offer) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    """Where the verified customer and the key go. A key goes along with every write: it does no harm."""
    if how.in_process:
        customer = ("argument", CUSTOMER) if CUSTOMER in offer.injected else None
        return customer, ("argument", KEY) if KEY in offer.injected else None
    usual = None if form.effect == "read" else IDEMPOTENCY_KEY if how.openapi else META_KEY
    return form.customer_as, form.key_as or usual


class Offers:
    """What all servers offer."""

    def __init__(self, servers: Servers, files: Mapping[str, str], report: Report) -> None:
        self._servers = servers
        self._files = files
        self._catalogues: dict[str, Catalogue | None] = {}
        self.report = report

    def find(self, origin: tuple[str, str] | None, at: Source) -> tuple[str, ServerForm, Offer] | None:
        """The server, how it is reached, and what it offers there; None for no origin, and, with the mistake in the
        report, for one that cannot be used."""
        if origin is None or self.report.unknown("server", origin[0], self._servers, at):
            return None
        server, name = origin
        how = self._servers[server]
        if how is None:
            return None  # why, was told
        if server not in self._catalogues:
            self._catalogues[server] = read_catalogue(server, how, self._files, self.report)
        catalogue = self._catalogues[server]
        offer = catalogue.offer(name, at, self.report) if catalogue else None
        return (server, how, offer) if offer is not None else None


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

"""Tools that servers carry out: what tools.yaml says of them against what the servers say of themselves."""

from earpiece.company.draft import Draft
from earpiece.company.remote.operation import Operation
from earpiece.company.report import did_you_mean
from earpiece.company.schema import ToolForm
from earpiece.domain.playbook import Tool

PLAINLY_WRITES = ("PUT", "PATCH", "DELETE")
"""Methods that ask for a change; a POST may also be a question that is too long for an address."""


def check_servers(draft: Draft) -> None:
    """Credentials that others could read; servers that nothing uses."""
    origins = [origin for form in draft.tool_forms.values() for origin in (form.from_, form.outcome) if origin]
    used = {server for server, _ in origins}
    for name, form in draft.servers.items():
        if form is None:
            continue
        if form.open_secret:
            message = f"the credential of `{name}` is sent unencrypted"
            draft.report.warn(form.at("credential"), message, "use an address that begins with https://")
        if name not in used:
            message = f"no tool uses the server `{name}`"
            draft.report.warn(form.at(), message, f"add `from: {name}/OPERATION` to a tool, or take the server out")


def check_remote(draft: Draft, tool: Tool, form: ToolForm) -> None:
    """A tool with `from`."""
    operation = draft.operations.get(tool.name)
    if operation is None:
        return  # why, was told
    _check_places(draft, form, operation)
    _check_injected(draft, tool, operation)
    offer = operation.offer
    if tool.effect == "read" and (offer.method in PLAINLY_WRITES or offer.read_only is False):
        says = f"is a {offer.method}" if offer.method else "says of itself that it changes something"
        message = f"`{tool.name}` is declared as `read`, but `{offer.name}` {says}"
        draft.report.warn(
            form.at("effect"), message, "write `effect: write`, unless you know better", "effect_doubtful"
        )


def _check_places(draft: Draft, form: ToolForm, operation: Operation) -> None:
    for key, place in (("customer_as", form.customer_as), ("key_as", form.key_as)):
        if place is not None:
            _check_place(draft, form, operation, key, place)


def _check_place(draft: Draft, form: ToolForm, operation: Operation, key: str, place: tuple[str, str]) -> None:
    """A misspelt parameter must not leave the right one to whoever types."""
    kind, name = place
    other = "header" if operation.form.openapi else "meta"
    names = operation.offer.schema.get("properties", {})
    if operation.form.in_process:
        message, remedy = f"`{key}` is not needed here", "take a parameter `customer` or `key` in the function"
        draft.report.error(form.at(key), message, remedy, "place")
    elif kind not in ("argument", other):
        message = f"`{operation.server}` takes no `{kind}`"
        draft.report.error(form.at(key), message, f"write the name of a parameter, or `{other} NAME`", "place")
    elif kind == "argument" and name not in names:
        message = f"`{operation.offer.name}` has no parameter `{name}`"
        remedy = f"{did_you_mean(name, names, 'parameter')}; or write `{other} NAME`"
        draft.report.error(form.at(key), message, remedy, "unknown_parameter")


def _check_injected(draft: Draft, tool: Tool, operation: Operation) -> None:
    if operation.customer and tool.needs == "anyone" and not operation.offer.accepts_nobody:
        message = f"`{tool.name}` gets the verified customer, but anyone may call it, also somebody unknown"
        draft.report.error(
            tool.source, message, "write `needs: verified`, or take `customer_as` out", "customer_unknown"
        )
    if tool.needs == "verified" and tool.effect == "write" and not operation.customer:
        message = f"nothing ties `{tool.name}` to the verified customer"
        draft.report.warn(tool.source, message, "say with `customer_as` where the server takes the customer's id")
    if tool.idempotent and not operation.key:
        message = f"`{tool.name}` is said to be idempotent by key, but does not take the key"
        draft.report.error(tool.source, message, "take a parameter `key: str`, or remove `idempotent`", "no_key")

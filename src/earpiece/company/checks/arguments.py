"""Arguments of a tool as a playbook gives them."""

from collections.abc import Mapping

from earpiece.company.draft import Draft
from earpiece.company.methods import INJECTED
from earpiece.company.node import Node
from earpiece.domain.playbook import Tool


def check_arguments(draft: Draft, tool: Tool, args: Mapping[str, str], node: Node) -> None:
    """Every argument is a parameter, every required parameter is there, nothing injected is given."""
    if "properties" not in tool.parameters:
        return  # what it takes could not be made out, which was told
    for name in args:
        if name in INJECTED and name not in tool.parameters["properties"]:
            message = f"`{name}` of `{tool.name}` is never given by a playbook: it comes from what is verified"
            draft.report.error(node.at("with", name), message, f"take `{name}` out", "injected")
        else:
            draft.report.unknown("parameter", name, tool.parameters["properties"], node.at("with", name))
    missing = [name for name in tool.parameters["required"] if name not in args]
    if missing:
        message = f"`{tool.name}` also needs {', '.join(f'`{name}`' for name in missing)}"
        remedy = f"add `with: {{{missing[0]}: …}}`"
        draft.report.error(node.at(), message, remedy, "missing_argument")

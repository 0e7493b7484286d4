"""What can be told about an expression or template without computing it."""

from jinja2 import Environment, nodes

_SYNTAX = Environment(autoescape=True)

GUARDS = ("default", "d", "defined", "undefined")
"""Filters and tests that do with a missing value."""


def fixed_texts(expression: str) -> tuple[str, ...]:
    """The texts that `'a'` or `'a' if x else 'b'` may give; empty where a value decides."""
    output = _parsed(expression, template=False).body[0]
    return tuple(_texts(output.nodes[0])) if isinstance(output, nodes.Output) else ()


def guarded_names(source: str, *, template: bool) -> frozenset[str]:
    """Values whose absence the source has thought of: `x is defined`, `x | default(0)`."""
    found = _parsed(source, template=template).find_all((nodes.Test, nodes.Filter))
    guards = [node for node in found if node.name in GUARDS]
    return frozenset(name.name for guard in guards for name in guard.find_all(nodes.Name))


def _parsed(source: str, *, template: bool) -> nodes.Template:
    return _SYNTAX.parse(source if template else "{{ (" + source + ") }}")


def _texts(node: nodes.Node | None) -> list[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, nodes.CondExpr):
        return _texts(node.expr1) + _texts(node.expr2)
    return [node.data] if isinstance(node, nodes.TemplateData) else []

"""What an expression certainly gives, as far as it is written in it."""

from jinja2 import Environment, nodes

_SYNTAX = Environment(autoescape=True)


def fixed_texts(expression: str) -> tuple[str, ...]:
    """The texts that `'a'` or `'a' if x else 'b'` may give; empty where a value decides."""
    output = _SYNTAX.parse("{{ (" + expression + ") }}").body[0]
    return tuple(_texts(output.nodes[0])) if isinstance(output, nodes.Output) else ()


def _texts(node: nodes.Node | None) -> list[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, nodes.CondExpr):
        return _texts(node.expr1) + _texts(node.expr2)
    return [node.data] if isinstance(node, nodes.TemplateData) else []

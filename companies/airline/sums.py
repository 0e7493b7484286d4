"""Sums of plain numbers, worked out without ever running the text as a program."""

import ast
import operator
from collections.abc import Callable
from decimal import Decimal, DecimalException

from earpiece.domain.errors import ToolError

DO: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
LONGEST = 200


def work_out(expression: str) -> str:
    """The result, rounded to cents, as the recordings write it (`207.0`); raises ToolError for anything but a sum."""
    if len(expression) > LONGEST:
        raise ToolError("invalid_expression", "the expression is too long")
    try:
        value = _value(ast.parse(expression, mode="eval").body)
    except (SyntaxError, DecimalException, ValueError, RecursionError):
        raise ToolError("invalid_expression", "that is not a sum of numbers") from None
    return str(round(float(value), 2))


def _value(part: ast.expr) -> Decimal:
    match part:
        case ast.Constant(value=bool()):
            raise ValueError
        case ast.Constant(value=int() | float() as number):
            return Decimal(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in DO:
            return DO[type(op)](_value(left), _value(right))
    raise ValueError

"""Types of the fields in a company folder: durations, templates, expressions, lists that may be a single item."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import names_in

TEMPLATE_HINT = "write text with {{ value }} or {{ amount | money }} in it"
EXPRESSION_HINT = "write an expression such as `amount <= 250`; a fixed text needs quotes of its own: \"'text'\""
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def mistake(message: str, remedy: str) -> PydanticCustomError:
    """An error that carries its own remedy to the report."""
    return PydanticCustomError("mistake", "{message}", {"message": message, "remedy": remedy})


def seconds(value: Any) -> float:
    """`90`, `30s`, `5m`, `1h30m` → seconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    text = str(value).replace(" ", "")
    if not re.fullmatch(r"(\d+(\.\d+)?[smhd])+", text):
        raise mistake(f"`{value}` is not a duration", "write 30s, 5m, 4h, 2d or 1h30m")
    return sum(float(number) * SECONDS[unit] for number, _, unit in re.findall(r"(\d+(\.\d+)?)([smhd])", text))


def _template(text: str) -> str:
    _well_formed(text, template=True)
    return text


def _expression(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _expression_text(text: str) -> str:
    _well_formed(text, template=False)
    return text


def _well_formed(text: str, *, template: bool) -> None:
    try:
        names_in(text, template=template)
    except Invalid as error:
        raise mistake(error.message, TEMPLATE_HINT if template else EXPRESSION_HINT) from error


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_ONE_OR_MANY = WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})

Duration = Annotated[
    float,
    BeforeValidator(seconds),
    Field(gt=0),
    WithJsonSchema({"type": ["string", "number"], "description": "30s, 5m, 4h, 2d or 1h30m"}),
]
DurationOrNone = Annotated[
    float,
    BeforeValidator(seconds),
    Field(ge=0),
    WithJsonSchema({"type": ["string", "number"], "description": "30s, 5m, 4h, 2d or 1h30m; 0s: not at all"}),
]
Template = Annotated[str, AfterValidator(_template)]
Expression = Annotated[
    str,
    BeforeValidator(_expression),
    AfterValidator(_expression_text),
    WithJsonSchema({"type": ["string", "number", "boolean"]}),
]
Variants = Annotated[tuple[Template, ...], BeforeValidator(_listed), Field(min_length=1), _ONE_OR_MANY]
Names = Annotated[tuple[str, ...], BeforeValidator(_listed), _ONE_OR_MANY]
Examples = tuple[str, ...]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]

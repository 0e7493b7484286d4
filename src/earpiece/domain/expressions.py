"""Templates and conditions of a company folder: Jinja2, sandboxed, with a few filters for customer service.

An expression is evaluated over a run's values. Undefined names are errors at the time of evaluation, so that a
sentence with a hole is never said.
"""

from collections import deque
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from jinja2 import ChainableUndefined, StrictUndefined, Template, TemplateError, Undefined, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from earpiece.domain.errors import Invalid

CURRENCY_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}

_MISTAKES = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)
"""What computing a company's expression may raise, whatever is in it."""


def money(amount: float | str, currency: str = "GBP") -> str:
    """`1250.5` → `£1,250.50`."""
    sign = CURRENCY_SIGNS.get(currency, f"{currency} ")
    return f"{sign}{float(amount):,.2f}"


def day(value: str | date) -> str:
    """ISO date or datetime → `5 March`."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{moment.day} {moment:%B}"


def _environment(undefined: type[Undefined]) -> ImmutableSandboxedEnvironment:
    env = ImmutableSandboxedEnvironment(undefined=undefined, autoescape=False)
    env.filters.update(money=money, day=day)
    env.tests["known"] = lambda value: value is not None and not isinstance(value, Undefined)
    return env


_ENV = _environment(StrictUndefined)
_CONDITIONS = _environment(ChainableUndefined)


_GLOBALS = dict(_ENV.globals)


@lru_cache(maxsize=4096)
def _template(source: str) -> Template:
    return _ENV.from_string(source)


@lru_cache(maxsize=4096)
def _expression(source: str) -> Template:
    _CONDITIONS.compile_expression(source)  # refuses what is more than an expression
    return _CONDITIONS.from_string("{% set result = (" + source + ") %}")


def _context(template: Template, values: Mapping[str, Any]) -> Context:
    """What `template` sees. Jinja's own `new_context` lists the environment's names anew each time: there that
    was most of the time of a rendering (16 µs instead of 2; 2026-11-22), of which a turn has ten.
    """
    env = template.environment
    return env.context_class(env, {**_GLOBALS, **values}, template.name, template.blocks)


def render(template: str, values: Mapping[str, Any]) -> str:
    """The text of `template`; raises Invalid naming the template if a value is missing."""
    if "{" not in template:
        return template.strip()
    try:
        compiled = _template(template)
        return "".join(compiled.root_render_func(_context(compiled, values))).strip()
    except _MISTAKES as error:
        raise Invalid(f"cannot fill in {template!r}: {error}") from error


def evaluate(expression: str, values: Mapping[str, Any]) -> Any:
    """The value of `expression`; a missing name counts as None. Raises Invalid if it cannot be computed."""
    try:
        compiled = _expression(expression)
        context = _context(compiled, values)
        deque(compiled.root_render_func(context), maxlen=0)  # runs it to its end
        result = context.vars["result"]
        return None if isinstance(result, Undefined) else result
    except _MISTAKES as error:
        raise Invalid(f"cannot compute {expression!r}: {error}") from error


@lru_cache(maxsize=8192)
@lru_cache(maxsize=8192)
def names_in(source: str, *, template: bool = False) -> frozenset[str]:
    """The values a template or expression reads; raises Invalid with Jinja's words on a syntax error."""
    try:
        tree: nodes.Template = _ENV.parse(source if template else "{{ (" + source + ") }}")
        return frozenset(find_undeclared_variables(tree))  # this also finds filters that do not exist
    except TemplateError as error:
        raise Invalid(f"{source!r} is not well-formed: {error}") from error

"""What a company's `Tools` class offers: each public method's parameters as JSON Schema, and how to call it."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, get_type_hints

from pydantic import PydanticSchemaGenerationError, PydanticUserError, TypeAdapter, ValidationError

from earpiece.company.report import Report
from earpiece.domain.errors import ToolError
from earpiece.domain.playbook import Source

CUSTOMER, KEY = "customer", "key"
INJECTED = (CUSTOMER, KEY)
OUTCOME = "outcome"
DEMO_VISITOR = "demo_visitor"
HOOKS = (OUTCOME, DEMO_VISITOR)
"""Methods of `Tools` that are not tools."""


@dataclass(frozen=True, slots=True)
class Method:
    """A tool's method. `accepts_nobody`: it may be called without a verified customer."""

    name: str
    source: Source
    parameters: Mapping[str, Any]
    adapters: Mapping[str, TypeAdapter[Any]]
    injected: frozenset[str]
    accepts_nobody: bool
    is_async: bool

    def arguments(self, args: Mapping[str, Any], customer: str | None, key: str) -> dict[str, Any]:
        """Keyword arguments of their declared types; raises ToolError if the tool cannot be called with them."""
        if CUSTOMER in self.injected and customer is None and not self.accepts_nobody:
            raise ToolError("not_verified", f"{self.name} needs a verified customer")
        given = {name: self._cast(name, value) for name, value in args.items()}
        missing = [name for name in self.parameters["required"] if name not in given]
        if missing:
            raise ToolError("invalid_arguments", f"{self.name} needs {', '.join(missing)}")
        injected = {CUSTOMER: customer, KEY: key}
        return given | {name: value for name, value in injected.items() if name in self.injected}

    def _cast(self, name: str, value: Any) -> Any:
        if name not in self.adapters:
            raise ToolError("invalid_arguments", f"{self.name} has no parameter {name}")
        try:
            return self.adapters[name].validate_python(value)
        except ValidationError as error:
            raise ToolError("invalid_arguments", f"{name}: {error.errors()[0]['msg']}") from None


def read_methods(module: ModuleType, report: Report) -> dict[str, Method]:
    """The tools in the class `Tools` of a company's module, by name."""
    tools = getattr(module, "Tools", None)
    if not inspect.isclass(tools):
        remedy = "add `class Tools:` with `__init__(self, data, now)` and a method for each tool"
        report.error(Source("tools.py", 1), "there is no class `Tools`", remedy, "no_tools_class")
        return {}
    found = inspect.getmembers(tools, inspect.isfunction)
    public = [(name, function) for name, function in found if not name.startswith("_") and name not in HOOKS]
    methods = {name: _method(name, function, module, report) for name, function in public}
    return {name: method for name, method in methods.items() if method}


def read_function(name: str, function: Callable[..., Any], report: Report) -> Method | None:
    """A function as a tool, outside any class; None, with the mistakes in the report, if it cannot be one."""
    code = inspect.unwrap(function).__code__
    source = Source(code.co_filename, code.co_firstlineno)
    return _made(name, function, list(inspect.signature(function).parameters.values()), source, report)


def _method(name: str, function: Callable[..., Any], module: ModuleType, report: Report) -> Method | None:
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return _made(name, function, parameters, _source(function, module), report)


def _made(
    name: str, function: Callable[..., Any], parameters: list[inspect.Parameter], source: Source, report: Report
) -> Method | None:
    try:
        hints = get_type_hints(function, include_extras=True)
    except (NameError, TypeError, AttributeError) as error:
        report.error(source, f"the types of `{name}` cannot be read: {error}", "import or correct the type", "types")
        return None
    own = [parameter for parameter in parameters if parameter.name not in INJECTED]
    adapters = _adapters(name, own, hints, source, report)
    if adapters is None:
        return None
    return Method(
        name,
        source,
        _schema(own, adapters),
        adapters,
        frozenset(parameter.name for parameter in parameters) & frozenset(INJECTED),
        _accepts_none(hints.get(CUSTOMER, str)),
        inspect.iscoroutinefunction(function),
    )


def _source(function: Callable[..., Any], module: ModuleType) -> Source:
    code = inspect.unwrap(function).__code__
    folder = str(module.__file__).removesuffix("tools.py")
    return Source(code.co_filename.removeprefix(folder), code.co_firstlineno)


def _adapters(
    name: str, parameters: list[inspect.Parameter], hints: dict[str, Any], source: Source, report: Report
) -> dict[str, TypeAdapter[Any]] | None:
    adapters: dict[str, TypeAdapter[Any]] = {}
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            remedy = "write out each parameter, so that its arguments can be checked"
            report.error(source, f"`{name}` takes any arguments (`{parameter}`)", remedy, "types")
        elif parameter.name not in hints:
            remedy = f"write `{parameter.name}: str` (or what it is)"
            report.error(source, f"`{name}` does not say the type of `{parameter.name}`", remedy, "types")
        else:
            try:
                adapters[parameter.name] = TypeAdapter(hints[parameter.name])
            except (PydanticSchemaGenerationError, PydanticUserError):
                remedy = "use plain types, dataclasses or pydantic models"
                report.error(source, f"no schema for the type of `{parameter.name}` in `{name}`", remedy, "types")
    return adapters if len(adapters) == len(parameters) else None


def _schema(parameters: list[inspect.Parameter], adapters: dict[str, TypeAdapter[Any]]) -> dict[str, Any]:
    parts, shared = TypeAdapter.json_schemas([(name, "validation", adapter) for name, adapter in adapters.items()])
    required = [parameter.name for parameter in parameters if parameter.default is parameter.empty]
    properties = {name: dict(parts[(name, "validation")]) for name in adapters}
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        **({"$defs": shared["$defs"]} if shared else {}),
    }


def _accepts_none(kind: Any) -> bool:
    try:
        TypeAdapter(kind).validate_python(None)
    except ValidationError:
        return False
    return True

"""One file's YAML to its form, with every mistake explained at its line."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from earpiece.company.report import Report, did_you_mean, listed
from earpiece.company.schema import STEPS
from earpiece.company.yaml_lines import UNREADABLE, LinedDict, line_of, parse
from earpiece.domain.playbook import Source

T = TypeVar("T")


def read_one(kind: type[T], text: str, file: str, report: Report, first_line: int = 1) -> T | None:
    """The form in `text`; None if it has mistakes, which are then in the report."""
    data = parse(text, file, report, first_line)
    form: T | None = None if data is UNREADABLE else _validated(kind, data, file, report)
    return form


def read_entries(kind: Any, text: str, file: str, report: Report) -> Iterator[tuple[str, Source, Any]]:
    """The entries of a file that maps names to forms; an entry with mistakes comes as None."""
    data = parse(text, file, report)
    if data is None or data is UNREADABLE:
        return
    if not isinstance(data, LinedDict):
        report.error(Source(file, 1), "this file maps names to entries", "begin it with `name:`", "shape")
        return
    for name, entry in data.items():
        line = data.lines[name]
        yield name, Source(file, line), _validated(kind, entry, file, report, line)


def _validated(kind: Any, data: Any, file: str, report: Report, line: int = 1) -> Any:
    try:
        return _adapter(kind).validate_python(data, context={"file": file, "report": report})
    except ValidationError as error:
        for details in error.errors(include_url=False):
            at = Source(file, max(line, line_of(data, details["loc"])))
            report.error(at, *explain(details), code=_code(details))
        return None


@lru_cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _code(details: ErrorDetails) -> str:
    return {"missing": "missing_key", "step": "step", "mistake": "invalid"}.get(details["type"], "wrong_type")


def explain(details: ErrorDetails) -> tuple[str, str]:
    """What is wrong, and the remedy."""
    kind, given, context = details["type"], details["input"], details.get("ctx", {})
    path = [str(part) for part in details["loc"] if not str(part).startswith("step ")]
    name = next((part for part in reversed(path) if not part.isdigit()), "it")
    if kind == "mistake":
        return context["message"], context["remedy"]
    if kind == "missing":
        return f"`{name}` is missing", f"add `{name}: …`"
    if kind == "step":
        return _step_mistake(given)
    if kind in ("model_type", "dict_type"):
        return f"`{name}` should be a mapping, not {_shown(given)}", "write `key: value` lines, indented below it"
    if kind in ("tuple_type", "list_type"):
        return f"`{name}` should be a list, not {_shown(given)}", "write [one, two], or one `- item` per line"
    if kind == "string_type":
        return f"`{name}` should be text, not {_shown(given)}", _text_remedy(given)
    if kind == "literal_error":
        return f"`{name}` cannot be {_shown(given)}", f"write {context['expected']}"
    return f"`{name}` cannot be {_shown(given)}", details["msg"].replace("Input ", "it ", 1)


def _step_mistake(given: Any) -> tuple[str, str]:
    if not isinstance(given, dict):
        return f"{_shown(given)} is not a step", f"a step is a mapping with one of {listed(STEPS)}"
    verbs = [key for key in given if key in STEPS]
    if verbs:
        return f"this step does {len(verbs)} things: {listed(verbs)}", "make a step of each (`- ` before it)"
    key = next(iter(given), "")
    return f"`{key}` is not a kind of step", did_you_mean(str(key), STEPS, "step")


def _text_remedy(given: Any) -> str:
    if given is None:
        return "write the text after the colon"
    return "write one text" if isinstance(given, dict | list) else f'put quotes around it: "{given}"'


def _shown(given: Any) -> str:
    if given is None:
        return "empty"
    if isinstance(given, dict | list):
        return "a mapping" if isinstance(given, dict) else "a list"
    words = str(given).lower() if isinstance(given, bool) else str(given)
    return f"`{words if len(words) <= 40 else words[:39] + '…'}`"

"""YAML that remembers the line of everything in it.

Plain words stay words: as in YAML 1.2 only `true` and `false` are yes or no, so that `on:`, `yes:` and `no:` are keys
like any other, and dates stay text. Keys are always text. A key given twice is a mistake.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import yaml

from earpiece.company.report import Report
from earpiece.domain.playbook import Source

UNREADABLE = object()
"""Stands for data that could not be read."""


class LinedDict(dict[str, Any]):
    """A mapping that knows its own line and that of each key."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[Any, int] = {}


class LinedList(list[Any]):
    """A list that knows its own line and that of each item, by index."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[Any, int] = {}


def line_of(data: Any, path: Iterable[Any]) -> int:
    """The line of what is found along `path`; parts that lead nowhere are passed over."""
    line = data.line if isinstance(data, LinedDict | LinedList) else 1
    for part in path:
        if isinstance(data, LinedDict | LinedList) and part in data.lines:
            line, data = data.lines[part], data[part]
    return line


def parse(text: str, file: str, report: Report, first_line: int = 1) -> Any:
    """The data in `text`; UNREADABLE, with the mistake in the report, if it is no YAML."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + first_line if mark else first_line
        words = getattr(error, "problem", None) or "it cannot be read"
        report.error(Source(file, line), f"this is not YAML: {words}", _syntax_remedy(words), "yaml")
        return UNREADABLE
    return None if node is None else _Builder(file, report, first_line).build(node)


class _Builder:
    """Turns YAML nodes into data with lines."""

    def __init__(self, file: str, report: Report, first_line: int) -> None:
        self._file, self._report, self._first_line = file, report, first_line
        self._open: set[int] = set()

    def build(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if id(node) in self._open:
            self._report.error(self._at(node), "this refers to itself", "write the part out instead", "yaml")
            return None
        self._open.add(id(node))
        data = self._mapping(node) if isinstance(node, yaml.MappingNode) else self._list(node)
        self._open.discard(id(node))
        return data

    def _mapping(self, node: yaml.MappingNode) -> LinedDict:
        data = LinedDict(self._at(node).line)
        for key_node, value_node in node.value:
            key, at = str(key_node.value), self._at(key_node)
            if key in data:
                remedy = f"keep one of them (the first is in line {data.lines[key]})"
                self._report.error(at, f"`{key}` is given twice", remedy, "duplicate_key")
                continue
            value = self.build(value_node)
            if isinstance(value, LinedDict | LinedList):
                value.line = at.line
            data[key], data.lines[key] = value, at.line
        return data

    def _list(self, node: yaml.Node) -> LinedList:
        data = LinedList(self._at(node).line)
        for index, item in enumerate(node.value):
            data.append(self.build(item))
            data.lines[index] = self._at(item).line
        return data

    def _at(self, node: yaml.Node) -> Source:
        return Source(self._file, node.start_mark.line + self._first_line)


def _scalar(node: yaml.ScalarNode) -> Any:
    kind, text = node.tag.rpartition(":")[2], str(node.value)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int":
        return int(text)
    return float(text) if kind == "float" else text


def _syntax_remedy(words: str) -> str:
    if "mapping values are not allowed" in words:
        return "put quotes around a text with a colon in it, or add the colon that is missing in the line before"
    if "\\t" in words:
        return "indent with spaces, not tabs"
    return "mend the line; quotes around the text, or the indentation, are the usual cause"


if TYPE_CHECKING:
    from yaml import SafeLoader as _SafeLoader
else:
    # The one written in C is four times as fast, where PyYAML was built with it.
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):
    """Resolves plain scalars as YAML 1.2 does."""

    yaml_implicit_resolvers: dict[Any, Any] = {}


_PLAIN = {
    "null": (r"^(?:~|null|)$", ["~", "n", ""]),
    "bool": (r"^(?:true|false|True|False)$", list("tfTF")),
    "int": (r"^[-+]?[0-9]+$", list("-+0123456789")),
    "float": (r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$", list("-+.0123456789")),
}
for _kind, (_pattern, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(_pattern), _first)

"""A mapping of a company folder's YAML: typed, strict about its keys, and knowing its lines."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, PrivateAttr, ValidationInfo, model_validator

from earpiece.company.report import Report, did_you_mean
from earpiece.company.yaml_lines import LinedDict, line_of
from earpiece.domain.playbook import Source


class Node(BaseModel):
    """A mapping of the YAML. Unknown keys are reported by name; every node knows its lines."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    _data: LinedDict = PrivateAttr(default_factory=lambda: LinedDict(1))
    _file: str = PrivateAttr(default="")

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        if not isinstance(data, LinedDict) or info.context is None:
            return handler(data)
        file, report = info.context["file"], info.context["report"]
        node = handler({key: value for key, value in data.items() if cls._known(key, data, file, report)})
        node._data, node._file = data, file
        return node

    @classmethod
    def _known(cls, key: str, data: LinedDict, file: str, report: Report) -> bool:
        keys = [field.alias or name for name, field in cls.model_fields.items()]
        if key not in keys:
            at = Source(file, data.lines[key])
            report.error(at, f"unknown key `{key}`", did_you_mean(key, keys, "key"), "unknown_key")
        return key in keys

    def at(self, *path: str | int) -> Source:
        """Where the node is written, or the part of it along `path`."""
        return Source(self._file, line_of(self._data, path))

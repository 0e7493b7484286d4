"""Imports a company's Python files from their text, under a package name of their own.

Two companies, or two versions of one, may both have a `bank.py`: each sees its own, by the plain name, and none is
found under that name by anybody else. So an old version works from the journal alone, without its folder.
"""

import builtins
import importlib
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import ExecutionLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

PREFIX = "earpiece_company_"


def import_tools(files: Mapping[str, str], digest: str, folder: str) -> ModuleType:
    """The module `tools.py` of this version. Whatever its code raises is raised."""
    package = PREFIX + digest[:16]
    if package not in sys.modules:
        sys.meta_path.append(_CompanyCode(package, files, folder))
    try:
        return importlib.import_module(f"{package}.tools")
    except BaseException:
        _forget(package)
        raise


def _forget(package: str) -> None:
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]
    sys.meta_path[:] = [finder for finder in sys.meta_path if getattr(finder, "package", None) != package]


class _CompanyCode(MetaPathFinder, ExecutionLoader):
    """Finds the modules of one company version, and gives them an `import` that sees their siblings."""

    def __init__(self, package: str, files: Mapping[str, str], folder: str) -> None:
        self.package = package
        self._files = {path: text for path, text in files.items() if path.endswith(".py")}
        self._folder = folder
        self._siblings = {path.split("/")[0].removesuffix(".py") for path in self._files}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        own = fullname.startswith(f"{self.package}.") and self._path(fullname)
        if not own and fullname != self.package:
            return None
        origin = self.get_filename(fullname)
        spec = ModuleSpec(fullname, self, origin=origin, is_package=self.is_package(fullname))
        spec.has_location = True
        return spec

    def _path(self, fullname: str) -> str | None:
        name = fullname.removeprefix(f"{self.package}.").replace(".", "/")
        return next((path for path in (f"{name}.py", f"{name}/__init__.py") if path in self._files), None)

    def is_package(self, fullname: str) -> bool:
        return fullname == self.package or str(self._path(fullname)).endswith("/__init__.py")

    def get_source(self, fullname: str) -> str:
        return self._files.get(self._path(fullname) or "", "")

    def get_filename(self, fullname: str) -> str:
        return f"{self._folder}/{self._path(fullname) or '__init__.py'}"

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__builtins__"] = {**vars(builtins), "__import__": self._import}
        super().exec_module(module)

    def _import(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 -- the signature of the builtin it stands for
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        top = name.partition(".")[0]
        if level or top not in self._siblings:
            return builtins.__import__(name, globals, locals, fromlist or (), level)
        module = builtins.__import__(f"{self.package}.{name}", globals, locals, fromlist or ("*",))
        return module if fromlist else sys.modules[f"{self.package}.{top}"]

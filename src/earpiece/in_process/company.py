"""A company in code. It becomes the same files as a company folder, so the same checks and the same engine hold it."""

import asyncio
import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any, Literal, TypeVar

import yaml

from earpiece.company.methods import CUSTOMER, INJECTED, Method, read_function
from earpiece.company.remote.outside import Function
from earpiece.company.remote.pins import pin_text
from earpiece.company.report import Report
from earpiece.company.shelf import Shelf
from earpiece.company.toolbox import plain
from earpiece.company.version import read_folder, with_builtins
from earpiece.domain.errors import InvalidCompany

SERVER = "in_process"
"""The name under which the functions of this process stand in servers.yaml."""
CODED = {"vouched": True, "undo": "0s"}
"""Settings of a company in code, unless it has others: the program knows who its customer is; and a program that
answers means it, where at a desk people may take a yes back for a moment."""

Definition = Mapping[str, Any] | str
"""An entry of the company folder: as Python data, or the YAML or Markdown that would stand in the file."""

Written = TypeVar("Written", bound=Callable[..., Any])


class Company:
    """What the agent may say, do and ask.

    >>> company = Company(
    ...     "Corner shop",
    ...     playbooks={"hours": {"about": "When we are open", "examples": ["are you open on sundays"],
    ...                          "steps": [{"say": "Every day from nine to six."}]}},
    ... )

    `playbooks`, `consults`, `knowledge` map names to what would stand in the files of a company folder, as Python data
    or as its text; `settings` are the keys of company.yaml, `experts` the people of desk.yaml. Without experts there is
    one person, `expert`, who may answer everything. See docs/company.md for the keys.
    """

    def __init__(
        self,
        name: str,
        *,
        playbooks: Mapping[str, Definition] | None = None,
        consults: Mapping[str, Mapping[str, Any]] | None = None,
        knowledge: Mapping[str, str] | None = None,
        experts: Sequence[Mapping[str, Any]] = (),
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self._folder = "."
        self._tools: dict[str, dict[str, Any]] = {}
        self._functions: dict[str, tuple[Method, Callable[..., Any]]] = {}
        self._files = {"company.yaml": _text({"name": name, **CODED, **(settings or {})})}
        self._files |= {f"playbooks/{key}.yaml": _text(value) for key, value in (playbooks or {}).items()}
        self._files |= {f"knowledge/{key}.md": dedent(value).lstrip() for key, value in (knowledge or {}).items()}
        if consults:
            self._files["consults.yaml"] = _text(consults)
        if experts:
            self._files["desk.yaml"] = _text({"experts": [dict(expert) for expert in experts]})

    @classmethod
    def from_folder(cls, folder: Path | str) -> "Company":
        """The company in a folder, to which `tool` may add functions of yours. Raises InvalidCompany.

        >>> company = Company.from_folder("companies/hudson")
        """
        report = Report()
        files = read_folder(Path(folder), report)
        if report.errors:
            raise InvalidCompany(report.errors)
        made = cls("")
        made._folder, made._files = str(folder), files
        return made

    def tool(
        self,
        *,
        effect: Literal["read", "write"],
        about: str = "",
        needs: Literal["verified", "anyone"] = "verified",
        rules: Sequence[Mapping[str, Any]] = (),
        **more: Any,
    ) -> Callable[[Written], Written]:
        """A function of yours as a tool; `more` are further keys of tools.yaml (`effect_text`, `idempotent`, …).

        >>> @company.tool(effect="write", rules=[{"when": "amount <= 20", "go": True}, {"ask": "refund"}])
        ... async def give_back(customer: str, order: str, amount: float, key: str) -> dict[str, object]:
        ...     "Give money back for an order"

        `customer` (the verified customer's id) and `key` (the attempt's idempotency key) are injected. To state that
        nothing was done, and why, raise `ToolError`. A write that no rule mentions is asked about. Raises
        InvalidCompany for parameters without a type.
        """

        def take(function: Written) -> Written:
            report = Report()
            method = read_function(function.__name__, function, report)
            if method is None or report.errors:
                raise InvalidCompany(report.errors)
            words = about or next(iter((function.__doc__ or "").strip().splitlines()), "") or function.__name__
            given = {"about": words, "effect": effect, "needs": needs, "rules": [dict(rule) for rule in rules]}
            self._tools[method.name] = {**given, "from": f"{SERVER}/{method.name}", **more}
            self._functions[method.name] = (method, function)
            return function

        return take

    def compiled(self) -> Shelf:
        """The company, checked. Raises InvalidCompany with every mistake."""
        return Shelf(with_builtins(self._whole()), self._folder)

    def functions(self) -> dict[str, Function]:
        """What its tools call in this process, by name."""
        return {name: _calling(method, function) for name, (method, function) in self._functions.items()}

    @property
    def folder(self) -> str:
        """Where its files came from; the working directory for a company in code."""
        return self._folder

    def _whole(self) -> dict[str, str]:
        if not self._tools:
            return self._files
        added = {"tools.yaml": _text(self._tools), "servers.yaml": _text({SERVER: {"in_process": True}})}
        whole = {name: f"{self._files[name]}\n{text}" if name in self._files else text for name, text in added.items()}
        entries = {name: _entry(method) for name, (method, _) in self._functions.items()}
        return {**self._files, **whole, f"servers/{SERVER}.json": pin_text(entries)}


def _text(value: Definition | Mapping[str, Any]) -> str:
    if isinstance(value, str):
        return dedent(value).lstrip()
    return yaml.safe_dump(plain(value), sort_keys=False, allow_unicode=True)


def _entry(method: Method) -> dict[str, Any]:
    """What the version keeps of a function, so that it can be checked where the function is not."""
    return {
        "inputSchema": dict(method.parameters),
        "injected": [name for name in INJECTED if name in method.injected],
        "acceptsNobody": method.accepts_nobody and CUSTOMER in method.injected,
    }


def _calling(method: Method, function: Callable[..., Any]) -> Function:
    async def call(args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        given = method.arguments(args, customer, key)
        if inspect.iscoroutinefunction(function):
            return plain(await function(**given))
        return plain(await asyncio.to_thread(function, **given))

    return call

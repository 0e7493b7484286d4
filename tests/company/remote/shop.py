"""A small company whose tools other servers carry out."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from earpiece.company import Toolbox, load_toolbox
from earpiece.company.remote.outside import Outside
from earpiece.company.report import Report
from earpiece.company.version import read_folder
from tests.company.sample import Folder

COMPANY = "name: Shop\nidentify: who\n"
WHO = """\
about: Who the customer is
slots: {number: {type: text, ask: "Your number?"}}
steps:
  - collect: [number]
  - call: verify
    with: {number: number}
    on: {error: [{end: unknown}]}
"""
TOOLS_PY = """\
class Tools:
    def __init__(self, data, now): ...

    def verify(self, number: str) -> dict[str, str]:
        return {"customer": number}
"""
TOOLS = """\
verify:
  about: Find a customer
  effect: read
  needs: anyone
  verifies: true
order:
  about: An order
  effect: read
  from: orders/getOrder
  customer_as: x-customer-id
search:
  about: Orders by their status
  effect: read
  from: orders/searchOrders
refund:
  about: Give money back
  effect: write
  effect_text: "{{ amount | money }} goes back"
  from: orders/createRefund
  customer_as: header X-Customer-Id
  idempotent: by_key
  deadline: 0.3s
  changeable: [amount]
  rules: [{when: amount <= 50, go: true}]
"""
ENVIRONMENT = {"ORDERS_TOKEN": "t0ken"}


@dataclass(frozen=True, slots=True)
class Shop(Folder):
    """A company folder, and its tools as a running server has them."""

    environment: Mapping[str, str] = field(default_factory=lambda: ENVIRONMENT)

    def __post_init__(self) -> None:
        for file, text in (("company.yaml", COMPANY), ("playbooks/who.yaml", WHO), ("tools.py", TOOLS_PY)):
            self.write(file, text)
        self.write("tools.yaml", TOOLS)

    def run(self, tool: str, args: Mapping[str, Any], customer: str | None = "c1", key: str = "k1") -> Any:
        """One call."""
        (result,) = self.run_all((tool, args, customer, key))
        return result

    def run_all(self, *calls: tuple[str, Mapping[str, Any], str | None, str]) -> list[Any]:
        """Calls one after the other, over the same connections; raises what the first that fails raises."""

        async def run(tools: Toolbox) -> list[Any]:
            return [await tools.run(*call) for call in calls]

        return asyncio.run(self._with_tools(run))

    def outcome(self, tool: str, key: str) -> Any:
        """What became of an attempt."""
        return asyncio.run(self._with_tools(lambda tools: tools.check(tool, key)))

    async def _with_tools(self, work: Callable[[Toolbox], Coroutine[Any, Any, Any]]) -> Any:
        outside = Outside(str(self.path), self.environment)
        tools = load_toolbox(read_folder(self.path, Report()), self.path, time.time, outside=outside)
        try:
            return await work(tools)
        finally:
            await outside.close()

"""A model whose replies a story writes, and a shop that such a model leads."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from earpiece.company.report import Report
from earpiece.company.shelf import Shelf
from earpiece.company.version import read_folder
from earpiece.domain.errors import ToolError
from earpiece.domain.forms import Inquiry, PlannedCall
from earpiece.domain.planning import Called, Plan, PlanRequest, Said
from earpiece.sim.proof.shop import FOLDER

OPEN = """\
about: Whatever a customer of the shop wants
steps:
  - open: open.md
    tools: [my_orders, stock, refund, send_gift, change_address]
    outcomes: [done, gave_up]
  - say: "That was all. ({{ outcome }})"
"""
INSTRUCTIONS = "Refunds are for lamps that arrived broken, up to the price that was paid."


def open_shop(more: str = "", playbook: str = OPEN, folder: Path = FOLDER) -> Shelf:
    """The lamp shop, led by a model through `playbook`; `more` are lines of company.yaml."""
    files = read_folder(folder, Report())
    files["company.yaml"] += f"begin_with: open\nunnamed: go\n{more}\n"
    return Shelf({**files, "playbooks/open.yaml": playbook, "playbooks/open.md": INSTRUCTIONS}, str(folder))


class ScriptedPlanner:
    """Implements `domain.ports.Planner`: gives its plans in order, and keeps what it was told."""

    version = "scripted"

    def __init__(self, plans: Sequence[Plan | ToolError] = ()) -> None:
        self.plans = list(plans)
        self.told: list[PlanRequest] = []
        self.takes = 0.0
        """Seconds that thinking takes."""

    async def plan(self, request: PlanRequest) -> Plan:
        """The next plan of the story. Raises ToolError where that is what the story says."""
        self.told.append(request)
        plan = self.plans.pop(0)
        if self.takes:
            await asyncio.sleep(self.takes)
        if isinstance(plan, ToolError):
            raise plan
        return plan

    def heard(self) -> list[str]:
        """What the model was told last, a line for each turn."""
        return [_line(turn) for turn in self.told[-1].turns]


def _line(turn: Said | Called) -> str:
    if isinstance(turn, Said):
        return f"{turn.who}: {turn.text}"
    return f"{turn.tool} {dict(turn.args)} -> {turn.result}"


def says(text: str, **more: Any) -> Plan:
    """Words of the model."""
    return Plan(say=text, model="test:model", prompt="plan-1", **more)


def calls(tool: str, **args: Any) -> Plan:
    """A call of the model."""
    return Plan(call=PlannedCall(tool=tool, args=args), model="test:model", prompt="plan-1")


def takes_back(reason: str) -> Plan:
    """Nothing that experts are asked is wanted any more."""
    return Plan(take_back=reason, model="test:model", prompt="plan-1")


def asks(question: str, **more: Any) -> Plan:
    """A question of the model to an expert."""
    return Plan(ask=Inquiry(question=question, **more), model="test:model", prompt="plan-1")

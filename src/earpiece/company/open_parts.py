"""Open parts of playbooks: their instructions stand in Markdown files, and the model is a tool that reads."""

from collections.abc import Mapping
from dataclasses import replace

from earpiece.company.draft import Draft
from earpiece.domain.planning import ASK_MODEL
from earpiece.domain.playbook import Instruction, Open, Playbook, Rule, Source, Tool

INSTRUCTIONS = ".md"

_HERE = Source("built in", 1)
MODEL = Tool(
    name=ASK_MODEL,
    about="Ask the model what to do next",
    effect="read",
    needs="anyone",
    rules=(Rule("go", _HERE),),
    source=_HERE,
    deadline=90.0,
)
"""It is called, retried and stopped like every tool that reads."""


def with_model(tools: Mapping[str, Tool], playbooks: Mapping[str, Playbook]) -> dict[str, Tool]:
    """The tools, and asking the model where a playbook has an open part."""
    needed = any(isinstance(instruction, Open) for each in playbooks.values() for instruction in each.program)
    return {**tools, ASK_MODEL: MODEL} if needed else dict(tools)


def with_instructions(draft: Draft, playbook: Playbook) -> Playbook:
    """The playbook with the texts of the Markdown files that its open parts name."""
    return replace(playbook, program=tuple(_read(draft, instruction) for instruction in playbook.program))


def _read(draft: Draft, instruction: Instruction) -> Instruction:
    if not isinstance(instruction, Open) or not instruction.instructions.endswith(INSTRUCTIONS):
        return instruction
    path = f"playbooks/{instruction.instructions}"
    if path not in draft.files:
        message = f"there are no instructions: {path} does not exist"
        draft.report.error(instruction.source, message, f"add {path}, or write them here", "no_instructions")
    return replace(instruction, instructions=draft.files.get(path, ""))

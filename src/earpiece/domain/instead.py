"""What a person may want done instead of what a model proposed: a call of one of the open part's tools."""

from typing import Any

from earpiece.domain.forms import Question
from earpiece.domain.parts import RunState
from earpiece.domain.playbook import Company, Open, Tool


def or_instead(question: Question, company: Company, run: RunState) -> Question:
    """The question with a form in which a no may name what to do in its place, where a model leads the run."""
    tools = _writes(company, run)
    if question.kind != "approval" or not tools:
        return question
    properties = {**question.form["properties"], "instead": {"oneOf": [_call_of(tool) for tool in tools]}}
    definitions = {name: part for tool in tools for name, part in tool.parameters.get("$defs", {}).items()}
    shared = {"$defs": {**question.form.get("$defs", {}), **definitions}} if definitions else {}
    return question.model_copy(update={"form": {**question.form, **shared, "properties": properties}})


def _call_of(tool: Tool) -> dict[str, Any]:
    """JSON Schema of a call of the tool; what its types share is defined beside it."""
    args = {name: part for name, part in tool.parameters.items() if name != "$defs"}
    return {
        "type": "object", "title": tool.about, "additionalProperties": False, "required": ["tool", "args"],
        "properties": {"tool": {"const": tool.name}, "args": {"type": "object", **args}},
    }  # fmt: skip


def _writes(company: Company, run: RunState) -> list[Tool]:
    program = company.playbooks[run.playbook].program
    part = program[run.at] if run.at < len(program) else None
    if not isinstance(part, Open):
        return []
    return [company.tools[name] for name in part.tools if company.tools[name].effect == "write"]

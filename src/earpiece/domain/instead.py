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
    instead: dict[str, Any] = {
        "type": "object", "additionalProperties": False, "required": ["tool", "args"],
        "properties": {"tool": {"enum": [tool.name for tool in tools]}, "args": {"type": "object"}},
    }  # fmt: skip
    properties = {**question.form["properties"], "instead": instead}
    return question.model_copy(update={"form": {**question.form, "properties": properties}})


def _writes(company: Company, run: RunState) -> list[Tool]:
    program = company.playbooks[run.playbook].program
    part = program[run.at] if run.at < len(program) else None
    if not isinstance(part, Open):
        return []
    return [company.tools[name] for name in part.tools if company.tools[name].effect == "write"]

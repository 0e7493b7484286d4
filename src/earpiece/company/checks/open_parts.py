"""Open parts: the tools and consults they name exist, and the model can be told what each is for."""

from earpiece.company.draft import Draft
from earpiece.company.schema import OpenStep
from earpiece.domain.planning import ASK_EXPERT, FINISH, TAKE_BACK

OWN = (ASK_EXPERT, FINISH, TAKE_BACK)
"""The model's own tools."""


def check_open(draft: Draft, step: OpenStep) -> None:
    for name in step.tools:
        if name in OWN:
            remedy = "give your tool another name"
            draft.report.error(step.at("tools"), f"`{name}` is the model's own tool", remedy, "own_tool")
        else:
            draft.report.unknown("tool", name, draft.tool_names, step.at("tools"))
    for name in step.ask:
        if draft.report.unknown("consult", name, draft.consult_names, step.at("ask")):
            continue
        spec = draft.consults.get(name)
        if spec is not None and spec.kind in ("approval", "task"):
            message = f"the model puts its own questions, and `{name}` is of kind {spec.kind}"
            remedy = "name a consult with `kind: clarification` or `kind: instruction`"
            draft.report.error(step.at("ask"), message, remedy, "consult_kind")

"""The settings of learning: `judgement` of company.yaml, `learn` of a consult. See docs/learning.md."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from earpiece.company.fields import mistake
from earpiece.company.node import Node


class JudgementForm(Node):
    """How many of its own decisions may be wrong, how many are looked at, and whether it begins with asking."""

    budget: float = Field(0.05, gt=0, le=0.5)
    audits: float = Field(0.02, ge=0, le=0.3)
    start: Literal["examples", "asking"] = "examples"


class LearnForm(Node):
    """That the agent may learn to answer a consult alone."""

    budget: float | None = Field(None, gt=0, le=0.5)
    least: int = Field(20, ge=5, le=100_000)
    precedents: bool = False
    harm: float | None = Field(None, ge=0, allow_inf_nan=False)


def _learn(value: Any) -> Any:
    if value is True:
        return {}
    if value is False:
        return None
    if isinstance(value, dict):
        return value
    raise mistake("`learn` says whether it may be learned", "write `learn: true` or `learn: {budget: 0.02, least: 20}`")


Learning = Annotated[LearnForm | None, BeforeValidator(_learn, json_schema_input_type=bool | LearnForm)]

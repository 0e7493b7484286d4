"""What every event is: a frozen, versioned record; and how its personal fields are marked."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict

from earpiece.domain.forms import Answer, Question


@dataclass(frozen=True, slots=True)
class Personal:
    """Marks a field as personal; `erased` is what it reads as once the person's key is destroyed."""

    erased: Any


ERASED = "[erased]"
"""What words read as once their person was erased."""

Words = Annotated[str, Personal(ERASED)]
MaybeWords = Annotated[str | None, Personal(None)]
Data = Annotated[dict[str, Any], Personal({})]
Anything = Annotated[Any, Personal(None)]
ERASED_QUESTION = Question(kind="clarification", name="erased", text=ERASED, why="", form={})

WhatIsAsked = Annotated[Question, Personal(ERASED_QUESTION)]
WhatIsAnswered = Annotated[Answer, Personal(Answer())]


class BaseEvent(BaseModel):
    """`VERSION` counts changes of a class's fields; `journal.upcast` lifts older ones when they are read."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")
    VERSION: ClassVar[int] = 1

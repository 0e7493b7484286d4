"""What a large model is told in an open part of a playbook, and what it gives back.

The request is made from the conversation's state alone, so it can be made again at any time. A call and what came of it
are always one turn: a question that is still open with an expert is *state* ("an expert is being asked"), so that no
provider ever sees a tool call without its result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from earpiece.domain.forms import Inquiry, PlannedCall

ASK_MODEL = "ask-model"
"""The built-in tool that asks the model what to do next: it reads, so it may be tried again. No company can declare a
tool of this name, since a tool is a Python name."""

ASK_EXPERT = "ask_expert"
"""The model's own tool to put a question to an expert."""

TAKE_BACK = "take_back"
"""The model's own tool to take back what it asked, or wants done, and is not decided yet."""

FINISH = "finish"
"""The model's own tool to say that the open part is done."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words. `note` is what the model must know and nobody said: an expert's answer, words that were held back."""

    who: Literal["customer", "agent", "person", "note"]
    text: str


@dataclass(frozen=True, slots=True)
class Called:
    """A call the model made, and what is known of it: its result as JSON text, a refusal, or that an expert is asked.

    `id` is stable, made of letters, digits, `_` and `-`.
    """

    id: str
    tool: str
    args: Mapping[str, Any]
    result: str


Turn = Said | Called


@dataclass(frozen=True, slots=True)
class ToolOffer:
    """A tool the model may propose to call. `parameters` is a JSON Schema of type object."""

    name: str
    about: str
    parameters: Mapping[str, Any]
    effect: Literal["read", "write"]


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """All that the model is told: see the module's words. `instructions` are the playbook's, in Markdown."""

    conversation: str
    company: str
    agent: str
    playbook: str
    instructions: str
    tools: tuple[ToolOffer, ...]
    consults: tuple[tuple[str, str], ...]
    """(name, what it is for) of the questions the model may put to experts."""
    outcomes: tuple[str, ...]
    """With which the open part may be finished."""
    turns: tuple[Turn, ...]
    today: str
    """ISO date."""
    language: str = "en"
    open: bool = False
    """Whether an expert is asked something at this moment that the model wanted."""
    spent: float = 0.0
    """What the conversation has cost at the model's provider so far, in US dollars."""


class Plan(BaseModel):
    """What the model wants next: words, then at most one of a call, a question to an expert, an end.

    `model` names model and provider as configured (`openai:gpt-4o`), `prompt` the version of the prompt file,
    `tokens_in` and `tokens_out` are counted by the provider, `cost` is in US dollars, 0 where it is not known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")
    say: str = ""
    call: PlannedCall | None = None
    ask: Inquiry | None = None
    consult: str | None = None
    """Which of the offered consults `ask` goes to; None: the first."""
    end: str | None = None
    take_back: str | None = None
    """Why nothing that experts are still asked is wanted any more: the customer has changed their mind."""
    unsure: str = ""
    """Why a person should look before the words are said or the call with an effect is made; empty: as the rules say.
    It adds scrutiny and takes none away."""
    model: str = ""
    prompt: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0

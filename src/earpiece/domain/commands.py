"""What the customer wants of the agent, as understanding reads it; and what understanding may know meanwhile.

One message may hold several commands, each with a score in 0..1 (the estimated probability of being right).
A *target* names what a request is about: `playbook/NAME` or `page/NAME`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Command(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")
    score: float = 1.0


class Start(_Command):
    """The customer has a request the company knows: run the playbook or answer from the page `target`."""

    is_: Literal["start"] = "start"
    target: str
    text: str = ""
    """The part of the message that says so."""
    values: dict[str, Any] = {}
    """Slot values already given in the same words, by slot name."""


class Give(_Command):
    """A value for a slot of the playbook in progress: the answer to the open question, or said unasked."""

    is_: Literal["give"] = "give"
    slot: str
    value: Any


class Correct(_Command):
    """A new value for a slot that had one."""

    is_: Literal["correct"] = "correct"
    slot: str
    value: Any


class Between(_Command):
    """Unsure between few readings: the agent asks the customer which."""

    is_: Literal["between"] = "between"
    targets: tuple[str, ...]
    text: str = ""


class Unknown(_Command):
    """A request the company has no answer for, or none the model is sure enough of: the agent consults."""

    is_: Literal["unknown"] = "unknown"
    text: str = ""
    nearest: tuple[str, ...] = ()
    """The likeliest targets, best first, as suggestions for the expert."""


class NotThat(_Command):
    """The agent's last answer or reading was not what the customer meant."""

    is_: Literal["not_that"] = "not_that"


class Cancel(_Command):
    """Drop the request in progress."""

    is_: Literal["cancel"] = "cancel"


class WantsPerson(_Command):
    """The customer asks for a human being."""

    is_: Literal["wants_person"] = "wants_person"


class DontKnow(_Command):
    """The customer cannot answer the open question."""

    is_: Literal["dont_know"] = "dont_know"


class Status(_Command):
    """The customer asks how the open matter stands ("any news?")."""

    is_: Literal["status"] = "status"


class SmallTalk(_Command):
    """Words that want nothing but a friendly reply, or yes/no to "anything else?"."""

    is_: Literal["small_talk"] = "small_talk"
    kind: Literal["greeting", "thanks", "bye", "yes", "no", "who", "abuse", "filler"]


class Unclear(_Command):
    """Nothing could be made of the words as an answer to the open question."""

    is_: Literal["unclear"] = "unclear"


Command = Annotated[
    Start
    | Give
    | Correct
    | Between
    | Unknown
    | NotThat
    | Cancel
    | WantsPerson
    | DontKnow
    | Status
    | SmallTalk
    | Unclear,
    Field(discriminator="is_"),
]


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose from: `value` is what is stored, `label` what people see and say."""

    value: Any
    label: str


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A slot as understanding needs to see it. `type` as in `playbook.SlotType`."""

    name: str
    type: str
    options: tuple[Option, ...] = ()
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """What may help to read a message: what was just asked, and what is in progress."""

    today: str = ""
    """ISO date of the conversation's present, for "yesterday"."""
    asked: OpenSlot | None = None
    """The slot the agent's last question was about."""
    slots: tuple[OpenSlot, ...] = ()
    """The slots of the playbook in progress, filled or not, without `asked`."""
    choosing: tuple[str, ...] = ()
    """Targets the agent has just offered ("did you mean A or B?"), in the order offered."""
    anything_else: bool = False
    """The agent has just asked whether there is anything else."""
    running: tuple[str, ...] = ()
    """Targets in progress, the current one first."""
    waiting: bool = False
    """A consult is open for this customer."""
    last_target: str | None = None
    """What the agent answered last."""
    language: str = "en"


def targets_in(commands: Iterable[Command]) -> list[str]:
    """The requests and pages that a reading speaks of, the likeliest first, each once."""
    targets: list[str] = []
    for command in commands:
        match command:
            case Start():
                targets.append(command.target)
            case Between():
                targets.extend(command.targets)
            case Unknown():
                targets.extend(command.nearest)
    return list(dict.fromkeys(targets))

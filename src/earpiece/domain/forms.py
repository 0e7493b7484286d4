"""The typed parts of a consult: what is asked, what would be done, what may be answered, what happens meanwhile."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

ConsultKind = Literal["approval", "clarification", "instruction", "task"]

RungKind = Literal["remind", "widen", "reroute", "promise", "handoff", "expire"]

CLOSING_RUNGS: frozenset[RungKind] = frozenset({"handoff", "expire"})
"""A ladder must end in one of these, so that no consult stays open for ever."""


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


class Rung(_Form):
    """What happens `after` seconds without an answer (counted from the asking)."""

    after: float
    do: RungKind
    to: str | None = None
    """With `reroute`: the skill that gets the card."""


class Fact(_Form):
    """One line of a card: what is known, and where from (`customer`, `tool NAME`, `page NAME`, `earlier`)."""

    label: str
    value: str
    source: str
    turn: int | None = None
    """Position in the conversation's stream that it came from."""


class ProposedCall(_Form):
    """The exact tool call an approval is about. `digest` binds a grant to it."""

    tool: str
    args: dict[str, Any]
    digest: str
    effect: str
    """What will change, in words for the expert."""
    changeable: tuple[str, ...] = ()
    """Arguments an expert may change in "yes with changes"."""


class Suggestion(_Form):
    """An answer the expert can give with one key, and what it leads to."""

    key: str
    label: str
    answer: dict[str, Any]
    leads_to: str = ""


class Question(_Form):
    """All that an expert is asked. `form` is the JSON Schema (2020-12) of a valid answer."""

    kind: ConsultKind
    name: str
    text: str
    why: str
    form: dict[str, Any]
    facts: tuple[Fact, ...] = ()
    call: ProposedCall | None = None
    suggestions: tuple[Suggestion, ...] = ()
    skill: str = "general"
    authority: dict[str, float] = {}
    """Amounts the answering person's limits must cover, by name of the limit."""


class Answer(_Form):
    """A valid answer. Which fields count depends on the kind; see docs/consults.md.

    approval: `decision` yes | no, `changes` to arguments, `reason` for a no.
    clarification: `choice` of an option, or `text` to inform the customer.
    instruction: `choice` of what to do next, `text` with details.
    task: `decision` yes (done, with `reference`) or no (with `reason`).
    """

    decision: Literal["yes", "no"] | None = None
    changes: dict[str, Any] = {}
    choice: str | None = None
    text: str | None = None
    reason: str | None = None
    reference: str | None = None
    note: str | None = None
    """A word for the customer, said by the agent with the result."""

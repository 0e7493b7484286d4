"""The typed parts of a consult: what is asked, what would be done, what may be answered, what happens meanwhile."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

ConsultKind = Literal["approval", "clarification", "instruction", "task"]

RungKind = Literal["remind", "widen", "reroute", "promise", "fallback", "handoff", "expire"]

CLOSING_RUNGS: frozenset[RungKind] = frozenset({"fallback", "handoff", "expire"})
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


class Change(_Form):
    """What a call will change, as an expert reads it: "Balance", "£120.00", "£370.00"."""

    label: str
    before: str | None
    """None where it is not known."""
    after: str


class Check(_Form):
    """What an expert is asked to think over before an answer counts: `when` holds over the arguments as answered and
    the question's `known` values, `say` is why that is doubtful (a template over the same)."""

    when: str
    say: str


class ProposedCall(_Form):
    """The exact tool call an approval is about. `digest` binds a grant to it."""

    tool: str
    args: dict[str, Any]
    digest: str
    effect: str
    """What will change, in words for the expert."""
    changeable: tuple[str, ...] = ()
    """Arguments an expert may change in "yes with changes"."""
    changes: tuple[Change, ...] = ()


class PlannedCall(_Form):
    """A tool and its arguments, as a model or a person wants it called."""

    tool: str
    args: dict[str, Any] = {}


class Suggestion(_Form):
    """An answer the expert can give with one key, and what it leads to."""

    key: str
    label: str
    answer: dict[str, Any]
    leads_to: str = ""
    source: str = "playbook"
    """Where it comes from: `playbook`, `page NAME`, `precedent ID`, `model NAME`."""


class Expected(_Form):
    """Within how many seconds an answer is expected: half of such questions, and nine in ten."""

    half: float
    most: float


class Found(_Form):
    """Something the agent found when an expert asked it, and where."""

    text: str
    source: str


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
    level: int = 1
    """The least level of the skill."""
    weight: float = 1.0
    """How much of a person's capacity it takes while they hold it."""
    opinions: int = 1
    """How many people must say the same, each without knowing what the others said."""
    checks: tuple[Check, ...] = ()
    known: dict[str, Any] = {}
    """Values that the checks and the changes read."""
    draft: str | None = None
    """The agent's own words, where it asks whether it may say them."""


class Inquiry(_Form):
    """A question to the human side that no file of the company holds: a model's own, or that of an agent elsewhere.

    `options` are key → label. `form` is the JSON Schema of a typed answer (`Answer.data`), where options do not do.
    `call` is what the asker wants to run itself, and asks to be allowed.
    """

    question: str = Field(min_length=1, max_length=600)
    why: str = Field("", max_length=600)
    kind: ConsultKind = "clarification"
    facts: tuple[Fact, ...] = ()
    options: dict[str, str] = {}
    form: dict[str, Any] | None = None
    call: PlannedCall | None = None
    summary: str = Field("", max_length=2000)
    draft: str = Field("", max_length=2000)
    """Words the asker would say to the customer."""


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
    instead: PlannedCall | None = None
    """With a no to what a model proposed: what is to be done in its place."""
    data: dict[str, Any] = {}
    """What was asked for by a JSON Schema of the asker's own."""

"""The YAML of a company folder as types. See docs/company.md, docs/playbooks.md, docs/consults.md, docs/tools.md."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    model_validator,
)

from earpiece.company.desk_forms import DeskForm
from earpiece.company.fields import (
    Duration,
    DurationOrNone,
    Examples,
    Expression,
    Identifier,
    Names,
    Template,
    Variants,
    mistake,
)
from earpiece.company.learning_forms import JudgementForm, Learning
from earpiece.company.node import Node
from earpiece.company.remote.forms import Origin, PlaceForm, ServerForm
from earpiece.domain.forms import ConsultKind, RungKind
from earpiece.domain.playbook import SlotType


class Understanding(Node):
    """Who reads the customer's words, from which score on a reading is acted on, and from which ratio of the second
    best it is asked about."""

    by: Literal["local", "model"] = "local"
    sure: float = Field(0.55, ge=0, le=1)
    between: float = Field(0.8, ge=0, le=1)


class WordingForm(Node):
    """Who puts into words what is to be said."""

    by: Literal["templates", "model"] = "templates"


class BriefsForm(Node):
    """Who prepares the cards of the experts."""

    by: Literal["model", "agent"] = "model"


class VoiceForm(Node):
    """How people write in the company's name: words to avoid and what to say instead, how long, with which greeting."""

    avoid: dict[str, str] = {}
    most_words: int = Field(60, ge=5, le=400)
    greeting: str = ""


class CostsForm(Node):
    """What things cost, in the company's currency."""

    person_hour: float = Field(ge=0, allow_inf_nan=False)
    model_turn: float = Field(0.0, ge=0, allow_inf_nan=False)
    telephone_minute: float = Field(0.0, ge=0, allow_inf_nan=False)
    dollar: float = Field(1.0, gt=0, allow_inf_nan=False)


class CompanyForm(Node):
    """company.yaml"""

    name: str
    agent_name: str = "the assistant"
    currency: str = Field("GBP", pattern=r"^[A-Z]{3}$")
    languages: Annotated[Names, Field(min_length=1)] = ("en",)
    identify: str | None = None
    vouched: bool = False
    understanding: Understanding = Field(default_factory=lambda: Understanding())
    holding_rhythm: Annotated[tuple[Duration, ...], Field(min_length=1)] = (20.0, 30.0, 45.0, 60.0, 120.0, 300.0)
    lease: Duration = 30.0
    undo: DurationOrNone = 5.0
    idle: Duration = 600.0
    patience: Duration = 180.0
    ask_early: float = Field(0.2, ge=0, le=1)
    go_on_meanwhile: bool = True
    silence: Duration = 120.0
    wording: WordingForm = Field(default_factory=lambda: WordingForm())
    briefs: BriefsForm = Field(default_factory=lambda: BriefsForm())
    voice: VoiceForm = Field(default_factory=lambda: VoiceForm())
    grant_lifetime: Duration = 900.0
    costs: CostsForm | None = None
    judgement: JudgementForm | None = None
    publishers: Literal["supervisors", "experts"] = "supervisors"
    survey: bool = False
    begin_with: str | None = None
    model_steps: int = Field(30, ge=1, le=200)
    model_cost: float | None = Field(None, gt=0)
    ungrounded: Literal["refuse", "say"] = "refuse"
    unnamed: Literal["ask", "go"] = "ask"
    wants_person: str = "wants-person"
    ask_expert: str = "ask-expert"
    correction: str = "correction-after-effect"
    unlisted_effect: str = "unlisted-effect"
    unknown_outcome: str = "unknown-outcome"


class RuleForm(Node):
    """One rule of a tool: `when` it holds (or always) one of `go`, `ask`, `refuse`."""

    when: Expression | None = None
    go: Literal[True] | None = None
    ask: str | None = None
    refuse: str | None = None

    @model_validator(mode="after")
    def _one_verdict(self) -> Self:
        if sum(verdict is not None for verdict in (self.go, self.ask, self.refuse)) != 1:
            raise mistake("a rule has exactly one verdict", "write one of `go: true`, `ask: CONSULT`, `refuse: REASON`")
        return self


def _change(value: Any) -> Any:
    """`{Label: after}` or `{Label: [before, after]}` as (label, before, after)."""
    if isinstance(value, dict) and len(value) == 1:
        label, ways = next(iter(value.items()))
        match ways:
            case [before, after]:
                return (label, before, after)
            case [after]:
                return (label, None, after)
            case str() | int() | float():
                return (label, None, ways)
    raise mistake(
        "a change is one `Label: [before, after]`", "write {Balance: [account.balance, account.balance + amount]}"
    )


ChangeForm = Annotated[
    tuple[str, Expression | None, Expression],
    BeforeValidator(
        _change,
        json_schema_input_type=dict[str, Expression | Annotated[list[Expression], Field(min_length=1, max_length=2)]],
    ),
]


class ToolForm(Node):
    """An entry of tools.yaml."""

    about: str
    effect: Literal["read", "write"]
    from_: Origin | None = Field(None, alias="from")
    customer_as: PlaceForm | None = None
    key_as: PlaceForm | None = None
    outcome: Origin | None = None
    needs: Literal["anyone", "verified"] = "verified"
    idempotent: Literal["by_key"] | None = None
    deadline: Duration = 20.0
    verifies: bool = False
    effect_text: Template = ""
    changeable: tuple[str, ...] = ()
    changes: tuple[ChangeForm, ...] = ()
    rules: tuple[RuleForm, ...] = ()


class RungForm(Node):
    """One rung of a consult's ladder."""

    after: Duration
    do: RungKind
    to: str | None = None


def _fact(value: Any) -> Any:
    if isinstance(value, str):
        return (value.replace("_", " ").replace(".", " ").capitalize(), value)
    if isinstance(value, dict) and len(value) == 1:
        return next(iter(value.items()))
    raise mistake("a fact is a path or one `Label: expression`", "write payment.merchant or {Card: card.status}")


FactForm = Annotated[tuple[str, Expression], BeforeValidator(_fact, json_schema_input_type=str | dict[str, Expression])]


class CheckForm(Node):
    """What an expert is asked to think over before an answer counts."""

    when: Expression
    say: Template


class OpinionsForm(Node):
    """How many people must say the same, if `when` holds."""

    when: Expression = "true"
    count: int = Field(ge=1, le=9)


def _opinions(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return {"count": value}
    if isinstance(value, dict):
        return value
    raise mistake(
        "`opinions` is a number of people", "write `opinions: 2` or `opinions: {when: amount > 1000, count: 2}`"
    )


Opinions = Annotated[OpinionsForm, BeforeValidator(_opinions, json_schema_input_type=int | OpinionsForm)]


class ExpectedForm(Node):
    """Within what time a consult is answered: half of the time, and nine times in ten."""

    half: Duration
    most: Duration

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most < self.half:
            raise mistake("`most` is shorter than `half`", "half of the answers come first: make `most` the longer one")
        return self


class ConsultForm(Node):
    """An entry of consults.yaml."""

    kind: ConsultKind
    question: Template
    why: Template = ""
    facts: tuple[FactForm, ...] = ()
    skill: str = "general"
    authority: dict[str, Expression] = {}
    options: dict[str, str] = {}
    free_text: bool = False
    suggest_targets: bool = False
    level: int = Field(1, ge=1, le=9)
    weight: float = Field(1.0, gt=0, le=100)
    opinions: Opinions = Field(default_factory=lambda: OpinionsForm(count=1))
    checks: tuple[CheckForm, ...] = ()
    expected: ExpectedForm | None = None
    learn: Learning = None
    outside: bool = False
    ladder: Annotated[tuple[RungForm, ...], Field(min_length=1)]


class SlotForm(Node):
    """A value the playbook needs from the customer."""

    type: SlotType
    ask: Variants
    options: dict[str, str] = {}
    from_: str | None = Field(None, alias="from")
    with_: dict[str, Expression] = Field({}, alias="with")
    where: Expression | None = None
    label: Template = ""
    check: Expression | None = None
    check_failed: Template = ""
    optional: bool = False


class OpenStep(Node):
    """Let a large model lead, by instructions: Markdown, or the name of a Markdown file beside the playbook."""

    open: Annotated[str, Field(min_length=1)]
    tools: Names = ()
    ask: Annotated[Names, Field(min_length=1)] = ("agents-question",)
    outcomes: Annotated[Names, Field(min_length=1)] = ("done",)
    save: Identifier = "outcome"
    away: "Steps | None" = None


class CollectStep(Node):
    """Ask the customer for the slots still missing."""

    collect: Annotated[Names, Field(min_length=1)]
    on_empty: "Steps | None" = None


class IfStep(Node):
    """Take `then` if the expression holds, else `else`."""

    if_: Expression = Field(alias="if")
    then: "Steps"
    else_: "Steps | None" = Field(None, alias="else")


class CallStep(Node):
    """Call a tool."""

    call: str
    with_: dict[str, Expression] = Field({}, alias="with")
    save: Identifier | None = None
    early: bool | None = None
    on: dict[str, "Steps"] = {}


class AskStep(Node):
    """Ask an expert."""

    ask: str
    save: Identifier | None = None
    early: bool | None = None
    on: dict[str, "Steps"] = {}


class SayStep(Node):
    """Tell the customer."""

    say: Variants


class AnswerStep(Node):
    """Answer from a knowledge page."""

    answer: Expression


class SetStep(Node):
    """Set values from expressions."""

    set: Annotated[dict[Identifier, Expression], Field(min_length=1)]


class RunStep(Node):
    """Run another playbook to its end."""

    run: str
    with_: dict[str, Expression] = Field({}, alias="with")


class RouteStep(Node):
    """Begin another request instead."""

    route: Expression


class AgainStep(Node):
    """Forget the values of these slots and ask for them again."""

    again: Annotated[Names, Field(min_length=1)]


class HandOffStep(Node):
    """Hand the conversation to a person."""

    hand_off: str


class EndStep(Node):
    """End with an outcome."""

    end: str


STEPS: dict[str, type[Node]] = {
    "open": OpenStep,
    "collect": CollectStep,
    "if": IfStep,
    "call": CallStep,
    "ask": AskStep,
    "say": SayStep,
    "answer": AnswerStep,
    "set": SetStep,
    "again": AgainStep,
    "run": RunStep,
    "route": RouteStep,
    "hand_off": HandOffStep,
    "end": EndStep,
}
"""The kinds of steps by the key that names them."""


def _step_kind(data: Any) -> str | None:
    if isinstance(data, Node):
        return "step " + next(verb for verb, kind in STEPS.items() if isinstance(data, kind))
    verbs = [key for key in data if key in STEPS] if isinstance(data, dict) else []
    if "open" in verbs:
        return "step open"  # `ask` is one of its keys
    return f"step {verbs[0]}" if len(verbs) == 1 else None


Step = Annotated[
    Annotated[OpenStep, Tag("step open")]
    | Annotated[CollectStep, Tag("step collect")]
    | Annotated[IfStep, Tag("step if")]
    | Annotated[CallStep, Tag("step call")]
    | Annotated[AskStep, Tag("step ask")]
    | Annotated[SayStep, Tag("step say")]
    | Annotated[AnswerStep, Tag("step answer")]
    | Annotated[SetStep, Tag("step set")]
    | Annotated[AgainStep, Tag("step again")]
    | Annotated[RunStep, Tag("step run")]
    | Annotated[RouteStep, Tag("step route")]
    | Annotated[HandOffStep, Tag("step hand_off")]
    | Annotated[EndStep, Tag("step end")],
    Discriminator(
        _step_kind, custom_error_type="step", custom_error_message="a step has exactly one key that says what it does"
    ),
]
Steps = tuple[Step, ...]


class PlaybookForm(Node):
    """playbooks/NAME.yaml"""

    about: str
    title: str = ""
    examples: Examples = ()
    slots: dict[Identifier, SlotForm] = {}
    steps: Annotated[Steps, Field(min_length=1)]


class PageForm(Node):
    """The front matter of knowledge/NAME.md"""

    title: str
    examples: Examples = ()


for _form in (OpenStep, CollectStep, IfStep, CallStep, AskStep, PlaybookForm):
    _form.model_rebuild()


def json_schemas() -> dict[str, dict[str, Any]]:
    """JSON Schemas by the file they are for, so that an editor completes and checks while typing."""
    kinds: dict[str, Any] = {
        "company": CompanyForm,
        "tools": dict[str, ToolForm],
        "servers": dict[str, ServerForm],
        "consults": dict[str, ConsultForm],
        "playbook": PlaybookForm,
        "desk": DeskForm,
        "phrases": dict[str, Variants],
    }
    return {f"{name}.schema.json": TypeAdapter(kind).json_schema(by_alias=True) for name, kind in kinds.items()}

"""A company as the agent and the gate see it: compiled playbooks, tools with their rules, consults, pages, wording.

A playbook is a flat list of instructions walked by a program counter, so that "where are we" is one number in the
journal. `company/` compiles these from the YAML of a company folder; every instruction keeps its file and line.
Expressions and templates are strings in the language of `domain.expressions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from earpiece.domain.forms import Check, ConsultKind, Expected, Rung

SlotType = Literal["text", "yes_no", "choice", "option", "money", "number", "date", "phone", "email", "code"]


ANSWER_PAGE = "answer-page"
"""The built-in playbook that answers from a page, where a person looks at answers first."""

SETS_RIGHT = "set-right"
"""The built-in playbook that asks what to tell the customer where a decision of the agent was found wrong."""

ASKED_OUTSIDE = "asked-outside"
"""The built-in playbook, and the consult, of a question that an agent elsewhere asks."""

REVIEW = "review-message"
"""The consult that asks a person whether the agent may say something."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was written in the company folder."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A value the playbook needs from the customer.

    `choice` slots choose one of the items that the read tool `choices` returns with `choices_with` arguments;
    `label` is the template of an item's words (the item's fields are its values). `option` slots choose from the
    fixed `options` (value → label). `check` is an expression over the values that must hold, else `check_failed` is
    said and the slot asked again. `when_empty` is said when a choice has no items, and the run goes to `on_empty`.
    """

    name: str
    type: SlotType
    ask: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=dict)
    choices: str | None = None
    choices_with: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    where: str | None = None
    """Expression over an item's fields: only these items are offered."""
    check: str | None = None
    check_failed: str = ""
    optional: bool = False
    """A customer who does not know may leave it out; the value is then None."""


@dataclass(frozen=True, slots=True)
class Collect:
    """Fill the slots, asking the customer for what is missing. `on_empty`: where to go if a choice has no items."""

    slots: tuple[str, ...]
    source: Source
    on_empty: int | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """Go on if `condition` holds, else to instruction `otherwise`."""

    condition: str
    otherwise: int
    source: Source


@dataclass(frozen=True, slots=True)
class Jump:
    """Go to instruction `to`."""

    to: int
    source: Source


@dataclass(frozen=True, slots=True)
class Call:
    """Propose a tool call. Its result becomes the value `save`.

    `on` maps what may come instead of a result to an instruction: a stated error's code, `error` (any other error),
    `declined` (the expert said no), `expired` (nobody answered), `fallback` (the same, where the ladder ends in the
    safe way), `unknown` (the outcome cannot be found out).
    """

    tool: str
    args: Mapping[str, str]
    source: Source
    save: str | None = None
    on: Mapping[str, int] = field(default_factory=dict)
    early: bool | None = None
    """Whether a person may be asked about it before its turn: None where that is certain to be needed, True also
    behind an open `if`."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask an expert. The answer becomes the value `save` (fields of `forms.Answer`).

    `on` maps an option's key, `yes`, `no`, `text`, `expired` or `fallback` to an instruction; without an entry the
    run goes on.
    """

    consult: str
    source: Source
    save: str | None = None
    on: Mapping[str, int] = field(default_factory=dict)
    early: bool | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """Tell the customer; one of the variants, never the same twice in a row."""

    variants: tuple[str, ...]
    source: Source
    page: str | None = None
    """The knowledge page whose first paragraph is said (an expression may choose it)."""


@dataclass(frozen=True, slots=True)
class Run:
    """Run another playbook to its end, with values; its outcome becomes `PLAYBOOK_outcome` (dashes as underscores)."""

    playbook: str
    args: Mapping[str, str]
    source: Source


@dataclass(frozen=True, slots=True)
class Route:
    """Begin the request named by the expression `target` (`playbook/NAME` or `page/NAME`) and end this run."""

    target: str
    source: Source


@dataclass(frozen=True, slots=True)
class Set:
    """Set a value from an expression."""

    name: str
    value: str
    source: Source


@dataclass(frozen=True, slots=True)
class Again:
    """Forget the slots' values and go back to instruction `to`, which collects them."""

    slots: tuple[str, ...]
    to: int
    source: Source


@dataclass(frozen=True, slots=True)
class HandOff:
    """Hand the conversation to a person, with `reason`."""

    reason: str
    source: Source


@dataclass(frozen=True, slots=True)
class End:
    """The playbook's end with its outcome."""

    outcome: str
    source: Source


@dataclass(frozen=True, slots=True)
class Open:
    """An open part: a large model leads by `instructions` (Markdown), with these tools, one action at a time, each
    through the gate. It may put own questions to experts by `consults`. It ends with one of `outcomes`, which becomes
    the value `save`, and the run goes on."""

    instructions: str
    tools: tuple[str, ...]
    source: Source
    consults: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ("done",)
    save: str = "outcome"
    away: int | None = None
    """Where it goes on when the model cannot be reached; None: an expert is asked what to do."""


Instruction = Open | Collect | Branch | Jump | Call | Ask | Say | Run | Route | Set | Again | HandOff | End


@dataclass(frozen=True, slots=True)
class Playbook:
    """What the company wants done for one kind of request. `examples` is empty for playbooks only others run."""

    name: str
    about: str
    title: str
    """How the agent names the request to the customer ("your card payment")."""
    examples: tuple[str, ...]
    slots: Mapping[str, Slot]
    program: tuple[Instruction, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Rule:
    """A tool's rule: when the expression over its arguments holds (or always), go, ask the consult, or refuse."""

    verdict: Literal["go", "ask", "refuse"]
    source: Source
    when: str | None = None
    consult: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool's declaration. What is behind it lives in the company's `tools.py`, or at another server."""

    name: str
    about: str
    effect: Literal["read", "write"]
    needs: Literal["anyone", "verified"]
    rules: tuple[Rule, ...]
    source: Source
    idempotent: bool = False
    """The tool guarantees that the same key never takes effect twice."""
    deadline: float = 20.0
    """Seconds after which an attempt without a result counts as unknown."""
    verifies: bool = False
    """A result with `customer` (and `name`) establishes the customer's identity."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """JSON Schema of the arguments, without the injected customer."""
    effect_text: str = ""
    """Template over the arguments: what will change, for the expert's card."""
    changeable: tuple[str, ...] = ()
    changes: tuple[tuple[str, str | None, str], ...] = ()
    """(label, expression before, expression after) over the arguments and what is known: what the call will change."""
    has_check: bool = False
    """The tool can tell what became of an attempt."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far the agent may go by its own judgement: the share of own decisions that may be wrong, the share that is
    looked at afterwards, and whether requests are read from the company's examples from the start, or asked about."""

    budget: float = 0.05
    audits: float = 0.02
    start: Literal["examples", "asking"] = "examples"


@dataclass(frozen=True, slots=True)
class Learn:
    """That the agent may learn to answer a question alone, and how far; None: as the company says for all."""

    budget: float | None = None
    least: int = 20
    """So many answers must be known before."""
    precedents: bool = False
    """A published answer that fits is used from the first on: its owner vouches for it."""
    harm: float | None = None
    """What a wrong answer costs, in the company's currency."""


@dataclass(frozen=True, slots=True)
class ConsultSpec:
    """A question to the human side as the company wrote it. `facts` are value paths or `label: expression`."""

    name: str
    kind: ConsultKind
    question: str
    why: str
    facts: tuple[tuple[str, str], ...]
    skill: str
    ladder: tuple[Rung, ...]
    source: Source
    options: Mapping[str, str] = field(default_factory=dict)
    """key → label: what may be chosen (clarification, instruction)."""
    free_text: bool = False
    """The expert may answer in own words."""
    suggest_targets: bool = False
    """Offer the likeliest requests as options (`playbook/…`, `page/…`)."""
    authority: Mapping[str, str] = field(default_factory=dict)
    """limit name → expression over the call's arguments."""
    level: int = 1
    """The least level of the skill."""
    weight: float = 1.0
    """How much of a person's capacity the card takes."""
    opinions: int = 1
    """How many people must say the same,"""
    opinions_when: str | None = None
    """if this expression holds; None: always."""
    checks: tuple[Check, ...] = ()
    """What an expert is asked to think over before an answer counts."""
    expected: Expected | None = None
    """How soon it is answered, until enough answers were measured."""
    learn: Learn | None = None
    """The agent may learn to answer it alone; None: never."""
    outside: bool = False
    """Agents elsewhere may name it for questions of their own."""


@dataclass(frozen=True, slots=True)
class Page:
    """A knowledge page: `answer` is its first paragraph, said as it stands; `text` is the whole."""

    name: str
    title: str
    answer: str
    text: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """How the company speaks. `avoid` maps a word to the one that is used instead ("" if there is none)."""

    avoid: Mapping[str, str] = field(default_factory=dict)
    most_words: int = 60
    greeting: str = ""


@dataclass(frozen=True, slots=True)
class Costs:
    """What things cost the company, in its currency: an hour of a person's work, one turn of the model, a minute on the
    telephone, and a US dollar, in which providers of large models count."""

    person_hour: float
    model_turn: float = 0.0
    telephone_minute: float = 0.0
    dollar: float = 1.0


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings of the company that steer the agent."""

    name: str = "Earpiece"
    agent_name: str = "the assistant"
    currency: str = "GBP"
    languages: tuple[str, ...] = ("en",)
    identify: str | None = None
    """The playbook that establishes the customer's identity."""
    read_by: Literal["local", "model"] = "local"
    """Who reads the customer's words: the embedded understanding, or a large model where there is one."""
    sure: float = 0.55
    between: float = 0.8
    holding_rhythm: tuple[float, ...] = (20.0, 30.0, 45.0, 60.0, 120.0, 300.0)
    lease: float = 30.0
    undo: float = 5.0
    """Seconds for which an expert may undo a yes before it has an effect."""
    grant_lifetime: float = 900.0
    idle: float = 600.0
    silence: float = 120.0
    """A customer who has waited so long for a person that leads gets the agent back."""
    wording_by: Literal["templates", "model"] = "templates"
    """Who puts into words what the agent says: the company's sentences stand, or a large model says them."""
    briefs_by: Literal["model", "agent"] = "model"
    """Who prepares the cards: a large model where there is one, or the agent alone, from what is on record."""
    voice: Voice = Voice()
    patience: float = 180.0
    """Who would probably wait longer than this (seconds) is promised an answer at once, and need not stay."""
    early_waste: float = 0.2
    """Questions of which a larger share was asked early in vain are not asked early any more; 0: none ever is."""
    meanwhile: bool = True
    """While an expert decides, the agent asks what it needs to know next and prepares what follows."""
    costs: Costs | None = None
    """None: no cost is shown."""
    judgement: Judgement | None = None
    """None: which request a message is, is not judged, and where answers are learned, the usual budget holds."""
    publishers: Literal["supervisors", "experts"] = "supervisors"
    """Who may let an answer hold for the next time: supervisors alone, or experts too, within their skills."""
    survey: bool = False
    """Whether customers are asked, after the conversation, how they found it."""
    begin_with: str | None = None
    """The playbook in which every conversation begins; None: what the customer says decides."""
    model_steps: int = 30
    """So often the model may be asked for one message of the customer."""
    model_cost: float | None = None
    """US dollars that one conversation may cost at the model's provider; None: no limit."""
    ungrounded: Literal["refuse", "say"] = "refuse"
    """What becomes of a model's words that say what no source has: the model has to say it otherwise (in the end a
    person looks at it), or they are said, and marked in the record."""
    unnamed: Literal["ask", "go"] = "ask"
    """What becomes of a model's call that a rule would let go, with a figure or an address that nobody has named."""
    unlisted_effect: str = "unlisted-effect"
    """The consult for a tool with an effect that no rule mentions."""
    unknown_outcome: str = "unknown-outcome"
    """The task consult that finds out what became of an attempt."""
    wants_person: str = "wants-person"
    ask_expert: str = "ask-expert"
    correction: str = "correction-after-effect"


Week = tuple[tuple[tuple[int, int], ...], ...]
"""The times of each day from Monday on, as (first minute, minute after the last) of the day."""

ALL_WEEK: Week = (((0, 24 * 60),),) * 7


@dataclass(frozen=True, slots=True)
class Hours:
    """When people are at the desk. On `holidays` (days like `2026-12-25`) only skills with `ALL_WEEK` are open."""

    timezone: str = "UTC"
    default: Week = ALL_WEEK
    skills: Mapping[str, Week] = field(default_factory=dict)
    """By skill, where it differs."""
    holidays: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Slack:
    """The channel for each skill (`*`: for all others), and the account of each Slack user."""

    channels: Mapping[str, str]
    people: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Company:
    """One version of a company folder, checked and compiled. `digest` names it."""

    digest: str
    policy: Policy
    playbooks: Mapping[str, Playbook]
    tools: Mapping[str, Tool]
    consults: Mapping[str, ConsultSpec]
    pages: Mapping[str, Page]
    phrases: Mapping[str, tuple[str, ...]]
    """The agent's own sentences by purpose (see company/phrases.yaml), several variants each."""
    experts: tuple[Mapping[str, Any], ...] = ()
    """People of the desk named in `desk.yaml`, added at first start."""
    hours: Hours | None = None
    """When the desk is open; None: always."""
    slack: Slack | None = None
    """Where cards are shown in Slack; None: nowhere."""

    def title(self, target: str) -> str:
        """A target's name as a customer would understand it."""
        kind, _, name = target.partition("/")
        return self.playbooks[name].title if kind == "playbook" else self.pages[name].title

    def knows(self, target: str) -> bool:
        kind, _, name = target.partition("/")
        return name in (self.playbooks if kind == "playbook" else self.pages)

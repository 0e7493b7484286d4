"""What the core needs from outside, as protocols. Adapters implement them; tests and `sim` replace them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from earpiece.domain.commands import Command, Situation
from earpiece.domain.event import BaseEvent
from earpiece.domain.planning import Plan, PlanRequest
from earpiece.domain.playbook import Company


class Clock(Protocol):
    """The only source of time. Seconds since 1970, as float; `sleep` wakes no earlier than asked."""

    def now(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class Ids(Protocol):
    """The only source of randomness: unguessable names."""

    def new(self, kind: str) -> str:
        """A fresh id such as `call_7f…`; `kind` is its prefix."""
        ...

    def secret(self) -> str:
        """256 bits, URL-safe, for tokens."""
        ...


@dataclass(frozen=True, slots=True)
class Write:
    """Events for one stream.

    `expected` is the position the decision was made from (conditional), or None for facts, which append
    unconditionally. Within one append it counts what earlier writes of that append add to the stream.
    `subject` names the person whose key encrypts the personal fields; without it, the last one named for the
    stream counts, and for a new stream that of the append's first write. `key` makes the write idempotent: an append
    with a known key changes nothing and gives the positions of the first append with that key.
    `at` is the time of the events in seconds.
    """

    stream: str
    events: tuple[BaseEvent, ...]
    at: float
    expected: int | None = None
    subject: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the journal holds it. `position` counts from 1 in its stream, `seq` in the whole journal.

    `erased` is true when the person's key is gone: personal fields then hold their erased values.
    """

    seq: int
    stream: str
    position: int
    at: float
    event: BaseEvent
    hash: str
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an append did: the last position of each stream written, and whether it was a repeat of a known key."""

    positions: Mapping[str, int]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """What commits brought: the journal has reached `seq`, and these streams moved on; None: any may have.

    A hint. Whoever hears it looks into the journal; it may come late, more than once, or after newer ones.
    """

    seq: int
    streams: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Timer:
    """A stored wake-up: `name` is unique in its stream, `due` in seconds."""

    stream: str
    name: str
    due: float


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a list that is found without reading streams (see `projections`)."""

    table: str
    id: str
    status: str
    at: float
    fields: Mapping[str, Any]


class Journal(Protocol):
    """The append-only log. Everything acknowledged is durable; see docs/journal.md."""

    @property
    def sole(self) -> bool:
        """Whether nobody writes but through this object: then no commit is acknowledged before its news are heard."""
        ...

    async def append(self, *writes: Write) -> Receipt:
        """All writes in one transaction, or none.

        Returns when durable. Raises Moved if any conditional write is out of date, Invalid if something cannot be
        stored (personal words without a subject, for one), Unusable if the disk fails; nothing is written then.
        """
        ...

    async def read(self, stream: str, after: int = 0) -> list[Recorded]:
        """The stream's events with position > `after`, in order; empty for an unknown stream."""
        ...

    async def read_all(self, after: int = 0, limit: int = 1000) -> list[Recorded]:
        """Events of all streams with seq > `after`, in commit order."""
        ...

    async def due(self, now: float, limit: int = 100) -> list[Timer]:
        """Timers with due <= now, earliest first."""
        ...

    async def next_due(self) -> float | None:
        """When the earliest timer is due, or None."""
        ...

    async def rows(
        self, table: str, status: str | None = None, limit: int = 1000, *, newest: bool = False
    ) -> list[Row]:
        """Entries of a projected list (`cards`, `conversations`, `experts`, `of_customer`, `presence`, `held`,
        `follow_ups`, `answers`, `seeds`, `seeded`, `slack`, `webhooks`) by their `at`, the earliest first, or with
        `newest` the latest first."""
        ...

    async def subject_of(self, stream: str) -> str | None:
        """Whose key encrypts the stream's personal fields."""
        ...

    async def link(self, subject: str, customer: str) -> None:
        """Remember that `subject` (a guest) turned out to be `customer`, so that erasing finds both."""
        ...

    async def erase(self, customer: str) -> int:
        """Destroy the keys of the customer and of all subjects linked to them; how many keys were destroyed."""
        ...

    async def put_blob(self, digest: str, body: bytes) -> None: ...

    async def get_blob(self, digest: str) -> bytes | None: ...

    async def beat(self) -> None:
        """This node lives. What it is at work on stays in its hands for some seconds more, by the store's clock."""
        ...

    async def orphans(self, limit: int = 100) -> list[Timer]:
        """Timers of work that a node began and cannot end, since it has stopped beating; earliest first. They are
        here long before they are due, so that a live node can take the work up."""
        ...

    def subscribe(self, listener: Callable[[News], None]) -> Callable[[], None]:
        """Call `listener` after commits, of this node before `append` returns and of others soon after; returns the
        function that ends it."""
        ...


class Understanding(Protocol):
    """Turns the customer's words into commands."""

    @property
    def version(self) -> str:
        """Names the model, so that a reading can be traced."""
        ...

    @property
    def needs_io(self) -> bool:
        """Whether reading waits for something outside the process (then the message is stored first)."""
        ...

    async def read(self, text: str, situation: Situation) -> list[Command]:
        """Commands in the order of the text; never empty."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it was read. `by` names who read it, `cost` is in US dollars, 0 where it is not known."""

    commands: tuple[Command, ...]
    by: str
    cost: float = 0.0


class Reader(Protocol):
    """A large model that reads messages, where the company has it so."""

    async def read(
        self, text: str, situation: Situation, company: Company, second: Sequence[Command], *, conversation: str = ""
    ) -> Heard:
        """Commands in the order of the text, never empty; only such that fit the company and the situation. `second` is
        how the embedded understanding reads the same words.

        Raises ToolError with the code `model_away`, `model_unusable` or `model_costs`, as a Planner does.
        """
        ...


@dataclass(frozen=True, slots=True)
class ToBeSaid:
    """What the agent is about to say, in the company's words. `heard`: the customer's last words, for their tone and
    language alone. `language`: the conversation's, ISO 639-1. `avoid`: words the company does not use."""

    text: str
    heard: str
    language: str
    company: str
    agent: str
    options: tuple[str, ...] = ()
    most_words: int = 60
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Worded:
    """The same in other words; not checked yet. `by` names model and prompt, `cost` is in US dollars."""

    text: str
    by: str
    cost: float = 0.0


class Wording(Protocol):
    """A large model that says the company's sentences in its own words, where the company has it so."""

    async def word(self, said: ToBeSaid, *, conversation: str = "") -> Worded:
        """Raises ToolError with the code `model_away`, `model_unusable` or `model_costs`, as a Planner does."""
        ...


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """A question to an expert, and what stands behind it. `facts` are (label, value), `lines` (who, words) in order,
    `pages` texts of the company; with `free_text` the expert may answer in own words. `language`: ISO 639-1."""

    company: str
    language: str
    question: str
    why: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    pages: tuple[str, ...] = ()
    free_text: bool = False


@dataclass(frozen=True, slots=True)
class Brief:
    """What a model wrote for a card; not checked yet. `by` names model and prompt, `cost` is in US dollars."""

    summary: str
    suggestions: tuple[str, ...]
    by: str
    cost: float = 0.0


class Briefer(Protocol):
    """A large model that prepares questions for experts."""

    async def brief(self, request: BriefRequest, *, conversation: str = "") -> Brief:
        """Raises ToolError with the code `model_away`, `model_unusable` or `model_costs`, as a Planner does."""
        ...


class Planner(Protocol):
    """A large model that leads through the open parts of playbooks."""

    @property
    def version(self) -> str:
        """Names model and prompt, such as `openai:gpt-4o, prompt plan-1`."""
        ...

    async def plan(self, request: PlanRequest) -> Plan:
        """What to do next. It has no effect, so it may be asked again.

        Raises ToolError with the code `model_away` (no answer in time, an error of the provider), `model_unusable`
        (an answer that is none) or `model_costs` (the conversation's limit is reached).
        """
        ...


class Tools(Protocol):
    """Runs the company's tools. The runtime has written *started* before it calls."""

    async def run(self, tool: str, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        """Returns the tool's JSON result; raises ToolError for a stated failure."""
        ...

    async def check(self, tool: str, key: str) -> Any:
        """What became of the attempt `key`: its result, None if it never happened; raises NotFound if it can't tell."""
        ...

"""Everything that can happen in a conversation. Its state is a fold over these; nothing else is stored.

A *fact* happened, whatever else happened meanwhile, and appends unconditionally. A *decision* appends only if the
stream is still at the position it was decided from. Fields marked personal (see `event`) are encrypted under the key
of the person the stream is about; after erasure they read as their erased value.
"""

from typing import Annotated, Literal

from earpiece.domain.commands import Command, Option
from earpiece.domain.event import Anything, BaseEvent, Data, MaybeWords, Personal, WhatIsAnswered, WhatIsAsked, Words
from earpiece.domain.forms import Expected, Rung
from earpiece.domain.learning import Estimate, Read

# ── conversation/ID: facts ────────────────────────────────────────────────────────────────────────────────────────


class ConversationOpened(BaseEvent):
    """A customer came. `company` is the digest of the company version this conversation is pinned to."""

    company: str
    channel: str
    language: str = "en"
    customer: MaybeWords = None
    """The verified customer id, when the host page vouched for it."""
    name: MaybeWords = None
    earlier: tuple[str, ...] = ()
    """Ids of the customer's earlier conversations, newest first."""
    promises: Annotated[tuple[str, ...], Personal(())] = ()
    """What earlier conversations still owe this customer, in words."""


class CustomerSaid(BaseEvent):
    """The customer's words, with secrets already taken out. `message` is the sender's own id for it."""

    VERSION = 2
    message: str
    text: Words
    removed: tuple[str, ...] = ()
    """Kinds of secrets that were taken out (`card number`, `code`, `password`)."""
    begun: Annotated[tuple[int, ...], Personal(())] = ()
    """Of digits masked at the end, as the possible first part of a card number: how many, and two check sums, by which
    the rest of a card number is known in the next message (`gate.secrets.Begun`)."""


class CustomerVerified(BaseEvent):
    """The customer's identity is established. `by` is `host page` or the call that proved it."""

    customer: Words
    by: str
    name: MaybeWords = None


class CustomerHeard(BaseEvent):
    """The customer's device showed everything up to this position."""

    upto: int


class CustomerRated(BaseEvent):
    """The customer's answer to the one question after the conversation: 1 (poor) to 5 (great). A later one replaces
    it."""

    rating: int


class MessageUnderstood(BaseEvent):
    """What understanding read in a message; journalled so that it is never asked twice."""

    message: str
    commands: Annotated[tuple[Command, ...], Personal(())]
    by: str
    judged: tuple[Read, ...] = ()
    """Of commands that name a request: whether that was sure enough to go by it."""
    instead: str = ""
    """Why the large model that should have read it did not: `model_away`, `model_unusable` or `model_costs`."""
    cost: float = 0.0
    """What the reading cost at the model's provider, in US dollars; 0 where that is not known."""


class ToolFinished(BaseEvent):
    """The tool returned."""

    call: str
    result: Anything = None


class ToolFailed(BaseEvent):
    """The tool stated that it did nothing, and why (`error` is a code the playbook can branch on)."""

    call: str
    error: str
    message: Words = ""


class ToolUnknown(BaseEvent):
    """Nobody knows whether the attempt had its effect; it must be reconciled, never simply repeated."""

    call: str


class ConsultAnswered(BaseEvent):
    """A person answered, and it counts. For a yes, `grant` is the digest of the exact call that may run once."""

    consult: str
    answer: WhatIsAnswered
    by: str
    grant: str | None = None
    grant_expires: float | None = None
    via: str | None = None
    """The card that was answered, if this question only asked the same."""


class GrantSpent(BaseEvent):
    """An agent elsewhere used a yes for exactly the call it was given to; `key` names this use."""

    consult: str
    digest: str
    key: str


class ConsultExpired(BaseEvent):
    """The ladder ended without an answer. This is neither a yes nor a no."""

    consult: str
    handoff: bool = False
    fallback: bool = False
    """The playbook's safe way is taken (its branch `fallback`)."""


class ConsultPromised(BaseEvent):
    """The ladder reached its promise: the customer is told that the answer will follow later."""

    consult: str


class AskedBack(BaseEvent):
    """The expert needs to know something from the customer before answering."""

    consult: str
    question: Words
    by: str


class TimerFired(BaseEvent):
    """A stored timer of this conversation came due (`holding`, `idle`, `call CALL`)."""

    name: str


# ── conversation/ID: decisions ────────────────────────────────────────────────────────────────────────────────────

Purpose = Literal[
    "greeting", "answer", "question", "between", "holding", "result", "notice", "anything_else", "closing"
]


class AgentSaid(BaseEvent):
    """The agent's words. `sources` say where each statement comes from; `releases` lists the consults whose answer
    reaches the customer with these words (each consult once)."""

    text: Words
    purpose: Purpose
    run: str | None = None
    slot: str | None = None
    options: Annotated[tuple[Option, ...], Personal(())] = ()
    targets: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    phrase: str = ""
    """Which wording was used, so that the next one differs."""
    next_at: float | None = None
    """With `holding`: when the customer gets the next word at the latest."""
    promises: str | None = None
    """The consult whose answer is promised for later with these words."""
    asks_back: str | None = None
    """The consult whose expert wants to know this."""
    idle_at: float | None = None
    """When a customer who says nothing more is taken to have left."""
    follows_up: str | None = None
    """With an answer that was promised to a customer who has left: their digest (`guest` for a guest), so that they are
    told elsewhere too."""
    tells: tuple[str, ...] = ()
    """What the customer learns with these words: `bulletin ID`, or who leads the conversation now (`lead 12`, the
    position of the change)."""
    worded_by: str = ""
    """Model, prompt and playbook, where a large model has put the company's sentence into these words."""
    cost: float = 0.0
    """What that cost at the model's provider, in US dollars, also where the sentence was said as it was."""


class CommandTaken(BaseEvent):
    """The agent acted on the command number `index` of a message."""

    message: str
    index: int


class RunStarted(BaseEvent):
    """A playbook was begun: for a request of the customer, or as part of `parent`."""

    run: str
    playbook: str
    message: str | None = None
    parent: str | None = None
    values: Data = {}


class RunMoved(BaseEvent):
    """The playbook stands at instruction `to`."""

    run: str
    to: int


class RunRaised(BaseEvent):
    """This run is now the one in hand (the customer went back to it, or it was next)."""

    run: str


class ValueSet(BaseEvent):
    """A value the playbook knows now. `source` is `customer`, `tool CALL`, `consult ID`, or `playbook`."""

    run: str
    name: str
    value: Anything = None
    source: str


class ValuesDropped(BaseEvent):
    """The playbook asks for these values again."""

    run: str
    names: tuple[str, ...]


class RunEnded(BaseEvent):
    """The playbook came to its end, with the outcome it names, or was `cancelled`."""

    run: str
    outcome: str


class ToolStarted(BaseEvent):
    """Written before the call. `key` goes to the tool; after `deadline` without a result the outcome is unknown."""

    call: str
    run: str
    at_instruction: int
    tool: str
    args: Data
    digest: str
    key: str
    effect: Literal["read", "write"]
    deadline: float
    grant: str | None = None
    """The consult whose grant is spent here."""
    ahead: bool = False
    """It only reads, and was made before its turn while an expert decides; it counts if it is fresh by then."""


class ToolRetried(BaseEvent):
    """The attempt is made again under the same key (only for tools that are idempotent by key)."""

    call: str
    deadline: float


class ConsultAsked(BaseEvent):
    """A question to the human side. `at_instruction` is the point in the run that waits for it."""

    consult: str
    run: str
    at_instruction: int
    question: WhatIsAsked
    ladder: tuple[Rung, ...]
    call: str | None = None
    """The attempt this consult reconciles, if that is its purpose."""
    early: bool = False
    expected: Expected | None = None
    """How soon an answer is expected; None where nobody is on duty, or nothing was measured yet."""
    on_duty: int | None = None
    """How many people who could answer were there; None where that is not known."""
    opens_at: float | None = None
    """The desk is closed for this; it opens then, and the ladder counts from there."""
    reviews: str | None = None
    """Digest of the agent's words that a person is asked to approve."""
    estimate: Estimate | None = None
    """Why it was asked and not decided alone, where the agent may learn to decide this."""


class ConsultAmended(BaseEvent):
    """The customer's correction changed the question; answers to older revisions no longer count."""

    consult: str
    revision: int
    question: WhatIsAsked
    because: Words = ""
    reviews: str | None = None
    """Digest of the agent's words that a person is asked to approve now."""


class ConsultNeeded(BaseEvent):
    """The conversation has come to where it waits for a question that was asked early."""

    consult: str


class ConsultWithdrawn(BaseEvent):
    """The question is no longer needed."""

    consult: str
    reason: str


class AnswerUnneeded(BaseEvent):
    """An answer came for which the conversation has no use any more; recorded instead of said."""

    consult: str
    reason: str


class ReplyPassed(BaseEvent):
    """The customer's words answer what the expert asked back."""

    consult: str
    message: str
    text: Words


class Refused(BaseEvent):
    """The gate refused an action of the agent."""

    run: str | None
    action: Words
    code: str
    reason: str


class HandedOff(BaseEvent):
    """The priced last resort: a person takes the whole conversation, with a full summary."""

    reason: str
    summary: Words


Outcome = Literal["resolved", "promised", "unresolved", "handed_off", "abandoned"]


class ConversationClosed(BaseEvent):
    """The conversation ended: `resolved`, `promised` (an answer follows later), `unresolved`, `handed_off`,
    `abandoned` (the customer fell silent)."""

    outcome: Outcome

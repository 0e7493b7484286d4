"""What the agent may propose, what the gate may rule, and what both may need from outside.

`propose(state)` returns one of Step; a Proposal goes through the gate. Both sides are pure: whatever costs something
to find out comes back as an event in the state.
"""

from dataclasses import dataclass, field
from typing import Any

from earpiece.domain.commands import Option, Situation
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import Outcome, Purpose
from earpiece.domain.forms import Inquiry
from earpiece.domain.playbook import Call


@dataclass(frozen=True, slots=True)
class Understand:
    """Need: read this message."""

    message: str
    text: str
    situation: Situation


Need = Understand
"""The only way to the outside for agent and gate: the runtime performs it, journals what came back, asks again."""


@dataclass(frozen=True, slots=True)
class Note:
    """Bookkeeping that touches nobody: values, moves, commands taken. Always passes the gate."""

    events: tuple[BaseEvent, ...]


@dataclass(frozen=True, slots=True)
class Utter:
    """Say something to the customer. `claims_waiting` marks words that say a person is being asked."""

    text: str
    purpose: Purpose
    run: str | None = None
    slot: str | None = None
    options: tuple[Option, ...] = ()
    targets: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    phrase: str = ""
    next_at: float | None = None
    promises: str | None = None
    asks_back: str | None = None
    claims_waiting: bool = False
    tells: tuple[str, ...] = ()
    after: tuple[BaseEvent, ...] = ()
    """Bookkeeping that belongs to it (appended after the words)."""
    step: int | None = None
    """A model's own words: the instruction at which its step of the open part stands; None: the company's words."""
    worded_by: str = ""
    """The model that has put the company's sentence into these words."""
    cost: float = 0.0
    unsure: bool = False
    """A person is asked first, whatever the dial says."""


@dataclass(frozen=True, slots=True)
class CallTool:
    """Call a tool with these arguments from instruction `at` of `run`. `values` are for the consult's templates."""

    run: str
    at: int
    call: Call
    args: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    early: bool = False
    """Only find out whether a person must be asked, and ask; do not run it yet."""
    ahead: bool = False
    """It only reads, and is made before its turn while an expert decides."""
    unsure: bool = False
    """A person is asked first though the rules would let it go."""


@dataclass(frozen=True, slots=True)
class AskExpert:
    """Ask the consult `name` of the company for `run` at instruction `at`. `revises` an open one if given."""

    run: str
    at: int
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    revises: str | None = None
    early: bool = False
    inquiry: Inquiry | None = None
    """The question itself, where the consult only says who is asked and what happens meanwhile."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take back an open consult: its question is no longer needed."""

    consult: str
    reason: str


@dataclass(frozen=True, slots=True)
class Hurry:
    """Let the desk know that somebody waits for a consult now that was asked early."""

    consult: str


@dataclass(frozen=True, slots=True)
class PassReply:
    """Give the customer's words to the expert who asked back."""

    consult: str
    message: str
    text: str
    thanks: Utter
    """What the customer hears."""
    after: tuple[BaseEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand the conversation to a person: the last resort."""

    reason: str
    after: tuple[BaseEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Close:
    """End the conversation."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do until something happens."""


Proposal = Note | Utter | CallTool | AskExpert | Withdraw | Hurry | PassReply | Transfer | Close
Step = Proposal | Need | Wait


@dataclass(frozen=True, slots=True)
class Go:
    """Do it. `grant` is the consult whose single-use permission this spends."""

    grant: str | None = None


@dataclass(frozen=True, slots=True)
class AskFirst:
    """A person must be asked first, by this consult of the company. `revises` an open one whose question changed."""

    consult: str
    revises: str | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """Not this way. `code` is what the agent can react to: `not_verified`, `rule`, `secret`, `nobody_asked`, …"""

    code: str
    reason: str


Verdict = Go | AskFirst | Refuse

"""What is known after a run: the journal, the people's records and the back office's. The checks know nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from earpiece.domain.card import Card
from earpiece.domain.card import fold as fold_card
from earpiece.domain.conversation import Conversation, fold
from earpiece.domain.event import BaseEvent
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Recorded, Timer
from earpiece.journal.chain import Report, Stored
from earpiece.sim.proof.books import Entry
from earpiece.sim.proof.plan import Plan
from earpiece.sim.proof.visitors import Record
from earpiece.sim.proof.workers import Click

Kind = TypeVar("Kind", bound=BaseEvent)


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the story. `at` in seconds since the start."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault that came about: from … to … (seconds since the start)."""

    kind: str
    begins: float
    ends: float


@dataclass(frozen=True)
class Evidence:
    """Everything about one run. Times of events are the nodes' clocks'; those of records are true ones."""

    plan: Plan
    company: Company
    began: float
    ended: float
    journal: Sequence[Recorded]
    stored: Sequence[Stored]
    written: Mapping[tuple[str, int], BaseEvent]
    """What the nodes gave to the journal to keep, by stream and position; of the nodes that lived to know it."""
    committed: Mapping[int, float]
    """When the event of that number was committed, by the true clock."""
    customers: Sequence[Record]
    clicks: Sequence[Click]
    back_office: Sequence[Entry]
    timers: Sequence[Timer]
    """Timers that are left at the end."""
    seen_by_experts: str
    """Every card as an expert saw it, as text."""
    logs: Sequence[Mapping[str, Any]]
    chain: Report
    after_erasing: Sequence[Recorded]
    """The journal as it reads after the first customer was erased."""
    erased: str
    """The subject that was erased."""
    chain_after_erasing: Report
    troubles: Sequence[Trouble]
    told: Sequence[Told]

    @cached_property
    def streams(self) -> Mapping[str, list[Recorded]]:
        """The events of each stream."""
        found: dict[str, list[Recorded]] = {}
        for item in self.journal:
            found.setdefault(item.stream, []).append(item)
        return found

    @cached_property
    def conversations(self) -> Mapping[str, Conversation]:
        """Every conversation as it stands at the end."""
        return {
            stream.removeprefix("conversation/"): fold(Conversation(stream.removeprefix("conversation/")), items)
            for stream, items in self.streams.items()
            if stream.startswith("conversation/")
        }

    @cached_property
    def cards(self) -> Mapping[str, Card]:
        """Every card as it stands at the end."""
        return {
            stream.removeprefix("card/"): fold_card(Card(stream.removeprefix("card/")), items)
            for stream, items in self.streams.items()
            if stream.startswith("card/")
        }

    def events(self, conversation: str, kind: type[Kind]) -> list[Kind]:
        """The events of one type in a conversation, in order."""
        return [each.event for each in self.of(conversation) if isinstance(each.event, kind)]

    def of(self, conversation: str) -> Sequence[Recorded]:
        """The events of a conversation."""
        return self.streams.get(f"conversation/{conversation}", [])

    def calm_since(self, begins: float, ends: float, margin: float = 15.0) -> float:
        """When the last trouble was over that fell between these times, or at most `margin` seconds before (true
        seconds since 1970, as the result); `begins` if there was none."""
        first, last = begins - self.began - margin, ends - self.began
        over = [trouble.ends for trouble in self.troubles if trouble.begins <= last and trouble.ends >= first]
        return max([begins, *(self.began + end for end in over)])

    def quiet(self, begins: float, ends: float, margin: float = 15.0) -> bool:
        """Whether nothing was wrong from `margin` seconds before to the end (true seconds since 1970)."""
        begins, ends = begins - self.began - margin, ends - self.began
        return not any(trouble.begins <= ends and trouble.ends >= begins for trouble in self.troubles)


@dataclass(frozen=True, slots=True)
class Breach:
    """A promise that did not hold: its number, and what happened, in one sentence."""

    promise: int
    words: str

"""What one conversation of a crowd amounts to: its client's record held against the journal and the company's books."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from earpiece.domain import commands as c
from earpiece.domain import events as e
from earpiece.domain.conversation import Conversation, fold
from earpiece.domain.parts import ConsultState
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Recorded
from earpiece.sim.casting import Stage, Wish
from earpiece.sim.customers import Record

Effect = Mapping[str, Any]


@dataclass(slots=True)
class Audit:
    """One conversation's facts for the report."""

    conversation: str
    wish: Wish
    outcome: str = "open"
    routed: str = "wrong"
    """The first reading of the opening sentence: right, clarified, consulted, wrong."""
    effects: list[dict[str, Any]] = field(default_factory=list)
    expected: list[dict[str, Any]] | None = None
    effects_right: bool = False
    consults: list[tuple[str, str]] = field(default_factory=list)
    """(kind, how it ended)"""
    waits: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    asked_twice: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    """The customer's last words, if the agent never said anything after them."""
    ended: bool = True
    served: bool = True
    gave_up: bool = False

    def problem(self) -> str | None:
        """Why this conversation did not end as it should, in a few words; None if it did."""
        checks = {
            "not ended": not self.ended,
            f"outcome {self.outcome}": self.outcome != "resolved",
            "the last words were never answered": bool(self.unanswered),
            "the wish was not served": not self.served,
            f"bank has {brief(self.effects)}, expected {brief(self.expected or [])}": not self.effects_right,
        }
        found = [words for words, holds in checks.items() if holds]
        return "; ".join(found) or None


def audit(
    wish: Wish, record: Record, repeated_facts: Sequence[str], served: bool, recorded: Sequence[Recorded],
    stage: Stage, company: Company,
) -> Audit:  # fmt: skip
    """Hold what the client saw and what was done against the journal."""
    state = fold(Conversation(record.conversation), recorded)
    found = Audit(
        record.conversation, wish, outcome=state.outcome or "open", ended=record.ended, served=served,
        gave_up=record.gave_up, asked_twice=list(repeated_facts), waits=waits(recorded),
    )  # fmt: skip
    found.routed = routed(recorded, wish.target)
    found.consults = [(consult.question.kind, _end(consult)) for consult in state.consults.values()]
    if state.lines and isinstance(state.lines[-1].event, e.CustomerSaid):
        found.unanswered.append(state.lines[-1].event.text)
    found.lost, found.repeated = compare(record, state, recorded)
    found.effects = stage.effects(wish.persona.customer)
    found.expected = _expected(wish, state, stage)
    found.effects_right = found.expected is None or matches(found.effects, found.expected)
    found.repeated += [f"effect {effect}" for effect in _twice(found.effects)]
    return found


def routed(recorded: Sequence[Recorded], target: str | None) -> str:
    """How the opening sentence was read."""
    readings = [item.event for item in recorded if isinstance(item.event, e.MessageUnderstood)]
    commands = readings[0].commands if readings else ()
    started = [command.target for command in commands if isinstance(command, c.Start)]
    if target is not None and target in started:
        return "right"
    if started:
        return "wrong"
    if any(isinstance(command, c.Between) for command in commands):
        return "clarified"
    if any(isinstance(command, c.Unknown | c.WantsPerson) for command in commands):
        return "consulted" if target is not None else "right"
    return "wrong"


def waits(recorded: Sequence[Recorded]) -> list[float]:
    """Seconds from each of the customer's words to the agent's next words that bring them further."""
    found: list[float] = []
    since: float | None = None
    for item in recorded:
        if isinstance(item.event, e.CustomerSaid):
            since = item.at if since is None else since
        elif isinstance(item.event, e.AgentSaid) and since is not None and substantive(item.event):
            found.append(item.at - since)
            since = None
    return found


def substantive(said: e.AgentSaid) -> bool:
    """Not merely a word to bridge the time."""
    if said.releases or said.asks_back:
        return True
    return said.purpose != "holding" and not any(source.startswith("consult ") for source in said.sources)


def matches(done: Sequence[Effect], expected: Sequence[Effect]) -> bool:
    """Whether the same tools ran in the same order, with the arguments that `expected` names."""
    return len(done) == len(expected) and all(_fits(one, want) for one, want in zip(done, expected, strict=True))


def _fits(done: Effect, expected: Effect) -> bool:
    return all(_same(done.get(name), value) for name, value in expected.items())


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 0.005
    return bool(one == other)


def _twice(effects: Sequence[Effect]) -> list[str]:
    counted = Counter(brief([effect]) for effect in effects)
    return [effect for effect, times in counted.items() if times > 1]


def brief(effects: Sequence[Effect]) -> str:
    """Effects in one line."""
    shown = [" ".join([str(e["tool"]), *(f"{k}={v}" for k, v in e.items() if k != "tool")]) for e in effects]
    return "; ".join(shown) or "nothing"


def compare(record: Record, state: Conversation, recorded: Sequence[Recorded]) -> tuple[list[str], list[str]]:
    """(lost, repeated): each message of the customer is in the journal once, each line of the agent at the client
    once, and each answer of an expert was said once or recorded as no longer needed.
    """
    stored = Counter(item.event.message for item in recorded if isinstance(item.event, e.CustomerSaid))
    said = Counter(str(item.position) for item in recorded if isinstance(item.event, e.AgentSaid))
    arrived = Counter(str(item.position) for item in record.seen if item.who == "agent")
    due = Counter(consult.id for consult in state.consults.values() if consult.status in ("answered", "expired"))
    released = _released(recorded)
    lost, repeated = [], []
    for what, should, does in (
        ("message", Counter(record.sent), stored), ("line", said, arrived), ("answer", due, released),
    ):  # fmt: skip
        lost += [f"{what} {name}" for name, times in should.items() if does[name] < times]
        repeated += [f"{what} {name}" for name, times in does.items() if times > max(should[name], 1)]
        repeated += [f"{what} {name} came from nowhere" for name in does if what != "answer" and not should[name]]
    return lost, repeated


def _released(recorded: Sequence[Recorded]) -> Counter[str]:
    """How often each consult's answer was said, dropped or taken back."""
    released: Counter[str] = Counter()
    for item in recorded:
        if isinstance(item.event, e.AgentSaid):
            released.update(item.event.releases)
        elif isinstance(item.event, e.AnswerUnneeded | e.ConsultWithdrawn):
            released[item.event.consult] += 1
    return released


def _end(consult: ConsultState) -> str:
    if consult.status != "answered" or consult.answer is None:
        return consult.status
    return consult.answer.decision or ("choice" if consult.answer.choice else "text")


def _expected(wish: Wish, state: Conversation, stage: Stage) -> list[dict[str, Any]] | None:
    """What must have been done. A request that was never begun leaves no trace."""
    kind, _, name = (wish.target or "page/").partition("/")
    begun = any(run.playbook == name and run.outcome != "cancelled" for run in state.runs.values())
    if wish.target is None or kind == "page" or not begun:
        return []
    decisions = [
        {"consult": consult.question.name, "answer": consult.answer.model_dump() if consult.answer else None}
        for consult in state.consults.values()
        if consult.status != "withdrawn"
    ]
    calls = [{"tool": call.tool, "status": call.status, "args": dict(call.args)} for call in state.calls.values()]
    return stage.expected(wish.persona, wish.target, decisions, calls)

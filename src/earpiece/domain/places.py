"""From where in a conversation something is asked: which run, which step, and where its values came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from earpiece.domain.conversation import Conversation
from earpiece.domain.expressions import names_in
from earpiece.domain.parts import RunState
from earpiece.domain.playbook import Company, Instruction, Open, Run, Set

DEPTH = 4
"""So many steps back from a value to what it was made of."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from, and the position in the conversation's stream at which it became known."""

    source: str
    turn: int | None = None


PLAYBOOK = Origin("playbook")
MODEL = Origin("model")


@dataclass(frozen=True, slots=True)
class Place:
    """Instruction `at` of a run. `args` are the expressions of a call's arguments, if it is about a call."""

    state: Conversation
    company: Company
    run: RunState
    at: int
    args: Mapping[str, str] = field(default_factory=dict)

    @property
    def program(self) -> tuple[Instruction, ...]:
        return self.company.playbooks[self.run.playbook].program

    @property
    def instruction(self) -> Instruction | None:
        return self.program[self.at] if self.at < len(self.program) else None

    def option(self, name: str, values: Mapping[str, Any]) -> str | None:
        """The words of an option that the customer chose; None for anything else."""
        slot = self.company.playbooks[self.run.playbook].slots.get(name)
        return slot.options.get(str(values.get(name))) if slot is not None else None

    def origin(self, expression: str, depth: int = DEPTH) -> Origin:
        """Where the first value that the expression reads came from, leaving out what the playbook made up itself."""
        if depth == 0:
            return PLAYBOOK
        names = sorted(names_in(expression), key=expression.find)
        found = (self._origin_of(name, depth) for name in names)
        return next((origin for origin in found if origin != PLAYBOOK), self._made_up)

    @property
    def _made_up(self) -> Origin:
        """Where a value is from that nobody gave: the playbook, or the model that leads."""
        at = self.run.at
        return MODEL if at < len(self.program) and isinstance(self.program[at], Open) else PLAYBOOK

    def _origin_of(self, name: str, depth: int) -> Origin:
        source = self.run.origin.get(name)
        if source is None and name == "question":
            source = "customer"
        if source is None or source == "playbook":
            made_of = self.args.get(name) or self._set_to(name)
            return self.origin(made_of, depth - 1) if made_of is not None else PLAYBOOK
        if source == "parent":
            return self._given_by_parent(name, depth)
        if source == "customer":
            source = f"customer {self.run.message}" if self.run.message else source
        return Origin(source, turn_of(self.state, source, self.run.id))

    def _set_to(self, name: str) -> str | None:
        """The expression that a step of the playbook sets the value to."""
        return next((step.value for step in self.program if isinstance(step, Set) and step.name == name), None)

    def _given_by_parent(self, name: str, depth: int) -> Origin:
        parent = self.state.runs.get(self.run.parent or "")
        if parent is None:
            return PLAYBOOK
        above = Place(self.state, self.company, parent, parent.at)
        began = next((at for at, run in parent.children.items() if run == self.run.id), parent.at)
        step = above.program[began]
        given = step.args.get(name) if isinstance(step, Run) else None
        return above.origin(given, depth - 1) if given is not None else PLAYBOOK


def turn_of(state: Conversation, source: str, run: str | None = None) -> int | None:
    """The position at which what `source` names became known: of the message, or of the newest result of the tool in
    the request that `run` is part of. None if it is not known."""
    kind, _, name = source.partition(",")[0].partition(" ")
    if kind == "customer":
        return state.facts_at.get(name)
    if kind != "tool":
        return None
    done = [call for call in state.calls.values() if call.tool == name and call.id in state.facts_at]
    near = [call for call in done if run is not None and state.root(call.run) == state.root(run)]
    found = [state.facts_at[call.id] for call in near or done]
    return max(found, default=None)

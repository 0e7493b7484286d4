"""The expert of a replay: knows which writes would have been right, and answers each question by that.

- A write that is still missing is approved as it stands.
- One whose tool is among what is missing is corrected: same reservation first, else the first in order.
- Any other write is declined.
- A transfer, a close, or a refusal that concerns something still missing is answered with what to do in its place.
- Everything else is approved.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from earpiece.domain.forms import Answer, PlannedCall
from earpiece.sim.replay.acts import Kind
from earpiece.sim.replay.effects import Effects, effects, meaning

RESERVATION = re.compile(r"\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6}\b")
"""How reservation numbers look: six letters and digits, both among them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands on the card: the kind of act, its words, its call."""

    kind: Kind
    words: str
    call: PlannedCall | None


@dataclass(frozen=True, slots=True)
class GoldExpert:
    """Answers by the right actions of one conversation. `writes` are the tools whose effects count."""

    gold: Sequence[PlannedCall]
    writes: frozenset[str]

    def missing(self, done: Effects) -> list[PlannedCall]:
        """The right writes that have not taken effect yet, in order."""
        left = effects(self.gold, self.writes) - done
        found: list[PlannedCall] = []
        for call in self.gold:
            if left[meaning(call)] > 0:
                left -= Counter([meaning(call)])
                found.append(call)
        return found

    def answer(self, asked: Asked, done: Effects) -> Answer:
        """What the expert says when so much has taken effect."""
        missing = self.missing(done)
        if asked.kind == "write" and asked.call is not None:
            return _on_write(asked.call, missing)
        concerned = missing if asked.kind != "refusal" else [call for call in missing if _concerns(asked.words, call)]
        if not concerned:
            return Answer(decision="yes")
        return Answer(decision="no", reason="This has to be done first.", instead=concerned[0])


def changed_nothing(answer: Answer) -> bool:
    """Whether the agent would have done the very same without asking."""
    return answer.decision == "yes" and not answer.changes


def _on_write(call: PlannedCall, missing: list[PlannedCall]) -> Answer:
    if any(meaning(each) == meaning(call) for each in missing):
        return Answer(decision="yes")
    alike = [each for each in missing if each.tool == call.tool]
    if not alike:
        return Answer(decision="no", reason="This is not what is to be done here.")
    same = [each for each in alike if _reservation(each) == _reservation(call)]
    right = (same or alike)[0]
    return Answer(decision="yes", changes=_changes(call.args, right.args))


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in after.items() if name not in before or before[name] != value}


def _reservation(call: PlannedCall) -> Any:
    return call.args.get("reservation_id")


def _concerns(words: str, call: PlannedCall) -> bool:
    """Whether a refusal is about this call: it names its reservation, or none at all."""
    named = set(RESERVATION.findall(words))
    return not named or _reservation(call) is None or _reservation(call) in named

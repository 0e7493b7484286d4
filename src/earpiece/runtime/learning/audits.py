"""Looks at own decisions afterwards: what somebody says of one is learned, and if it was wrong, it is set right.

Nothing else comes of such a card; nobody waits for it, and it ends by itself. Where the customer is still there, a
wrong decision is a fact of their conversation, and the agent asks a person what to tell them.
"""

from earpiece.domain.card import Card, Decision
from earpiece.domain.errors import NotFound
from earpiece.domain.forms import Answer
from earpiece.domain.learning import REQUESTS, Audit, AuditAnswered, FoundWrong, OutcomeLearned
from earpiece.domain.ports import Write
from earpiece.gate.judgement import choice_of
from earpiece.runtime.learning.alone import class_write, label_of
from earpiece.runtime.learning.outcomes import UNKNOWN
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import States
from earpiece.runtime.turn import Turns


class Audits:
    """Takes what is said on such cards."""

    def __init__(self, ports: Ports, states: States, turns: Turns) -> None:
        self._ports = ports
        self._states = states
        self._turns = turns

    async def take(self, card: Card, given: Decision) -> None:
        """Write down whether the decision was right, and what that teaches. Raises Moved if the card has moved."""
        assert card.audit is not None
        right = given.answer.decision == "yes"
        looked = AuditAnswered(
            by=given.by, answer=given.answer, right=right, revision=given.revision, seconds=given.seconds,
            sure=given.sure, shown=given.shown,
        )  # fmt: skip
        choice = card.audit.choice if right else _what_is_right(card.audit, given.answer)
        outcome = OutcomeLearned(decision=card.audit.decision, choice=choice, how="audited", by=given.by)
        now = self._ports.clock.now()
        beside = [
            Write(f"card/{card.id}", (looked,), now, expected=card.position), class_write(card.audit.of, outcome, now)
        ]  # fmt: skip
        if right:
            await self._ports.journal.append(*beside)
            return
        what = await self._what(card, card.audit)
        wrong = FoundWrong(
            decision=card.audit.decision, by=given.by, what=what, right=_in_words(card, given.answer)
        )  # fmt: skip
        await self._turns.take(card.conversation, wrong, beside=beside)

    async def _what(self, card: Card, audit: Audit) -> str:
        """What was decided, in words: what the agent said by it, or the answer it went by."""
        state = await self._states.conversation(card.conversation)
        consult = state.consults.get(audit.decision)
        said = [line.event.text for line in state.lines if audit.decision in getattr(line.event, "releases", ())]
        if said:
            return said[-1]
        if consult is not None and consult.answer is not None:
            return label_of(consult.question, consult.answer)
        try:
            return self._ports.companies.version(state.company).title(audit.choice)
        except (NotFound, KeyError):
            return audit.choice


def _what_is_right(audit: Audit, answer: Answer) -> str | None:
    """As the class names it; None where only that it was wrong is known."""
    if audit.of == REQUESTS:
        return answer.choice or (UNKNOWN if answer.text else None)
    return choice_of(answer)


def _in_words(card: Card, answer: Answer) -> str:
    labels = {str(each.answer.get("choice")): each.label.removeprefix("No: ") for each in card.question.suggestions}
    return labels.get(answer.choice or "", "") or answer.text or answer.reason or ""

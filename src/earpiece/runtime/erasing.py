"""Erases a customer: their keys are destroyed, so that nobody can read again what is personal of them."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from earpiece.domain.conversation import Conversation, fold
from earpiece.domain.desk_events import CardClosed
from earpiece.domain.digests import person
from earpiece.domain.errors import Conflict, Moved
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import ConsultWithdrawn, ConversationClosed, RunEnded
from earpiece.domain.learning import AuditClosed, CasesForgotten
from earpiece.domain.ports import Journal, Row, Write
from earpiece.domain.seeds import SeedClosed
from earpiece.runtime.learning.forgetting import forget_answers

MOST_CONVERSATIONS = 1_000_000
MOST_TRIES = 50
REASON = "erased"


@dataclass(frozen=True, slots=True)
class Erased:
    """What was found and done. `conversations` are those that were the customer's."""

    conversations: tuple[str, ...]
    keys: int


async def erase_customer(journal: Journal, customer: str) -> Erased:
    """Also what they said as a guest, before they were known: every conversation that turned out to be theirs."""
    known_as = person(customer)
    rows = await journal.rows("of_customer", status=known_as, limit=MOST_CONVERSATIONS)
    for subject in await _guests(journal, rows, known_as):
        await journal.link(subject, known_as)
    return Erased(tuple(row.id for row in rows), await journal.erase(known_as))


async def _guests(journal: Journal, rows: Iterable[Row], known_as: str) -> list[str]:
    """Under which other names the customer's words are kept: a guest of each conversation, before they were known."""
    found = {await journal.subject_of(f"conversation/{row.id}") or known_as for row in rows}
    return sorted(found - {known_as})


async def forget_answers_to(journal: Journal, customer: str, now: float) -> None:
    """Take the words of a customer who is about to be erased out of the answers that were kept for the next time.

    Raises Conflict if a running server is faster again and again.
    """
    known_as = person(customer)
    rows = await journal.rows("of_customer", status=known_as, limit=MOST_CONVERSATIONS)
    for subject in [known_as, *await _guests(journal, rows, known_as)]:
        await forget_answers(journal, subject, now)


async def forget_cases(journal: Journal, conversations: tuple[str, ...], now: float) -> None:
    """What these conversations taught is learned no more, now that nobody can read it."""
    if conversations:
        forgotten = CasesForgotten(conversations=conversations)
        for row in await journal.rows("classes"):
            await journal.append(Write(f"class/{row.id}", (forgotten,), now))


async def end_conversations(journal: Journal, customer: str, now: float) -> None:
    """End what is still going on with a customer who is about to be erased, since nobody could go on with it.

    Raises Conflict if a running server is faster again and again.
    """
    for row in await journal.rows("of_customer", status=person(customer), limit=MOST_CONVERSATIONS):
        for _ in range(MOST_TRIES):
            with suppress(Moved):
                await _end(journal, row.id, now)
                break
        else:
            raise Conflict(f"The conversation {row.id} does not come to rest: erase again in a moment.")


async def _end(journal: Journal, conversation: str, now: float) -> None:
    stream = f"conversation/{conversation}"
    state = fold(Conversation(conversation), await journal.read(stream))
    pending = [consult for consult in state.consults.values() if not consult.released]
    events: list[BaseEvent] = [ConsultWithdrawn(consult=consult.id, reason=REASON) for consult in pending]
    events += [RunEnded(run=run, outcome=REASON) for run in reversed(state.stack)]
    if state.outcome is None:
        events.append(ConversationClosed(outcome="abandoned"))
    cards = [Write(f"card/{consult.id}", (CardClosed(reason=REASON),), now) for consult in state.open_consults]
    cards += [
        Write(f"card/{row.id}", (SeedClosed(expert=str(row.fields["expert"]), reason=REASON),), now)
        for row in await journal.rows("seeded", "open") if row.fields["conversation"] == conversation
    ]  # fmt: skip
    cards += [
        Write(f"card/{row.id}", (AuditClosed(reason=REASON),), now)
        for row in await journal.rows("audits", "open") if row.fields["conversation"] == conversation
    ]  # fmt: skip
    ended = [Write(stream, tuple(events), now, expected=state.position)] if events else []
    if ended or cards:
        await journal.append(*ended, *cards)

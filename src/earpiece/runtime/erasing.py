"""Erases a customer: their keys are destroyed, so that nobody can read again what is personal of them."""

from dataclasses import dataclass

from earpiece.domain.digests import person
from earpiece.domain.ports import Journal

MOST_CONVERSATIONS = 1_000_000


@dataclass(frozen=True, slots=True)
class Erased:
    """What was found and done. `conversations` are those that were the customer's."""

    conversations: tuple[str, ...]
    keys: int


async def erase_customer(journal: Journal, customer: str) -> Erased:
    """Also what they said as a guest, before they were known: every conversation that turned out to be theirs."""
    known_as = person(customer)
    rows = await journal.rows("of_customer", status=known_as, limit=MOST_CONVERSATIONS)
    subjects = set()
    for row in rows:
        subject = await journal.subject_of(f"conversation/{row.id}")
        if subject not in (None, known_as):
            subjects.add(subject)
    for subject in sorted(subjects):
        await journal.link(subject, known_as)
    return Erased(tuple(row.id for row in rows), await journal.erase(known_as))
